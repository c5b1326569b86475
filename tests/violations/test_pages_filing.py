"""The pages of a report: one question each, nothing lost, nothing told (C.3; domain 5.10)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from notifications.models import Notice, UrgentCall, UrgentTurn
from notifications.services import pass_on, put_on_rota
from tests import hostile
from tests.queries import queries_of
from tests.violations.filing_hands import ANSWERS, TEXT, answer, begin, fill_in, key_on, send, sentences, upload
from violations.choices import Answer, Mode, Pool
from violations.forms.picker import CARDS
from violations.forms.steps import DetailsForm
from violations.models import Allegation, Attachment, Draft, Report, ReportKey, Subject
from violations.rules import intake
from violations.services import tell_of_filed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
MOST = 12
WAYS = ["report", "report_anonymous"]


def reports():
    with acting_as_system("intake"):
        return list(Report.objects.order_by("pk"))


def the_next_minute():
    """What the sweep then does for new reports."""
    with acting_as_system("intake"):
        tell_of_filed(timezone.now())


def drafts_now():
    with acting_as_system("intake"):
        return list(Draft.objects.all())


@pytest.fixture
def reporter(as_user, cast):
    return as_user(cast.mateo)


@pytest.fixture(params=WAYS)
def way(request, client, reporter):
    """(client, prefix of the addresses) of somebody signed in and of nobody."""
    return (reporter if request.param == "report" else client), request.param


def test_somebody_files_confidentially_and_gets_the_receipt(reporter, cast):
    response = send(reporter, fill_in(reporter))

    (report,) = reports()
    assert (report.mode, report.pool, report.severity) == (Mode.CONFIDENTIAL, Pool.LEGAL, "medium")
    assert response.url == reverse("report_receipt", args=[report.public_id])
    page = reporter.get(response.url).content.decode()
    assert report.number in page and report.receipt_code in page
    assert "It goes to: Legal Unit." in page
    with acting_as_system("intake"):
        assert [subject.person_id for subject in Subject.objects.all()] == [cast.dana.pk]
        assert report.narrative.reveal() == TEXT
        assert (report.site_kind, report.is_still_visible, report.is_youth_at_risk) == ("personal", "yes", "no")
    assert drafts_now() == []


def test_the_receipt_is_the_reporters_alone(reporter, as_user, cast):
    receipt = send(reporter, fill_in(reporter)).url

    for person in (cast.dana, cast.beatrix, cast.priya, cast.bram):
        assert as_user(person).get(receipt).status_code == 404


def test_whoever_is_named_in_it_keeps_their_own_receipt(reporter, cast):
    shown = fill_in(reporter, who={"people": "", "is_self_report": "on"})

    receipt = reporter.get(send(reporter, shown).url)

    assert receipt.status_code == 200
    (report,) = reports()
    assert report.is_self_report
    with acting_as_system("intake"):
        assert Subject.objects.get().person_id == cast.mateo.pk


def test_a_receipt_says_its_clauses_and_whom_it_passes_by(reporter, cast):
    shown = fill_in(reporter, what={"clauses": ["C.2.a", "C.2.b"]}, who={"people": "Priya Lindqvist"})

    page = reporter.get(send(reporter, shown).url).content.decode()

    assert "C.2.a, C.2.b" in page
    assert "This will not go to the Legal Unit or the General Counsel." in page


@pytest.mark.parametrize("clause", [*intake.reportable(), "not-sure"])
def test_every_clause_can_be_reported_through_the_pages(reporter, clause):
    begin(reporter)
    answer(reporter, "safety")
    after = answer(reporter, "what", clauses=[clause])
    if intake.asked(clause):
        assert after.url == reverse("report_step", args=["details"])
        details = {f"{clause}:{name}": DETAILS[name] for name in intake.asked(clause)}
        assert reporter.get(after.url).status_code == 200
        assert answer(reporter, "details", **details).status_code == 302
    for page in ("who", "when", "where", "story", "files"):
        assert answer(reporter, page).status_code == 302

    send(reporter, reporter.get(reverse("report_check")))

    (report,) = reports()
    with acting_as_system("intake"):
        filed = Allegation.objects.get(report=report, as_filed=True)
    assert filed.clause_id == (None if clause == "not-sure" else clause)
    assert (filed.details.reveal() or {}).keys() == set(intake.asked(clause))
    assert report.is_restricted == clause.startswith("B.3.")


DETAILS = {
    "during_work_hours": Answer.YES,
    "on_work_equipment": Answer.NO,
    "ways": ["displayed"],
    "public_domain": Answer.UNKNOWN,
    "relationship": "client",
    "direction": "sent",
    "protected_basis": ["race"],
    "setting": "At a residence, on a phone",
    "other_policy": intake.CODE_OF_CONDUCT,
}


def test_every_reportable_clause_stands_on_one_card():
    assert sorted(CARDS) == sorted(intake.reportable())


def test_only_what_a_clause_needs_is_asked():
    asked = list(DetailsForm(clauses=["P.3", "C.2.a", "C.2.h"]).fields)

    assert asked == ["P.3:during_work_hours", "P.3:on_work_equipment", "C.2.h:setting"]


def test_what_a_clause_lacks_is_said_at_its_field_and_kept_from_being_sent(reporter):
    begin(reporter)
    answer(reporter, "safety")
    answer(reporter, "what", clauses=["P.3"])

    lacking = answer(reporter, "details", **{"P.3:during_work_hours": "no", "P.3:on_work_equipment": "no"})

    assert lacking.status_code == 400
    assert any("P.3 is about work hours" in sentence for sentence in sentences(lacking))
    assert send(reporter, reporter.get(reverse("report_check"))).status_code == 400
    assert reports() == []


# Nothing is lost, nothing is done twice -------------------------------------------------------------------------------


def test_back_keeps_what_was_typed_also_when_it_is_not_right_yet(way):
    client, prefix = way
    begin(client, prefix=prefix)
    answer(client, "safety", prefix)
    answer(client, "what", prefix)

    gone_back = client.post(reverse(f"{prefix}_step", args=["story"]), {"narrative": "Too short", "back": "1"})

    assert gone_back.url == reverse(f"{prefix}_step", args=["where"])
    assert b"Too short" in client.get(reverse(f"{prefix}_step", args=["story"])).content


def test_it_is_gone_on_with_from_the_first_page(way):
    client, prefix = way
    begin(client, prefix=prefix)
    answer(client, "safety", prefix)

    page = client.get(reverse(f"{prefix}_start")).content.decode()

    assert reverse(f"{prefix}_step", args=["what"]) in page
    client.post(reverse(f"{prefix}_discard"))
    assert drafts_now() == []


def test_sent_twice_it_is_filed_once(reporter):
    shown = fill_in(reporter)

    first, second = send(reporter, shown), send(reporter, shown)

    assert (first.url, len(reports())) == (second.url, 1)
    assert AuditEvent.objects.filter(action="report.filed").count() == 1


def test_the_form_of_somebody_else_files_nothing(reporter, as_user, cast):
    shown = fill_in(reporter)
    send(reporter, shown)

    stolen = send(as_user(cast.juniper), shown)

    assert (stolen.url, len(reports())) == (reverse("report_start"), 1)


def test_a_draft_that_is_over_leads_to_the_first_page(way):
    client, prefix = way
    begin(client, prefix=prefix)
    with acting_as_system("intake"):
        Draft.objects.update(kept_until=timezone.now())

    assert client.get(reverse(f"{prefix}_step", args=["what"])).url == reverse(f"{prefix}_start")
    assert client.get(reverse(f"{prefix}_check")).url == reverse(f"{prefix}_start")
    assert answer(client, "what", prefix).status_code == 302  # what was typed begins a new one
    assert len([draft for draft in drafts_now() if draft.kept_until > timezone.now()]) == 1


# Bad input ------------------------------------------------------------------------------------------------------------

TOMORROW = str(timezone.localdate() + datetime.timedelta(days=1))
BAD = [
    ("when", {"occurred_from": TOMORROW, "occurred_to": ""}, "still to come"),
    ("when", {"known_on": TOMORROW}, "still to come"),
    ("when", {"occurred_from": "2026-11-10", "occurred_to": "2026-11-09"}, "before the first"),
    ("when", {"is_ongoing": "on"}, "still going on"),
    ("when", {"occurred_from": "2026-02-30"}, "Enter a day"),
    ("who", {"people": "Nobody Known"}, "Nobody here is known as “Nobody Known”"),
    ("who", {"people": ""}, "Say whom it is about"),
    ("who", {"described": "x" * 2_001}, "at most 2000 characters"),
    ("what", {"clauses": []}, "Choose what happened"),
    ("what", {"clauses": ["P.2"]}, "Choose one of the cards"),
    ("safety", {"safety": "perhaps"}, "Answer this first"),
    ("where", {"site_kind": "moon"}, "Choose one answer"),
    ("where", {"platform": "no-such-site"}, "valid choice"),
    ("story", {"narrative": "Too short"}, "sentence or two"),
    ("story", {"narrative": "x" * 20_001}, "at most 20000 characters"),
    ("story", {"narrative": f"{TEXT}\0"}, "hidden characters"),
    ("files", {"gate": ""}, "Answer this first"),
]


@pytest.mark.parametrize(("page", "typed", "sentence"), BAD)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_kept(way, page, typed, sentence):
    client, prefix = way
    begin(client, prefix=prefix)
    before = [bytes(draft.answers._cipher_text) for draft in drafts_now()]

    response = answer(client, page, prefix, **typed)

    assert response.status_code == 400
    assert any(sentence.lower() in said.lower() for said in sentences(response)), sentences(response)
    assert [bytes(draft.answers._cipher_text) for draft in drafts_now()] == before
    if typed.get("narrative"):
        assert typed["narrative"].strip("\0")[:200] in response.content.decode()


@pytest.mark.parametrize(
    "kind", [*hostile.WORST, "nothing", "many marks", "huge number", "long ago", "beyond the calendar", "json"]
)
def test_whatever_is_typed_no_page_fails(reporter, kind):
    begin(reporter)
    for page, answers in ANSWERS.items():
        for leaving in ({}, {"back": "1"}):
            typed = {name: hostile.NAUGHTY[kind].encode("utf-8", "surrogatepass") for name in answers} | leaving
            sent = reporter.post(reverse("report_step", args=[page]), typed)
            assert sent.status_code < 500, (page, kind)
            assert reporter.get(reverse("report_step", args=[page])).status_code < 500, (page, kind)
    assert reporter.get(reverse("report_check")).status_code < 500
    assert send(reporter, reporter.get(reverse("report_check"))).status_code in (302, 400)


def test_twenty_megabytes_are_refused_and_change_nothing(reporter):
    begin(reporter)

    response = answer(reporter, "story", narrative="x" * 20_000_000)

    assert response.status_code == 413
    assert reports() == []


@pytest.mark.parametrize("junk", ["", "junk", "00000000-0000-4000-8000-000000000000", "\0"])
def test_a_form_without_its_key_files_nothing(way, junk):
    client, prefix = way
    fill_in(client, prefix=prefix)

    response = client.post(reverse(f"{prefix}_send"), {"form_key": junk})

    assert (response.url, reports()) == (reverse(f"{prefix}_start"), [])


def test_a_page_that_does_not_exist_is_missing(way):
    client, prefix = way

    assert client.get(reverse(f"{prefix}_step", args=["no-such"])).status_code == 404
    assert client.post(reverse(f"{prefix}_step", args=["no-such"])).status_code == 404


# The stop page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["danger", "abuse"])
def test_danger_stops_the_form_and_calls_the_legal_unit_in_the_same_minute(way, cast, said):
    client, prefix = way
    put_on_rota(cast.priya, actor=cast.imogen, at=timezone.now())
    begin(client, prefix=prefix)

    stopped = answer(client, "safety", prefix, safety=said)
    answer(client, "safety", prefix, safety=said)

    page = client.get(stopped.url).content.decode()
    assert stopped.url == reverse(f"{prefix}_stop")
    for words in ("911", "1-800-792-5200", "supervisor", "This form is not a 51A report."):
        assert words in page
    call = UrgentCall.objects.get()
    assert (call.title, call.is_confidential, call.without.count()) == ("Somebody needs help now", True, 0)
    assert UrgentTurn.objects.get().person == cast.priya


@pytest.mark.parametrize("said", ["no", "unknown"])
def test_otherwise_nobody_is_called(reporter, said):
    begin(reporter)
    answer(reporter, "safety", safety=said)

    assert UrgentCall.objects.count() == 0


def test_the_first_call_goes_on_until_the_sweep_of_the_same_minute_calls_to_the_report(reporter):
    send(reporter, fill_in(reporter, safety={"safety": "danger"}))
    (waiting,) = UrgentCall.objects.all()
    assert (waiting.kind, waiting.closed_at) == ("report.help", None)

    the_next_minute()
    the_next_minute()

    first, second = UrgentCall.objects.order_by("pk")
    assert first.closed_at is not None
    assert (second.kind, second.closed_at) == ("report.urgent", None)


def test_once_somebody_is_named_the_call_reaches_only_who_may_know(reporter, cast):
    now = timezone.now()
    for person in (cast.priya, cast.imogen):
        put_on_rota(person, actor=cast.imogen, at=now)
    shown = fill_in(reporter, safety={"safety": "danger"}, who={"people": "Priya Lindqvist"})
    send(reporter, shown)
    the_next_minute()

    for turn in range(1, 5):
        pass_on(now + turn * datetime.timedelta(minutes=20))

    first, *others = UrgentCall.objects.order_by("pk")
    assert first.closed_at is not None
    assert others == []  # the whole unit is kept away: the designee, who holds it, is told
    assert set(Notice.objects.filter(kind="report.urgent").values_list("recipient", flat=True)) == {cast.rolf.pk}


def test_who_reported_is_not_told_from_whom_a_call_passes_by(as_user, cast):
    """Were a reporter of the Legal Unit passed by, the list of those passed by would name them."""
    reporter = as_user(cast.priya)
    send(reporter, fill_in(reporter, safety={"safety": "danger"}))
    the_next_minute()

    call = UrgentCall.objects.get(kind="report.urgent")
    assert set(call.without.all()) == {cast.rolf}  # above who is named


def test_the_page_of_a_call_tells_nothing(as_user, cast):
    page = as_user(cast.priya).get(reverse("report_help"))

    assert (page.status_code, b"911" in page.content) == (200, True)
    assert as_user(cast.dana).get(reverse("report_help")).status_code == 404


# Files ----------------------------------------------------------------------------------------------------------------


def test_files_go_with_the_report(way, vault):
    client, prefix = way
    begin(client, prefix=prefix)
    for page in list(ANSWERS)[:-1]:
        answer(client, page, prefix)
    assert upload(client, prefix).status_code == 302

    send(client, client.get(reverse(f"{prefix}_check")), prefix)

    with acting_as_system("intake"):
        attached = Attachment.objects.select_related("file").get()
    assert (attached.by_id, attached.file.received_by_id) == (None, None)
    assert attached.file.name.reveal() == ("shot.png" if prefix == "report" else None)


def test_a_file_that_is_not_what_it_says_is_refused_at_the_field(way, vault):
    client, prefix = way
    begin(client, prefix=prefix)

    response = upload(client, prefix, content=b"MZ no picture at all")

    assert response.status_code == 400
    assert any("not a picture or PDF" in sentence for sentence in sentences(response))


def test_the_gate_lets_no_image_of_a_child_in(way, vault, cast):
    client, prefix = way
    begin(client, prefix=prefix)

    stopped = upload(client, prefix, gate="minor")

    assert b"Do not upload, copy or send them on" in client.get(stopped.url).content
    assert [path for path in vault.rglob("*") if path.is_file()] == []
    assert UrgentCall.objects.count() == 1


# Anonymous ------------------------------------------------------------------------------------------------------------


def test_nobody_files_and_types_the_key_back(client, cast):
    shown = fill_in(client, prefix="report_anonymous")

    filed = send(client, shown, "report_anonymous")

    words = key_on(filed)
    (report,) = reports()
    assert (report.mode, bool(report.reporter), report.reporter_mark, report.receipt_code) == (
        "anonymous",
        False,
        None,
        None,
    )
    assert report.number in filed.content.decode() and filed["Cache-Control"] == "no-store"
    wrong = client.post(reverse("report_anonymous_finish"), {"key": "not the key at all"})
    assert (wrong.status_code, words in wrong.content.decode()) == (400, False)
    right = client.post(reverse("report_anonymous_finish"), {"key": words.upper()})
    assert right.url == reverse("report_anonymous_done")
    assert drafts_now() == []
    with acting_as_system("intake"):
        assert ReportKey.objects.get().typed_back_at is not None


def test_sent_twice_the_page_that_stays_shows_the_key_that_counts(client, cast):
    shown = fill_in(client, prefix="report_anonymous")

    first, second = (send(client, shown, "report_anonymous") for _click in range(2))

    assert len(reports()) == 1
    lost = client.post(reverse("report_anonymous_finish"), {"key": key_on(first)})
    kept = client.post(reverse("report_anonymous_finish"), {"key": key_on(second)})
    assert (lost.status_code, kept.status_code) == (400, 302)


def test_a_key_for_coming_back_opens_the_draft_in_another_browser(client):
    begin(client, prefix="report_anonymous")
    answer(client, "safety", "report_anonymous")
    asked = client.post(reverse("report_anonymous_step", args=["what"]), {"clauses": ["C.2.a"], "later": "1"})
    words = key_on(client.post(asked.url))
    other = Client()

    assert other.post(reverse("report_anonymous_resume"), {"key": "wrong"}).status_code == 400
    opened = other.post(reverse("report_anonymous_resume"), {"key": words})

    assert opened.url == reverse("report_anonymous_step", args=["who"])
    assert (
        b'value="C.2.a" id="id_clauses_C.2.a" aria-describedby="id_clauses_C.2.a_hint" checked'
        in other.get(reverse("report_anonymous_step", args=["what"])).content
    )


def test_nobody_learns_more_of_people_than_their_full_name(client, cast):
    begin(client, prefix="report_anonymous")

    for known_as in (cast.dana.work_email, cast.dana.employee_number, cast.dana.username):
        refused = answer(client, "who", "report_anonymous", people=known_as)
        assert refused.status_code == 400, known_as
    assert answer(client, "who", "report_anonymous", people="dana okafor-lane").status_code == 302


def test_the_choice_of_staying_anonymous_leads_to_the_other_addresses_and_keeps_nothing(reporter):
    chosen = begin(reporter, mode="anonymous")

    assert (chosen.url, drafts_now()) == (reverse("report_anonymous_start"), [])


# What a page asks the database ----------------------------------------------------------------------------------------


def test_a_page_asks_the_database_little(way):
    client, prefix = way
    fill_in(client, prefix=prefix, what={"clauses": ["C.2.h", "P.3"]}, details=TWO_CLAUSES)
    pages = [reverse(f"{prefix}_step", args=[page]) for page in (*ANSWERS, "details")]

    counts = {
        page: len(queries_of(client, page)) for page in (*pages, reverse(f"{prefix}_start"), reverse(f"{prefix}_check"))
    }

    assert max(counts.values()) <= MOST, counts


TWO_CLAUSES = {"C.2.h:setting": "A residence", "P.3:during_work_hours": "yes", "P.3:on_work_equipment": "no"}


def test_sending_a_page_asks_little_too(way, django_assert_max_num_queries):
    client, prefix = way
    fill_in(client, prefix=prefix)

    with django_assert_max_num_queries(MOST + 6):  # with the framing of a test's transaction
        answer(client, "story", prefix)


# Nothing of who reports -----------------------------------------------------------------------------------------------


def test_it_is_open_to_everybody_signed_in(as_user, cast):
    for person in vars(cast).values():
        if hasattr(person, "public_id") and hasattr(person, "username"):
            assert as_user(person).get(reverse("report_start")).status_code == 200


def test_who_is_named_reads_nothing_of_it(reporter, cast):
    send(reporter, fill_in(reporter))

    for person in (cast.dana, cast.beatrix, cast.hollis):
        with acting_as(person):
            assert (Report.objects.count(), Allegation.objects.count(), Attachment.objects.count()) == (0, 0, 0)

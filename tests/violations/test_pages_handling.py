"""The page of one report and its acts: for those who handle it; to everybody else it looks like a missing page."""

import re
import uuid
from urllib.parse import quote_from_bytes

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from tests.queries import queries_of
from tests.violations.desk import (
    DAY,
    HOUR,
    as_,
    closed,
    corrected,
    countersigned,
    decided,
    filed,
    handed_in,
    heard,
    investigated,
    now_of,
    pair,
    safe,
    taken,
)
from violations.choices import AimedAt, Answer, Decided, Found, Measure, Outcome, Part
from violations.models import (
    Assignment,
    CorrectiveAction,
    Finding,
    Hearing,
    Link,
    Note,
    Opening,
    Report,
    ReportDuty,
    Safety,
    Signal,
)
from violations.services import hearing as hearing_service
from violations.services import retaliation, triage
from violations.states import State
from violations.views.acts import PAGES
from workflow.identity import acting_as_system

pytestmark = pytest.mark.django_db


def page(report):
    return reverse("report_detail", args=[report.public_id])


def act(report, slug, target=None):
    if target is None:
        return reverse("report_act", args=[report.public_id, slug])
    return reverse("report_act_on", args=[report.public_id, slug, target.public_id])


def post(client, report, slug, target=None, **data):
    answer = client.post(act(report, slug, target), {"version": now_of(report).version} | data)
    assert answer.status_code == 302, re.findall(r"error[^>]*>([^<]{5,})<", answer.content.decode())
    return answer


def test_everybody_kept_away_finds_a_missing_page(cast, now, as_user):
    report = investigated(cast, now)

    for who in ("dana", "mateo", "beatrix", "hollis", "rolf", "juniper", "bram", "ottilie", "adaeze"):
        client = as_user(getattr(cast, who))
        assert client.get(page(report)).status_code == 404, who
        for slug, one in PAGES.items():
            target = report if one.on else None
            assert client.get(act(report, slug, target)).status_code == 404, (who, slug)
            assert client.post(act(report, slug, target), {"version": 1}).status_code == 404, (who, slug)
    for who in ("priya", "imogen", "leona"):
        assert as_user(getattr(cast, who)).get(page(report)).status_code == 200


def test_who_of_legal_reported_it_does_not_handle_it(cast, now, as_user):
    report = filed(cast, now, by=cast.priya)

    assert as_user(cast.priya).get(page(report)).status_code == 404
    assert as_user(cast.imogen).get(page(report)).status_code == 200


def test_opening_it_is_recorded_for_those_who_may_know_of_it(cast, now, as_user, empty_trail):
    report = taken(cast, now)

    as_user(cast.imogen).get(page(report))

    event = AuditEvent.objects.get(action="report.read")
    assert (event.subject_label, event.is_confidential) == ("violations.report", True)
    with acting_as_system("intake"):
        assert Opening.objects.get().person == cast.imogen


def test_a_refusal_stands_on_the_trail_as_of_the_report_and_not_as_of_a_page(cast, now, as_user, empty_trail):
    report = filed(cast, now)
    other = taken(cast, now)
    with acting_as_system("intake"):
        link = Link.objects.create(report=report, other=other, kind="retaliation", at=now)

    refused = as_user(cast.priya).post(reverse("report_unlink", args=[report.public_id, link.public_id]))

    assert refused.status_code == 403
    assert not AuditEvent.objects.filter(subject_label="page").exists()
    event = AuditEvent.objects.get(action="report.refused")
    assert (event.subject_label, event.subject_id) == ("violations.report", str(report.public_id))


def test_a_report_is_handled_to_its_end_on_its_pages(cast, now, as_user, monkeypatch):
    """Priya of Legal and Leona of the Investigation Unit, as they would click."""
    report = filed(cast, now)
    priya, leona = as_user(cast.priya), as_user(cast.leona)

    post(priya, report, "take")
    post(priya, report, "safety", has_contact=Answer.NO, measure=Measure.NONE, text="On leave until January.")
    post(priya, report, "decide", kinds=[Decided.INVESTIGATE], reason="It has to be looked into.")
    post(priya, report, "assign", person="Leona Strand", part=Part.HANDLER, reason="")
    with acting_as_system("intake"):
        asked = Assignment.objects.get()
    post(leona, report, "accept", asked)
    post(leona, report, "note", text="Talked with two witnesses.")
    with acting_as_system("intake"):
        subject = report.subjects.get()
    post(leona, report, "notice", subject=subject.pk, allegation="That a picture of youth was shown.", business_days=5)
    with acting_as_system("intake"):
        hearing = Hearing.objects.get()
    dana = as_user(cast.dana)
    assert "picture of youth" in dana.get(hearing.get_absolute_url()).content.decode()
    assert dana.post(hearing.get_absolute_url(), {"answer": "I took it down at once."}).status_code == 302
    with acting_as_system("intake"):
        allegation = report.allegations.get()
    post(leona, report, "sign", pair=f"{subject.pk}-{allegation.pk}", found=Found.SUSTAINED, rationale="She said so.",
         relied_on="Her answer.")  # fmt: skip
    post(leona, report, "hand-in")
    with acting_as_system("intake"):
        finding = Finding.objects.get()
    post(priya, report, "countersign", finding)
    for aim in AimedAt:
        post(priya, report, "correct", aimed_at=aim, outcome=Outcome.COACHED, text="Coaching.", owner="Noor Halloran",
             due_on="2031-01-15")  # fmt: skip
    post(priya, report, "close", told="It is closed.", delay_reason="")

    assert now_of(report).state == State.CLOSED
    shown = priya.get(page(report)).content.decode()
    for text in (
        "Sustained",
        "countersigned by Priya Lindqvist",
        "Talked with two witnesses",
        "I took it down at once",
    ):
        assert text in shown
    assert "Mateo" not in shown


@pytest.mark.parametrize("bad", ["\0", "\ud800", "x" * 5000, ""])
def test_bad_text_is_said_at_its_field_and_nothing_is_lost(cast, now, as_user, bad):
    report = taken(cast, now)

    typed = quote_from_bytes(bad.encode("utf-8", "surrogatepass"))
    answer = as_user(cast.priya).post(
        act(report, "note"), f"version={report.version}&text={typed}", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 400
    with acting_as_system("intake"):
        assert not Note.objects.exists()


def test_a_stale_form_says_what_somebody_else_did(cast, now, as_user):
    report = taken(cast, now)
    safe(cast, report, now)

    answer = as_user(cast.imogen).post(
        act(report, "decide"), {"version": report.version, "kinds": ["investigate"], "reason": "x"}
    )

    assert answer.status_code == 409
    assert now_of(report).state == State.TRIAGE


def test_a_note_sent_twice_is_one_note(cast, now, as_user):
    report, client = taken(cast, now), as_user(cast.priya)
    key = "0b0ad6dc-8a3c-4df2-9a0a-0e7f2c4b0d11"
    for _again in range(2):
        client.post(act(report, "note"), {"version": now_of(report).version, "text": "Once.", "form_key": key})

    with acting_as_system("intake"):
        assert Note.objects.count() == 1


def test_every_act_somebody_may_do_has_a_page_that_opens(cast, now, as_user):
    stages = [
        filed(cast, now),
        taken(cast, now),
        investigated(cast, now),
        handed_in(cast, investigated(cast, now), now),
    ]
    client = as_user(cast.priya)
    for report in stages:
        shown = client.get(page(report)).content.decode()
        for address in set(re.findall(rf'href="(/reports/{report.public_id}/[^"]+)"', shown)):
            assert client.get(address).status_code == 200, address


def test_who_steps_aside_finds_it_missing_from_the_next_page_on(cast, now, as_user):
    report, client = taken(cast, now), as_user(cast.priya)

    assert post(client, report, "recuse").url == reverse("report_list")

    assert client.get(page(report)).status_code == 404


def test_naming_ones_own_unit_takes_the_report_away_at_once(cast, now, as_user):
    report, client = taken(cast, now), as_user(cast.priya)

    post(client, report, "name", person="Imogen Vasquez-Hale")

    assert client.get(page(report)).status_code == 404
    assert as_user(cast.rolf).get(page(report)).status_code == 404  # he is above Dana
    assert as_user(cast.adaeze).get(page(report)).status_code == 200


def test_a_notice_is_read_by_who_is_named_alone_and_says_nothing_of_the_report(cast, now, as_user):
    report = heard(cast, investigated(cast, now), now)
    with acting_as_system("intake"):
        hearing = Hearing.objects.get()

    shown = as_user(cast.dana).get(hearing.get_absolute_url()).content.decode()
    assert report.number not in shown
    assert "On Tuesday she posted" not in shown
    for who in ("beatrix", "mateo", "priya", "juniper"):
        assert as_user(getattr(cast, who)).get(hearing.get_absolute_url()).status_code == 404


def test_an_instruction_is_read_by_its_manager_alone(cast, now, as_user):
    report = taken(cast, now)
    as_(cast.priya, triage.answer_safety, report, has_contact=Answer.YES, measure=Measure.INSTRUCTED,
        manager=cast.beatrix, text="Keep Dana off the floor.", at=now)  # fmt: skip
    with acting_as_system("intake"):
        row = Safety.objects.get()

    shown = as_user(cast.beatrix).get(row.get_absolute_url()).content.decode()
    assert "Keep Dana off the floor." in shown
    assert report.number not in shown
    for who in ("hollis", "dana", "juniper"):
        assert as_user(getattr(cast, who)).get(row.get_absolute_url()).status_code == 404


def test_the_page_takes_the_same_queries_for_much_as_for_little(cast, now, as_user):
    few = handed_in(cast, investigated(cast, now), now)
    client = as_user(cast.priya)
    least = queries_of(client, page(few))

    many = heard(cast, investigated(cast, now), now)
    for number in range(5):
        as_(cast.priya, triage.answer_safety, now_of(many), has_contact=Answer.NO, measure=Measure.NONE,
            text=f"Again {number}.", at=now)  # fmt: skip
    many = corrected(cast, countersigned(cast, handed_in(cast, now_of(many), now + DAY), now), now)
    assert len(queries_of(client, page(many))) <= len(least) + 1


def test_what_is_closed_can_be_opened_again_with_a_reason(cast, now, as_user):
    report = closed(cast, countersigned(cast, handed_in(cast, investigated(cast, now), now), now), now)

    post(as_user(cast.imogen), report, "reopen", reason="A witness came forward.")

    assert now_of(report).state == State.REOPENED


def test_duties_and_referrals_are_answered_on_their_pages(cast, now, as_user):
    report, client = decided(cast, taken(cast, now), now, Decided.TO_POLICE), as_user(cast.priya)
    post(client, report, "duty", kind="dcf_oral")
    with acting_as_system("intake"):
        duty, decision = ReportDuty.objects.get(), report.decisions.get()
    post(
        client, report, "duty-made", duty, made_at="2026-11-17T14:00", method="telephone", recipient="DCF", reference=""
    )
    post(client, report, "result", decision, text="No charge.")

    shown = client.get(page(report)).content.decode()
    assert "No charge." in shown
    assert "made" in shown


def test_who_may_do_nothing_of_it_is_offered_nothing(cast, now, as_user):
    """Whoever is let in reads it, and may countersign or step aside; nothing else."""
    report = taken(cast, now)
    post(as_user(cast.priya), report, "let-in", person="Hollis Marchetti", reason="Knows the place.")

    shown = as_user(cast.hollis).get(page(report)).content.decode()
    assert set(re.findall(rf'/reports/{report.public_id}/([a-z-]+)/"', shown)) == {"links", "recuse"}
    assert Report.objects.count() == 0
    assert not CorrectiveAction.objects.exists()


@pytest.mark.clause("C.3")
def test_who_handles_it_writes_to_the_reporter_and_a_manager_does_not(cast, now, as_user):
    report = investigated(cast, now)
    key = uuid.uuid4()

    for _click in range(2):
        post(as_user(cast.leona), report, "write", text="Is it still there?", form_key=key)
    as_user(cast.leona).post(act(report, "write"), {"version": now_of(report).version, "text": " ", "form_key": key})

    with acting_as_system("intake"):
        assert [row.text.reveal() for row in report.messages.all()] == ["Is it still there?"]
    assert "Is it still there?" in as_user(cast.leona).get(page(report)).content.decode()


def test_what_the_portal_asked_by_itself_is_not_said_to_be_of_the_reporter(cast, now, as_user):
    report = investigated(cast, now)
    retaliation.check_in(now + 31 * DAY)

    shown = as_user(cast.leona).get(page(report)).content.decode()

    assert "The portal, by itself" in shown
    assert "The reporter," not in shown


def test_the_page_of_closing_says_first_what_is_missing(cast, now, as_user):
    report = handed_in(cast, investigated(cast, now), now)
    client = as_user(cast.priya)

    missing = client.get(act(report, "close")).content.decode()
    beside = client.get(page(report)).content.decode()
    countersigned(cast, report, now)
    ready = client.get(act(report, "close")).content.decode()

    sentence = "Have the finding on C.2.a for Dana Okafor-Lane countersigned."
    assert sentence in missing
    assert sentence in beside
    assert 'name="told"' not in missing
    assert "Before it can be closed" not in ready
    assert 'name="told"' in ready


def test_only_what_is_late_is_asked_why(cast, now, as_user, monkeypatch):
    report = countersigned(cast, handed_in(cast, investigated(cast, now), now), now)
    client = as_user(cast.priya)
    monkeypatch.setattr("violations.views.acts.now", lambda: now)
    in_time = client.get(act(report, "close")).content.decode()

    monkeypatch.setattr("violations.views.acts.now", lambda: now + 60 * DAY)
    late = client.get(act(report, "close")).content.decode()
    refused = client.post(act(report, "close"), {"version": now_of(report).version, "told": "It is closed."})

    assert 'name="delay_reason"' not in in_time
    assert 'name="delay_reason"' in late
    assert refused.status_code == 400
    assert now_of(report).state == State.FINDINGS_REVIEW
    post(client, report, "close", told="It is closed.", delay_reason="A witness was away.")
    assert now_of(report).delay_reason.reveal() == "A witness was away."


def test_what_happened_to_the_reporter_is_shown_to_those_who_hold_it_alone(cast, now, as_user):
    report = investigated(cast, now)
    with acting_as_system("intake"):
        Signal.objects.create(report=report, kind="revoked", record_id=uuid.uuid4(), happened_at=now)

    words = "An authorization of theirs was revoked or suspended"
    assert words in as_user(cast.priya).get(page(report)).content.decode()
    assert words not in as_user(cast.leona).get(page(report)).content.decode()


@pytest.mark.clause("C.2")
def test_earlier_outcomes_for_the_same_clause_are_shown_without_anybody_before_one_is_set(cast, now, as_user):
    before = handed_in(cast, heard(cast, investigated(cast, now), now), now + 2 * HOUR, found=Found.SUSTAINED)
    before = closed(cast, corrected(cast, countersigned(cast, before, now), now), now)
    report = investigated(cast, now, cast.juniper)

    shown = as_user(cast.priya).get(act(report, "sign")).content.decode()
    earlier = shown[shown.index("Earlier outcomes") : shown.index("</details>", shown.index("Earlier outcomes"))]

    assert "Sustained: Coaching" in earlier
    assert "1 time" in earlier
    assert not [one for one in ("Dana", before.number, "Harborview") if one in earlier]
    assert "Earlier outcomes" not in as_user(cast.priya).get(act(report, "note")).content.decode()


@pytest.mark.parametrize("bad", ["\0", "\ud800", "x" * 5000, ""])
def test_a_bad_answer_to_a_notice_is_said_once_at_its_field_and_a_second_click_changes_nothing(cast, now, as_user, bad):
    report = investigated(cast, now)
    as_(cast.leona, hearing_service.send_notice, report, subject=pair(report)[0], clauses=["C.2.a"], business_days=5,
        allegation="That a picture was shown.", at=timezone.now())  # fmt: skip
    with acting_as_system("intake"):
        address = Hearing.objects.get().get_absolute_url()
    client, typed = as_user(cast.dana), quote_from_bytes(bad.encode("utf-8", "surrogatepass"))

    refused = client.post(address, f"answer={typed}", content_type="application/x-www-form-urlencoded")
    assert refused.status_code == 400
    assert refused.content.decode().count("This needs another look") == 1
    assert client.post(address, {"answer": "I took it down."}).status_code == 302
    assert client.post(address, {"answer": "Something else."}).status_code == 400
    assert client.post(address, {"waive": "1"}).status_code == 400

    with acting_as_system("intake"):
        assert Hearing.objects.get().answer.reveal() == "I took it down."

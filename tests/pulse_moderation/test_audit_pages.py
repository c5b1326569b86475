"""The pages of an audit: an administrator draws twenty-five decisions, judges each and prints the result (B.1.a)."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policy.calendar import local_day
from pulse_moderation.choices import DecisionKind, Judged, Kind
from pulse_moderation.models import Audit, AuditEntry, Post
from pulse_moderation.services import audits, reading
from pulse_moderation.services.audits import Judgment
from pulse_moderation.services.deciding import Grounds, decide, undo
from pulse_moderation.states import AuditState, State
from tests.factories import pulse
from tests.pulse_moderation.audited import MINUTE, decided, drawn
from tests.pulse_moderation.desk import hit, waiting

LIST = "/pulse/audits/"
NEW = "/pulse/audits/new/"


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch, now):
    """The pages read the clock; the sample is of the days of these tests."""
    for module in ("audits", "search", "figures"):
        monkeypatch.setattr(f"pulse_moderation.views.{module}.now", lambda: now + 30 * MINUTE)


def plan(now, **said):
    day = local_day(now).isoformat()
    return {"population": "decisions", "first": day, "last": day, "size": "25", "form_key": uuid.uuid4()} | said


def judged(entry, **said):
    return {"verdict": "agree", "note": "", "clause": "", "act": "", "version": entry.post.version} | said


def test_an_administrator_audits_twenty_five_decisions_and_prints_the_result(cast, now, as_user):
    for number in range(27):
        decided(cast.dana, cast.lucinda, at=now, body=f"Potluck number {number}.")
    client = as_user(cast.bram)

    audit_page = client.post(NEW, plan(now), follow=True)

    audit = Audit.objects.get()
    assert audit.size == 25
    entry_page = audit_page.context["following"].get_absolute_url()
    for number in range(25):
        entry = client.get(entry_page).context["entry"]
        said = {"verdict": "disagree", "note": "It sells something."} if number == 7 else {}
        entry_page = client.post(entry_page, judged(entry, **said)).url
    assert entry_page == audit.get_absolute_url()
    client.post(reverse("pulse_audit_finish", args=[audit.public_id]), {"version": audit.version})
    audit.refresh_from_db()
    assert audit.state == AuditState.FINISHED
    paper = client.get(reverse("pulse_audit_paper", args=[audit.public_id])).content.decode()
    for words in (audit.number, audit.seed, "25 of 25", "96", "80 to 99", "It sells something.", "Bram Ekstrom"):
        assert words in paper
    assert "Not finished" not in paper


def test_who_may_read_an_audit_and_who_may_not(cast, now, as_user):
    decided(cast.dana, cast.lucinda, at=now)
    audit = drawn(cast.bram, at=now)
    entry = audit.entries.get()
    pages = [LIST, audit.get_absolute_url(), entry.get_absolute_url(), f"{audit.get_absolute_url()}paper/"]

    for page in pages:
        assert [as_user(one).get(page).status_code for one in (cast.bram, cast.ines)] == [200, 200]
        for person in (cast.lucinda, cast.dana, cast.priya, cast.imogen):
            assert as_user(person).get(page).status_code == 404
    assert as_user(cast.ines).get(NEW).status_code == 404
    assert as_user(cast.ines).post(entry.get_absolute_url(), judged(entry)).status_code == 403
    assert as_user(cast.ines).post(f"{audit.get_absolute_url()}finish/", {"version": 1}).status_code == 404
    entry.refresh_from_db()
    assert entry.verdict == ""


def test_a_disagreement_removes_the_post_at_once(cast, now, as_user):
    decided(cast.dana, cast.lucinda, at=now, body="My van is for sale.")
    entry = drawn(cast.bram, at=now).entries.get()
    said = judged(
        entry, verdict="disagree", note="It sells.", clause="B.1.d", act="remove", reason="It sells something."
    )

    assert as_user(cast.bram).post(entry.get_absolute_url(), said).status_code == 302

    assert Post.objects.get().state == State.REMOVED
    assert AuditEntry.objects.get().outcome.kind == DecisionKind.REMOVE


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"verdict": ""}, "verdict"),
        ({"verdict": "disagree"}, "note"),
        ({"verdict": "agree", "act": "hold"}, "act"),
        ({"verdict": "disagree", "note": "No.", "act": "remove"}, "clause"),
        ({"verdict": "disagree", "note": "No.", "act": "remove", "clause": "B.1.d"}, "reason"),
        ({"verdict": "disagree", "note": "N", "act": "remove", "clause": "C.2.a", "reason": "R"}, "no_report_reason"),
        ({"verdict": "disagree", "note": "No.", "act": "restore"}, "act"),
        ({"verdict": "disagree", "note": "\0"}, "note"),
        ({"note": "x" * 300_000}, "note"),
        ({"clause": "Z.9"}, "clause"),
        ({"version": "9" * 40}, "version"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(cast, now, as_user, said, field):
    decided(cast.dana, cast.lucinda, at=now)
    entry = drawn(cast.bram, at=now).entries.get()

    page = as_user(cast.bram).post(entry.get_absolute_url(), judged(entry, **said))

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    entry.refresh_from_db()
    assert entry.verdict == ""


def test_nobody_chooses_the_seed_that_draws_their_sample(cast, now, as_user):
    decided(cast.dana, cast.lucinda, at=now)
    client = as_user(cast.bram)

    client.post(NEW, plan(now, seed="heron"))

    assert 'name="seed"' not in client.get(NEW).content.decode()
    seed = Audit.objects.get().seed
    assert seed != "heron" and len(seed) == 16
    assert seed in client.get(Audit.objects.get().get_absolute_url()).content.decode()


def test_a_decision_that_was_undone_says_so_and_its_undo_says_what_it_undid(cast, now, as_user):
    decision = decided(cast.dana, cast.lucinda, at=now)
    undo(decision, actor=cast.lucinda, at=now + MINUTE)
    audit, client = drawn(cast.bram, at=now), as_user(cast.bram)

    first, second = (
        client.get(entry.get_absolute_url()).content.decode() for entry in audit.entries.order_by("decision_id")
    )

    assert "Undone by Lucinda Achebe-Ross" in first
    assert "Undid: Approve, Lucinda Achebe-Ross" in second


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"size": "0"}, "size"),
        ({"size": "201"}, "size"),
        ({"first": "tomorrow"}, "first"),
        ({"first": "0001-01-01"}, "first"),
        ({"last": "9999-12-31"}, "last"),
        ({"last": "2026-11-01"}, "last"),
        ({"first": "2024-01-01"}, "__all__"),
        ({"worksite": "9" * 30}, "worksite"),
        ({"worksite": "²"}, "worksite"),
        ({"moderator": "x"}, "moderator"),
        ({"form_key": "x"}, "form_key"),
        ({"population": "undecided", "stratified_by": "clause"}, "__all__"),
        ({"decision": "remove"}, "__all__"),  # there is none
    ],
)
def test_a_draw_that_cannot_be_made_says_why(cast, now, as_user, said, field):
    decided(cast.dana, cast.lucinda, at=now)

    page = as_user(cast.bram).post(NEW, plan(now, **said))

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not Audit.objects.exists()


def test_a_private_message_is_read_only_after_that_is_recorded_and_never_by_an_auditor(cast, now, as_user):
    decided(cast.dana, cast.lucinda, at=now, body="Between us: the heron.", kind=DecisionKind.APPROVE)
    message = decided(cast.dana, cast.lucinda, at=now, body="Between us.", **{"recipients": [cast.mateo]})
    Post.objects.filter(pk=message.post_id).update(kind=Kind.MESSAGE)
    entry = drawn(cast.bram, at=now).entries.get(decision=message)
    address = entry.get_absolute_url()

    assert "Between us." not in as_user(cast.bram).get(address).content.decode()
    assert "Between us." not in as_user(cast.ines).get(address).content.decode()
    reading.open_message(entry.post, actor=cast.bram, at=now + 29 * MINUTE)
    assert "Between us." in as_user(cast.bram).get(address).content.decode()
    reading.open_message(entry.post, actor=cast.ines, at=now + 29 * MINUTE)
    assert "Between us." not in as_user(cast.ines).get(address).content.decode()


@pytest.mark.clause("B.1.a")
def test_what_a_decision_says_of_a_private_message_is_closed_as_the_message_is(cast, now, as_user):
    said = {"reason": "You told of the heron.", "note": "The heron again.", "no_report_reason": "Known."}
    post = pulse.held(
        pulse.written(cast.dana, "Between us.", at=now, kind=Kind.MESSAGE, recipients=[cast.mateo]), at=now
    )
    decide(post, kind=DecisionKind.REMOVE, actor=cast.lucinda, at=now, version=post.version,
           grounds=Grounds(is_discretion=True, **said))  # fmt: skip
    address = drawn(cast.bram, at=now).entries.get().get_absolute_url()

    for person in (cast.bram, cast.ines):
        page = as_user(person).get(address).content.decode()
        assert "heron" not in page and "Lucinda" in page
    reading.open_message(post, actor=cast.bram, at=now + 29 * MINUTE)
    assert as_user(cast.bram).get(address).content.decode().count("heron") == 2
    assert "heron" not in as_user(cast.ines).get(address).content.decode()


def test_what_a_decision_says_of_a_post_auditors_read(cast, now, as_user):
    decided(cast.dana, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")

    page = as_user(cast.ines).get(drawn(cast.bram, at=now).entries.get().get_absolute_url()).content.decode()

    assert "It sells something." in page


def test_the_pages_ask_as_often_for_many_as_for_few(cast, now, as_user):
    for number in range(3):
        decided(cast.dana, cast.lucinda, at=now, body=f"Potluck number {number}.")
    few = drawn(cast.bram, at=now)
    for number in range(9):
        decided(cast.mateo, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d", body=f"Sale {number}.")
    many = drawn(cast.bram, at=now)
    for audit in (few, many):
        for entry in audit.entries.all():
            audits.judge(entry, Judgment(Judged.AGREE), actor=cast.bram, at=now)
    client = as_user(cast.bram)

    def statements(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    for page in ("", "paper/"):
        assert statements(few.get_absolute_url() + page) == statements(many.get_absolute_url() + page) <= 20
    before = statements(LIST)
    drawn(cast.bram, at=now)
    assert statements(LIST) == before


@pytest.mark.parametrize(("code", "is_shown"), [("S-SPAM", True), ("S-PROF", False), ("S-PII-OTHER", False)])
def test_what_a_text_folds_away_is_not_repeated_beside_it(cast, now, as_user, code, is_shown):
    post = waiting(cast.dana, at=now, word=None)
    found = hit(post, "damn", at=now, code=code)
    decide(post, kind=DecisionKind.APPROVE, actor=cast.lucinda, at=now, version=post.version)

    page = as_user(cast.bram).get(drawn(cast.bram, at=now).entries.get().get_absolute_url()).content.decode()

    assert (f"{found.excerpt} ·" in page) == is_shown


def test_text_of_a_post_is_never_markup(cast, now, as_user):
    decided(cast.dana, cast.lucinda, at=now, body="<script>alert(1)</script> \N{RIGHT-TO-LEFT OVERRIDE}x")
    entry = drawn(cast.bram, at=now).entries.get()

    page = as_user(cast.bram).get(entry.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page

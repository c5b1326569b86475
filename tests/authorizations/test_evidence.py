"""Capturing, correcting and filing (B.2.f): on record once, never edited, due in the youth's file (domain A9)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from authorizations.choices import Relevance
from authorizations.models import ComplianceIssue, EvidenceItem, NotificationDuty
from authorizations.services import course, evidence
from authorizations.states import ItemState
from evidence.safety import Refused
from notifications.models import Notice, Obligation
from notifications.services import PASSED_ON_AFTER, pass_on, put_on_rota
from people.models import RoleGrant
from people.roles import Role
from policy.calendar import add_business_days, local_day
from tests.evidence import pictures
from tests.factories.authorizations import granted, submitted
from tests.factories.evidence import drafted, facts, gated, logged
from workflow.errors import NotAllowed, Stale

pytestmark = pytest.mark.usefixtures("vault")
HOUR = timedelta(hours=1)


@pytest.fixture
def leave(cast, now):
    return granted(cast.dana, cast.koa, at=now - timedelta(days=3))


@pytest.mark.clause("B.2.f/1")
def test_what_is_relevant_is_captured_and_due_in_the_youths_file(leave, cast, now):
    item = logged(leave, at=now)

    assert (item.state, item.number, item.youth) == (ItemState.LOGGED, "EV-2026-0001", cast.koa)
    assert item.file_by == add_business_days(local_day(now), 1)
    assert Obligation.objects.about(item).get().due_on == item.file_by
    assert item.files.get().file.custody.get().act == "received"


def test_the_supervisor_hears_of_it(leave, cast, now):
    item = logged(leave, at=now)

    notice = Notice.objects.get(kind="evidence.logged")
    assert (notice.recipient, notice.url) == (cast.beatrix, item.get_absolute_url())


def test_without_a_file_nothing_is_logged(leave, cast, now):
    item = drafted(leave, at=now, files=0)

    with pytest.raises(NotAllowed):
        evidence.log(item, actor=cast.dana, at=now, **facts(at=now))


def test_nobody_captures_under_the_leave_of_another(leave, cast, now):
    for person in (cast.mateo, cast.beatrix, cast.priya):
        with pytest.raises(NotAllowed):
            evidence.begin(leave, form_key="0" * 32, actor=person, at=now)


def test_nothing_is_captured_under_a_request_that_was_not_granted(cast, now):
    waiting = submitted(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed):
        drafted(waiting, at=now)


def test_the_same_form_sent_twice_gives_one_draft(leave, cast, now):
    key = "5" * 32
    first, second = (evidence.begin(leave, form_key=key, actor=cast.dana, at=now) for _time in range(2))

    assert first == second


def test_a_second_click_on_log_is_stale(leave, cast, now):
    item = drafted(leave, at=now)
    again = EvidenceItem.objects.get(pk=item.pk)
    evidence.log(item, actor=cast.dana, at=now, **facts(at=now))

    with pytest.raises(Stale):
        evidence.log(again, actor=cast.dana, at=now, **facts(at=now))
    assert EvidenceItem.objects.on_record().count() == 1


def test_what_lies_ahead_was_not_captured(leave, cast, now):
    with pytest.raises(NotAllowed):
        evidence.log(drafted(leave, at=now), actor=cast.dana, at=now, **facts(at=now, captured_at=now + HOUR))


def test_an_item_on_record_takes_neither_files_nor_answers(leave, cast, now):
    item = logged(leave, at=now)

    with pytest.raises(NotAllowed):
        evidence.add_file(item, pictures.screenshot(), name="b.png", actor=cast.dana, at=now)
    with pytest.raises(NotAllowed):
        evidence.save(item, actor=cast.dana, at=now, relevance=[Relevance.OTHER])
    with pytest.raises(NotAllowed):
        evidence.leave_out(item, item.files.get().file.public_id, actor=cast.dana, at=now)


def test_a_hostile_file_leaves_the_draft_as_it_was(leave, cast, now):
    item = drafted(leave, at=now)

    with pytest.raises(Refused):
        evidence.add_file(item, b"<svg/>", name="a.png", actor=cast.dana, at=now)

    assert item.files.count() == 1


def test_an_eleventh_file_is_too_many(leave, cast, now):
    item = drafted(leave, at=now, files=10)

    with pytest.raises(NotAllowed):
        evidence.add_file(item, pictures.screenshot(), name="k.png", actor=cast.dana, at=now)


# Outside the leave ----------------------------------------------------------------------------------------------------


def issues():
    return ComplianceIssue.objects.filter(kind="evidence_outside")


@pytest.mark.parametrize("ago", [timedelta(days=3, hours=1), timedelta(days=300)])
def test_captured_before_the_grant_opens_an_issue_and_is_kept(leave, cast, now, ago):
    item = logged(leave, at=now, captured_at=now - ago)

    assert item.state == ItemState.LOGGED
    assert (
        issues().get().statement.reveal() == f"{item.number} was captured at a moment outside the active authorization."
    )
    assert Notice.objects.filter(kind="compliance.opened", recipient=cast.priya).exists()


def test_captured_while_suspended_opens_an_issue_and_after_it_does_not(leave, cast, now):
    course.suspend(leave, reason="A doubt", actor=cast.beatrix, at=now)
    leave.refresh_from_db()
    course.resume(leave, reason="Cleared", actor=cast.beatrix, at=now + 5 * HOUR)
    leave.refresh_from_db()

    logged(leave, at=now + 9 * HOUR, captured_at=now + 2 * HOUR)
    assert issues().count() == 1

    logged(leave, at=now + 9 * HOUR, captured_at=now + 6 * HOUR)
    logged(leave, at=now + 9 * HOUR, captured_at=now - HOUR)
    assert issues().count() == 1


def test_captured_before_the_end_and_logged_after_it_is_in_order(leave, cast, now):
    course.revoke(leave, reason="Ended", actor=cast.beatrix, at=now)
    leave.refresh_from_db()

    logged(leave, at=now + HOUR, captured_at=now - HOUR)
    assert issues().count() == 0

    logged(leave, at=now + 3 * HOUR, captured_at=now + 2 * HOUR)
    assert issues().count() == 1


# Filing ---------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2.f/1")
def test_filed_with_its_reference_ends_the_clock(leave, cast, now):
    item = logged(leave, at=now)

    evidence.file_item(item, filed_on=local_day(now), reference="Folder 7", actor=cast.dana, at=now)

    assert (item.state, item.file_reference, item.is_filed_late) == (ItemState.FILED, "Folder 7", False)
    assert not Obligation.objects.about(item).open().exists()


def test_filed_late_keeps_its_mark_whatever_day_is_entered(leave, cast, now):
    item = logged(leave, at=now)

    evidence.file_item(item, filed_on=local_day(now), reference="Folder 7", actor=cast.dana, at=now + timedelta(days=4))

    assert item.is_filed_late


@pytest.mark.parametrize("days", [-1, 1])
def test_it_was_filed_neither_before_it_was_logged_nor_tomorrow(leave, cast, now, days):
    item = logged(leave, at=now)

    with pytest.raises(NotAllowed):
        evidence.file_item(item, filed_on=local_day(now) + timedelta(days=days), reference="7", actor=cast.dana, at=now)


def test_only_who_captured_it_files_it(leave, cast, now):
    item = logged(leave, at=now)

    with pytest.raises(NotAllowed):
        evidence.file_item(item, filed_on=local_day(now), reference="7", actor=cast.beatrix, at=now)


@pytest.mark.parametrize("status", ["on_leave", "separated"])
def test_of_somebody_who_is_away_the_supervisor_finishes(leave, cast, now, status):
    item = logged(leave, at=now)
    item.captured_by.employment_status = status

    with pytest.raises(NotAllowed):
        evidence.file_item(item, filed_on=local_day(now), reference="7", actor=cast.noor, at=now)
    evidence.file_item(item, filed_on=local_day(now), reference="7", actor=cast.beatrix, at=now)

    assert item.filed_by == cast.beatrix


# Correcting -----------------------------------------------------------------------------------------------------------


def test_a_correction_supersedes_and_shows_the_same_file(leave, cast, now):
    item = logged(leave, at=now)
    correction = evidence.begin(
        leave, form_key="7" * 32, actor=cast.dana, at=now, corrects=item, reason="Wrong account name."
    )

    assert correction.source_account.reveal() == "demo_koa"
    evidence.log(correction, actor=cast.dana, at=now, **facts(at=now, source_account="demo_koa2"))

    item.refresh_from_db()
    assert (item.state, item.source_account.reveal()) == (ItemState.SUPERSEDED, "demo_koa")
    assert (correction.number, correction.correction_reason.reveal()) == ("EV-2026-0002", "Wrong account name.")
    assert correction.files.get().file == item.files.get().file
    assert not Obligation.objects.about(item).open().exists()


def test_an_item_is_corrected_once(leave, cast, now):
    item = logged(leave, at=now)
    evidence.begin(leave, form_key="7" * 32, actor=cast.dana, at=now, corrects=item, reason="Wrong.")

    with pytest.raises(NotAllowed):
        evidence.begin(leave, form_key="8" * 32, actor=cast.dana, at=now, corrects=item, reason="Wrong again.")


def test_nobody_corrects_the_item_of_another(leave, cast, now):
    item = logged(leave, at=now)

    with pytest.raises(NotAllowed):
        evidence.begin(leave, form_key="7" * 32, actor=cast.beatrix, at=now, corrects=item, reason="Wrong.")


# The content gate -----------------------------------------------------------------------------------------------------


def test_the_gate_keeps_words_and_no_image_and_tells_at_once(leave, cast, now):
    item = gated(leave, at=now)

    assert (item.state, item.files.count(), item.source_account.reveal()) == (ItemState.GATED, 0, "demo_koa")
    told = Notice.objects.filter(kind="evidence.gated")
    assert {notice.recipient for notice in told} == {cast.priya, cast.imogen, cast.beatrix}
    assert all(notice.is_urgent and notice.mail.is_urgent for notice in told)


def test_of_legal_the_first_on_call_is_told_and_never_who_saw_it(cast, now):
    for person in (cast.priya, cast.imogen):
        put_on_rota(person, actor=cast.imogen, at=now)
    RoleGrant.objects.create(person=cast.mateo, role=Role.LEGAL, granted_at=now, confirmed_at=now)

    item = gated(granted(cast.mateo, cast.koa, at=now - timedelta(days=3)), at=now)
    for turn in range(1, 5):
        pass_on(now + turn * PASSED_ON_AFTER)

    told = Notice.objects.filter(kind="evidence.gated")
    assert {notice.recipient for notice in told if notice.created_at == now} == {cast.priya, cast.beatrix}
    assert {notice.recipient for notice in told} == {cast.priya, cast.imogen, cast.beatrix}
    assert {notice.url for notice in told} == {item.get_absolute_url()}


def test_a_gated_item_takes_no_file_ever(leave, cast, now):
    item = gated(leave, at=now)

    with pytest.raises(NotAllowed):
        evidence.add_file(item, pictures.screenshot(), name="a.png", actor=cast.dana, at=now)


# Who may know of it ---------------------------------------------------------------------------------------------------


def test_who_may_know_of_an_item(leave, cast, now):
    item, day = logged(leave, at=now), local_day(now)
    may = {
        name
        for name in vars(cast)
        if hasattr(getattr(cast, name), "roles") and EvidenceItem.objects.visible_to(getattr(cast, name), day).exists()
    }

    assert may == {"dana", "beatrix", "hollis", "rolf", "adaeze", "imogen", "priya", "leona", "ines"}
    assert not EvidenceItem.objects.pictured_for(cast.ines, day).exists()
    assert EvidenceItem.objects.pictured_for(cast.hollis, day).get() == item


def test_a_caseload_alone_shows_no_evidence(cast, now):
    leave = granted(cast.mateo, cast.koa, at=now)
    logged(leave, at=now)

    assert not EvidenceItem.objects.visible_to(cast.dana, local_day(now)).exists()  # Koa's caseworker


def test_a_draft_is_its_authors_alone(leave, cast, now):
    drafted(leave, at=now)

    assert EvidenceItem.objects.visible_to(cast.dana, local_day(now)).exists()
    for person in (cast.beatrix, cast.priya, cast.ines):
        assert not EvidenceItem.objects.visible_to(person, local_day(now)).exists()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE authorizations_evidenceitem SET state = 'filed'",
        "UPDATE authorizations_evidenceitem SET number = NULL",
        "UPDATE authorizations_evidenceitem SET captured_at = logged_at + interval '1 second'",
        "UPDATE authorizations_evidenceitem SET relevance = '[]'",
        "UPDATE authorizations_evidenceitem SET source_account = NULL",
        "UPDATE authorizations_evidenceitem SET state = 'draft', number = NULL",
        "DELETE FROM authorizations_evidenceitem",
        "DELETE FROM authorizations_evidencefile",
        "INSERT INTO authorizations_evidencefile (item_id, file_id) SELECT item_id, 0 FROM authorizations_evidencefile",
        "UPDATE authorizations_notificationduty SET state = 'done'",
        "UPDATE authorizations_notificationduty SET state = 'not_required'",
    ],
)
def test_the_database_refuses_what_was_never_done(leave, now, harm):
    logged(leave, at=now)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(harm)


def test_the_database_lets_no_gated_item_hold_a_file(leave, now):
    kept, item = drafted(leave, at=now).files.get().file, gated(leave, at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        item.files.create(file=kept)


# What follows what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [EvidenceItem, NotificationDuty], ids=["item", "notification"])
def test_no_move_but_those_of_the_table(model):
    states, listed = model._meta.get_field("state").choices, set(model.MOVES.triples())

    for act in model.MOVES:
        for before, _label in states:
            for after, _label in states:
                assert model.MOVES.allows(act, before, after) == ((act, before, after) in listed)
    assert not [act for act, before, _after in listed if before in ("gated", "superseded", "done", "not_required")]

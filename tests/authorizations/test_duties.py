"""Notifications that follow from what was captured (B.2.f/2): proposed by relevance, recorded, reminded of, never lost."""

from datetime import timedelta

import pytest

from authorizations.choices import DutyKind, DutyMethod, Relevance
from authorizations.duties import following_from, following_from_gate
from authorizations.services import duties, evidence
from authorizations.states import DutyState
from notifications.models import Notice, Obligation
from notifications.services import fire_due
from tests.factories.authorizations import granted
from tests.factories.evidence import facts, gated, logged
from workflow.errors import NotAllowed, Stale

pytestmark = pytest.mark.usefixtures("vault")
HOUR = timedelta(hours=1)
FIXED = {DutyKind.SUPERVISOR, DutyKind.CASEWORKER}
FOLLOWS = [
    (Relevance.WHEREABOUTS, set()),
    (Relevance.CONDITIONS, {DutyKind.COURT}),
    (Relevance.OFFENSE, {DutyKind.POLICE}),
    (Relevance.WEAPON, {DutyKind.POLICE, DutyKind.EMERGENCY}),
    (Relevance.THREAT, {DutyKind.POLICE, DutyKind.EMERGENCY}),
    (Relevance.SELF_HARM, {DutyKind.CLINICAL, DutyKind.EMERGENCY, DutyKind.PARENT}),
    (Relevance.ABUSE, {DutyKind.DCF_ORAL, DutyKind.DCF_WRITTEN}),
    (Relevance.EXPLOITATION, {DutyKind.DCF_ORAL, DutyKind.DCF_WRITTEN, DutyKind.PARENT}),
    (Relevance.SUBSTANCES, set()),
    (Relevance.ASSOCIATES, set()),
    (Relevance.VICTIM, {DutyKind.VICTIM_SERVICES}),
    (Relevance.STAFF, {DutyKind.INVESTIGATIONS, DutyKind.LEGAL}),
    (Relevance.PROGRESS, set()),
    (Relevance.OTHER, set()),
]


@pytest.fixture
def leave(cast, now):
    """Mateo's, for a youth of Dana's caseload."""
    return granted(cast.mateo, cast.koa, at=now - timedelta(days=3))


def duty(item, kind):
    return item.duties.select_related("item").get(kind=kind)


def told(duty, *, actor, at, made_at=None):
    details = {"method": DutyMethod.TELEPHONE, "recipient": "The desk", "reference": "12"}
    return duties.make(duty, made_at=made_at or at, actor=actor, at=at, **details)


@pytest.mark.clause("B.2.f/2")
@pytest.mark.parametrize(("relevance", "kinds"), FOLLOWS)
def test_what_follows_from_each_relevance(relevance, kinds):
    assert {duty.kind for duty in following_from([relevance], is_caseworker=False)} == FIXED | kinds


def test_every_relevance_is_in_the_table():
    assert {relevance for relevance, _kinds in FOLLOWS} == set(Relevance)


def test_the_caseworker_need_not_tell_themselves():
    kinds = {duty.kind for duty in following_from([Relevance.OTHER], is_caseworker=True)}

    assert kinds == {DutyKind.SUPERVISOR}


def test_a_gate_answered_yes_opens_the_reports_that_cannot_wait(leave, now):
    item = gated(leave, at=now)

    kinds = {DutyKind.DCF_ORAL, DutyKind.DCF_WRITTEN, DutyKind.POLICE, DutyKind.CYBERTIPLINE, DutyKind.SUPERVISOR}
    assert {duty.kind for duty in following_from_gate()} == kinds
    assert set(item.duties.values_list("kind", flat=True)) == kinds


@pytest.mark.clause("B.2.f/2")
def test_the_written_51a_report_is_due_exactly_48_hours_after(leave, now):
    item = logged(leave, at=now, relevance=[Relevance.ABUSE])

    assert duty(item, DutyKind.DCF_ORAL).due_at == now
    assert duty(item, DutyKind.DCF_WRITTEN).due_at == now + 48 * HOUR


@pytest.mark.clause("B.2.f/2")
def test_a_notification_is_recorded_and_its_clock_ends(leave, cast, now):
    item = logged(leave, at=now, relevance=[Relevance.WEAPON])
    police = duty(item, DutyKind.POLICE)

    told(police, actor=cast.mateo, at=now + HOUR)

    assert (police.state, police.made_by, police.recipient.reveal()) == (DutyState.DONE, cast.mateo, "The desk")
    assert not Obligation.objects.about(police).open().exists()


@pytest.mark.parametrize(("hours", "late"), [(48, False), (48.01, True)])
def test_a_late_written_report_keeps_its_mark(leave, cast, now, hours, late):
    written = duty(logged(leave, at=now, relevance=[Relevance.ABUSE]), DutyKind.DCF_WRITTEN)

    told(written, actor=cast.mateo, at=now + hours * HOUR)

    assert written.is_late == late


@pytest.mark.parametrize(("hours", "late"), [(0.9, False), (1.1, True)])
def test_what_is_due_at_once_is_on_time_within_the_hour(leave, cast, now, hours, late):
    police = duty(logged(leave, at=now, relevance=[Relevance.WEAPON]), DutyKind.POLICE)

    told(police, actor=cast.mateo, at=now + hours * HOUR)

    assert police.is_late == late


def test_nobody_was_told_tomorrow(leave, cast, now):
    with pytest.raises(NotAllowed):
        told(duty(logged(leave, at=now), "supervisor"), actor=cast.mateo, at=now, made_at=now + HOUR)


def test_only_who_captured_it_records_it_and_once(leave, cast, now):
    supervisor = duty(logged(leave, at=now), "supervisor")
    again = duty(supervisor.item, "supervisor")

    with pytest.raises(NotAllowed):
        told(supervisor, actor=cast.beatrix, at=now)
    told(supervisor, actor=cast.mateo, at=now)
    with pytest.raises(Stale):
        told(again, actor=cast.mateo, at=now)


def test_legal_records_the_reports_of_a_gated_item(leave, cast, now):
    tip = duty(gated(leave, at=now), DutyKind.CYBERTIPLINE)

    told(tip, actor=cast.priya, at=now)

    assert tip.made_by == cast.priya


def test_what_is_to_be_considered_may_be_called_not_required_with_a_reason(leave, cast, now):
    court = duty(logged(leave, at=now, relevance=[Relevance.CONDITIONS]), DutyKind.COURT)

    duties.call_not_required(court, reason="They knew already.", actor=cast.mateo, at=now)

    assert (court.state, court.reason.reveal()) == (DutyState.NOT_REQUIRED, "They knew already.")


def test_what_the_policy_asks_for_always_cannot_be_dropped(leave, cast, now):
    with pytest.raises(NotAllowed):
        duties.call_not_required(duty(logged(leave, at=now), "supervisor"), reason="No need.", actor=cast.mateo, at=now)


# Reminders ------------------------------------------------------------------------------------------------------------


def reminders(at):
    duties.remind_of_reports(at)
    return Notice.objects.filter(kind="duty.report")


def test_the_clocks_of_a_51a_report(leave, cast, now):
    item = logged(leave, at=now, relevance=[Relevance.ABUSE])
    told(duty(item, DutyKind.DCF_ORAL), actor=cast.mateo, at=now)

    assert reminders(now + 23 * HOUR).count() == 0
    assert reminders(now + 24 * HOUR).count() == 1
    assert reminders(now + 43 * HOUR).count() == 1
    assert reminders(now + 44 * HOUR).count() == 2
    assert {notice.recipient for notice in reminders(now + 48 * HOUR)} == {cast.mateo}


def test_a_late_report_is_asked_for_every_hour_and_of_the_supervisor_too(leave, cast, now):
    item = logged(leave, at=now, relevance=[Relevance.ABUSE])
    told(duty(item, DutyKind.DCF_ORAL), actor=cast.mateo, at=now)

    first = reminders(now + 49 * HOUR).count()
    again = reminders(now + 49.5 * HOUR).count()
    next_hour = reminders(now + 50 * HOUR).count()

    assert (first, again, next_hour) == (2, 2, 4)
    assert Notice.objects.filter(kind="duty.report", recipient=cast.beatrix).count() == 2


def test_an_oral_report_is_asked_for_from_the_first_hour(leave, cast, now):
    logged(leave, at=now, relevance=[Relevance.ABUSE])

    assert reminders(now + 0.9 * HOUR).count() == 0
    assert reminders(now + HOUR).filter(recipient=cast.mateo).count() == 1


def test_a_made_report_is_asked_for_no_more(leave, cast, now):
    item = logged(leave, at=now, relevance=[Relevance.ABUSE])
    for kind in (DutyKind.DCF_ORAL, DutyKind.DCF_WRITTEN):
        told(duty(item, kind), actor=cast.mateo, at=now)

    assert reminders(now + 60 * HOUR).count() == 0


def test_an_open_duty_and_an_unfiled_item_are_asked_for_daily_and_once_late_of_the_supervisor(leave, cast, now):
    logged(leave, at=now)

    fire_due(now + timedelta(days=1))
    first = set(Notice.objects.filter(stage__isnull=False).values_list("recipient__username", flat=True))
    fire_due(now + timedelta(days=2))
    second = set(Notice.objects.filter(stage__isnull=False).values_list("recipient__username", flat=True))

    assert (first, second) == ({"mateo"}, {"mateo", "beatrix"})


def test_no_reminder_names_youth_or_account(leave, now):
    logged(leave, at=now, relevance=list(Relevance))
    fire_due(now + timedelta(days=9))
    duties.remind_of_reports(now + timedelta(days=9))

    text = " ".join(f"{notice.title} {notice.mail.body if notice.mail else ''}" for notice in Notice.objects.all())
    assert "demo_koa" not in text and "Koa" not in text and "Carraway" not in text


# Corrections ----------------------------------------------------------------------------------------------------------


def test_a_correction_moves_no_clock_and_forgets_nothing(leave, cast, now):
    item = logged(leave, at=now, relevance=[Relevance.ABUSE])
    told(duty(item, DutyKind.DCF_ORAL), actor=cast.mateo, at=now)
    later = now + 20 * HOUR
    correction = evidence.begin(leave, form_key="7" * 32, actor=cast.mateo, at=later, corrects=item, reason="Wrong.")

    evidence.log(correction, actor=cast.mateo, at=later, **facts(at=later, relevance=[Relevance.WEAPON]))

    assert duty(correction, DutyKind.DCF_ORAL).state == DutyState.DONE
    assert duty(correction, DutyKind.DCF_WRITTEN).due_at == now + 48 * HOUR
    assert duty(correction, DutyKind.POLICE).state == DutyState.OPEN
    assert not item.duties.open().exists()

"""What an authorization does by itself when people, youth or supervisors change (domain 7.1)."""

import datetime

import pytest

from audit.services import events_about
from authorizations.choices import EndReason
from authorizations.models import SupervisionAuthorization
from authorizations.services import course, decisions, follow, notes
from authorizations.states import State
from dys_social import personnel, sweeps
from notifications.models import Notice, Obligation
from people.models import Region, User
from people.titles import EmploymentStatus, JobTitle
from policy.calendar import local_day
from policy.services import change_setting
from tests.factories.authorizations import draft, grant, granted, submitted, suspended
from workflow.errors import NotAllowed

DAY = datetime.timedelta(days=1)


def _row(authorization):
    return SupervisionAuthorization.objects.with_people().get(pk=authorization.pk)


def _state(authorization):
    return _row(authorization).state


def _told(authorization, *kinds):
    notices = Notice.objects.filter(url=authorization.get_absolute_url(), kind__in=kinds)
    return sorted(notices.values_list("kind", "recipient__username"))


def _returned(cast, at):
    return decisions.return_(
        submitted(cast.dana, cast.koa, at=at), actor=cast.beatrix, at=at, reason="Say more", signature="Beatrix Nwosu"
    )


def _employment(cast, person, status, at):
    personnel.set_employment_status(person, status, actor=cast.bram, at=at, day=local_day(at))


# The employee ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2")
def test_leave_suspends_and_the_return_only_tells_the_supervisor(cast, now):
    active, waiting = granted(cast.dana, cast.koa, at=now), submitted(cast.dana, cast.koa, at=now)
    by_beatrix = suspended(cast.dana, cast.koa, at=now)

    _employment(cast, cast.dana, EmploymentStatus.ON_LEAVE, now)

    assert (_row(active).state, _row(active).suspended_because) == (State.SUSPENDED, "leave")
    assert _state(waiting) == State.SUBMITTED
    assert _told(active, "supervision.suspended", "supervision.suspended.supervisor") == [
        ("supervision.suspended", "dana"),
        ("supervision.suspended.supervisor", "beatrix"),
    ]
    with pytest.raises(NotAllowed, match="still on leave"):
        course.resume(_row(active), reason="Soon back", actor=cast.beatrix, at=now)

    _employment(cast, cast.dana, EmploymentStatus.ACTIVE, now + 9 * DAY)

    assert _state(active) == State.SUSPENDED
    kind = "supervision.returned_from_leave.supervisor"
    assert _told(active, kind) == [(kind, "beatrix")]
    assert _told(by_beatrix, kind) == []
    assert course.resume(_row(active), reason="Back", actor=cast.beatrix, at=now + 9 * DAY).state == State.ACTIVE


@pytest.mark.clause("B.2")
def test_a_separation_ends_everything_and_keeps_what_was(cast, now):
    rows = [granted(cast.dana, cast.koa, at=now), suspended(cast.dana, cast.koa, at=now)]
    pending = [submitted(cast.dana, cast.koa, at=now), _returned(cast, now)]
    unsent = draft(cast.dana, cast.koa, at=now)
    colleague = granted(cast.mateo, cast.koa, at=now)

    _employment(cast, cast.dana, EmploymentStatus.SEPARATED, now)

    assert {(_state(row), _row(row).end_reason) for row in rows} == {(State.CLOSED, EndReason.SEPARATED)}
    assert {_state(row) for row in pending} == {State.WITHDRAWN}
    assert (_state(unsent), _state(colleague)) == (State.DRAFT, State.ACTIVE)
    for row in rows:
        assert row.notes.get(kind="ended").state == "generated"
        assert _told(row, "supervision.closed", "supervision.closed.supervisor") == [
            ("supervision.closed.supervisor", "beatrix")
        ]
        assert events_about(row).get(becomes=State.CLOSED).actor_name == "system"


def test_the_end_note_of_somebody_who_left_is_the_caseworkers(cast, now):
    authorization = granted(cast.mateo, cast.koa, at=now)  # Dana is the caseworker
    _employment(cast, cast.mateo, EmploymentStatus.SEPARATED, now)

    sweeps.run(now + 2 * DAY)

    reminded = Notice.objects.filter(kind="supervision.note").values_list("recipient__username", flat=True)
    assert set(reminded) == {"dana"}
    note = authorization.notes.get(kind="ended")
    assert notes.confirm(
        note, entered_on=local_day(now + 2 * DAY), jjems_reference="", actor=cast.dana, at=now + 2 * DAY
    ).entered_by == cast.dana  # fmt: skip


@pytest.mark.clause("B.2")
def test_a_move_ends_leave_for_youth_now_out_of_reach(cast, now):
    theirs = granted(cast.mateo, cast.koa, at=now)  # at the same worksite
    waiting = submitted(cast.mateo, cast.koa, at=now)
    cast.tavi.assigned_caseworker = cast.mateo
    cast.tavi.save()
    own_caseload = granted(cast.mateo, cast.tavi, at=now)

    personnel.move(cast.mateo, job_title=JobTitle.CASEWORKER, worksite=cast.sites["cranberry"], actor=cast.bram, at=now)

    assert (_state(theirs), _row(theirs).end_reason) == (State.CLOSED, EndReason.JOB_CHANGE)
    assert _state(waiting) == State.WITHDRAWN
    assert _state(own_caseload) == State.ACTIVE


def test_a_new_title_with_a_wider_reach_ends_nothing(cast, now):
    theirs = granted(cast.mateo, cast.koa, at=now)

    personnel.move(
        cast.mateo,
        job_title=JobTitle.APPREHENSION_OFFICER,
        worksite=cast.sites["harborview"],
        actor=cast.bram,
        at=now,
    )

    assert cast.koa.region == Region.METRO
    assert _state(theirs) == State.ACTIVE


# The youth ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2")
def test_a_discharge_ends_every_authorization_for_the_youth(cast, now):
    rows = [granted(cast.dana, cast.koa, at=now), suspended(cast.mateo, cast.koa, at=now)]
    pending = [submitted(cast.mateo, cast.koa, at=now), _returned(cast, now)]
    another = granted(cast.juniper, cast.tavi, at=now)

    personnel.discharge_youth(cast.koa, actor=cast.dana, at=now)

    assert {(_state(row), _row(row).end_reason) for row in rows} == {(State.CLOSED, EndReason.YOUTH_DISCHARGED)}
    assert {_state(row) for row in pending} == {State.WITHDRAWN}
    assert _state(another) == State.ACTIVE
    assert _told(rows[1], "supervision.closed") == [("supervision.closed", "mateo")]


def test_another_change_of_the_youth_ends_nothing(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)

    personnel.change_youth(cast.koa, actor=cast.bram, at=now, assigned_caseworker=cast.mateo)

    assert _state(authorization) == State.ACTIVE


# The supervisor -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2")
def test_a_new_supervisor_re_affirms_and_the_granting_name_stays(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)

    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)

    row = _row(authorization)
    assert (row.state, row.decided_by, row.supervisor_at_submission) == (State.ACTIVE, cast.beatrix, cast.beatrix)
    assert row.reaffirm_due_on == local_day(now) + 30 * DAY
    assert _told(row, "supervision.reaffirm") == [("supervision.reaffirm", "noor")]
    event = events_about(row).get(action="supervision.supervisor_changed")
    assert (event.was, event.becomes) == ("Beatrix Nwosu", "Noor Halloran")
    for person in (cast.beatrix, cast.dana, cast.hollis, cast.priya):
        with pytest.raises(NotAllowed):
            course.reaffirm(row, actor=person, at=now)
    reaffirmed = course.reaffirm(row, actor=cast.noor, at=now + DAY)
    assert (reaffirmed.reaffirm_due_on, reaffirmed.reaffirmed_by) == (None, cast.noor)
    assert not Obligation.objects.open().filter(kind="supervision.reaffirm").exists()
    with pytest.raises(NotAllowed, match="nothing to re-affirm"):
        course.reaffirm(reaffirmed, actor=cast.noor, at=now + DAY)


def test_the_trail_names_who_was_supervisor_before_each_change(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    for turn, supervisor in enumerate([cast.noor, None, cast.hollis]):
        personnel.change_supervisor(User.objects.get(pk=cast.dana.pk), supervisor, actor=cast.bram, at=now + turn * DAY)

    changes = events_about(authorization).filter(action="supervision.supervisor_changed").values_list("was", "becomes")

    assert list(changes) == [
        ("Beatrix Nwosu", "Noor Halloran"),
        ("Noor Halloran", "nobody"),
        ("Noor Halloran", "Hollis Marchetti"),
    ]


@pytest.mark.faults
@pytest.mark.clause("B.2")
def test_a_waiting_request_goes_to_the_new_supervisor(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    old_page = _row(request)

    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)

    row = _row(request)
    assert (row.state, row.supervisor_at_submission) == (State.SUBMITTED, cast.noor)
    assert ("supervision.waits", "noor") in _told(row, "supervision.waits")
    with pytest.raises(Exception, match="changed meanwhile"):
        grant(old_page, by=cast.beatrix, at=now)
    with pytest.raises(NotAllowed):
        grant(row, by=cast.beatrix, at=now)
    assert grant(row, by=cast.noor, at=now).decided_by == cast.noor


@pytest.mark.faults
def test_a_request_without_a_supervisor_waits_for_the_next_in_line(cast, now):
    _employment(cast, cast.beatrix, EmploymentStatus.SEPARATED, now)
    request = submitted(User.objects.get(pk=cast.dana.pk), cast.koa, at=now)

    assert _told(request, "supervision.waits") == [("supervision.waits", "hollis")]


@pytest.mark.parametrize("how", ["removed", "left"])
@pytest.mark.clause("B.2")
def test_too_long_without_a_supervisor_is_suspended(cast, now, how):
    authorization, colleague = granted(cast.dana, cast.koa, at=now), granted(cast.juniper, cast.tavi, at=now)
    change_setting("supervisor_vacancy_days", 3, actor=cast.bram, at=now, reason="Soon")
    if how == "removed":
        personnel.change_supervisor(cast.dana, None, actor=cast.bram, at=now)
    else:
        _employment(cast, cast.beatrix, EmploymentStatus.SEPARATED, now)

    assert follow.suspend_unsupervised(local_day(now) + 3 * DAY, at=now + 3 * DAY) == []
    assert follow.suspend_unsupervised(local_day(now) + 4 * DAY, at=now + 4 * DAY) == [authorization]
    assert follow.suspend_unsupervised(local_day(now) + 5 * DAY, at=now + 5 * DAY) == []

    row = _row(authorization)
    assert (row.state, row.suspended_because) == (State.SUSPENDED, "no_supervisor")
    assert _state(colleague) == State.ACTIVE
    personnel.change_supervisor(User.objects.get(pk=cast.dana.pk), cast.noor, actor=cast.bram, at=now + 6 * DAY)
    assert course.resume(_row(row), reason="I supervise now", actor=cast.noor, at=now + 6 * DAY).state == State.ACTIVE


def test_the_sweep_expires_suspends_and_watches_once(cast, now):
    granted(cast.dana, cast.koa, at=now)
    change_setting("supervisor_vacancy_days", 3, actor=cast.bram, at=now, reason="Soon")
    personnel.change_supervisor(cast.dana, None, actor=cast.bram, at=now)

    first, second = sweeps.run(now + 10 * DAY), sweeps.run(now + 10 * DAY)

    assert (first["suspended"], first["notes overdue"]) == (1, 1)
    assert {second[name] for name in ("expired", "suspended", "notes overdue", "reminders")} == {0}


@pytest.mark.clause("B.2")
def test_what_becomes_active_during_a_leave_is_suspended(cast, now):
    change_setting("jjems_note_before_use", True, actor=cast.bram, at=now, reason="Stricter for a trial")
    authorization = granted(cast.dana, cast.koa, at=now)
    _employment(cast, cast.dana, EmploymentStatus.ON_LEAVE, now)
    notes.confirm(authorization.notes.get(), entered_on=local_day(now), jjems_reference="", actor=cast.dana, at=now)
    assert _state(authorization) == State.ACTIVE

    sweeps.run(now)

    row = _row(authorization)
    assert (row.state, row.suspended_because) == (State.SUSPENDED, "leave")


@pytest.mark.clause("B.2")
def test_what_was_never_begun_ends_with_its_last_day(cast, now):
    change_setting("jjems_note_before_use", True, actor=cast.bram, at=now, reason="Stricter for a trial")
    authorization = granted(cast.dana, cast.koa, at=now)

    sweeps.run(now + 200 * DAY)
    sweeps.run(now + 201 * DAY)

    row = _row(authorization)
    assert (row.state, row.end_reason) == (State.CLOSED, EndReason.EXPIRED)
    assert [note.state for note in row.notes.order_by("pk")][0] == "superseded"

"""What an authorization does by itself when people, youth or supervisors change (domain 7.1)."""

from datetime import timedelta

from django.db import transaction

from audit.services import record
from authorizations import notices
from authorizations.choices import EndReason
from authorizations.models import SupervisionAuthorization, Suspension
from authorizations.services import course, requests
from authorizations.states import LIVE, PENDING, State
from notifications.services import next_period, open_obligation
from people.models import User, Youth
from people.services.staff import NOBODY
from people.titles import EmploymentStatus
from policy.calendar import local_day
from policy.services import settings_now


def _of(person, *states):
    """A person's authorizations in these states, locked, so that nobody decides them meanwhile."""
    return _locked(employee=person, state__in=states)


def _locked(**criteria):
    rows = SupervisionAuthorization.objects.with_people().filter(**criteria)
    return rows.select_for_update(of=("self",)).order_by("pk")


@transaction.atomic
def supervisor_changed(person, *, actor, at):
    """Pending requests wait for the new supervisor; live ones stay valid and are to be re-affirmed by them."""
    day, settings, former = local_day(at), settings_now(), _former_supervisor(person)
    for authorization in _of(person, *PENDING, *LIVE):
        if authorization.state in PENDING:
            _route_to_new_supervisor(authorization, at=at)
        elif person.reports_to is not None:
            _ask_to_reaffirm(authorization, day=day, settings=settings, at=at)
        record(
            "supervision.supervisor_changed",
            subject=authorization,
            actor=actor,
            at=at,
            clause="B.2",
            was=former.full_name if former else NOBODY,
            becomes=person.reports_to.full_name if person.reports_to else NOBODY,
        )


def _former_supervisor(person):
    line = person.reporting_lines.filter(ended_at__isnull=False).order_by("ended_at", "pk").last()
    return line.supervisor if line else None


def _route_to_new_supervisor(authorization, *, at):
    supervisor = authorization.employee.reports_to
    if supervisor is None:
        return
    authorization.supervisor_at_submission = supervisor
    authorization.version += 1
    authorization.save(update_fields=["supervisor_at_submission", "version"])
    if authorization.state == State.SUBMITTED:
        notices.request_waits(authorization, at=at)


def _ask_to_reaffirm(authorization, *, day, settings, at):
    due_on = day + timedelta(days=settings["youth_reaffirm_after_supervisor_change_days"])
    authorization.reaffirm_due_on, authorization.reaffirmed_at, authorization.reaffirmed_by = due_on, None, None
    authorization.version += 1
    authorization.save(update_fields=["reaffirm_due_on", "reaffirmed_at", "reaffirmed_by", "version"])
    open_obligation(
        notices.REAFFIRM,
        subject=authorization,
        anchor_on=day,
        due_on=due_on,
        at=at,
        period=next_period(notices.REAFFIRM, authorization),
    )
    notices.supervision_to_reaffirm(authorization, at=at)


@transaction.atomic
def went_on_leave(person, *, actor, at):
    for authorization in _of(person, State.ACTIVE):
        course.suspend_by_portal(authorization, Suspension.Cause.LEAVE, at=at)


@transaction.atomic
def returned(person, *, actor, at):
    """Nothing resumes by itself: the supervisor is told that it can be."""
    for authorization in _of(person, State.SUSPENDED).filter(suspended_because=Suspension.Cause.LEAVE):
        notices.tell_supervisor(authorization, "returned_from_leave", at=at)


@transaction.atomic
def separated(person, *, actor, at):
    for authorization in _of(person, *PENDING):
        requests.withdraw_by_portal(authorization, at=at)
    for authorization in _of(person, *LIVE):
        course.close_by_portal(authorization, EndReason.SEPARATED, at=at)


@transaction.atomic
def moved(person, *, actor, at):
    """Another title or worksite: leave for youth now out of reach ends, requests for them are withdrawn."""
    reachable = set(Youth.objects.within_reach(person).values_list("pk", flat=True))
    for authorization in _of(person, *PENDING, *LIVE).exclude(youth__in=reachable):
        if authorization.state in PENDING:
            requests.withdraw_by_portal(authorization, at=at)
        else:
            course.close_by_portal(authorization, EndReason.JOB_CHANGE, at=at)


@transaction.atomic
def youth_changed(youth, *, actor, at):
    """A discharge ends every leave and withdraws every request for this youth."""
    if not youth.is_discharged:
        return
    for authorization in _locked(youth=youth, state__in=PENDING):
        requests.withdraw_by_portal(authorization, at=at)
    for authorization in _locked(youth=youth, state__in=LIVE):
        course.close_by_portal(authorization, EndReason.YOUTH_DISCHARGED, at=at)


@transaction.atomic
def suspend_absent(*, at):
    """Suspend what became active while its employee was on leave: granted at the same moment, or by a note confirmed."""
    rows = SupervisionAuthorization.objects.with_people().filter(
        employee__employment_status=EmploymentStatus.ON_LEAVE, state=State.ACTIVE
    )
    return [
        course.suspend_by_portal(authorization, Suspension.Cause.LEAVE, at=at)
        for authorization in rows.select_for_update(of=("self",), skip_locked=True)
    ]


@transaction.atomic
def suspend_unsupervised(day, *, at):
    """Suspend the leave of people who have had no supervisor of record for longer than the setting (7.1)."""
    longest = timedelta(days=settings_now()["supervisor_vacancy_days"])
    alone = User.objects.working().filter(without_supervisor_since__lt=day - longest)  # also under one who has left
    rows = SupervisionAuthorization.objects.with_people().filter(employee__in=alone, state=State.ACTIVE)
    suspended = [
        course.suspend_by_portal(authorization, Suspension.Cause.NO_SUPERVISOR, at=at)
        for authorization in rows.select_for_update(of=("self",), skip_locked=True)
    ]
    return suspended

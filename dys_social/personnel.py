"""Acts on people that move authorizations and must be told: the record first, then what follows, then the notices.

Each is one transaction. They stand here because people/ may know neither authorizations nor notices.
"""

from django.db import transaction

from authorizations.services import follow
from dys_social import notices
from investigations.services import people as investigators
from people import rules, services
from people.models import Delegation, User
from people.titles import EmploymentStatus, YouthStatus
from policy.calendar import local_day
from workflow.identity import acting_as_system


def _look_at_investigations(person, *, at):
    """What a change of somebody means for the compartment, of which whoever changes it may know nothing (B.3)."""
    with acting_as_system("personnel"):
        investigators.person_changed(User.objects.get(pk=person.pk), at=at)


@transaction.atomic
def change_supervisor(person, supervisor, *, actor, at):
    """Give a person another supervisor of record, or none. Raises NotAllowed with the reason."""
    rules.may_change_person(actor, person).enforce()
    rules.may_place_under(actor, supervisor).enforce()
    former = person.reports_to
    if not services.set_supervisor(person, supervisor, actor=actor, at=at):
        return
    follow.supervisor_changed(person, actor=actor, at=at)
    _look_at_investigations(person, at=at)
    notices.supervisor_changed(person, former, actor=actor, at=at)
    notices.watch_vacancy(person, at=at)


@transaction.atomic
def set_employment_status(person, status, *, actor, at, day):
    """Record leave, return or separation, since `day`. A separation ends the person's authorizations (domain 7.1)."""
    rules.may_change_person(actor, person).enforce()
    rules.may_change_status(person, status).enforce()
    staff = list(person.staff.working())
    was = person.employment_status
    if not services.set_employment_status(person, status, actor=actor, at=at, day=day):
        return
    if status == EmploymentStatus.SEPARATED:
        follow.separated(person, actor=actor, at=at)
    elif status == EmploymentStatus.ON_LEAVE:
        follow.went_on_leave(person, actor=actor, at=at)
    elif was == EmploymentStatus.ON_LEAVE:
        follow.returned(person, actor=actor, at=at)
    _look_at_investigations(person, at=at)
    for one in User.objects.filter(pk__in=[person.pk, *(one.pk for one in staff)]).select_related("reports_to"):
        notices.watch_vacancy(one, at=at)
    is_covered = Delegation.objects.active(local_day(at)).filter(supervisor=person).exists()
    if status == EmploymentStatus.ON_LEAVE and staff and not is_covered:
        notices.supervisor_absent(person, actor=actor, at=at)


@transaction.atomic
def move(person, *, job_title, worksite, actor, at, title_text=""):
    """Give a person another title or worksite; leave for youth now out of reach ends."""
    rules.may_change_person(actor, person).enforce()
    if services.move(person, job_title=job_title, worksite=worksite, title_text=title_text, actor=actor, at=at):
        follow.moved(person, actor=actor, at=at)
        _look_at_investigations(person, at=at)
        notices.moved(person, actor=actor, at=at)


@transaction.atomic
def change_youth(youth, *, actor, at, **fields):
    """Follow JJEMS: status, worksite, caseworker, custody. A discharge ends every leave for this youth."""
    was_discharged = youth.is_discharged
    if not services.change_youth(youth, actor=actor, at=at, **fields):
        return
    youth.refresh_from_db()
    follow.youth_changed(youth, actor=actor, at=at)
    if youth.is_discharged and not was_discharged:
        notices.youth_discharged(youth, actor=actor, at=at)


def discharge_youth(youth, *, actor, at):
    """Record a discharge, by the assigned caseworker or an administrator."""
    rules.may_discharge(actor, youth).enforce()
    change_youth(youth, actor=actor, at=at, status=YouthStatus.DISCHARGED)


@transaction.atomic
def delegate(supervisor, delegate_, *, from_on, to_on, reason, actor, at):
    """Hand a supervisor's decisions to another one for some days, and tell both."""
    delegation = services.delegate(
        supervisor, delegate_, from_on=from_on, to_on=to_on, reason=reason, actor=actor, at=at
    )
    if delegation.created_at == at:
        notices.delegation_made(delegation, actor=actor, at=at)
    return delegation


@transaction.atomic
def end_delegation(delegation, *, actor, at):
    if services.end_delegation(delegation, actor=actor, at=at):
        notices.delegation_ended(delegation, actor=actor, at=at)


@transaction.atomic
def grant_role(person, role, *, actor, at):
    """Give a role; Legal is asked to confirm one that opens confidential records."""
    grant = services.grant_role(person, role, actor=actor, at=at)
    if grant.granted_at == at:
        notices.role_granted(grant, actor=actor, at=at)
    return grant


@transaction.atomic
def confirm_role(grant, *, actor, at):
    grant = services.confirm_role(grant, actor=actor, at=at)
    notices.role_confirmed(grant, actor=actor, at=at)
    return grant


@transaction.atomic
def end_role(grant, *, actor, at):
    if services.end_role(grant, actor=actor, at=at):
        _look_at_investigations(grant.person, at=at)
        notices.role_ended(grant, actor=actor, at=at)

"""Designees, confirmed delegates, assigned investigators; and what follows when people change (B.3; 7.3)."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.services import record
from investigations import notices, rules
from investigations.choices import Basis, Cause
from investigations.models import Assignment, ConfirmedDelegate, Designation, InvestigationAuthorization
from investigations.services import course
from investigations.services.standing import basis_now, lock_authorization, needs_reason, standing_of
from investigations.states import Act, State
from notifications.services import close_obligations
from people.titles import EmploymentStatus
from policy.calendar import local_day
from workflow.identity import acting_as_system
from workflow.moves import transition


@transaction.atomic
def designate(designee, *, scope, from_on, to_on, actor, at):
    """A member of the Legal or Investigation Unit designates somebody for investigations (B.3)."""
    rules.may_designate(actor, designee, from_on, to_on, local_day(at)).enforce()
    needs_reason(scope, _("Say what the designation covers."), "B.3")
    row, same = None, {"designee": designee, "designated_by": actor, "from_on": from_on, "to_on": to_on}
    row = Designation.objects.filter(**same, revoked_at=None).first()
    if row is not None:
        return row  # the second of two clicks
    row = Designation(**same, scope=scope, created_at=at)
    row.save()
    record("designation.made", subject=row, actor=actor, at=at, clause="B.3", is_confidential=True)
    notices.tell([designee], row, "designated", _("A confidential item has changed"), at=at, url="/investigations/")
    return row


@transaction.atomic
def end_designation(designation, *, actor, at):
    """End it before its day; what rests on it is suspended and the right people told."""
    designation = Designation.objects.select_for_update().get(pk=designation.pk)
    rules.may_end_designation(actor, designation).enforce()
    designation.revoked_at, designation.revoked_by = at, actor
    designation.save(update_fields=["revoked_at", "revoked_by"])
    record("designation.ended", subject=designation, actor=actor, at=at, clause="B.3", is_confidential=True)
    with acting_as_system("personnel"):  # of the Investigation Unit, who ends it need not know of what rests on it
        _suspend_ineligible(designation.authorizations.all(), day=local_day(at), at=at)
    return designation


@transaction.atomic
def confirm_delegate(delegation, *, actor, at):
    """Legal confirms that a delegate may see and decide the supervisor's confidential records meanwhile."""
    rules.may_confirm_delegate(actor, delegation).enforce()
    row, is_new = ConfirmedDelegate.objects.get_or_create(
        delegation=delegation, defaults={"confirmed_by": actor, "confirmed_at": at}
    )
    if is_new:
        record("delegate.confirmed", subject=row, actor=actor, at=at, clause="B.3.a", is_confidential=True)
    return row


@transaction.atomic
def assign(authorization, *, person, actor, at):
    """Let a member of the Investigation Unit work on this one investigation."""
    authorization = lock_authorization(authorization)
    rules.may_assign(actor, authorization, person, standing_of(actor, at=at)).enforce()
    row, is_new = Assignment.objects.get_or_create(
        authorization=authorization, person=person, ended_at=None, defaults={"assigned_by": actor, "assigned_at": at}
    )
    if is_new:
        record("investigation.assigned", subject=authorization, actor=actor, at=at, clause="B.3.a",
               is_confidential=True, facts={"person": str(person.public_id)})  # fmt: skip
        notices.tell([person], authorization, "assigned", _("A confidential item has changed"), at=at)
    return row


def watch(day, *, at):
    """Suspend what rests on a designation that ran out, or on a place the person has left; returns how many."""
    live = InvestigationAuthorization.objects.filter(state=State.ACTIVE)
    return _suspend_ineligible(live, day=day, at=at)


def person_changed(person, *, at):
    """After a change of title, role, supervisor or status: suspend what is no longer eligible, ask the next supervisor.

    Runs as the portal ("personnel"), for whoever changed the person may know nothing of this.
    """
    if not person.is_working:
        return _end_of_employment(person, at=at)
    _ask_next_supervisor(person, at=at)
    theirs = InvestigationAuthorization.objects.filter(investigator=person)
    return _suspend_ineligible(theirs, day=local_day(at), at=at)


def _ask_next_supervisor(person, *, at):
    """What waits for a decision waits for whom the person reports to from this moment on."""
    if not person.reporting_lines.filter(Q(started_at=at) | Q(ended_at=at)).exists():
        return
    waiting = InvestigationAuthorization.objects.with_people().filter(investigator=person, state=State.SUBMITTED)
    for authorization in waiting:
        notices.tell_supervisors(authorization, "waits", _("A confidential request waits for your decision"), at=at)


def _suspend_ineligible(rows, *, day, at):
    suspended = 0
    for pk in list(rows.filter(state=State.ACTIVE).values_list("pk", flat=True)):
        with transaction.atomic():
            authorization = lock_authorization(InvestigationAuthorization(pk=pk))
            if authorization.state != State.ACTIVE:
                continue
            cause = _why_not(authorization, day)
            if cause is not None:
                course.suspend_because(authorization, cause, reason="", actor="system", at=at)
                suspended += 1
    return suspended


def _why_not(authorization, day):
    """Why the person may no longer investigate on the basis the leave was given on, or None."""
    investigator = authorization.investigator
    if investigator.employment_status == EmploymentStatus.ON_LEAVE:
        return Cause.LEAVE
    if basis_now(investigator, day) is None:
        return Cause.DESIGNATION if authorization.basis == Basis.DESIGNEE else Cause.NOT_ELIGIBLE
    designation = authorization.designation
    if authorization.basis == Basis.DESIGNEE and (
        designation.revoked_at is not None or not designation.from_on <= day <= designation.to_on
    ):
        return Cause.DESIGNATION
    return None


def _end_of_employment(person, *, at):
    """Somebody left: what is in force is closed, what waits is withdrawn, and accounts are to be deactivated."""
    changed = 0
    rows = InvestigationAuthorization.objects.with_people().filter(investigator=person)
    for authorization in rows.filter(state__in=[State.ACTIVE, State.SUSPENDED]):
        course.end_by_outcome(authorization, "separated", reason="", actor="system", at=at)
        changed += 1
    for authorization in rows.filter(state=State.SUPERVISOR_GRANTED):
        transition(authorization, State.RETURNED, act=Act.OBJECT, actor="system", at=at, clause="B.3.a",
                   is_confidential=True, updated_at=at)  # fmt: skip
    for authorization in rows.filter(state__in=[State.SUBMITTED, State.RETURNED]):
        transition(authorization, State.WITHDRAWN, act=Act.WITHDRAW, actor="system", at=at, clause="B.3.a",
                   is_confidential=True, ended_at=at, updated_at=at)  # fmt: skip
        close_obligations(authorization, at=at)
        changed += 1
    return changed

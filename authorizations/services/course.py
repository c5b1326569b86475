"""What happens to an authorization after the grant: suspend, resume, revoke, close, expire, re-affirm."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.services import record
from authorizations import notices, rules
from authorizations.choices import CLOSE_REASONS, EndReason, NoteKind
from authorizations.models import SupervisionAuthorization, Suspension
from authorizations.services import notes, owed_reviews
from authorizations.services.standing import lock, needs_reason, standing_of
from authorizations.states import Act, State
from notifications.services import close_obligations
from people.roles import Role
from policy.calendar import local_day
from policy.services import settings_now
from workflow.moves import transition, transition_many
from workflow.verdicts import no


@transaction.atomic
def suspend(authorization, *, reason, actor, at):
    """Interrupt the leave. What is viewed meanwhile is outside it."""
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    rules.may_suspend(actor, authorization, standing).enforce()
    needs_reason(reason, _("Give the reason. The employee reads it."))
    in_charge = rules.is_in_charge(actor, authorization, standing)
    cause = Suspension.Cause.SUPERVISOR if in_charge else Suspension.Cause.LEGAL
    _suspend(authorization, cause, reason=reason, actor=actor, at=at)
    notices.tell_employee(authorization, "suspended", at=at)
    if not in_charge:
        notices.tell_supervisor(authorization, "suspended", at=at)
    return authorization


@transaction.atomic
def suspend_by_portal(authorization, cause, *, at):
    """Leave of the employee, or too long without a supervisor of record (7.1)."""
    authorization = lock(authorization)
    _suspend(authorization, cause, reason=str(Suspension.Cause(cause).label), actor="system", at=at)
    notices.tell_employee(authorization, "suspended", at=at)
    notices.tell_supervisor(authorization, "suspended", at=at)
    return authorization


@transaction.atomic
def suspend_by_report(authorization, *, reason, actor, at):
    """What whoever holds a violation report decided so that a youth is safe; the caller has shown that they hold it."""
    authorization = lock(authorization)
    _suspend(authorization, Suspension.Cause.LEGAL, reason=reason, actor=actor, at=at)
    notices.tell_employee(authorization, "suspended", at=at)
    notices.tell_supervisor(authorization, "suspended", at=at)
    return authorization


@transaction.atomic
def suspend_by_review(authorization, *, reason, actor, at):
    """What the supervisor decided in a review that both have signed; `actor` is who signed it as the supervisor."""
    authorization = lock(authorization)
    _suspend(authorization, Suspension.Cause.SUPERVISOR, reason=reason, actor=actor, at=at)
    notices.tell_employee(authorization, "suspended", at=at)
    return authorization


def _suspend(authorization, cause, *, reason, actor, at):
    transition(
        authorization,
        State.SUSPENDED,
        act=Act.SUSPEND,
        actor=actor,
        at=at,
        clause="B.2",
        facts={"cause": cause},
        suspended_because=cause,
        updated_at=at,
    )
    Suspension.objects.create(authorization=authorization, cause=cause, reason=reason, started_at=at)


@transaction.atomic
def resume(authorization, *, reason, actor, at):
    authorization = lock(authorization)
    rules.may_resume(actor, authorization, standing_of(actor, at=at)).enforce()
    needs_reason(reason, _("Say why it can go on."))
    transition(
        authorization,
        State.ACTIVE,
        act=Act.RESUME,
        actor=actor,
        at=at,
        clause="B.2",
        suspended_because="",
        updated_at=at,
    )
    authorization.suspensions.filter(ended_at__isnull=True).update(ended_at=at, end_reason=reason)
    notices.tell_employee(authorization, "resumed", at=at)
    return authorization


@transaction.atomic
def revoke(authorization, *, reason, actor, at):
    """End the leave for good, by the supervisor or Legal, with a reason."""
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    rules.may_revoke(actor, authorization, standing).enforce()
    needs_reason(reason, _("Give the reason. The employee reads it."))
    in_charge = rules.is_in_charge(actor, authorization, standing)
    by_legal = not in_charge and actor.has_role(Role.LEGAL)
    end_reason = EndReason.LEGAL_REVOKED if by_legal else EndReason.SUPERVISOR_REVOKED
    _end(authorization, State.REVOKED, Act.REVOKE, reason=end_reason, text=reason, actor=actor, at=at)
    notices.tell_employee(authorization, "revoked", at=at)
    if by_legal:
        notices.tell_supervisor(authorization, "revoked", at=at)
    return authorization


@transaction.atomic
def close(authorization, *, reason, actor, at, text="", usefulness="", usefulness_text=""):
    """End the leave because it is no longer needed; `reason` is one of choices.CLOSE_REASONS."""
    authorization = lock(authorization)
    rules.may_close(actor, authorization, standing_of(actor, at=at)).enforce()
    if reason not in CLOSE_REASONS:
        no(_("Choose why it ends.")).enforce()
    _end(
        authorization,
        State.CLOSED,
        Act.CLOSE,
        reason=reason,
        text=text,
        actor=actor,
        at=at,
        usefulness=usefulness,
        usefulness_text=usefulness_text,
    )
    if actor.pk == authorization.employee_id:
        notices.tell_supervisor(authorization, "closed", at=at)
    else:
        notices.tell_employee(authorization, "closed", at=at)
    return authorization


@transaction.atomic
def close_by_portal(authorization, reason, *, at):
    """Discharge of the youth, a move off the case, separation (7.1)."""
    authorization = lock(authorization)
    _end(authorization, State.CLOSED, Act.CLOSE, reason=reason, text="", actor="system", at=at)
    notices.tell_employee(authorization, "closed", at=at)
    notices.tell_supervisor(authorization, "closed", at=at)
    return authorization


@transaction.atomic
def close_by_review(authorization, *, reason, actor, at):
    """What the supervisor decided in a review that both have signed; `actor` is who signed it as the supervisor."""
    authorization = lock(authorization)
    _end(authorization, State.CLOSED, Act.CLOSE, reason=EndReason.REVIEW, text=reason, actor=actor, at=at)
    notices.tell_employee(authorization, "closed", at=at)
    return authorization


def _end(authorization, state, act, *, reason, text, actor, at, **evaluation):
    day = local_day(at)
    transition(
        authorization,
        state,
        act=act,
        actor=actor,
        at=at,
        clause="B.2",
        facts={"reason": reason},
        ended_at=at,
        ended_by=None if isinstance(actor, str) else actor,
        end_reason=reason,
        end_text=text,
        updated_at=at,
        **evaluation,
    )
    _settle(authorization, ended_on=day, at=at, settings=settings_now())


def _settle(authorization, *, ended_on, at, settings):
    """What every end leaves behind: no open suspension, no reminder, no review owed, an end note for JJEMS."""
    authorization.suspensions.filter(ended_at__isnull=True).update(ended_at=at)
    close_obligations(authorization, at=at)
    owed_reviews.cancel_owed(authorization, at=at)
    notes.supersede_open(authorization, at=at)
    successor = authorization.renewals.live().first()
    notes.generate(
        authorization,
        NoteKind.ENDED,
        at=at,
        settings=settings,
        ended_on=ended_on,
        continued_as=successor.number if successor else "",
    )


@transaction.atomic
def expire_due(day, *, at):
    """End every authorization whose last day is before `day`; returns them. Rows are locked together."""
    due = SupervisionAuthorization.objects.expired_by(day)
    expired = transition_many(
        due,
        State.EXPIRED,
        act=Act.EXPIRE,
        actor="system",
        at=at,
        clause="B.2",
        ended_at=at,
        end_reason=EndReason.EXPIRED,
        updated_at=at,
    )
    settings = settings_now()
    for authorization in SupervisionAuthorization.objects.with_people().filter(pk__in=[row.pk for row in expired]):
        _settle(authorization, ended_on=authorization.expires_on, at=at, settings=settings)
        notices.tell_employee(authorization, "expired", at=at)
        notices.tell_supervisor(authorization, "expired", at=at)
    return [*expired, *_close_unused(day, at=at)]


def _close_unused(day, *, at):
    """Granted, never begun for want of the JJEMS note, and over: closed, for only what was active expires (7.1)."""
    unused = SupervisionAuthorization.objects.filter(state=State.APPROVED_PENDING_NOTE, expires_on__lt=day)
    rows = unused.with_people().select_for_update(of=("self",), skip_locked=True).order_by("pk")
    return [close_by_portal(authorization, EndReason.EXPIRED, at=at) for authorization in rows]


@transaction.atomic
def reaffirm(authorization, *, actor, at):
    """A new supervisor says that a colleague's grant stands. The granting supervisor's name stays (7.1)."""
    authorization = lock(authorization)
    rules.may_reaffirm(actor, authorization, standing_of(actor, at=at)).enforce()
    authorization.reaffirm_due_on, authorization.reaffirmed_at, authorization.reaffirmed_by = None, at, actor
    authorization.updated_at = at
    authorization.save(update_fields=["reaffirm_due_on", "reaffirmed_at", "reaffirmed_by", "updated_at"])
    record("supervision.reaffirmed", subject=authorization, actor=actor, at=at, clause="B.2")
    close_obligations(authorization, at=at, kinds=[notices.REAFFIRM])
    return authorization


@transaction.atomic
def recheck_privacy(authorization, *, checked_on, actor, at):
    """Record that the setting that hides the viewer was checked again (B.2.d)."""
    authorization = lock(authorization)
    rules.may_recheck_privacy(actor, authorization).enforce()
    rules.may_check_privacy_on(checked_on, local_day(at)).enforce()
    authorization.privacy_checked_on, authorization.updated_at = checked_on, at
    authorization.version += 1
    authorization.save(update_fields=["privacy_checked_on", "updated_at", "version"])
    record(
        "supervision.privacy_checked",
        subject=authorization,
        actor=actor,
        at=at,
        clause="B.2.d",
        facts={"checked_on": checked_on.isoformat()},
    )
    return authorization

"""What happens to an authorization after the grant: suspend, resume, revoke, close, expire (7.3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from investigations import notices, rules
from investigations.choices import CLOSE_REASONS, Basis, Cause, EndReason
from investigations.models import Interruption, InvestigationAuthorization
from investigations.services import contacts, profiles
from investigations.services.owed import cancel_owed
from investigations.services.standing import basis_now, designation_of, lock, needs_reason, standing_of
from investigations.states import OWED, Act, State
from notifications.services import close_obligations
from workflow.moves import transition
from workflow.verdicts import no


@transaction.atomic
def suspend(authorization, *, reason, actor, at):
    """Interrupt the leave, by the supervisor or Legal. What is done meanwhile is outside it."""
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    rules.may_suspend(actor, authorization, standing).enforce()
    needs_reason(reason, _("Give the reason. The investigator reads it."))
    cause = Cause.SUPERVISOR if rules.is_supervisor(actor, authorization, standing) else Cause.LEGAL
    suspend_because(authorization, cause, reason=reason, actor=actor, at=at)
    return authorization


def suspend_because(authorization, cause, *, reason, actor, at):
    """Suspend a locked, active authorization for a cause the caller established; investigator and supervisor are told."""
    transition(authorization, State.SUSPENDED, act=Act.SUSPEND, actor=actor, at=at, clause="B.3.a",
               facts={"cause": str(cause)}, is_confidential=True, suspended_because=cause, updated_at=at)  # fmt: skip
    Interruption.objects.create(authorization=authorization, cause=cause, reason=reason or None, started_at=at)
    notices.tell_both(authorization, "suspended", actor=actor, at=at)
    if cause in (Cause.DESIGNATION, Cause.NOT_ELIGIBLE, Cause.MEETING_MISSED):
        notices.tell_legal(authorization, "suspended", _("A confidential authorization was suspended"), at=at)


@transaction.atomic
def resume(authorization, *, reason, actor, at):
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    missed = authorization.meetings.filter(state__in=OWED, due_on__lt=standing.day).first()
    basis = basis_now(authorization.investigator, standing.day)
    rules.may_resume(
        actor,
        authorization,
        standing,
        basis=basis,
        owes_meeting_since=missed.due_on if missed else None,
    ).enforce()
    needs_reason(reason, _("Say why it can go on."))
    rests_on = {}
    if authorization.basis == Basis.DESIGNEE:  # on what stands now: the designation of then may be over
        designation = designation_of(authorization.investigator, standing.day) if basis == Basis.DESIGNEE else None
        rests_on = {"basis": basis, "designation": designation}
    resume_because(authorization, reason=reason, actor=actor, at=at, **rests_on)
    return authorization


def resume_because(authorization, *, reason, actor, at, **fields):
    transition(authorization, State.ACTIVE, act=Act.RESUME, actor=actor, at=at, clause="B.3.a", is_confidential=True,
               suspended_because="", updated_at=at, **fields)  # fmt: skip
    _end_interruption(authorization, reason=reason, at=at)
    notices.tell_both(authorization, "resumed", actor=actor, at=at)


def _end_interruption(authorization, *, reason, at):
    interruption = authorization.interruptions.filter(ended_at__isnull=True).first()
    if interruption is not None:
        interruption.ended_at, interruption.end_reason = at, reason or None
        interruption.save(update_fields=["ended_at", "end_reason"])


@transaction.atomic
def revoke(authorization, *, reason, actor, at):
    """End the leave for good, by the supervisor or Legal, with a reason."""
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    rules.may_revoke(actor, authorization, standing).enforce()
    needs_reason(reason, _("Give the reason. The investigator reads it."))
    by_supervisor = rules.is_supervisor(actor, authorization, standing)
    end_reason = EndReason.SUPERVISOR_REVOKED if by_supervisor else EndReason.LEGAL_REVOKED
    _end(authorization, State.REVOKED, Act.REVOKE, reason=end_reason, text=reason, actor=actor, at=at)
    return authorization


@transaction.atomic
def close(authorization, *, reason, actor, at, text=""):
    """End the leave because it is no longer needed; `reason` is one of choices.CLOSE_REASONS."""
    authorization = lock(authorization)
    rules.may_close(actor, authorization, standing_of(actor, at=at)).enforce()
    if reason not in CLOSE_REASONS:
        no(_("Choose why it ends.")).enforce()
    _end(authorization, State.CLOSED, Act.CLOSE, reason=reason, text=text, actor=actor, at=at)
    return authorization


def end_by_outcome(authorization, end_reason, *, reason, actor, at):
    """Close a locked authorization because a review or a change of people says so."""
    _end(authorization, State.CLOSED, Act.CLOSE, reason=end_reason, text=reason, actor=actor, at=at)


def _end(authorization, state, act, *, reason, text, actor, at):
    transition(
        authorization,
        state,
        act=act,
        actor=actor,
        at=at,
        clause="B.3.a",
        is_confidential=True,
        facts={"reason": str(reason)},
        ended_at=at,
        ended_by=None if isinstance(actor, str) else actor,
        end_reason=reason,
        end_text=text or None,
        updated_at=at,
    )
    _settle(authorization, at=at)
    notices.tell_both(authorization, "ended", actor=actor, at=at)


def _settle(authorization, *, at):
    """What every end leaves behind: profiles to deactivate, no approval, no meeting owed, no reminder (7.3)."""
    _end_interruption(authorization, reason="", at=at)
    close_obligations(authorization, at=at)
    cancel_owed(authorization, at=at)
    contacts.end_all(authorization, at=at)
    profiles.wind_down_all(authorization, at=at)


@transaction.atomic
def expire_due(day, *, at):
    """End every authorization whose last day is before `day`; returns them. Each row is locked."""
    expired = []
    for pk in list(InvestigationAuthorization.objects.expired_by(day).values_list("pk", flat=True)):
        rows = InvestigationAuthorization.objects.expired_by(day).select_for_update(skip_locked=True)
        if rows.filter(pk=pk).first() is None:
            continue
        authorization = InvestigationAuthorization.objects.with_people().get(pk=pk)
        _end(authorization, State.EXPIRED, Act.EXPIRE, reason=EndReason.EXPIRED, text="", actor="system", at=at)
        expired.append(authorization)
    return expired

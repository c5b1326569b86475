"""Communication with youth in an investigation (B.3.c): asked for, advised on, approved, logged, ended."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from evidence.services import keep
from investigations import notices
from investigations.choices import FileKind, IssueKind
from investigations.models import CommunicationApproval, CommunicationEntry, KeptFile
from investigations.rules import contacts as rules
from investigations.services import issues
from investigations.services.standing import lock, lock_authorization, needs_reason, standing_of
from investigations.states import ContactAct, ContactState, State
from notifications.services import close_obligations, open_obligation
from policy.calendar import add_business_days, local_day
from workflow.moves import transition
from workflow.verdicts import no

MEGABYTE = 1024 * 1024


@transaction.atomic
def request(profile, *, target, methods, purpose, valid_from, valid_to, actor, at, youth=None, limits=""):
    """Ask for leave to communicate with one target. Raises NotAllowed."""
    authorization = lock_authorization(profile.authorization)
    standing = standing_of(actor, at=at)
    rules.may_request(actor, profile).enforce()
    rules.may_run(valid_from, valid_to, authorization, standing).enforce()
    needs_reason(target, _("Say who or which account it is."), "B.3.c")
    needs_reason(purpose, _("Say how it serves the investigation."), "B.3.c")
    if not methods:
        no(_("Choose at least one method."), clause="B.3.c").enforce()
    due_on = add_business_days(standing.day, standing.settings["investigation_decision_due"])
    approval = CommunicationApproval(
        authorization=authorization,
        profile=profile,
        target=target,
        youth=youth,
        methods=list(methods),
        purpose=purpose,
        limits=limits or None,
        valid_from=valid_from,
        valid_to=valid_to,
        requested_by=actor,
        decide_by=due_on,
        created_at=at,
    )
    approval.save()
    record("communication.requested", subject=approval, actor=actor, at=at, clause="B.3.c", is_confidential=True)
    open_obligation(notices.CONTACT, subject=approval, anchor_on=standing.day, due_on=due_on, at=at)
    notices.tell_supervisors(authorization, "contact", _("A confidential request waits for your decision"), at=at,
                             subject=approval)  # fmt: skip
    if rules.needs_advice(methods, authorization.basis):
        notices.tell_legal(authorization, "advice", _("A confidential request waits for the Legal Unit"), at=at,
                           subject=approval)  # fmt: skip
    return approval


@transaction.atomic
def advise(approval, *, advice, actor, at):
    """The Legal Unit's recorded advice, without which no friend request is sent but by the Investigation Unit (C.2.e)."""
    approval = lock(approval)
    rules.may_advise(actor, approval).enforce()
    needs_reason(advice, _("Write the advice. The supervisor reads it."), "C.2.e")
    approval.legal_advice, approval.advised_by, approval.advised_at = advice, actor, at
    approval.version += 1
    approval.save(update_fields=["legal_advice", "advised_by", "advised_at", "version"])
    record("communication.advised", subject=approval, actor=actor, at=at, clause="C.2.e", is_confidential=True)
    notices.tell_supervisors(approval.authorization, "advised", _("A confidential item has changed"), at=at,
                             subject=approval)  # fmt: skip
    return approval


@transaction.atomic
def approve(approval, *, actor, at, reason=""):
    approval = lock(approval)
    approval.authorization = lock_authorization(approval.authorization)
    rules.may_approve(actor, approval, standing_of(actor, at=at)).enforce()
    return _decide(approval, ContactState.APPROVED, ContactAct.APPROVE, reason=reason, actor=actor, at=at)


@transaction.atomic
def deny(approval, *, reason, actor, at):
    approval = lock(approval)
    rules.may_decide(actor, approval, standing_of(actor, at=at)).enforce()
    needs_reason(reason, _("Give the reason. The investigator reads it."), "B.3.c")
    return _decide(approval, ContactState.DENIED, ContactAct.DENY, reason=reason, actor=actor, at=at)


def _decide(approval, to, act, *, reason, actor, at):
    transition(approval, to, act=act, actor=actor, at=at, clause="B.3.c", is_confidential=True,
               decided_by=None if isinstance(actor, str) else actor, decided_at=at, reason=reason or None)  # fmt: skip
    close_obligations(approval, at=at)
    notices.tell([approval.requested_by], approval, "contact_decided", _("A confidential item has changed"), at=at)
    return approval


@transaction.atomic
def end(approval, *, actor, at, reason=""):
    approval = lock(approval)
    rules.may_end(actor, approval, standing_of(actor, at=at)).enforce()
    transition(approval, ContactState.ENDED, act=ContactAct.END, actor=actor, at=at, clause="B.3.c",
               is_confidential=True, ended_at=at, end_reason=reason or None)  # fmt: skip
    notices.tell_both(approval.authorization, "contact_ended", actor=actor, at=at, subject=approval)
    return approval


def end_all(authorization, *, at):
    """The authorization ended: what was approved ends with it, what waits is denied (7.3)."""
    for approval in authorization.communications.filter(state=ContactState.APPROVED):
        transition(approval, ContactState.ENDED, act=ContactAct.END, actor="system", at=at, clause="B.3.c",
                   is_confidential=True, ended_at=at)  # fmt: skip
    for approval in authorization.communications.filter(state=ContactState.REQUESTED).select_related("requested_by"):
        _decide(approval, ContactState.DENIED, ContactAct.DENY, reason="", actor="system", at=at)


@transaction.atomic
def expire(day, *, at):
    """Approvals whose window is over end; returns how many."""
    over = CommunicationApproval.objects.filter(state=ContactState.APPROVED, valid_to__lt=day)
    rows = list(over.select_for_update(skip_locked=True).order_by("pk"))
    for approval in rows:
        transition(approval, ContactState.ENDED, act=ContactAct.END, actor="system", at=at, clause="B.3.c",
                   is_confidential=True, ended_at=at)  # fmt: skip
    return len(rows)


def log(
    profile,
    *,
    form_key,
    occurred_at,
    direction,
    method,
    summary,
    actor,
    at,
    approval=None,
    explanation="",
    is_youth_unsafe=False,
    transcript=None,
):
    """One contact as it happened. What no approval covers is logged all the same, and a compliance issue stands (B.3.c).

    `transcript`: (bytes, name) of a file, examined and sealed first. Raises NotAllowed, and evidence's Refused.
    """
    done = CommunicationEntry.objects.filter(logged_by=actor, form_key=form_key).first()
    if done is not None:
        return done
    rules.may_log(actor, profile).enforce()
    if occurred_at > at:
        no(_("This has not happened yet."), clause="B.3.c").enforce()
    needs_reason(summary, _("Say what was said or done."), "B.3.c")
    day = local_day(occurred_at)
    is_covered = rules.covers(approval, profile=profile, method=method, day=day, at=occurred_at) and _was_in_force(
        profile.authorization, occurred_at
    )
    if not is_covered:
        needs_reason(explanation, _("No approval covers this. Explain how it came about."), "B.3.c")
    kept = None
    if transcript is not None:
        content, name = transcript
        most = standing_of(actor, at=at).settings["upload_max_mb"] * MEGABYTE
        kept = keep(content, name=name, most_bytes=most, actor=actor, at=at)
    with transaction.atomic():
        file = None
        if kept is not None:
            file = KeptFile(authorization=profile.authorization, profile=profile, kind=FileKind.TRANSCRIPT, file=kept,
                            kept_by=actor, kept_at=at)  # fmt: skip
            file.save()
        entry = CommunicationEntry(
            form_key=form_key,
            authorization=profile.authorization,
            profile=profile,
            approval=approval if is_covered else None,
            occurred_at=occurred_at,
            direction=direction,
            method=method,
            summary=summary,
            explanation=explanation or None,
            is_youth_unsafe=is_youth_unsafe,
            transcript=file,
            logged_by=actor,
            logged_at=at,
        )
        entry.save()
        record("communication.logged", subject=entry, actor=actor, at=at, clause="B.3.c", is_confidential=True)
        if not is_covered:
            issues.open_issue(profile.authorization, IssueKind.UNAPPROVED_CONTACT, clause="B.3.c", person=actor,
                              statement=explanation, at=at)  # fmt: skip
        if is_youth_unsafe:
            notices.tell_of_danger(profile.authorization, "safety", subject=entry, actor=actor, at=at)
    return entry


def _was_in_force(authorization, at):
    """Active at that instant: begun, not suspended then, not ended before."""
    if authorization.active_since is None or at < authorization.active_since:
        return False
    if authorization.ended_at is not None and at > authorization.ended_at:
        return False
    return not any(
        row.started_at <= at and (row.ended_at is None or at < row.ended_at)
        for row in authorization.interruptions.all()
    )


def was_in_force(authorization, at):
    return _was_in_force(authorization, at) and authorization.state not in (State.DRAFT, State.SUBMITTED)

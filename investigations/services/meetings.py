"""The review meeting (B.3.b): owed from activation on, held only when both have signed, its outcome carried out."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from investigations import notices
from investigations.choices import Cause, EndReason, FileKind, Outcome
from investigations.models import (
    CapturedItem,
    CommunicationApproval,
    CommunicationEntry,
    InvestigationProfile,
    KeptFile,
    ReviewMeeting,
)
from investigations.rules import meetings as rules
from investigations.services import course
from investigations.services.owed import schedule
from investigations.services.standing import lock, lock_authorization, needs_reason, standing_of
from investigations.states import HELD, OWED, MeetingAct, MeetingState, State
from notifications.services import close_obligations, ladder_on
from policy.calendar import local_day
from policy.services import settings_now
from workflow.moves import transition, transition_many


def activity_since_last(meeting):
    """What the portal holds since the last meeting, for the minutes: profiles, communication, captures."""
    authorization = meeting.authorization
    last = authorization.meetings.filter(state=MeetingState.HELD).order_by("-held_at").first()
    since = last.held_at if last else authorization.active_since
    entries = CommunicationEntry.objects.filter(authorization=authorization, logged_at__gte=since)
    return {
        "since": since.isoformat(),
        "profiles": [
            {
                "id": str(profile.public_id),
                "state": str(profile.get_state_display()),
                "site": profile.platform.name if profile.platform else "",
            }
            for profile in InvestigationProfile.objects.filter(authorization=authorization).select_related("platform")
        ],
        "approvals": CommunicationApproval.objects.filter(authorization=authorization, created_at__gte=since).count(),
        "entries": entries.count(),
        "outside": entries.filter(approval=None).count(),
        "captures": CapturedItem.objects.filter(authorization=authorization, logged_at__gte=since).count(),
        "images": KeptFile.objects.filter(authorization=authorization, kept_at__gte=since, kind=FileKind.IMAGE).count(),
    }


@transaction.atomic
def sign(
    meeting,
    *,
    actor,
    at,
    held_at,
    mode,
    activity,
    checks,
    outcome,
    profiles=(),
    communication_note="",
    conditions="",
    actions="",
    next_due_on=None,
):
    """The supervisor records the meeting and signs it. It counts once the investigator has acknowledged it.

    `checks`: {MeetingCheck: bool}; `profiles`: those reviewed, all active ones. Raises NotAllowed, Stale.
    """
    meeting = lock(meeting)
    authorization = lock_authorization(meeting.authorization)
    meeting.authorization = authorization
    standing = standing_of(actor, at=at)
    rules.may_hold(actor, meeting, standing).enforce()
    rules.may_be_held_at(held_at, at, meeting).enforce()
    needs_reason(activity, _("Say what was viewed since the last meeting, or that there was no activity."), "B.3.b")
    since = activity_since_last(meeting)
    rules.may_outcome(
        outcome,
        conditions,
        checks,
        profiles=list(authorization.profiles.filter(state__in=HELD)),
        reviewed=list(profiles),
        has_communication=since["entries"] > 0,
        communication_note=communication_note,
    ).enforce()
    held_on = local_day(held_at)
    if outcome != Outcome.CLOSE and next_due_on is not None:
        rules.may_come_next(next_due_on, held_on, authorization, authorization.expires_on).enforce()
    fields = {
        "held_at": held_at,
        "mode": mode,
        "supervisor": actor,
        "employee": authorization.investigator,
        "activity": activity,
        "since_last": since,
        "communication_note": communication_note or None,
        "checks": {str(name): bool(value) for name, value in checks.items()},
        "outcome": outcome,
        "conditions": conditions or None,
        "actions": actions or None,
        "next_due_on": next_due_on,
        "signed_by": actor,
        "signed_at": at,
        "dispute": None,
        "version": meeting.version + 1,
    }
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=list(fields))
    meeting.profiles.set(profiles)
    record("meeting.signed", subject=meeting, actor=actor, at=at, clause="B.3.b", is_confidential=True)
    notices.tell([authorization.investigator], meeting, "meeting_signed",
                 _("A confidential review meeting waits for your acknowledgement"), at=at)  # fmt: skip
    return meeting


@transaction.atomic
def dispute(meeting, *, actor, at, reason):
    """The investigator says what is not as it was: the supervisor corrects and signs again."""
    meeting = lock(meeting)
    rules.may_acknowledge(actor, meeting).enforce()
    needs_reason(reason, _("Say what is not as it was."), "B.3.b")
    meeting.dispute, meeting.version = reason, meeting.version + 1
    meeting.save(update_fields=["dispute", "version"])
    record("meeting.disputed", subject=meeting, actor=actor, at=at, clause="B.3.b", is_confidential=True)
    notices.tell_supervisors(meeting.authorization, "meeting_disputed", _("A confidential item has changed"), at=at,
                             subject=meeting)  # fmt: skip
    return meeting


@transaction.atomic
def acknowledge(meeting, *, actor, at):
    """The investigator acknowledges it: now it counts, its outcome is carried out, the next one is owed (A7)."""
    meeting = lock(meeting)
    authorization = lock_authorization(meeting.authorization)
    meeting.authorization = authorization
    rules.may_acknowledge(actor, meeting).enforce()
    grace = settings_now()["review_grace_days"]
    held_on = local_day(meeting.held_at)
    transition(
        meeting,
        MeetingState.HELD,
        act=MeetingAct.HOLD,
        actor=actor,
        at=at,
        clause="B.3.b",
        is_confidential=True,
        acknowledged_by=actor,
        acknowledged_at=at,
        is_late=(held_on - meeting.due_on).days > grace,
    )
    close_obligations(meeting, at=at)
    _carry_out(meeting, authorization, held_on=held_on, at=at)
    notices.tell_both(authorization, "meeting_held", actor=actor, at=at, subject=meeting)
    return meeting


def _carry_out(meeting, authorization, *, held_on, at):
    reason = meeting.conditions.reveal() if meeting.conditions else ""
    if meeting.outcome == Outcome.CLOSE:
        if authorization.is_live:
            course.end_by_outcome(authorization, EndReason.REVIEW, reason=reason, actor=meeting.signed_by, at=at)
        return
    if meeting.outcome == Outcome.SUSPEND and authorization.state == State.ACTIVE:
        course.suspend_because(authorization, Cause.MEETING, reason=reason, actor=meeting.signed_by, at=at)
    was_missed = authorization.state == State.SUSPENDED and authorization.suspended_because == Cause.MEETING_MISSED
    if was_missed and meeting.outcome != Outcome.SUSPEND:
        course.resume_because(authorization, reason=_("The review meeting was held."), actor=meeting.signed_by, at=at)
    if authorization.is_live:
        schedule(authorization, anchor_on=held_on, due_on=meeting.next_due_on, at=at)


@transaction.atomic
def watch(day, *, at):
    """Move owed meetings by the calendar: due soon, due, overdue, with Legal; returns how many moved."""
    owed = ReviewMeeting.objects.all()
    escalates = day - timedelta(days=ladder_on(notices.MEETING, day).rule(notices.ESCALATED).offset_days)
    steps = [
        (MeetingAct.ESCALATE, MeetingState.ESCALATED, {"due_on__lte": escalates}),
        (MeetingAct.GO_OVERDUE, MeetingState.OVERDUE, {"due_on__lt": day, "due_on__gt": escalates}),
        (MeetingAct.FALL_DUE, MeetingState.DUE, {"due_on": day}),
        (MeetingAct.COME_NEAR, MeetingState.DUE_SOON, {"due_on__gt": day, "due_on__lte": day + timedelta(days=7)}),
    ]
    moved = 0
    for act, to, when in steps:
        before = [state for state in OWED if ReviewMeeting.MOVES.allows(act, state, to)]
        rows = owed.filter(state__in=before, **when)
        moved += len(transition_many(rows, to, act=act, actor="system", at=at, clause="B.3.b", is_confidential=True))
    return moved


def suspend_missed(day, *, at):
    """Suspend past the ladder's day for it, unless that is off; never somebody whose meeting was signed in time."""
    rule = ladder_on(notices.MEETING, day).rule(notices.SUSPENDED)
    if not rule.is_on:
        return []
    due = ReviewMeeting.objects.owed().filter(
        due_on__lt=day - timedelta(days=rule.offset_days), signed_at=None, authorization__state=State.ACTIVE
    )
    suspended = []
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            # Both rows are locked together: a meeting signed in this moment is never followed by a suspension.
            rows = due.select_related("authorization").filter(pk=pk)
            meeting = rows.select_for_update(of=("self", "authorization"), skip_locked=True).first()
            if meeting is None:
                continue
            authorization = lock_authorization(meeting.authorization)
            course.suspend_because(authorization, Cause.MEETING_MISSED, reason="", actor="system", at=at)
            suspended.append(authorization)
    return suspended

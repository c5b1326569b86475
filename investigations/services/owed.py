"""Review meetings that are owed: begun with the authorization, cancelled with its end (B.3.b)."""

from datetime import timedelta

from audit.services import record
from investigations import notices
from investigations.models import ReviewMeeting
from investigations.states import OWED, MeetingAct, MeetingState
from notifications.services import close_obligations, open_obligation
from workflow.moves import transition


def schedule(authorization, *, anchor_on, at, due_on=None):
    """The next meeting that is owed: within the interval from activation or from the day the last one was held."""
    due_on = due_on or anchor_on + timedelta(days=authorization.review_interval_days)
    last = authorization.meetings.order_by("-period").first()
    meeting = ReviewMeeting.objects.create(
        authorization=authorization,
        period=last.period + 1 if last else 1,
        anchor_on=anchor_on,
        due_on=due_on,
        created_at=at,
    )
    open_obligation(notices.MEETING, subject=meeting, anchor_on=anchor_on, due_on=due_on, at=at)
    record("meeting.scheduled", subject=meeting, actor="system", at=at, clause="B.3.b", is_confidential=True,
           facts={"due_on": due_on.isoformat()})  # fmt: skip
    return meeting


def cancel_owed(authorization, *, at):
    """Nothing is owed once the authorization has ended."""
    for meeting in authorization.meetings.filter(state__in=OWED):
        transition(meeting, MeetingState.CANCELLED, act=MeetingAct.CANCEL, actor="system", at=at, clause="B.3.b",
                   is_confidential=True)  # fmt: skip
        close_obligations(meeting, at=at, met=False)

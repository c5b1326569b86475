"""Supervisor reviews that are owed: begun with the grant, cancelled with the end (domain 5.4, 7.8; our own control)."""

from datetime import timedelta

from audit.services import record
from authorizations.models import SupervisionReview
from authorizations.notices import reviews as notices
from authorizations.states import ReviewAct, ReviewState
from notifications.services import close_obligations, open_obligation
from workflow.moves import transition

INTERVAL = "supervision_review_interval_days"  # from the grant, or from the day one was held, to the next; 0 is off


def schedule(authorization, *, anchor_on, at, settings, due_on=None, not_before=None):
    """The next review that is owed, counted from `anchor_on`; None while reviews are switched off.

    `due_on`: an earlier day that supervisor and employee agreed. `not_before`: of what nobody knew of until now.
    """
    days = settings[INTERVAL]
    if not days:
        return None
    latest = anchor_on + timedelta(days=days)
    due_on = min(due_on or latest, latest)
    if not_before is not None:
        due_on = max(due_on, not_before)
    last = authorization.reviews.order_by("-period").first()
    review = SupervisionReview.objects.create(
        authorization=authorization,
        period=last.period + 1 if last else 1,
        anchor_on=anchor_on,
        due_on=due_on,
        created_at=at,
    )
    open_obligation(notices.REVIEW, subject=review, anchor_on=anchor_on, due_on=due_on, at=at)
    facts = {"due_on": due_on.isoformat()}
    record("supervision_review.scheduled", subject=review, actor="system", at=at, facts=facts)
    return review


def cancel_owed(authorization, *, at):
    """Nothing is owed once the authorization has ended."""
    for review in authorization.reviews.owed().select_for_update():
        transition(review, ReviewState.CANCELLED, act=ReviewAct.CANCEL, actor="system", at=at)
        close_obligations(review, at=at, met=False)

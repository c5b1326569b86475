"""The supervisor review: signed by the supervisor, acknowledged by the employee, its outcome carried out.

A supporting control of ours (domain 5.4, 5.8, 7.8): policy 01.05.22 asks for no periodic review of supervision.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from audit.services import record
from authorizations.choices import ReviewOutcome
from authorizations.models import EvidenceItem, NotificationDuty, SupervisionAuthorization, SupervisionReview
from authorizations.notices import reviews as notices
from authorizations.rules import reviews as rules
from authorizations.services import course
from authorizations.services.owed_reviews import INTERVAL, schedule
from authorizations.services.standing import standing_of
from authorizations.states import OWED_REVIEW, ItemState, ReviewAct, ReviewState, State
from notifications.services import close_obligations
from policy.calendar import local_day
from policy.services import settings_now
from workflow.errors import Stale
from workflow.moves import transition, transition_many
from workflow.verdicts import no

NOTICE_OF = timedelta(days=14)  # from the first reminder to the day it is due
ESCALATES = timedelta(days=7)  # after that day
AT_ONCE = 500  # scheduled by one sweep, which is over within its minute


def since_last(review):
    """What the portal holds since the last review, as plain values: a snapshot for the record."""
    authorization = review.authorization
    last = authorization.reviews.filter(state=ReviewState.HELD).order_by("-held_at").first()
    since = last.held_at if last else authorization.decided_at
    items = EvidenceItem.objects.filter(authorization=authorization)
    checked_on = authorization.privacy_checked_on
    return {
        "since": local_day(since).isoformat(),
        "evidence": items.on_record().filter(logged_at__gte=since).exclude(state=ItemState.SUPERSEDED).count(),
        "unfiled": items.filter(state=ItemState.LOGGED).count(),
        "open_duties": NotificationDuty.objects.open().filter(item__authorization=authorization).count(),
        "is_note_confirmed": not authorization.notes.open().exists(),
        "privacy_checked_on": checked_on.isoformat() if checked_on else None,
    }


def _lock(review):
    """The authorization first, as every end of one does, then the review, both as they are now. Raises Stale."""
    SupervisionAuthorization.objects.select_for_update().get(pk=review.authorization_id)
    locked = SupervisionReview.objects.select_for_update().get(pk=review.pk)
    if (locked.state, locked.version) != (review.state, review.version):
        raise Stale(locked)
    locked.authorization = SupervisionAuthorization.objects.with_people().get(pk=review.authorization_id)
    return locked


def _needs_text(text, sentence):
    if not text.strip():
        no(sentence).enforce()


@transaction.atomic
def sign(review, *, actor, at, held_at, mode, activity, checks, outcome, conditions="", actions="", next_due_on=None):
    """The supervisor records the review and signs it. It counts once the employee has acknowledged it.

    `checks`: {ReviewCheck: bool}. `next_due_on`: an earlier day than the interval gives. Raises NotAllowed, Stale.
    """
    review = _lock(review)
    standing = standing_of(actor, at=at)
    rules.may_hold(actor, review, standing).enforce()
    rules.may_be_held_at(held_at, at, review).enforce()
    _needs_text(activity, _("Say what was viewed since the last review, or that there was no activity."))
    rules.may_outcome(outcome, conditions, checks).enforce()
    next_due_on = _next_due_on(outcome, local_day(held_at), next_due_on, standing.settings[INTERVAL])
    fields = {
        "held_at": held_at,
        "mode": mode,
        "supervisor": actor,
        "employee": review.authorization.employee,
        "activity": activity,
        "since_last": since_last(review),
        "checks": {str(name): bool(value) for name, value in checks.items()},
        "outcome": outcome,
        "conditions": conditions or None,
        "actions": actions or None,
        "next_due_on": next_due_on,
        "signed_by": actor,
        "signed_at": at,
        "dispute": None,
        "version": review.version + 1,
    }
    for name, value in fields.items():
        setattr(review, name, value)
    review.save(update_fields=list(fields))
    record("supervision_review.signed", subject=review, actor=actor, at=at)
    notices.signed(review, at=at)
    return review


def _next_due_on(outcome, held_on, chosen, days):
    """When the next is due: None after an end, or while reviews are switched off."""
    if outcome == ReviewOutcome.CLOSE or not days:
        return None
    if chosen is None:
        return held_on + timedelta(days=days)
    rules.may_come_next(chosen, held_on, days).enforce()
    return chosen


@transaction.atomic
def dispute(review, *, actor, at, reason):
    """The employee says what was not so: the supervisor corrects the review and signs again."""
    review = _lock(review)
    rules.may_acknowledge(actor, review).enforce()
    _needs_text(reason, _("Say what was not so."))
    review.dispute, review.version = reason, review.version + 1
    review.save(update_fields=["dispute", "version"])
    record("supervision_review.disputed", subject=review, actor=actor, at=at)
    notices.disputed(review, at=at)
    return review


@transaction.atomic
def acknowledge(review, *, actor, at):
    """The employee acknowledges it: now it counts, its outcome is carried out, and the next one is owed."""
    review = _lock(review)
    authorization = review.authorization
    rules.may_acknowledge(actor, review).enforce()
    held_on = local_day(review.held_at)
    transition(
        review,
        ReviewState.HELD,
        act=ReviewAct.HOLD,
        actor=actor,
        at=at,
        acknowledged_by=actor,
        acknowledged_at=at,
        is_late=held_on > review.due_on,
    )
    record("supervision_review.held", subject=authorization, actor=actor, at=at)
    close_obligations(review, at=at)
    authorization = _carry_out(review, authorization, at=at)
    if authorization.is_live:
        schedule(authorization, anchor_on=held_on, due_on=review.next_due_on, at=at, settings=settings_now())
    notices.held(review, at=at)
    return review


def _carry_out(review, authorization, *, at):
    """What the supervisor decided when signing, in their name, also when somebody else is in charge by now. Returns the
    authorization as it then is.
    """
    reason = review.conditions.reveal() if review.conditions else ""
    if review.outcome == ReviewOutcome.CLOSE:
        return course.close_by_review(authorization, reason=reason, actor=review.signed_by, at=at)
    if review.outcome == ReviewOutcome.SUSPEND and authorization.state == State.ACTIVE:
        return course.suspend_by_review(authorization, reason=reason, actor=review.signed_by, at=at)
    return authorization


@transaction.atomic
def watch(day, *, at):
    """Schedule what no authorization in force should be without, cancel everything when reviews are switched off, and
    move what is owed by the calendar. Run as often as you like; returns how many it touched.
    """
    settings = settings_now()
    if not settings[INTERVAL]:
        return _cancel_all(at)
    return _schedule_missing(day, at, settings) + _move(day, at)


def _cancel_all(at):
    owed = SupervisionReview.objects.owed()
    cancelled = transition_many(owed, ReviewState.CANCELLED, act=ReviewAct.CANCEL, actor="system", at=at)
    for review in cancelled:
        close_obligations(review, at=at, met=False)
    return len(cancelled)


def _schedule_missing(day, at, settings):
    """Of authorizations older than reviews, or than their being switched on: never due before both were told."""
    owed = SupervisionReview.objects.owed().filter(authorization=OuterRef("pk"))
    without = SupervisionAuthorization.objects.live().filter(~Exists(owed))
    locked = without.select_for_update(of=("self",), skip_locked=True).order_by("pk").values_list("pk", flat=True)
    found = list(without.filter(pk__in=list(locked[:AT_ONCE])))  # asked again: another sweep may have had them before
    held = {
        review.authorization_id: local_day(review.held_at)
        for review in SupervisionReview.objects.filter(authorization__in=found, state=ReviewState.HELD).order_by(
            "held_at"
        )
    }
    for authorization in found:
        anchor_on = held.get(authorization.pk) or local_day(authorization.decided_at)
        schedule(authorization, anchor_on=anchor_on, not_before=day + NOTICE_OF, at=at, settings=settings)
    return len(found)


def _move(day, at):
    long_ago = day - ESCALATES
    steps = [
        (ReviewAct.ESCALATE, ReviewState.ESCALATED, {"due_on__lte": long_ago}),
        (ReviewAct.GO_OVERDUE, ReviewState.OVERDUE, {"due_on__lt": day, "due_on__gt": long_ago}),
        (ReviewAct.FALL_DUE, ReviewState.DUE, {"due_on": day}),
        (ReviewAct.COME_NEAR, ReviewState.DUE_SOON, {"due_on__gt": day, "due_on__lte": day + NOTICE_OF}),
    ]
    moved = 0
    for act, to, when in steps:
        before = [state for state in OWED_REVIEW if SupervisionReview.MOVES.allows(act, state, to)]
        rows = SupervisionReview.objects.filter(state__in=before, **when)
        moved += len(transition_many(rows, to, act=act, actor="system", at=at))
    return moved

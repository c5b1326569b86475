"""The Legal Unit's review of profiles: what waits, what the portal holds for each check, and the result (12.2, Q6)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from audit.services import record
from investigations import notices
from investigations.choices import Cause, EndReason, ReviewKind, ReviewResult
from investigations.models import (
    AccountRecord,
    CapturedItem,
    CommunicationApproval,
    CommunicationEntry,
    InvestigationProfile,
    ProfileHolder,
    ProfileReview,
    ReviewMeeting,
)
from investigations.rules import profiles as rules
from investigations.services import course
from investigations.services.profiles import review_kind
from investigations.services.standing import lock, lock_authorization
from investigations.states import HELD, ContactState, MeetingState, State
from notifications.services import close_obligations, next_period, open_obligation
from policy.calendar import local_day
from policy.services import settings_now


def waiting(user):
    """Profiles that wait for a review this person may do, the soonest due first."""
    held = InvestigationProfile.objects.filter(review_due_on__isnull=False)
    own = Q(authorization__investigator=user) | Q(authorization__investigator__reports_to=user)
    holds = ProfileHolder.objects.filter(person=user, until=None).values("profile")
    own |= Q(authorization__decided_by=user) | Q(pk__in=holds)
    return held.exclude(own).with_people().order_by("review_due_on", "pk")


def what_is_held(profile):
    """For each check what the portal itself holds, in one query; people answer."""
    owed = ReviewMeeting.objects.filter(authorization=OuterRef("authorization")).owed()
    record = AccountRecord.objects.filter(profile=OuterRef("pk")).order_by("-generated_at", "-pk")
    holder = Concat("acknowledged_by__legal_first", Value(" "), "acknowledged_by__legal_last")
    last = ProfileReview.objects.filter(profile=OuterRef("pk")).order_by("-reviewed_at", "-pk")
    approvals = CommunicationApproval.objects.exclude(state__in=[ContactState.REQUESTED, ContactState.DENIED])
    found = InvestigationProfile.objects.filter(pk=profile.pk).annotate(
        captures=_count(CapturedItem.objects),
        record_at=Subquery(record.values("generated_at")[:1]),
        held_at=Subquery(record.values("acknowledged_at")[:1]),
        held_by=Subquery(record.annotate(name=holder).values("name")[:1]),
        meetings=_count(ReviewMeeting.objects.filter(state=MeetingState.HELD)),
        meetings_late=_count(ReviewMeeting.objects.filter(state=MeetingState.HELD, is_late=True)),
        meeting_due_on=Subquery(owed.values("due_on")[:1]),
        approvals=_count(approvals),
        contacts=_count(CommunicationEntry.objects),
        contacts_outside=_count(CommunicationEntry.objects.filter(approval=None)),
        last_review_at=Subquery(last.values("reviewed_at")[:1]),
        last_result=Subquery(last.values("result")[:1]),
    )
    return found.values(*found.query.annotations).get()


def _count(rows):
    """How many of these the authorization has."""
    rows = rows.filter(authorization=OuterRef("authorization")).order_by()
    return Coalesce(Subquery(rows.values("authorization").annotate(n=Count("pk")).values("n")), 0)


@transaction.atomic
def review(profile, *, answers, result, actor, at, conditions=""):
    """Record a review and carry out its result: go on, conditions, suspend or close. Raises NotAllowed, Stale."""
    profile = lock(profile)
    authorization = lock_authorization(profile.authorization)
    profile.authorization = authorization
    rules.may_review(actor, profile).enforce()
    rules.may_result(answers, result, conditions).enforce()
    day, kind, due_on = local_day(at), review_kind(profile), profile.review_due_on
    next_due_on = None
    if kind != ReviewKind.DEACTIVATION and result != ReviewResult.CLOSE and profile.state in HELD:
        next_due_on = day + timedelta(days=settings_now()["legal_profile_review_interval"])
    row = ProfileReview(profile=profile, kind=kind, reviewer=actor, reviewed_at=at, answers=dict(answers),
                        result=result, conditions=conditions or None, due_on=due_on, next_due_on=next_due_on)  # fmt: skip
    row.save()
    profile.legal_reviewer, profile.review_due_on, profile.version = actor, next_due_on, profile.version + 1
    profile.save(update_fields=["legal_reviewer", "review_due_on", "version"])
    record("profile.reviewed", subject=profile, actor=actor, at=at, clause="B.3.a", is_confidential=True,
           facts={"kind": str(kind), "result": str(result)})  # fmt: skip
    close_obligations(profile, at=at, kinds=[notices.PROFILE_REVIEW])
    if next_due_on is not None:
        open_obligation(notices.PROFILE_REVIEW, subject=profile, anchor_on=day, due_on=next_due_on, at=at,
                        period=next_period(notices.PROFILE_REVIEW, profile))  # fmt: skip
    if result == ReviewResult.SUSPEND and authorization.state == State.ACTIVE:
        course.suspend_because(authorization, Cause.LEGAL, reason=conditions, actor=actor, at=at)
    elif result == ReviewResult.CLOSE and authorization.is_live:
        course.end_by_outcome(authorization, EndReason.REVIEW, reason=conditions, actor=actor, at=at)
    elif result != ReviewResult.CONCUR:
        notices.tell_both(authorization, "reviewed", actor=actor, at=at, subject=profile)
    return row

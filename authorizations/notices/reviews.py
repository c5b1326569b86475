"""Who is told what about supervisor reviews (domain 9: N6), and their ladder. Their texts say: a DYS control, not policy."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from authorizations.models import SupervisionReview
from authorizations.notices import deciders
from notifications.ladders import Audience, Ladder, StageRule, register
from notifications.services import notify
from policy.calendar import local_day

REVIEW = "supervision.review"


def signed(review, *, at):
    title = _("%(number)s: a supervisor review waits for your acknowledgement (DYS control, not policy)")
    _tell([review.authorization.employee], "signed", review, title=title, at=at)


def disputed(review, *, at):
    title = _("%(number)s: the employee says the review was not so (DYS control, not policy)")
    _tell(deciders(review.authorization, local_day(at)), "disputed", review, title=title, at=at)


def held(review, *, at):
    title = _("%(number)s: the supervisor review is acknowledged (DYS control, not policy)")
    _tell(deciders(review.authorization, local_day(at)), "held", review, title=title, at=at)


def _tell(people, event, review, *, title, at):
    for person in people:
        if person.is_working:
            notify(
                key=f"{REVIEW}.{event}:{review.public_id}:{review.version}:{person.public_id}",
                recipient=person,
                kind=f"{REVIEW}.{event}",
                title=title % {"number": review.authorization.number},
                url=review.get_absolute_url(),
                at=at,
                about=review.authorization.public_id,
            )


# What is due ----------------------------------------------------------------------------------------------------------


def _review(obligation):
    return SupervisionReview.objects.select_related("authorization__employee__reports_to").get(
        public_id=obligation.subject_id
    )


def _title(obligation, stage):
    review, day = _review(obligation), local_day(stage.fired_at)
    words = {"number": review.authorization.number, "days": (obligation.due_on - day).days}
    if review.waits_for_employee:
        return _("%(number)s: the supervisor review is to be acknowledged (DYS control, not policy)") % words
    if day > obligation.due_on:
        return _("%(number)s: the supervisor review is overdue (DYS control, not policy)") % words
    if day == obligation.due_on:
        return _("%(number)s: the supervisor review is due today (DYS control, not policy)") % words
    return _("%(number)s: the supervisor review is due in %(days)s days (DYS control, not policy)") % words


def register_ladders():
    """Called once, when the portal starts."""
    register(
        Ladder(
            kind=REVIEW,
            label=later("A supervisor review: a DYS control, not policy"),
            setting="supervision_review_interval_days",
            stages=[
                StageRule("14-days", -14, to=[Audience.SUPERVISOR, Audience.EMPLOYEE]),
                StageRule("due", 0),
                StageRule("late", 7, repeat_every=7),
            ],
            audiences={
                Audience.SUPERVISOR: lambda obligation, day: deciders(_review(obligation).authorization, day),
                Audience.EMPLOYEE: lambda obligation, day: [_review(obligation).authorization.employee],
            },
            title=_title,
            url=lambda obligation, stage: _review(obligation).get_absolute_url(),
            still_open=lambda obligation: _review(obligation).is_owed,
        )
    )

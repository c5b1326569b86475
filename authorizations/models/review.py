"""The supervisor's periodic review of an authorization: our own supporting control, which 01.05.22 does not ask for."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext as _

from authorizations.choices import ReviewMode, ReviewOutcome
from authorizations.models.supervision import SupervisionAuthorization
from authorizations.states import OWED_REVIEW, REVIEW_MOVES, ReviewState
from sealing.fields import SealedTextField
from workflow.models import Stateful


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user, day):
        """Those of one's own authorizations and of people below; all for the roles that see all. Never by caseload."""
        overseen = SupervisionAuthorization.objects.overseen_by(user, day).values("pk")
        return self.filter(Q(authorization__employee=user) | Q(authorization__in=overseen))

    def owed(self):
        return self.filter(state__in=OWED_REVIEW)

    def with_people(self):
        """All that the page of one review names, in one query."""
        return self.select_related("authorization__employee__reports_to", "supervisor", "employee")


class SupervisionReview(Stateful):
    """One review that is owed, and what was said in it. It counts once supervisor and employee have both signed."""

    MOVES = REVIEW_MOVES
    EVENT_PREFIX = "supervision_review"

    authorization = models.ForeignKey(SupervisionAuthorization, on_delete=models.PROTECT, related_name="reviews")
    period = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=ReviewState, default=ReviewState.SCHEDULED)
    anchor_on = models.DateField()
    due_on = models.DateField()
    held_at = models.DateTimeField(null=True)
    mode = models.CharField(max_length=10, choices=ReviewMode, blank=True)
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    activity = SealedTextField(null=True)
    since_last = models.JSONField(null=True)  # what the portal held: services.reviews.since_last
    checks = models.JSONField(default=dict)  # {ReviewCheck: bool}
    outcome = models.CharField(max_length=12, choices=ReviewOutcome, blank=True)
    conditions = SealedTextField(null=True)
    actions = SealedTextField(null=True)
    next_due_on = models.DateField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    dispute = SealedTextField(null=True)
    is_late = models.BooleanField(default=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-period"]
        indexes = [Index(fields=["due_on"], condition=Q(state__in=OWED_REVIEW), name="review_owed_by_day")]
        constraints = [
            UniqueConstraint(fields=["authorization", "period"], name="review_once_a_period"),
            UniqueConstraint(fields=["authorization"], condition=Q(state__in=OWED_REVIEW), name="review_is_owed_once"),
            CheckConstraint(
                condition=~Q(state=ReviewState.HELD)
                | (
                    Q(
                        held_at__isnull=False,
                        supervisor__isnull=False,
                        employee__isnull=False,
                        activity__isnull=False,
                        signed_by__isnull=False,
                        signed_at__isnull=False,
                        acknowledged_by__isnull=False,
                        acknowledged_at__isnull=False,
                        dispute__isnull=True,
                    )
                    & ~Q(outcome="")
                    & ~Q(mode="")
                ),
                name="review_held_is_signed_by_both",
            ),
            CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | Q(acknowledged_by__isnull=True)
                | ~Q(signed_by=F("acknowledged_by")),
                name="review_takes_two_people",
            ),
            CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("employee")), name="review_nobody_signs_their_own"
            ),
            CheckConstraint(
                condition=Q(acknowledged_by__isnull=True) | Q(acknowledged_by=F("employee")),
                name="review_is_acknowledged_by_the_employee",
            ),
            CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(signed_at__isnull=True) | Q(held_at__lte=F("signed_at")),
                name="review_is_held_before_signed",
            ),
        ]

    def __str__(self):
        return _("Supervisor review")

    def get_absolute_url(self):
        return reverse("supervision_review_detail", args=[self.public_id])

    @property
    def is_owed(self):
        return self.state in OWED_REVIEW

    @property
    def waits_for_employee(self):
        """Signed by the supervisor, and neither acknowledged nor disputed."""
        return self.is_owed and self.signed_at is not None and not self.dispute

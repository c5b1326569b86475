"""The periodic meeting of investigator and supervisor (B.3.b; domain 5.8): owed until both have signed it."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext as _

from investigations.choices import MeetingMode, Outcome
from investigations.models.authorization import InvestigationAuthorization
from investigations.models.profile import InvestigationProfile
from investigations.states import MEETING_MOVES, OWED, MeetingState
from sealing.fields import SealedJSONField, SealedTextField
from workflow.models import Stateful


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user, day):
        return self.filter(authorization__in=InvestigationAuthorization.objects.visible_to(user, day).values("pk"))

    def owed(self):
        return self.filter(state__in=OWED)

    def with_people(self):
        return self.select_related(
            "authorization__investigator__reports_to", "authorization__decided_by", "supervisor", "employee"
        )


class ReviewMeeting(Stateful):
    """One meeting that is owed, and what was said in it."""

    MOVES = MEETING_MOVES
    EVENT_PREFIX = "meeting"

    authorization = models.ForeignKey(InvestigationAuthorization, on_delete=models.PROTECT, related_name="meetings")
    period = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=MeetingState, default=MeetingState.SCHEDULED)
    anchor_on = models.DateField()
    due_on = models.DateField()
    held_at = models.DateTimeField(null=True)
    mode = models.CharField(max_length=10, choices=MeetingMode, blank=True)
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    activity = SealedTextField(null=True)
    since_last = SealedJSONField(null=True)  # what the portal held: profiles, communication, evidence
    profiles = models.ManyToManyField(InvestigationProfile, related_name="+")
    communication_note = SealedTextField(null=True)
    checks = models.JSONField(default=dict)  # {MeetingCheck: bool}
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    conditions = SealedTextField(null=True)
    actions = SealedTextField(null=True)
    next_due_on = models.DateField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    dispute = SealedTextField(null=True)
    is_late = models.BooleanField(default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-period"]
        indexes = [Index(fields=["due_on"], condition=Q(state__in=OWED), name="meeting_owed_by_day")]
        constraints = [
            UniqueConstraint(fields=["authorization", "period"], name="meeting_once_a_period"),
            UniqueConstraint(fields=["authorization"], condition=Q(state__in=OWED), name="meeting_is_owed_once"),
            CheckConstraint(
                condition=~Q(state=MeetingState.HELD)
                | (
                    Q(
                        held_at__isnull=False,
                        signed_by__isnull=False,
                        signed_at__isnull=False,
                        acknowledged_by__isnull=False,
                        acknowledged_at__isnull=False,
                    )
                    & ~Q(outcome="")
                ),
                name="meeting_held_is_signed_by_both",
            ),
            CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | Q(acknowledged_by__isnull=True)
                | ~Q(signed_by=F("acknowledged_by")),
                name="meeting_takes_two_people",
            ),
            CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(signed_at__isnull=True) | Q(held_at__lte=F("signed_at")),
                name="meeting_is_held_before_signed",
            ),
        ]

    def __str__(self):
        return _("Review meeting")

    def get_absolute_url(self):
        return reverse("meeting_detail", args=[self.public_id])

    @property
    def is_owed(self):
        return self.state in OWED

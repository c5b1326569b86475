"""Communication with youth in an investigation (B.3.c; domain 5.7): what was approved, and what was done."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from investigations.choices import Direction, Method
from investigations.models.authorization import InvestigationAuthorization
from investigations.models.profile import InvestigationProfile, KeptFile
from investigations.states import CONTACT_MOVES, ContactState
from people.models import Youth
from sealing.fields import SealedTextField
from workflow.models import Stateful


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user, day):
        return self.filter(authorization__in=InvestigationAuthorization.objects.visible_to(user, day).values("pk"))

    def covering(self, day):
        return self.filter(state=ContactState.APPROVED, valid_from__lte=day, valid_to__gte=day)

    def with_people(self):
        return self.select_related(
            "authorization__investigator__reports_to",
            "authorization__decided_by",
            "profile__platform",
            "youth",
            "requested_by",
            "advised_by",
            "decided_by",
        )


class CommunicationApproval(Stateful):
    """Leave to communicate with one target through one profile, by named methods, for a purpose, within a window."""

    MOVES = CONTACT_MOVES
    EVENT_PREFIX = "communication"

    authorization = models.ForeignKey(
        InvestigationAuthorization, on_delete=models.PROTECT, related_name="communications"
    )
    profile = models.ForeignKey(InvestigationProfile, on_delete=models.PROTECT, related_name="communications")
    state = models.CharField(max_length=10, choices=ContactState, default=ContactState.REQUESTED)
    target = SealedTextField()
    youth = models.ForeignKey(Youth, null=True, on_delete=models.PROTECT, related_name="+")
    methods = models.JSONField()
    purpose = SealedTextField()
    limits = SealedTextField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decide_by = models.DateField()
    legal_advice = SealedTextField(null=True)
    advised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    advised_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = SealedTextField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = SealedTextField(null=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            Index(fields=["authorization"], condition=Q(state=ContactState.REQUESTED), name="communication_asked")
        ]
        constraints = [
            CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="communication_ends_after_it_starts"),
            CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="communication_nobody_approves_their_own",
            ),
            CheckConstraint(
                condition=~Q(state__in=[ContactState.APPROVED]) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="communication_approved_says_by_whom",
            ),
            CheckConstraint(
                condition=Q(advised_by__isnull=True) | ~Q(advised_by=F("requested_by")),
                name="communication_nobody_advises_themselves",
            ),
        ]

    def __str__(self):
        return _("Communication")

    def get_absolute_url(self):
        return reverse("communication_detail", args=[self.public_id])


class CommunicationEntry(models.Model):
    """One contact as it happened. Without an approval that covers it, it says why, and a compliance issue stands."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField()
    authorization = models.ForeignKey(InvestigationAuthorization, on_delete=models.PROTECT, related_name="entries")
    profile = models.ForeignKey(InvestigationProfile, on_delete=models.PROTECT, related_name="entries")
    approval = models.ForeignKey(CommunicationApproval, null=True, on_delete=models.PROTECT, related_name="entries")
    occurred_at = models.DateTimeField()
    direction = models.CharField(max_length=4, choices=Direction)
    method = models.CharField(max_length=20, choices=Method)
    summary = SealedTextField()
    explanation = SealedTextField(null=True)
    is_youth_unsafe = models.BooleanField(default=False)
    transcript = models.ForeignKey(KeptFile, null=True, on_delete=models.PROTECT, related_name="+")
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        indexes = [Index(fields=["authorization", "-occurred_at"], name="entry_of_authorization")]
        constraints = [
            models.UniqueConstraint(fields=["logged_by", "form_key"], name="entry_form_is_sent_once"),
            CheckConstraint(
                condition=Q(approval__isnull=False) | Q(explanation__isnull=False),
                name="entry_without_approval_says_why",
            ),
            CheckConstraint(condition=Q(occurred_at__lte=F("logged_at")), name="entry_is_of_the_past"),
        ]

"""The investigation profile (B.3.a; domain 5.6): one account, one authorized person at a time, all of it sealed.

No field holds a password, and none may: forms refuse text that looks like one.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorizations.models import HandleClaim, Platform
from evidence.models import StoredFile
from investigations.choices import FileKind, ReviewKind, ReviewResult
from investigations.models.authorization import InvestigationAuthorization
from investigations.states import OPEN_PROFILE, PROFILE_MOVES, ProfileState
from sealing.fields import SealedJSONField, SealedTextField
from workflow.models import Stateful

UNSETTLED = (ProfileState.GRANTED, ProfileState.TO_DEACTIVATE, ProfileState.COMPROMISED)  # somebody has to act
PERSONA = (
    "display_name",
    "profile_url",
    "platform_user_id",
    "registration_email",
    "registration_phone",
    "stated_birth_date",
    "other_identifiers",
    "description",
)


class ProfileQuerySet(models.QuerySet):
    def visible_to(self, user, day):
        """Those of the authorizations this person may know of, and those they are the authorized person of."""
        authorizations = InvestigationAuthorization.objects.visible_to(user, day).values("pk")
        return self.filter(authorization__in=authorizations)

    def with_people(self):
        return self.select_related(
            "authorization__investigator__reports_to",
            "authorization__investigator__worksite",
            "authorization__decided_by",
            "platform",
            "legal_reviewer",
        )


class InvestigationProfile(Stateful):
    """An account created for an investigation. Its name is claimed like every other account's, for good."""

    MOVES = PROFILE_MOVES
    EVENT_PREFIX = "profile"

    state = models.CharField(max_length=16, choices=ProfileState, default=ProfileState.GRANTED)
    authorization = models.ForeignKey(InvestigationAuthorization, on_delete=models.PROTECT, related_name="profiles")
    granted_on = models.DateField()
    record_by = models.DateField(null=True)
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="+")
    other_site = SealedTextField(null=True)
    claim = models.OneToOneField(HandleClaim, null=True, on_delete=models.PROTECT, related_name="+")
    handle = SealedTextField(null=True)
    persona = SealedJSONField(null=True)  # the names of PERSONA; every earlier one is a PersonaVersion
    created_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(null=True)
    legal_reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    review_due_on = models.DateField(null=True)
    deactivate_by = models.DateField(null=True)
    deactivated_on = models.DateField(null=True)
    deactivated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    deactivation_note = SealedTextField(null=True)
    compromised_on = models.DateField(null=True)
    compromise_note = SealedTextField(null=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            Index(fields=["review_due_on"], condition=Q(review_due_on__isnull=False), name="profile_by_review"),
            Index(fields=["authorization"], condition=Q(state__in=UNSETTLED), name="profile_unsettled"),
        ]
        constraints = [
            CheckConstraint(
                condition=~Q(state__in=[*OPEN_PROFILE, ProfileState.DEACTIVATED])
                | Q(
                    claim__isnull=False,
                    platform__isnull=False,
                    handle__isnull=False,
                    created_on__isnull=False,
                    recorded_at__isnull=False,
                ),
                name="profile_recorded_is_complete",
            ),
            CheckConstraint(
                condition=Q(created_on__isnull=True) | Q(created_on__gte=F("granted_on")),
                name="profile_is_created_after_its_grant",
            ),
            CheckConstraint(
                condition=~Q(state=ProfileState.DEACTIVATED)
                | Q(deactivated_on__isnull=False, deactivated_by__isnull=False),
                name="profile_deactivated_says_when",
            ),
        ]

    def __str__(self):
        return str(_("Profile of %(number)s")) % {"number": self.authorization.number}

    def get_absolute_url(self):
        return reverse("profile_detail", args=[self.public_id])

    @property
    def holder(self):
        """The one person authorized to access the account now, or None."""
        open_ones = [row for row in self.holders.all() if row.until is None]
        return open_ones[0].person if open_ones else None

    @property
    def site_name(self):
        if self.platform is None:
            return ""
        return self.other_site.reveal() if self.platform.is_other and self.other_site else self.platform.name


class ProfileHolder(models.Model):
    """Who was authorized to access the account, from when to when: exactly one at a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.ForeignKey(InvestigationProfile, on_delete=models.PROTECT, related_name="holders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = SealedTextField(null=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            UniqueConstraint(fields=["profile"], condition=Q(until__isnull=True), name="profile_has_one_holder"),
            CheckConstraint(condition=~Q(person=F("approved_by")), name="profile_holder_is_approved_by_somebody_else"),
        ]


class PersonaVersion(models.Model):
    """What the persona was: account name and identifiers, kept for good."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.ForeignKey(InvestigationProfile, on_delete=models.PROTECT, related_name="persona_versions")
    content = SealedJSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]


class AccountRecord(models.Model):
    """The confidential account record of B.3.a: person authorized, supervisor who granted, name of the account.

    Never changed: a hand-over writes a new one. Held by the supervisor, who acknowledges it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.ForeignKey(InvestigationProfile, on_delete=models.PROTECT, related_name="records")
    content = SealedJSONField()
    sha256 = models.CharField(max_length=64)
    generated_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-generated_at", "-pk"]
        indexes = [Index(fields=["profile"], condition=Q(acknowledged_at__isnull=True), name="account_record_unheld")]
        constraints = [
            CheckConstraint(
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="account_record_acknowledgement_is_dated",
            ),
        ]


class ProfileReview(models.Model):
    """The Legal Unit's review of a profile (a supporting control; the policy asks for the supervisor's grant)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.ForeignKey(InvestigationProfile, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=14, choices=ReviewKind)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    answers = models.JSONField()  # {ReviewCheck: Answer}
    result = models.CharField(max_length=12, choices=ReviewResult)
    conditions = SealedTextField(null=True)
    due_on = models.DateField(null=True)
    next_due_on = models.DateField(null=True)

    class Meta:
        ordering = ["-reviewed_at", "-pk"]


class KeptFile(models.Model):
    """A sealed file of the compartment: profile images and proofs, transcripts, captured evidence."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authorization = models.ForeignKey(InvestigationAuthorization, on_delete=models.PROTECT, related_name="files")
    profile = models.ForeignKey(InvestigationProfile, null=True, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=12, choices=FileKind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    source = SealedTextField(null=True)  # of an image: where it is from
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [UniqueConstraint(fields=["file"], name="kept_file_belongs_to_one")]

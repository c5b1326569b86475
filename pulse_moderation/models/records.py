"""Public-records requests about Pulse (B.1.g): what was drawn, withheld under which exemption, and given out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse

from people.roles import Role
from pulse_moderation.choices import Exemption
from pulse_moderation.models.posts import Post, Revision
from pulse_moderation.states import RECORDS_MOVES, RecordsState
from sealing.fields import SealedTextField
from workflow.models import Stateful

MAKES = frozenset({Role.ADMIN, Role.LEGAL, Role.GENERAL_COUNSEL})
READS = MAKES | {Role.PULSE_MODERATOR, Role.AUDITOR}


class RecordsRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Administrators, Legal, moderators who may read as the second reader, and auditors: all. Nobody else."""
        return self if user.roles & READS else self.none()


class RecordsRequest(Stateful):
    """One request. Exported, nothing of it changes any more: `manifest` names every file of its package with its SHA-256."""

    MOVES = RECORDS_MOVES
    EVENT_PREFIX = "records_request"

    state = models.CharField(max_length=8, choices=RecordsState, default=RecordsState.OPEN)
    number = models.CharField(max_length=20, unique=True)
    form_key = models.UUIDField(unique=True, editable=False)
    requested_on = models.DateField()
    requester = SealedTextField()
    first_on = models.DateField()
    last_on = models.DateField()
    author = models.CharField(max_length=120, blank=True)
    term = SealedTextField(null=True)  # may name a youth
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    exported_at = models.DateTimeField(null=True)
    manifest = models.JSONField(null=True)

    objects = RecordsRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [Index(fields=["-created_at", "-id"], name="pulse_records_newest")]
        constraints = [
            CheckConstraint(condition=Q(state__in=RecordsState.values), name="pulse_records_state_known"),
            CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="pulse_records_period"),
            CheckConstraint(
                condition=Q(read_by=None) | ~Q(read_by=F("made_by")), name="pulse_records_read_by_a_second_person"
            ),
            CheckConstraint(
                condition=Q(state=RecordsState.OPEN, read_by=None, read_at=None)
                | (~Q(state=RecordsState.OPEN) & Q(read_by__isnull=False, read_at__isnull=False)),
                name="pulse_records_reviewed_by_somebody",
            ),
            CheckConstraint(
                condition=Q(state=RecordsState.EXPORTED, exported_at__isnull=False, manifest__isnull=False)
                | (~Q(state=RecordsState.EXPORTED) & Q(exported_at=None, manifest=None)),
                name="pulse_records_exported_whole",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("records_detail", args=[self.public_id])

    @property
    def is_open(self):
        return self.state == RecordsState.OPEN


class RecordsEntry(models.Model):
    """One text of a post that the request asks for. Left out, it is withheld whole, under an exemption and with a reason.

    The database refuses that anybody rules on, or agrees to, what they wrote.
    `is_sensitive`: withholding was proposed when it was drawn, so the second reader looks at it whatever became of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(RecordsRequest, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    is_included = models.BooleanField(default=True)
    is_sensitive = models.BooleanField(default=False)
    exemption = models.CharField(max_length=1, choices=Exemption, blank=True)
    reason = models.TextField(blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # the last who did
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["request", "position"]
        constraints = [
            UniqueConstraint(fields=["request", "position"], name="pulse_records_entry_placed_once"),
            UniqueConstraint(fields=["request", "revision"], name="pulse_records_text_once"),
            CheckConstraint(
                condition=Q(is_included=True, exemption="", reason="")
                | (Q(is_included=False, exemption__in=Exemption.values) & ~Q(reason="")),
                name="pulse_records_withheld_under_an_exemption",
            ),
            CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="pulse_records_agreed_when",
            ),
        ]

    def __str__(self):
        return f"{self.request_id}/{self.position}"

    def get_absolute_url(self):
        return reverse("records_entry", args=[self.request.public_id, self.public_id])


class Redaction(models.Model):
    """A part of a text that is not given out, under one exemption of G.L. c. 4 §7 cl. 26. Offsets count in Revision.text."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(RecordsEntry, models.PROTECT, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exemption = models.CharField(max_length=1, choices=Exemption)
    note = models.CharField(max_length=500, blank=True)
    is_bound = models.BooleanField(default=False)  # a password: nobody is ever shown it, so it stays covered
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            CheckConstraint(condition=Q(end__gt=F("start")), name="pulse_redaction_span"),
            CheckConstraint(condition=Q(exemption__in=Exemption.values), name="pulse_redaction_under_an_exemption"),
            UniqueConstraint(fields=["entry", "start", "end"], name="pulse_redaction_once"),
        ]


class RecordsPackage(models.Model):
    """The package as it was given out, byte by byte."""

    request = models.OneToOneField(RecordsRequest, models.PROTECT, related_name="package")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

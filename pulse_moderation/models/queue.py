"""The queue: one open item a post, to which everything attaches; flags of staff (domain 5.11)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.urls import reverse

from policy.models import Clause
from pulse_moderation.choices import FlagOutcome
from pulse_moderation.models.posts import Post, Revision
from pulse_moderation.screening.rules import Severity


class Item(models.Model):
    """One post that waits, or waited, for a moderator.

    `addends` says why it stands where it stands: [{"why": code, "points": int}, ...], whose sum is `priority`. A lease
    (`leased_by` until `leased_until`) keeps two people from working on the same; it is a courtesy, the version of the
    post is the guard.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="items")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    severity = models.CharField(max_length=10, choices=Severity)
    priority = models.IntegerField(default=0)
    addends = models.JSONField(default=list)
    is_escalated = models.BooleanField(default=False)
    leased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    leased_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-priority", "opened_at", "pk"]
        indexes = [
            Index(fields=["-priority", "-id"], condition=Q(closed_at=None), name="pulse_queue"),
            Index(fields=["due_at"], condition=Q(closed_at=None), name="pulse_queue_due"),
        ]
        constraints = [
            UniqueConstraint(fields=["post"], condition=Q(closed_at=None), name="pulse_item_open_once"),
            CheckConstraint(
                condition=Q(leased_by=None, leased_until=None) | Q(leased_by__isnull=False, leased_until__isnull=False),
                name="pulse_item_lease_whole",
            ),
        ]

    def is_leased(self, at):
        return self.leased_until is not None and self.leased_until > at

    def holder(self, at):
        """Who works on it now, or None."""
        return self.leased_by if self.is_leased(at) else None


class Flag(models.Model):
    """Somebody reported a post (C.3): dated and numbered, pinned to the revision they saw. Who it was is never told."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    form_key = models.UUIDField(unique=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="flags")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    comment = models.TextField(blank=True)
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=14, choices=FlagOutcome, default=FlagOutcome.OPEN)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [Index(fields=["by", "-made_at"], name="pulse_flag_of_person")]
        constraints = [
            UniqueConstraint(fields=["post", "by"], condition=Q(outcome=FlagOutcome.OPEN), name="pulse_flag_open_once"),
            CheckConstraint(
                condition=Q(outcome=FlagOutcome.OPEN, settled_at=None)
                | (~Q(outcome=FlagOutcome.OPEN) & Q(settled_at__isnull=False)),
                name="pulse_flag_settled_when",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("flag_detail", args=[self.public_id])

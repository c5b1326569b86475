"""How posts come in: keys of signed calls, deliveries, imported files, feeds (domain 5.11)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pulse_moderation.models.posts import Source
from sealing.fields import SealedTextField


class SourceKeyQuerySet(models.QuerySet):
    def live(self, at):
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), valid_from__lte=at, source__is_active=True)


class SourceKey(models.Model):
    """A key a source signs its calls with. `key_id` is named in each call; the secret is shown once, when it is made."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="keys")
    key_id = models.CharField(max_length=40, unique=True)
    secret = SealedTextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = SourceKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("valid_from")), name="pulse_key_ends_after_it_begins"
            )
        ]

    def __str__(self):
        return self.key_id

    def is_live(self, at):
        return self.valid_from <= at and (self.ends_at is None or self.ends_at > at)


class Delivery(models.Model):
    """One signed call that was answered with 202: what came in it and what became of each entry.

    `signature` is kept so that the same call cannot be taken twice. `counts` says how many were new, revised, known, gone,
    missing and rejected; `problems` is [{"index", "reason"}, ...]; `posts` holds the keys of the posts it changed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="deliveries")
    key = models.ForeignKey(SourceKey, models.PROTECT, related_name="+")
    signature = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    posts = models.JSONField(default=list)

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [Index(fields=["source", "-received_at", "-id"], name="pulse_delivery_newest")]
        constraints = [UniqueConstraint(fields=["key", "signature"], name="pulse_delivery_taken_once")]

    def get_absolute_url(self):
        return reverse("source_delivery", args=[self.public_id])


class GoneBefore(models.Model):
    """A post that its source deleted before it ever came: when it comes, it is kept, and not shown."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["source", "external_id"], name="pulse_gone_before_once")]


class FileKind(models.TextChoices):
    CSV = "csv", _("CSV")
    NDJSON = "ndjson", _("NDJSON")


class Import(models.Model):
    """A file of posts. It is read in chunks; `done` records are dealt with, and whoever goes on begins there.

    `content` is emptied when all of it was read: the posts, and the lines that were rejected, hold what it said.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=FileKind)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            Index(fields=["-uploaded_at", "-id"], name="pulse_import_newest"),
            Index(fields=["touched_at"], condition=Q(finished_at=None), name="pulse_import_open"),
        ]
        constraints = [
            CheckConstraint(condition=Q(done__lte=F("total")), name="pulse_import_done_within_total"),
            CheckConstraint(
                condition=Q(done=F("accepted") + F("known") + F("rejected")), name="pulse_import_each_line_counted"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("import_detail", args=[self.public_id])


class RejectedLine(models.Model):
    """A record of an imported file that could not be taken, and why. `line` counts records from 1, a heading not counted."""

    imported = models.ForeignKey(Import, models.PROTECT, related_name="rejections")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["line"]
        constraints = [UniqueConstraint(fields=["imported", "line"], name="pulse_line_rejected_once")]


class Feed(models.Model):
    """An Atom or RSS feed that is looked at by the clock. After failures it is looked at less and less often."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="feeds")
    url = models.CharField(max_length=500)
    every_minutes = models.PositiveIntegerField(default=15)
    is_active = models.BooleanField(default=True)
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    next_poll_at = models.DateTimeField()
    last_polled_at = models.DateTimeField(null=True)
    last_good_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)  # since it was last good

    class Meta:
        ordering = ["url"]
        indexes = [Index(fields=["next_poll_at"], condition=Q(is_active=True), name="pulse_feed_due")]
        constraints = [
            UniqueConstraint(fields=["source", "url"], name="pulse_feed_of_a_source_once"),
            CheckConstraint(condition=Q(every_minutes__gte=5) & Q(every_minutes__lte=1440), name="pulse_feed_interval"),
        ]

    def __str__(self):
        return self.url

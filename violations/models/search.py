"""Finding reports again: by words that nobody reads out of the database, and by views that somebody saved."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import UniqueConstraint

from violations.models.report import Report


class ReportWords(models.Model):
    """Keyed hashes (64 bits) of the words of one report: of its narrative, its notes, the names of its files.

    `lane` says who may find it by them: everybody who reads the report, or Legal alone (its privileged notes).
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    lane = models.CharField(max_length=12)
    words = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [UniqueConstraint(fields=["report", "lane"], name="words_of_report")]


class SavedView(models.Model):
    """A search somebody keeps, alone or for all who hold the same reports; with a mail a day on what is new in it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)
    has_digest = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [UniqueConstraint(fields=["owner", "name"], name="saved_view_named_once")]

"""The clock itself: its ticks (SweepRun), and what it held back (Brake)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse


class SweepRun(models.Model):
    """One tick of the clock. The slot is taken once, whoever asks: beat, a command, or two of either at one moment."""

    slot = models.DateTimeField(primary_key=True)
    by = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    failed = models.JSONField(default=list)  # names of the errors of steps that could not be done

    class Meta:
        ordering = ["-slot"]

    def __str__(self):
        return f"{self.slot:%Y-%m-%d %H:%M}"


class Brake(models.Model):
    """A step of the sweep that would have ended too many records at once, and was not done. It holds until released."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    step = models.CharField(max_length=40)
    is_confidential = models.BooleanField()
    ended = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            UniqueConstraint(fields=["step"], condition=Q(closed_at=None), name="brake_one_open_per_step"),
            CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="brake_is_released_by_somebody",
            ),
        ]

    def __str__(self):
        return self.step

    def get_absolute_url(self):
        return reverse("brake_release", args=[self.public_id])

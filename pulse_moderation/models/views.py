"""Searches of the queue that somebody keeps."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint


class QueueView(models.Model):
    """The queue narrowed in one way, kept under a name: alone, or for all who moderate."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [UniqueConstraint(fields=["owner", "name"], name="pulse_view_named_once")]

    def __str__(self):
        return self.name

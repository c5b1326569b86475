"""What is written about a report: to and from its reporter, among its handlers, and the privileged notes of Legal."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q

from evidence.models import StoredFile
from sealing.fields import SealedTextField
from violations.choices import NoteKind
from violations.models.report import Report


class Message(models.Model):
    """Read by the reporter. Without `by` the reporter wrote it; of who answers, the reporter sees "DYS"."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = SealedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [Index(fields=["report", "at"], name="message_of_report")]


class Attachment(models.Model):
    """A file of a report: the reporter's, or added by who handles it (`by`)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [Index(fields=["report", "at"], name="attachment_of_report")]


class Note(models.Model):
    """Never the reporter's to read. A privileged one is read by Legal alone, where Legal holds the report."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = SealedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [Index(fields=["report", "at"], name="note_of_report")]
        constraints = [CheckConstraint(condition=Q(kind__in=NoteKind.values), name="note_kind_known")]

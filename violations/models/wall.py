"""The wall around one report: who is kept away besides by the reporting line of the day, and who was let in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from sealing.fields import SealedTextField
from violations.choices import Because
from violations.models.report import Report


class Excluded(models.Model):
    """Kept away for good: as it was when somebody was named, whatever the reporting line says since; or declared."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="excluded")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    because = models.CharField(max_length=10, choices=Because)
    since = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["person", "report"], name="excluded_of_person")]
        constraints = [
            UniqueConstraint(fields=["report", "person", "because"], name="excluded_once_for_each_reason"),
            CheckConstraint(condition=Q(because__in=Because.values), name="excluded_because_known"),
        ]


class LetIn(models.Model):
    """Whoever holds a report lets one walled person into it, with a reason; never a subject (the database refuses)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="let_in")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = SealedTextField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["person"], condition=Q(ended_at=None), name="let_in_of_person")]
        constraints = [
            UniqueConstraint(fields=["report", "person"], condition=Q(ended_at=None), name="let_in_once"),
            CheckConstraint(condition=~Q(person=F("by")), name="nobody_lets_themselves_in"),
        ]


class ReserveHandler(models.Model):
    """Appointed by the Commissioner to hold a report that nobody before them may know of."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="reserve_handler_once"),
            CheckConstraint(condition=~Q(person=F("appointed_by")), name="reserve_is_appointed_by_somebody_else"),
        ]

"""What a report has to do with other records: other reports, the authorizations of the account it names, and what
happens to whoever made it.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from sealing.fields import SealedTextField
from violations.choices import LinkKind, MatchKind, SignalKind
from violations.models.report import Report
from violations.models.thread import Message


class Link(models.Model):
    """Two reports that somebody confirmed belong together. Seen only by whom the wall lets to both."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="links")
    other = models.ForeignKey(Report, models.PROTECT, related_name="links_back")
    kind = models.CharField(max_length=12, choices=LinkKind)
    reason = SealedTextField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["report", "other"], name="linked_once"),
            CheckConstraint(condition=~Q(report=F("other")), name="no_report_is_linked_to_itself"),
            CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
        ]


class Match(models.Model):
    """The account that a report names stands in the registry: under which authorization, on the day in question."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="matches")
    kind = models.CharField(max_length=14, choices=MatchKind)
    record_id = models.UUIDField()  # public id of the supervision authorization or investigation profile
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["report", "kind", "record_id"], name="match_once"),
            CheckConstraint(condition=Q(kind__in=MatchKind.values), name="match_kind_known"),
        ]


class CheckIn(models.Model):
    """The reporter is asked, through the thread, how they fare (30, 60, 90 and 180 days)."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="check_ins")
    day = models.PositiveSmallIntegerField()
    message = models.OneToOneField(Message, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["report", "day"], name="checked_in_once")]


class Signal(models.Model):
    """Something happened to whoever made a report, done by people in it: for Legal to look at, no accusation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=10, choices=SignalKind)
    record_id = models.UUIDField()  # public id of the authorization, or of the report about them
    happened_at = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["report"], condition=Q(seen_at=None), name="signal_to_look_at")]
        constraints = [
            UniqueConstraint(fields=["report", "kind", "record_id"], name="signal_once"),
            CheckConstraint(condition=Q(kind__in=SignalKind.values), name="signal_kind_known"),
        ]

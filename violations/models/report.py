"""What was reported, and about whom (domain 5.10)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from policy.models import Clause
from sealing.fields import SealedJSONField, SealedTextField
from violations.choices import Mode, Pool
from violations.states import MOVES, State
from workflow.models import Stateful


class Report(Stateful):
    """One violation report. The database yields it to whoever holds it and is not walled off, and to its reporter.

    Who reported is a sealed id (`reporter`) and a keyed hash by which their own filings are found (`reporter_mark`),
    never a reference; an anonymous report has neither.
    """

    MOVES = MOVES
    EVENT_PREFIX = "report"

    number = models.CharField(max_length=20, unique=True, editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.SUBMITTED)
    form_key = models.UUIDField(unique=True, editable=False)  # one form, one report, however often it is sent
    mode = models.CharField(max_length=12, choices=Mode)
    reporter = SealedTextField(null=True)
    reporter_mark = models.BinaryField(max_length=32, null=True, editable=False)
    narrative = SealedTextField()
    filed_at = models.DateTimeField(editable=False)
    pool = models.CharField(max_length=24, choices=Pool)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-filed_at", "-pk"]
        indexes = [
            Index(fields=["pool", "-filed_at", "-id"], name="report_newest"),
            Index(fields=["reporter_mark"], condition=Q(reporter_mark__isnull=False), name="report_of_reporter"),
        ]
        constraints = [
            CheckConstraint(
                condition=Q(mode=Mode.ANONYMOUS, reporter__isnull=True, reporter_mark__isnull=True)
                | (Q(mode__in=[Mode.NAMED, Mode.CONFIDENTIAL], reporter__isnull=False, reporter_mark__isnull=False)),
                name="report_anonymous_is_nobodys",
            ),
            CheckConstraint(condition=Q(pool__in=Pool.values), name="report_pool_known"),
            CheckConstraint(
                condition=~Q(state=State.SUBMITTED) | Q(handler=None), name="report_has_a_handler_once_taken"
            ),
        ]

    def __str__(self):
        return self.number


class Allegation(models.Model):
    """A clause that the report says was broken, with what that clause needs; without a clause: not sure.

    `as_filed` are the reporter's, which stay when whoever handles it adds another.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="allegations")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    details = SealedJSONField(null=True)
    as_filed = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["report", "clause"], nulls_distinct=False, name="allegation_of_a_clause_once")
        ]


class Subject(models.Model):
    """Somebody the report is about: a person of the portal, or whoever is described."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="subjects")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    description = SealedTextField(null=True)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["report", "person"], name="subject_is_named_once"),
            CheckConstraint(
                condition=Q(person__isnull=False) | Q(description__isnull=False), name="subject_is_somebody"
            ),
        ]

"""What those who handle a report do with it until something is found (domain 5.10, 6.11)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse

from authorizations.choices import DutyKind, DutyMethod
from sealing.fields import SealedTextField
from violations.choices import Answer, Decided, DismissReason, Measure, Part
from violations.models.report import Report


class Assignment(models.Model):
    """Somebody is asked to handle a report, and does from when they accept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = SealedTextField(null=True)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # declined, handed on, stepped aside or taken back
    answer = SealedTextField(null=True)  # why it was declined or handed back

    class Meta:
        indexes = [Index(fields=["person"], condition=Q(ended_at=None), name="report_assigned_to")]
        constraints = [
            UniqueConstraint(fields=["report", "person"], condition=Q(ended_at=None), name="report_assigned_once"),
            CheckConstraint(condition=Q(part__in=Part.values), name="report_part_known"),
            CheckConstraint(condition=~Q(person=F("by")), name="nobody_assigns_a_report_to_themselves"),
        ]


class Safety(models.Model):
    """How triage begins: does the subject still have contact with the youth, and what is done about it at once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="safety")
    has_contact = models.CharField(max_length=10, choices=Answer)
    measure = models.CharField(max_length=10, choices=Measure)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = SealedTextField()  # the bare instruction, what was suspended, or why nothing is needed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # by the manager

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            CheckConstraint(condition=Q(measure__in=Measure.values), name="safety_measure_known"),
            CheckConstraint(condition=Q(has_contact__in=Answer.values), name="safety_contact_known"),
            CheckConstraint(
                condition=Q(measure=Measure.INSTRUCTED, manager__isnull=False)
                | (~Q(measure=Measure.INSTRUCTED) & Q(manager__isnull=True)),
                name="safety_instruction_has_a_manager",
            ),
        ]

    def get_absolute_url(self):
        return reverse("safety_instruction", args=[self.public_id])


class TriageDecision(models.Model):
    """One of the decisions of triage; a report may have several (domain 6.11)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=14, choices=Decided)
    dismissed_because = models.CharField(max_length=18, choices=DismissReason, blank=True)
    reason = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Authorized activity needs a second reader, from outside the chain of who is behind the account.
    second_reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_read_at = models.DateTimeField(null=True)
    result = SealedTextField(null=True)  # what came back from whom it was referred to
    result_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=Decided.values), name="decided_known"),
            CheckConstraint(
                condition=(Q(kind=Decided.DISMISS) & Q(dismissed_because__in=DismissReason.values))
                | (~Q(kind=Decided.DISMISS) & Q(dismissed_because="")),
                name="decision_dismissed_says_why",
            ),
            CheckConstraint(
                condition=Q(second_reader=None) | ~Q(second_reader=F("by")), name="decision_read_by_a_second"
            ),
        ]


class Pause(models.Model):
    """The clocks stand still while somebody outside has to answer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="pauses")
    reason = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [UniqueConstraint(fields=["report"], condition=Q(ended_at=None), name="paused_once")]


class ReportDuty(models.Model):
    """A notification that law or policy asks for, such as a 51A report; open ones keep a report from being closed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=20, choices=DutyKind)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=20, choices=DutyMethod, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recipient = SealedTextField(null=True)
    reference = SealedTextField(null=True)
    not_needed_because = SealedTextField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            UniqueConstraint(fields=["report", "kind"], name="report_duty_once"),
            CheckConstraint(condition=Q(kind__in=DutyKind.values), name="report_duty_kind_known"),
            CheckConstraint(
                condition=Q(answered_at=None, by=None)
                | Q(answered_at__isnull=False, by__isnull=False, made_at__isnull=False)
                | Q(answered_at__isnull=False, by__isnull=False, not_needed_because__isnull=False),
                name="report_duty_says_how_it_was_met",
            ),
        ]


class Opening(models.Model):
    """Who has seen a report, from when to when, how often."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    kept_away_at = models.DateTimeField(null=True)  # when it was found that by now they may not know of it

    class Meta:
        ordering = ["first_at", "pk"]
        indexes = [Index(fields=["person"], condition=Q(kept_away_at=None), name="opening_by_person")]
        constraints = [UniqueConstraint(fields=["report", "person"], name="opening_of_person")]

"""What was found, after the subject was heard, and what is done about it (C.2, C.3; domain 6.12, 7.7)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from sealing.fields import SealedTextField
from violations.choices import AimedAt, Found, Outcome
from violations.models.report import Allegation, Report, Subject


class Finding(models.Model):
    """Of one subject and one clause. Locked once countersigned: a later change is a new version (the database refuses
    anything else).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="findings")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="findings")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField(default=1)  # of the version
    found = models.CharField(max_length=14, choices=Found)
    rationale = SealedTextField()
    relied_on = SealedTextField()  # the evidence
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    countersigned_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["allegation_id", "subject_id", "number"]
        indexes = [Index(fields=["found", "countersigned_at"], name="finding_by_outcome")]
        constraints = [
            UniqueConstraint(fields=["allegation", "subject", "number"], name="finding_version_once"),
            UniqueConstraint(
                fields=["allegation", "subject"], condition=Q(replaced_at=None), name="finding_in_force_once"
            ),
            CheckConstraint(condition=Q(found__in=Found.values), name="finding_known"),
            CheckConstraint(
                condition=Q(countersigned_by=None, countersigned_at=None)
                | (Q(countersigned_by__isnull=False, countersigned_at__isnull=False)
                   & ~Q(countersigned_by=F("signed_by"))),
                name="finding_is_countersigned_by_another",
            ),
        ]  # fmt: skip


class Hearing(models.Model):
    """The notice to a subject: what is alleged and which clause, never who reported, what was told or any file; and
    what the subject answers. Read by the subject alone of all who are kept away, and nothing else of the report with it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="hearings")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="hearing")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    clauses = models.JSONField()  # ids
    allegation = SealedTextField()  # in words that name nobody
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answer_by = models.DateField()
    seen_at = models.DateTimeField(null=True)
    representative = SealedTextField(null=True)
    answer = SealedTextField(null=True)
    answered_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)  # by the subject

    class Meta:
        indexes = [Index(fields=["person"], name="hearing_of_person")]
        constraints = [
            CheckConstraint(condition=Q(answered_at=None) | Q(waived_at=None), name="hearing_answered_or_waived"),
            CheckConstraint(
                condition=Q(answered_at__isnull=True, answer__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False),
                name="hearing_answer_says_something",
            ),
        ]


class CorrectiveAction(models.Model):
    """What is done for the person, or for the place; somebody owns it, and it has a date."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="actions")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="actions")
    aimed_at = models.CharField(max_length=8, choices=AimedAt)
    outcome = models.CharField(max_length=14, choices=Outcome)
    text = SealedTextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_on = models.DateField(null=True)
    proof = SealedTextField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            CheckConstraint(condition=Q(aimed_at__in=AimedAt.values), name="corrective_aim_known"),
            CheckConstraint(condition=Q(outcome__in=Outcome.values), name="corrective_outcome_known"),
            CheckConstraint(
                condition=Q(done_on__isnull=True, proof__isnull=True) | Q(done_on__isnull=False, proof__isnull=False),
                name="corrective_done_has_proof",
            ),
        ]

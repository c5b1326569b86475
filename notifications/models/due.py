"""What is due (Obligation) and the rungs of its ladder (Stage)."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from notifications.states import ObligationState, StageState


def subject_name(subject):
    """(label, public id) of a record, or the pair itself; the names the audit trail uses too."""
    if isinstance(subject, models.Model):
        return subject._meta.label_lower, subject.public_id
    return subject


class ObligationQuerySet(models.QuerySet):
    def about(self, subject):
        label, subject_id = subject_name(subject)
        return self.filter(subject_label=label, subject_id=subject_id)

    def open(self):
        return self.filter(state=ObligationState.OPEN)

    def with_stage_due(self, day):
        """Open ones with a stage that should have fired by `day`, however long ago."""
        due = Stage.objects.filter(state=StageState.PLANNED, fires_on__lte=day)
        return self.open().filter(pk__in=due.values("obligation"))


class Obligation(models.Model):
    """Something a person owes by a day. `period` counts repetitions for one subject: a fresh ladder is a new period."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    period = models.PositiveIntegerField(default=1)
    anchor_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=ObligationState, default=ObligationState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["kind", "subject_label", "subject_id", "period"], name="obligation_once"),
            CheckConstraint(condition=Q(state__in=ObligationState.values), name="obligation_state_known"),
            CheckConstraint(
                condition=Q(state=ObligationState.OPEN, closed_at=None)
                | (~Q(state=ObligationState.OPEN) & Q(closed_at__isnull=False)),
                name="obligation_closed_at_iff_closed",
            ),
        ]
        indexes = [
            Index(fields=["subject_label", "subject_id"], name="obligation_by_subject"),
            Index(fields=["due_on"], condition=Q(state=ObligationState.OPEN), name="obligation_open_by_due"),
        ]

    def __str__(self):
        return f"{self.kind} {self.period}, due {self.due_on}"


class Stage(models.Model):
    """One rung of an obligation's ladder. `turn` counts the repeats of a repeating rule, from 0."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="stages")
    name = models.CharField(max_length=40)
    turn = models.PositiveIntegerField(default=0)
    fires_on = models.DateField()
    state = models.CharField(max_length=12, choices=StageState, default=StageState.PLANNED)
    fired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["obligation", "name", "turn"], name="stage_once"),
            CheckConstraint(condition=Q(state__in=StageState.values), name="stage_state_known"),
            CheckConstraint(
                condition=Q(state=StageState.FIRED, fired_at__isnull=False)
                | (~Q(state=StageState.FIRED) & Q(fired_at=None)),
                name="stage_fired_at_iff_fired",
            ),
        ]
        indexes = [Index(fields=["fires_on"], condition=Q(state=StageState.PLANNED), name="stage_planned_by_day")]

    def __str__(self):
        return f"{self.name} {self.fires_on}"

"""What is due (Obligation), the stages of its ladder that have come (Stage), and a ladder as Legal changed it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.urls import reverse

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

    def due_dates(self):
        """The (kind, due date) of open ones, each once."""
        return self.open().order_by("kind", "due_on").values_list("kind", "due_on").distinct()

    def with_stage_due(self):
        """Open ones with a stage that waits to be sent."""
        return self.open().filter(pk__in=Stage.objects.filter(state=StageState.DUE).values("obligation"))


class Obligation(models.Model):
    """Something a person owes by a day. `period` counts repetitions for one subject: a fresh ladder is a new period.

    Stages of a day before `plan_from` are never sent: they are recorded as overtaken.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    period = models.PositiveIntegerField(default=1)
    anchor_on = models.DateField()
    due_on = models.DateField()
    plan_from = models.DateField()
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
            Index(fields=["kind", "due_on"], condition=Q(state=ObligationState.OPEN), name="obligation_open_by_due"),
        ]

    def __str__(self):
        return f"{self.kind} {self.period}, due {self.due_on}"


class Stage(models.Model):
    """A stage of an obligation's ladder whose day has come; before that it is no row, and may still change.

    `turn` is 0 for its first day and the day's ordinal for each repeat. `version` is the ladder's it was planned by.
    """

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="stages")
    name = models.CharField(max_length=40)
    turn = models.PositiveIntegerField(default=0)
    fires_on = models.DateField()
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=StageState, default=StageState.DUE)
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
        indexes = [Index(fields=["obligation"], condition=Q(state=StageState.DUE), name="stage_due")]

    def __str__(self):
        return f"{self.name} {self.fires_on}"


class LadderVersion(models.Model):
    """The stages of a kind of obligation as the Legal Unit set them, in force from a day on. It never changes.

    `stages` holds one mapping a stage, as StageRule takes it. What stands in code is version 0 and has no row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    stages = models.JSONField()
    effective_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            UniqueConstraint(fields=["kind", "number"], name="ladder_version_once"),
            CheckConstraint(condition=Q(number__gte=1), name="ladder_version_zero_is_code"),
        ]

    def __str__(self):
        return f"{self.kind} {self.number}"

    def get_absolute_url(self):
        return reverse("ladder_edit", args=[self.kind])

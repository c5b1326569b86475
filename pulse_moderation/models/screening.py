"""Screening rules under versions, and what they found (domain 5.11, 8)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from policy.models import Clause
from pulse_moderation.choices import HitOutcome
from pulse_moderation.models.posts import Revision
from pulse_moderation.screening.rules import Kind, Mode, Severity


class ScreenRule(models.Model):
    """One rule by its code. What it looks for and does is its newest version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        constraints = [CheckConstraint(condition=Q(kind__in=Kind.values), name="pulse_rule_kind_known")]

    def __str__(self):
        return self.code


class RuleVersion(models.Model):
    """What a rule looked for and did from then on; never changed. `made_by` is nobody for what the portal ships.

    `terms` is a list as pulse_moderation.screening.rules.Rule takes them, `exceptions` a list of phrases.
    """

    rule = models.ForeignKey(ScreenRule, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    mode = models.CharField(max_length=10, choices=Mode)
    severity = models.CharField(max_length=10, choices=Severity)
    terms = models.JSONField(default=list)
    exceptions = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["rule", "-number"]
        constraints = [
            UniqueConstraint(fields=["rule", "number"], name="pulse_rule_version_once"),
            CheckConstraint(condition=Q(mode__in=Mode.values), name="pulse_rule_mode_known"),
            CheckConstraint(condition=Q(severity__in=Severity.values), name="pulse_rule_severity_known"),
        ]

    def __str__(self):
        return f"{self.rule_id}/{self.number}"


class HitQuerySet(models.QuerySet):
    def counted(self):
        """Of rules that act. For Legal alone it may hold more than others may know: `shown` is for everybody else."""
        return self.exclude(mode=Mode.SHADOW)

    def shown(self):
        """What those who moderate may know: nothing that is only counted, nothing that is for Legal alone (domain 8)."""
        return self.counted().open()

    def open(self):
        """Nothing that is for Legal alone."""
        return self.filter(is_restricted=False)


class Hit(models.Model):
    """One thing a rule found in a revision: where, and a masked excerpt. Offsets count in Revision.text.

    What `is_restricted` is for Legal alone (S-CONF; C.2.g, B.3.a): to everybody else the post is held, and no more.
    """

    objects = HitQuerySet.as_manager()

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="hits")
    rule = models.ForeignKey(ScreenRule, models.PROTECT, related_name="hits")
    rule_version = models.PositiveIntegerField()
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")
    severity = models.CharField(max_length=10, choices=Severity)
    mode = models.CharField(max_length=10, choices=Mode)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    excerpt = models.CharField(max_length=120)
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=HitOutcome, default=HitOutcome.OPEN)
    is_restricted = models.BooleanField(default=False)

    class Meta:
        ordering = ["start", "pk"]
        indexes = [
            Index(fields=["rule", "-found_at"], name="pulse_hit_of_rule"),
            Index(fields=["rule", "outcome"], name="pulse_hit_precision"),
        ]
        constraints = [
            CheckConstraint(condition=Q(outcome__in=HitOutcome.values), name="pulse_hit_outcome_known"),
            CheckConstraint(condition=Q(end__gte=models.F("start")), name="pulse_hit_span"),
        ]

    @property
    def is_shadow(self):
        return self.mode == Mode.SHADOW


class ConfidentialHit(models.Model):
    """A registered confidential handle in a revision (B.3.a, C.2.g). The database yields it to Legal alone, and it changes
    nothing else: not the state of the post, not its place in the queue, not what anybody is told.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["-found_at"]
        constraints = [UniqueConstraint(fields=["revision", "start", "end"], name="pulse_confidential_hit_once")]

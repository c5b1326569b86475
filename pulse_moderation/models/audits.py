"""Audits of decisions on Pulse (B.1.a): a sample drawn by lot that anybody can draw again, and what was said of each."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.urls import reverse

from people.roles import Role
from policy.models import Clause
from pulse_moderation.choices import AuditMethod, Judged, Population, Stratum
from pulse_moderation.models.decisions import Decision
from pulse_moderation.models.posts import Post, Revision
from pulse_moderation.states import AUDIT_MOVES, AuditState
from workflow.models import Stateful

AUDITS = frozenset({Role.ADMIN, Role.AUDITOR})


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Administrators and auditors: all. Nobody else."""
        return self if user.roles & AUDITS else self.none()


class Audit(Stateful):
    """One sample. It is drawn in the order of SHA-256 over "seed:public id", so that the same draw can be made again.

    `scope` is what it was narrowed by, in codes and ids; `strata` says of each group how many there were and were drawn:
    [{"key", "label", "population", "drawn"}, ...]. Finished, nothing of it changes any more.
    """

    MOVES = AUDIT_MOVES
    EVENT_PREFIX = "pulse_audit"

    state = models.CharField(max_length=8, choices=AuditState, default=AuditState.OPEN)
    number = models.CharField(max_length=20, unique=True)
    form_key = models.UUIDField(unique=True, editable=False)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    population = models.CharField(max_length=10, choices=Population, default=Population.DECISIONS)
    first_on = models.DateField()
    last_on = models.DateField()
    scope = models.JSONField(default=dict)
    method = models.CharField(max_length=10, choices=AuditMethod)
    stratified_by = models.CharField(max_length=10, choices=Stratum, blank=True)
    seed = models.CharField(max_length=64)
    size = models.PositiveSmallIntegerField()
    strata = models.JSONField(default=list)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [Index(fields=["-created_at", "-id"], name="pulse_audit_newest")]
        constraints = [
            CheckConstraint(condition=Q(state__in=AuditState.values), name="pulse_audit_state_known"),
            CheckConstraint(
                condition=Q(method=AuditMethod.RANDOM, stratified_by="")
                | Q(method=AuditMethod.STRATIFIED, stratified_by__in=Stratum.values),
                name="pulse_audit_method_whole",
            ),
            CheckConstraint(
                condition=Q(state=AuditState.OPEN, finished_at=None, finished_by=None)
                | Q(state=AuditState.FINISHED, finished_at__isnull=False, finished_by__isnull=False),
                name="pulse_audit_finished_by_somebody",
            ),
            CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="pulse_audit_period"),
            CheckConstraint(condition=~Q(seed="") & Q(size__gte=1), name="pulse_audit_drawn_by_lot"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("pulse_audit_detail", args=[self.public_id])

    @property
    def is_open(self):
        return self.state == AuditState.OPEN


class AuditEntry(models.Model):
    """One decision of the sample, or one post that nobody decided about, and what the audit says of it.

    `outcome` is the decision that was made on the post in the same act. The database refuses that anybody judges their own
    decision or post.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="audited")
    stratum = models.CharField(max_length=80, blank=True)
    verdict = models.CharField(max_length=8, choices=Judged, blank=True)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    outcome = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["audit", "position"]
        constraints = [
            UniqueConstraint(fields=["audit", "position"], name="pulse_audit_entry_placed_once"),
            UniqueConstraint(fields=["audit", "decision"], name="pulse_audit_decision_once"),
            UniqueConstraint(fields=["audit", "post"], condition=Q(decision=None), name="pulse_audit_post_once"),
            CheckConstraint(
                condition=Q(verdict="", judged_by=None, judged_at=None)
                | Q(verdict__in=Judged.values, judged_by__isnull=False, judged_at__isnull=False),
                name="pulse_audit_judged_by_somebody",
            ),
            CheckConstraint(
                condition=~Q(verdict=Judged.DISAGREE) | ~Q(note=""), name="pulse_audit_disagreement_says_why"
            ),
        ]
        indexes = [Index(fields=["judged_at"], condition=~Q(verdict=""), name="pulse_audit_judged")]

    def __str__(self):
        return f"{self.audit_id}/{self.position}"

    def get_absolute_url(self):
        return reverse("pulse_audit_entry", args=[self.audit.public_id, self.public_id])

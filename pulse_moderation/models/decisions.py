"""What was decided about posts and people's use of Pulse (B.1.a, B.1.c; domain 5.11). Rows are added, never changed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q

from policy.models import Clause
from pulse_moderation.choices import AGAINST, DecisionKind, Detection, Outcome, Privilege
from pulse_moderation.models.posts import Post, Revision
from pulse_moderation.states import State


class Decision(models.Model):
    """One decision on one revision of a post. An undo is a row of its own that names what it reverses.

    `was` and `became` are states of the post; `batch` joins the decisions of one act on many posts.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    clauses = models.ManyToManyField(Clause, related_name="+", blank=True)
    is_discretion = models.BooleanField(default=False)  # B.1.a: without any other ground
    reason = models.TextField(blank=True)  # the author reads it
    note = models.TextField(blank=True)  # moderators read it
    detection = models.CharField(max_length=10, choices=Detection)
    # A public id: whoever moderates may not know the report itself (design §4.3).
    report_id = models.UUIDField(null=True, editable=False)
    no_report_reason = models.TextField(blank=True)
    was = models.CharField(max_length=16, choices=State)
    became = models.CharField(max_length=16, choices=State)
    batch = models.UUIDField(null=True, db_index=True, editable=False)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        indexes = [
            Index(fields=["post", "-decided_at"], name="pulse_decision_of_post"),
            Index(fields=["-decided_at", "-id"], name="pulse_decision_newest"),
            Index(fields=["decided_by", "-decided_at"], name="pulse_decision_by"),
        ]
        constraints = [
            CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="pulse_decision_kind_known"),
            CheckConstraint(
                condition=~Q(kind__in=AGAINST) | ~Q(reason=""), name="pulse_decision_against_gives_a_reason"
            ),
            CheckConstraint(
                condition=Q(kind=DecisionKind.UNDO, undoes__isnull=False)
                | (~Q(kind=DecisionKind.UNDO) & Q(undoes=None)),
                name="pulse_undo_names_what_it_reverses",
            ),
        ]


class Reconsideration(models.Model):
    """The author asks, once a decision, for another look; another moderator decides (domain 5.11)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="reconsideration")
    first_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.ASKED)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(decided_by=None) | (~Q(decided_by=F("first_decider")) & ~Q(decided_by=F("asked_by"))),
                name="pulse_reconsidered_by_another",
            ),
            CheckConstraint(
                condition=Q(outcome=Outcome.ASKED, decided_by=None, decided_at=None)
                | (~Q(outcome=Outcome.ASKED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="pulse_reconsideration_decided_by_somebody",
            ),
        ]


class PrivilegeAction(models.Model):
    """What was done about somebody's use of Pulse (B.1.c). The newest that changes it says how they stand."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pulse_privileges")
    kind = models.CharField(max_length=12, choices=Privilege)
    reason = models.TextField()
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="privileges")
    until = models.DateField(null=True)  # of a suspension; the last day
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [Index(fields=["employee", "-at"], name="pulse_privilege_of")]
        constraints = [
            CheckConstraint(condition=Q(kind__in=Privilege.values), name="pulse_privilege_kind_known"),
            CheckConstraint(condition=~Q(by=F("employee")), name="pulse_privilege_not_ones_own"),
            CheckConstraint(condition=~Q(reason=""), name="pulse_privilege_gives_a_reason"),
            CheckConstraint(
                condition=Q(until=None) | Q(kind=Privilege.SUSPENSION), name="pulse_privilege_until_of_a_suspension"
            ),
        ]

"""Drafts of screening rules run over stored posts before they act (domain 8): nothing but these rows is changed by a run."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse

from pulse_moderation.choices import Found
from pulse_moderation.models.posts import Revision
from pulse_moderation.models.screening import ScreenRule
from pulse_moderation.screening.rules import Mode, Severity


class Replay(models.Model):
    """One draft of a rule, and what it finds in the posts received from `since` to `asked_at`, each in its last text.

    `based_on` is the number of the version the draft was made from. Counts are of posts: `caught` are all in which the
    draft finds something, `newly` those that never waited for a moderator, `cleared` those that a moderator found fine.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.ForeignKey(ScreenRule, models.PROTECT, related_name="replays")
    based_on = models.PositiveIntegerField()
    mode = models.CharField(max_length=10, choices=Mode)
    severity = models.CharField(max_length=10, choices=Severity)
    terms = models.JSONField(default=list)
    exceptions = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    days = models.PositiveIntegerField()
    since = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    has_failed = models.BooleanField(default=False)  # ended without having come to its end
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    caught = models.PositiveIntegerField(default=0)
    newly = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            Index(fields=["rule", "-asked_at", "-id"], name="pulse_replay_newest"),
            Index(fields=["touched_at"], condition=Q(finished_at=None), name="pulse_replay_open"),
        ]
        constraints = [
            UniqueConstraint(fields=["rule"], condition=Q(finished_at=None), name="pulse_replay_one_at_a_time"),
            CheckConstraint(condition=Q(mode__in=Mode.values), name="pulse_replay_mode_known"),
            CheckConstraint(condition=Q(severity__in=Severity.values), name="pulse_replay_severity_known"),
            CheckConstraint(condition=Q(days__gte=1), name="pulse_replay_days"),
            CheckConstraint(
                condition=Q(has_failed=False) | Q(finished_at__isnull=False), name="pulse_replay_failed_is_over"
            ),
            CheckConstraint(
                condition=Q(done__lte=F("total"), caught__lte=F("done"), caught__gte=F("newly") + F("cleared")),
                name="pulse_replay_each_post_counted",
            ),
        ]

    def __str__(self):
        return f"{self.rule_id}/{self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("replay_detail", args=[self.public_id])

    @property
    def again(self):
        """How many it would catch that waited for a moderator before, and were not found fine."""
        return self.caught - self.newly - self.cleared


class ReplayPart(models.Model):
    """A stretch of the stored texts that one worker goes through, from the newest down.

    What is from `reached` on is done; whoever goes on begins below it. `kept` counts the finds kept of each kind.
    """

    replay = models.ForeignKey(Replay, models.PROTECT, related_name="parts")
    first = models.BigIntegerField()
    reached = models.BigIntegerField()
    kept = models.JSONField(default=dict)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["replay", "-first"]
        constraints = [
            UniqueConstraint(fields=["replay", "first"], name="pulse_replay_part_once"),
            CheckConstraint(condition=Q(reached__gte=F("first")), name="pulse_replay_part_within"),
        ]


class ReplayFind(models.Model):
    """The first thing a draft found in a text, masked; of a private message nothing is shown. Not all of a run are kept."""

    replay = models.ForeignKey(Replay, models.PROTECT, related_name="finds")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Found)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    excerpt = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-revision"]
        constraints = [
            UniqueConstraint(fields=["replay", "revision"], name="pulse_replay_found_once"),
            CheckConstraint(condition=Q(kind__in=Found.values), name="pulse_replay_find_kind_known"),
            CheckConstraint(condition=Q(end__gte=F("start")), name="pulse_replay_find_span"),
        ]

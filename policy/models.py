"""The policy as rows others point at, the texts people agreed to, and the numbers an administrator may change."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from policy.calendar import local_day
from policy.settings_table import SETTINGS
from policy.states import Modality, Route, Severity


class Clause(models.Model):
    """One clause of Policy 01.05.22, loaded from clauses.toml after every migration; never edited here."""

    id = models.CharField(primary_key=True, max_length=20)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    text = models.TextField()
    severity = models.CharField(max_length=20, choices=Severity, blank=True)
    route = models.CharField(max_length=20, choices=Route, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity="", route="") | Q(severity__in=Severity.values, route__in=Route.values),
                name="clause_severity_with_route",
            )
        ]

    def __str__(self):
        return f"{self.id} {self.label}"

    def get_absolute_url(self):
        return reverse("policy_clause", args=[self.id])


class ClauseStatement(models.Model):
    """One thing a clause says, in our words."""

    id = models.CharField(primary_key=True, max_length=20)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="statements")
    position = models.PositiveSmallIntegerField()
    modality = models.CharField(max_length=20, choices=Modality)
    summary = models.TextField()
    binds_portal = models.BooleanField()
    is_reportable = models.BooleanField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(modality__in=Modality.values), name="clause_statement_modality")
        ]

    def __str__(self):
        return self.id


class WordingQuerySet(models.QuerySet):
    def current(self, at=None):
        """The newest version of each kind that is in effect at `at`; without `at`, the newest there is."""
        in_effect = self if at is None else self.filter(effective_on__lte=local_day(at))
        return in_effect.order_by("kind", "-version").distinct("kind")


class Wording(models.Model):
    """A fixed text under its version. The text of a version never changes: a new text is a new version."""

    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="wordings")
    text = models.TextField()
    effective_on = models.DateField()

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="wording_once_per_version")]

    def __str__(self):
        return f"{self.kind} version {self.version}"


class Acknowledgement(models.Model):
    """That a person read and agreed to one version of a text on one day.

    The policy acknowledgement comes round again (acknowledgement_interval_days), so the same version may be
    acknowledged on another day, but only once a day.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()
    on = models.DateField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "wording", "on"], name="acknowledgement_once_a_day"),
        ]

    def __str__(self):
        return f"{self.wording} on {self.on}"


class Setting(models.Model):
    """A value that is not the default. Which keys exist, and their bounds, stands in settings_table.py."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=60, unique=True)
    value = models.JSONField()
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(version=0) | Q(changed_by__isnull=False, changed_at__isnull=False),
                name="setting_change_is_signed",
            ),
        ]

    def __str__(self):
        return str(SETTINGS[self.key].label) if self.key in SETTINGS else self.key

    def get_absolute_url(self):
        return reverse("settings_edit", args=[self.key])


class LegalHoliday(models.Model):
    """A day without business in Massachusetts. One that is not kept after all stays in the table, with `is_kept` false."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    is_kept = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=0) | Q(changed_by__isnull=False, changed_at__isnull=False),
                name="holiday_change_is_signed",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("holiday_edit", args=[self.public_id])

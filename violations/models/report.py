"""What was reported, and about whom (domain 5.10)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse

from authorizations.models import ComplianceIssue, Platform
from policy.models import Clause
from policy.states import Severity
from sealing.fields import SealedJSONField, SealedTextField
from violations.choices import Answer, Medium, Mode, Pool, SiteKind, SubjectBasis
from violations.models.marks import mark_of
from violations.states import MOVES, State
from workflow.models import Stateful


class ReportQuerySet(models.QuerySet):
    def to_handle(self, person):
        """Those the wall lets this person to, but what they reported themselves: of that they see their own filing."""
        return self.exclude(reporter_mark=mark_of(person))


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
    receipt_code = models.CharField(max_length=24, null=True, unique=True, editable=False)
    filed_at = models.DateTimeField(editable=False)

    # What was reported
    narrative = SealedTextField()
    is_self_report = models.BooleanField(default=False)
    reported_for = SealedJSONField(null=True)  # {"name", "relation"} of somebody outside for whom it was taken down
    known_on = SealedTextField(null=True)  # ISO date; read by Legal only, and never called late (C.3 sets no time)
    occurred_from = models.DateField(null=True)
    occurred_to = models.DateField(null=True)
    is_ongoing = models.BooleanField(default=False)
    site_kind = models.CharField(max_length=10, choices=SiteKind, default=SiteKind.UNKNOWN)
    medium = models.CharField(max_length=10, choices=Medium, default=Medium.OTHER)
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="+")
    account_name = SealedTextField(null=True)
    account_key = models.BinaryField(max_length=32, null=True, editable=False)  # as the account registry keys names
    url = SealedTextField(null=True)
    url_key = models.BinaryField(max_length=32, null=True, editable=False)
    youth_involved = SealedTextField(null=True)
    is_still_visible = models.CharField(max_length=10, choices=Answer, default=Answer.UNKNOWN)
    is_youth_at_risk = models.CharField(max_length=10, choices=Answer, default=Answer.UNKNOWN)
    already_told = SealedTextField(null=True)
    compliance_issue = models.ForeignKey(ComplianceIssue, null=True, on_delete=models.PROTECT, related_name="+")

    # Who handles it, and how it ends
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.MEDIUM)
    is_restricted = models.BooleanField(default=False)  # B.3, or an account behind an investigation profile
    pool = models.CharField(max_length=24, choices=Pool)
    pool_told = models.CharField(max_length=24, choices=Pool, default=Pool.LEGAL)  # by whom the reporter named alone
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    triaged_at = models.DateTimeField(null=True)
    delay_reason = SealedTextField(null=True)
    reporter_informed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-pk"]
        indexes = [
            Index(fields=["pool", "-filed_at", "-id"], name="report_newest"),
            Index(fields=["-filed_at", "-id"], name="report_by_day"),
            Index(fields=["pool"], condition=~Q(pool=Pool.LEGAL), name="report_of_few"),
            Index(fields=["state", "-filed_at", "-id"], name="report_by_state"),
            Index(fields=["handler", "state"], condition=Q(handler__isnull=False), name="report_of_handler"),
            Index(fields=["account_key"], condition=Q(account_key__isnull=False), name="report_of_account"),
            Index(fields=["url_key"], condition=Q(url_key__isnull=False), name="report_of_url"),
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
            CheckConstraint(condition=Q(state__in=State.values), name="report_state_known"),
            CheckConstraint(
                condition=Q(occurred_from=None) | Q(occurred_to=None) | Q(occurred_to__gte=F("occurred_from")),
                name="report_ends_after_it_began",
            ),
            CheckConstraint(
                condition=~Q(state=State.CLOSED)
                | Q(closed_at__isnull=False, closed_by__isnull=False, reporter_informed_at__isnull=False),
                name="report_closed_says_by_whom_and_the_reporter_was_told",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("report_detail", args=[self.public_id])


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
    """Somebody the report is about: a person of the portal, or whoever is described. Who stands behind an investigation
    profile that a report names counts as one, too (`basis`), and is shown to nobody but those who hold it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="subjects")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    description = SealedTextField(null=True)
    basis = models.CharField(max_length=8, choices=SubjectBasis, default=SubjectBasis.NAMED)
    named_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["person", "report"], name="subject_of_person")]
        constraints = [
            UniqueConstraint(fields=["report", "person"], name="subject_is_named_once"),
            CheckConstraint(
                condition=Q(person__isnull=False) | Q(description__isnull=False), name="subject_is_somebody"
            ),
        ]

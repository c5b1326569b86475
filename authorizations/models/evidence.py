"""What was captured through social media supervision, and the notifications it calls for (B.2.f; domain 5.9)."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, OuterRef, Q, Subquery, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext as _

from authorizations.choices import AccessBasis, Confidence, Device, DutyKind, DutyMethod
from authorizations.models.platforms import Platform
from authorizations.models.supervision import SEES_ALL, SupervisionAuthorization
from authorizations.states import DUTY_MOVES, ITEM_MOVES, DutyState, ItemState
from evidence.models import StoredFile
from people.models import Youth
from people.roles import Role
from sealing.fields import SealedTextField
from workflow.models import Stateful

ON_RECORD = (ItemState.LOGGED, ItemState.FILED, ItemState.GATED, ItemState.SUPERSEDED)


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user, day):
        """Items this person may know of on `day` (domain 4.4): their own, those of people below them, all for Legal, the
        Investigation Unit, the General Counsel and the auditor. A draft is its author's alone.
        """
        overseen = SupervisionAuthorization.objects.overseen_by(user, day).values("pk")
        return self.filter(Q(captured_by=user) | (Q(state__in=ON_RECORD) & Q(authorization__in=overseen)))

    def pictured_for(self, user, day):
        """Those of them whose pictures they may see: an auditor, as an auditor, reads the facts only."""
        roles = SEES_ALL - {Role.AUDITOR}
        overseen = SupervisionAuthorization.objects.overseen_by(user, day, roles).values("pk")
        return self.filter(Q(captured_by=user) | (Q(state__in=ON_RECORD) & Q(authorization__in=overseen)))

    def on_record(self):
        return self.filter(state__in=ON_RECORD)

    def with_first_file(self):
        """Each with the public id and the fingerprint of its first file: `first_file`, `first_sha256`."""
        first = EvidenceFile.objects.filter(item=OuterRef("pk")).order_by("pk")
        return self.annotate(
            first_file=Subquery(first.values("file__public_id")[:1]),
            first_sha256=Subquery(first.values("file__sha256")[:1]),
        )

    def with_people(self):
        """All that the page of one item names, in one query."""
        return self.select_related(
            "authorization__employee__reports_to",
            "authorization__platform",
            "authorization__account",
            "youth__assigned_caseworker",
            "captured_by__reports_to",
            "platform",
            "filed_by",
            "supersedes",
        )


class EvidenceItem(Stateful):
    """One capture: when, where, why it is believed to be the youth's, and the untouched files. Never edited, only
    superseded. A gated one holds no file: the content gate was answered with yes (trap 21).
    """

    MOVES = ITEM_MOVES
    EVENT_PREFIX = "evidence"

    number = models.CharField(max_length=20, unique=True, null=True, editable=False)
    state = models.CharField(max_length=12, choices=ItemState, default=ItemState.DRAFT)
    form_key = models.UUIDField(editable=False)  # one form, one item, however often it is sent
    authorization = models.ForeignKey(SupervisionAuthorization, on_delete=models.PROTECT, related_name="evidence")
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="evidence")
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")
    gate_answered_at = models.DateTimeField()
    logged_at = models.DateTimeField(null=True)

    # Where it was seen
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="+")
    other_site = models.CharField(max_length=60, blank=True)
    source_account = SealedTextField(null=True)
    source_url = SealedTextField(null=True)
    posted_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    captured_zone = models.CharField(max_length=40, default="America/New_York")
    device = models.CharField(max_length=20, choices=Device, blank=True)
    access_basis = models.CharField(max_length=20, choices=AccessBasis, blank=True)

    # Why it is the youth's, and why it matters
    attribution = models.JSONField(default=list)
    attribution_text = SealedTextField(null=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True)
    relevance = models.JSONField(default=list)
    relevance_text = SealedTextField(null=True)
    has_third_parties = models.BooleanField(null=True)
    third_parties = SealedTextField(null=True)

    # The youth's file
    file_by = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True)
    file_reference = models.CharField(max_length=60, blank=True)
    is_filed_late = models.BooleanField(default=False)

    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="successor")
    correction_reason = SealedTextField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            Index(fields=["authorization", "-created_at"], name="evidence_of_authorization"),
            Index(fields=["captured_by", "state"], name="evidence_of_author"),
            Index(fields=["file_by"], condition=Q(state=ItemState.LOGGED), name="evidence_to_file"),
        ]
        constraints = [
            UniqueConstraint(fields=["captured_by", "form_key"], name="evidence_form_is_sent_once"),
            CheckConstraint(
                condition=Q(state=ItemState.DRAFT)
                | Q(number__isnull=False, logged_at__isnull=False, captured_at__isnull=False),
                name="evidence_on_record_is_numbered",
            ),
            CheckConstraint(
                condition=~Q(state=ItemState.FILED)
                | (Q(filed_on__isnull=False, filed_by__isnull=False, filed_at__isnull=False) & ~Q(file_reference="")),
                name="evidence_filed_says_where",
            ),
            CheckConstraint(
                condition=Q(captured_at__isnull=True) | Q(logged_at__isnull=True) | Q(captured_at__lte=F("logged_at")),
                name="evidence_is_captured_before_logged",
            ),
        ]

    def __str__(self):
        return self.number or _("Draft")

    def get_absolute_url(self):
        page = "evidence_edit" if self.state == ItemState.DRAFT else "evidence_detail"
        return reverse(page, args=[self.public_id])

    @property
    def site_name(self):
        if self.platform is None:
            return ""
        return self.other_site if self.platform.is_other else self.platform.name

    @property
    def is_on_record(self):
        return self.state in ON_RECORD


class EvidenceFile(models.Model):
    """A kept file of an item. A file belongs to one item; a correction shows the same file again."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(fields=["item", "file"], name="evidence_holds_a_file_once")]

    def __str__(self):
        return f"{self.item} {self.file}"


class DutyQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=DutyState.OPEN)


class NotificationDuty(Stateful):
    """Somebody who must hear of an item (B.2.f/2): done, by whom and how, or why it is not required."""

    MOVES = DUTY_MOVES
    EVENT_PREFIX = "duty"

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=20, choices=DutyKind)
    state = models.CharField(max_length=12, choices=DutyState, default=DutyState.OPEN)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=12, choices=DutyMethod, blank=True)
    recipient = SealedTextField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    reason = SealedTextField(null=True)
    is_late = models.BooleanField(default=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [Index(fields=["due_at"], condition=Q(state=DutyState.OPEN), name="duty_open_by_due")]
        constraints = [
            UniqueConstraint(fields=["item", "kind"], name="duty_of_a_kind_once"),
            CheckConstraint(
                condition=~Q(state=DutyState.DONE) | (Q(made_at__isnull=False, made_by__isnull=False) & ~Q(method="")),
                name="duty_done_says_who_and_how",
            ),
            CheckConstraint(
                condition=~Q(state=DutyState.NOT_REQUIRED) | Q(reason__isnull=False, made_by__isnull=False),
                name="duty_not_required_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.item}"

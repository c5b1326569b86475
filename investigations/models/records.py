"""What follows from investigations: compliance issues, what was captured, what was disclosed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext as _

from authorizations.choices import Confidence
from authorizations.models import OwnedIssue, Platform, issue_checks
from investigations.choices import AccessBasis, IssueKind
from investigations.models.authorization import InvestigationAuthorization
from investigations.models.profile import KeptFile
from investigations.models.relations import is_legal
from investigations.states import ISSUE_MOVES, IssueState
from people.models import Youth
from sealing.fields import SealedTextField


class ConfidentialIssueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The Legal Unit's, except what concerns oneself."""
        return self.exclude(person=user) if is_legal(user) else self.none()


class ConfidentialIssue(OwnedIssue):
    """A compliance issue of this compartment; Legal resolves it, and nobody else learns of it."""

    MOVES = ISSUE_MOVES
    EVENT_PREFIX = "confidential_issue"

    kind = models.CharField(max_length=24, choices=IssueKind)
    clause = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=IssueState, default=IssueState.OPEN)
    authorization = models.ForeignKey(InvestigationAuthorization, on_delete=models.PROTECT, related_name="issues")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    statement = SealedTextField()

    objects = ConfidentialIssueQuerySet.as_manager()

    class Meta:
        ordering = ["state", "created_at"]
        constraints = issue_checks("confidential_issue", person="person")

    def __str__(self):
        return _("Compliance issue")

    def get_absolute_url(self):
        return reverse("confidential_issue", args=[self.public_id])

    @property
    def concerned(self):
        """Whom it is about, and whose investigation it is: what went wrong in it is no matter for the investigator."""
        return {self.person_id, self.authorization.investigator_id}


class CapturedItem(models.Model):
    """Something found in an investigation: the same capture as B.2.f asks for, kept in this compartment."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField()
    authorization = models.ForeignKey(InvestigationAuthorization, on_delete=models.PROTECT, related_name="captures")
    youth = models.ForeignKey(Youth, null=True, on_delete=models.PROTECT, related_name="+")
    is_gated = models.BooleanField(default=False)  # the content gate was answered with yes: no file is kept
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="+")
    source_account = SealedTextField()
    source_url = SealedTextField(null=True)
    captured_at = models.DateTimeField()
    access_basis = models.CharField(max_length=20, choices=AccessBasis, blank=True)
    attribution = SealedTextField(null=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True)
    relevance = SealedTextField(null=True)
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    files = models.ManyToManyField(KeptFile, related_name="captures")

    class Meta:
        ordering = ["-captured_at", "-pk"]
        indexes = [Index(fields=["authorization", "-captured_at"], name="capture_of_authorization")]
        constraints = [
            UniqueConstraint(fields=["captured_by", "form_key"], name="capture_form_is_sent_once"),
            CheckConstraint(condition=Q(captured_at__lte=F("logged_at")), name="capture_is_of_the_past"),
        ]


class Disclosure(models.Model):
    """What was handed to somebody outside, to whom, why, on whose word (109 CMR 3.06; 28 CFR 23.20)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField()
    authorization = models.ForeignKey(
        InvestigationAuthorization, null=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    recipient = SealedTextField()
    purpose = SealedTextField()
    given = SealedTextField()
    format = models.CharField(max_length=60)
    disclosed_on = models.DateField()
    authorized_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-disclosed_on", "-pk"]
        constraints = [UniqueConstraint(fields=["entered_by", "form_key"], name="disclosure_form_is_sent_once")]

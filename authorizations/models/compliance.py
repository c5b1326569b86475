"""Something that must be looked at by Legal before it can go on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorizations.models.issues import OwnedIssue, issue_checks
from sealing.fields import SealedTextField
from workflow.moves import Moves


class ComplianceIssue(OwnedIssue):
    """Opened by the portal when what somebody states or does may touch a prohibition; Legal resolves it."""

    class Kind(models.TextChoices):
        EXISTING_CONNECTION = "existing_connection", _("Existing connection with youth or family")
        EVIDENCE_OUTSIDE = "evidence_outside", _("Captured outside an active authorization")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for Legal")
        RESOLVED = "resolved", _("Resolved")

    MOVES = Moves(
        {
            "taken": {State.OPEN: State.OPEN},
            "handed_over": {State.OPEN: State.OPEN},
            "resolved": {State.OPEN: State.RESOLVED},
        }
    )
    EVENT_PREFIX = "compliance"

    kind = models.CharField(max_length=30, choices=Kind)
    clause = models.CharField(max_length=20)
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="compliance_issues")
    authorization = models.ForeignKey(
        "authorizations.SupervisionAuthorization", on_delete=models.PROTECT, related_name="compliance_issues"
    )
    statement = SealedTextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["state", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["authorization", "kind"],
                condition=Q(state="open", kind="existing_connection"),
                name="issue_is_open_once",
            ),
            *issue_checks("issue", person="employee"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.clause})"

    def get_absolute_url(self):
        return reverse("compliance_detail", args=[self.public_id])

    @property
    def concerned(self):
        return {self.employee_id}

"""What every compliance issue has, here and in the compartment: an owner, a due date and a resolution."""

import re

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from authorizations.choices import Finding
from sealing.fields import SealedTextField
from workflow.models import Stateful

REPORT_NUMBER = "VR-[0-9]{4}-[0-9]{4}"
OPEN, RESOLVED = "open", "resolved"


class OwnedIssue(Stateful):
    """A member of the Legal Unit takes it and answers it by `due_on`, which is ours and not the policy's.

    A breach has the number of its violation report or the reason why none is owed (C.3). The number is plain text of a
    strict form: the app `violations` will link the report itself.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    finding = models.CharField(max_length=10, choices=Finding, blank=True, default="")
    report_number = models.CharField(max_length=12, blank=True, default="")
    no_report_reason = SealedTextField(null=True)
    resolution = SealedTextField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.state == OPEN

    @property
    def concerned(self):
        """Ids of the people whose own matter it is: they never have it and never answer it."""
        raise NotImplementedError


def issue_checks(name, *, person):
    """The constraints of a kind of issue whose field `person` names whom it is about."""
    unlinked = Q(report_number="", no_report_reason__isnull=True)
    numbered = Q(report_number__regex=f"^{REPORT_NUMBER}$", no_report_reason__isnull=True)
    explained = Q(report_number="", no_report_reason__isnull=False)
    is_breach = Q(finding=Finding.BREACH)
    return [
        CheckConstraint(
            condition=Q(resolved_by__isnull=True) | ~Q(resolved_by=F(person)),
            name=f"{name}_is_resolved_by_somebody_else",
        ),
        CheckConstraint(condition=Q(owner__isnull=True) | ~Q(owner=F(person)), name=f"{name}_is_kept_by_somebody_else"),
        CheckConstraint(
            condition=Q(state=OPEN, finding="")
            | Q(
                state=RESOLVED,
                finding__in=Finding.values,
                resolution__isnull=False,
                resolved_by__isnull=False,
                resolved_at__isnull=False,
            ),
            name=f"{name}_is_resolved_with_a_finding",
        ),
        CheckConstraint(
            condition=(is_breach & (numbered | explained)) | (~is_breach & unlinked),
            name=f"{name}_breach_has_report_or_reason",
        ),
    ]


def is_report_number(text):
    return re.fullmatch(REPORT_NUMBER, text) is not None

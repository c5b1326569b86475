"""Issues the portal opens and Legal resolves. An existing connection is kept, reported and waits (B.2.a, C.2.e/f)."""

from django.db import transaction

from audit.services import record
from authorizations import notices, rules
from authorizations.models import ComplianceIssue
from workflow.moves import transition

OPEN_ISSUE = ComplianceIssue.State.OPEN


def open_connection_issues(employee):
    return ComplianceIssue.objects.filter(
        employee=employee, kind=ComplianceIssue.Kind.EXISTING_CONNECTION, state=OPEN_ISSUE
    )


@transaction.atomic
def report_connection(authorization, *, statement, actor, at):
    """Record that the account is connected with youth or family, and alert Legal. Saying it twice opens one issue."""
    issue, is_new = ComplianceIssue.objects.get_or_create(
        authorization=authorization,
        kind=ComplianceIssue.Kind.EXISTING_CONNECTION,
        state=OPEN_ISSUE,
        defaults={
            "clause": "B.2.a",
            "employee": authorization.employee,
            "statement": statement,
            "created_at": at,
        },
    )
    if is_new:
        _announce(issue, actor=actor, at=at)
    return issue


@transaction.atomic
def report_outside(authorization, *, statement, actor, at):
    """Something was captured outside the active authorization (B.2): kept, and looked at by Legal."""
    issue = ComplianceIssue.objects.create(
        kind=ComplianceIssue.Kind.EVIDENCE_OUTSIDE,
        authorization=authorization,
        employee=authorization.employee,
        clause="B.2",
        statement=statement,
        created_at=at,
    )
    _announce(issue, actor=actor, at=at)
    return issue


def _announce(issue, *, actor, at):
    record("compliance.opened", subject=issue, actor=actor, at=at, clause=issue.clause, is_confidential=True)
    notices.legal_of_issue(issue, at=at)


@transaction.atomic
def resolve(issue, *, resolution, actor, at):
    """Legal's answer; the employee may then go on with the request, answering as things stand."""
    rules.may_resolve_issue(actor, issue).enforce()
    transition(
        issue,
        ComplianceIssue.State.RESOLVED,
        act="resolved",
        actor=actor,
        at=at,
        clause=issue.clause,
        is_confidential=True,
        resolution=resolution,
        resolved_by=actor,
        resolved_at=at,
    )
    notices.issue_resolved(issue, at=at)
    return issue

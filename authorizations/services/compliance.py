"""Issues the portal opens and Legal resolves. An existing connection is kept, reported and waits (B.2.a, C.2.e/f)."""

from django.db import transaction

from audit.services import record
from authorizations.models import ComplianceIssue
from authorizations.notices import issues as notices
from authorizations.services import issues
from workflow.errors import Stale

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
            "due_on": issues.due_on(at),
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
        due_on=issues.due_on(at),
    )
    _announce(issue, actor=actor, at=at)
    return issue


def _announce(issue, *, actor, at):
    record("compliance.opened", subject=issue, actor=actor, at=at, clause=issue.clause, is_confidential=True)
    issues.start_clock(issue, notices.ISSUE, at=at)
    notices.opened(issue, at=at)


@transaction.atomic
def take(issue, *, actor, at):
    """It is the actor's from now on. Raises NotAllowed, and Stale when somebody was first."""
    return issues.take(_lock(issue), actor=actor, at=at)


@transaction.atomic
def hand_over(issue, *, owner, actor, at):
    """It is another member's of the Legal Unit from now on, who is told."""
    issue = issues.hand_over(_lock(issue), owner=owner, actor=actor, at=at)
    notices.handed_over(issue, by=actor, at=at)
    return issue


@transaction.atomic
def resolve(issue, *, finding, resolution, actor, at, report_number="", no_report_reason=""):
    """Legal's answer; the employee may then go on with the request, answering as things stand."""
    issue = issues.resolve(
        _lock(issue),
        finding=finding,
        resolution=resolution,
        report_number=report_number,
        no_report_reason=no_report_reason,
        actor=actor,
        at=at,
    )
    notices.resolved(issue, at=at)
    return issue


def _lock(issue):
    """The row, locked. Raises Stale when it is not what the caller saw."""
    rows = ComplianceIssue.objects.select_related("employee", "authorization", "owner")
    locked = rows.select_for_update(of=("self",)).get(pk=issue.pk)
    if (locked.state, locked.version) != (issue.state, issue.version):
        raise Stale(locked)
    return locked


def watch(at):
    """Start the clock of open issues that have none; returns how many."""
    found = list(issues.without_clock(ComplianceIssue.objects.all(), notices.ISSUE))
    for issue in found:
        issues.start_clock(issue, notices.ISSUE, at=at)
    return len(found)

"""Compliance issues of the compartment: opened by the portal, resolved by the Legal Unit, known to nobody else."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from authorizations.services import issues
from investigations import notices
from investigations.models import ConfidentialIssue
from investigations.services.standing import lock, needs_reason
from notifications.services import call_off
from workflow.identity import acting_as_system


def open_issue(authorization, kind, *, clause, person, statement, at, urgent=False):
    issue = ConfidentialIssue(authorization=authorization, kind=kind, clause=clause, person=person,
                              statement=statement, created_at=at, due_on=issues.due_on(at))  # fmt: skip
    with acting_as_system("clock"):  # whoever's act opens it, they do not get to see it
        issue.save()
    record("confidential_issue.opened", subject=issue, actor="system", at=at, clause=clause, is_confidential=True)
    issues.start_clock(issue, notices.ISSUE, at=at)
    title = _("A confidential compliance issue waits")
    if urgent:
        notices.call_legal(authorization, "issue", title, at=at, subject=issue, without=[person])
    else:
        people = notices.legal(without=[authorization.investigator, person])
        notices.tell(people, issue, "issue", title, at=at)
    return issue


@transaction.atomic
def take(issue, *, actor, at):
    """It is the actor's from now on. Raises NotAllowed, and Stale when somebody was first."""
    return issues.take(lock(issue), actor=actor, at=at)


@transaction.atomic
def hand_over(issue, *, owner, actor, at):
    """It is another member's of the Legal Unit from now on, who is told."""
    issue = issues.hand_over(lock(issue), owner=owner, actor=actor, at=at)
    if owner.pk != actor.pk:
        title = _("A confidential compliance issue was handed over to you")
        notices.tell([owner], issue, "issue_handed_over", title, at=at)
    return issue


@transaction.atomic
def resolve(issue, *, finding, resolution, actor, at, report_number="", no_report_reason=""):
    """Legal's answer; nobody else hears of it."""
    issue = lock(issue)
    needs_reason(resolution, _("Say what was found and what follows."), issue.clause)
    call_off(notices.call_key("issue", issue), at=at)
    return issues.resolve(issue, finding=finding, resolution=resolution, report_number=report_number,
                          no_report_reason=no_report_reason, actor=actor, at=at)  # fmt: skip


def watch(at):
    """Start the clock of open issues that have none, as the clock; returns how many."""
    found = list(issues.without_clock(ConfidentialIssue.objects.all(), notices.ISSUE))
    for issue in found:
        issues.start_clock(issue, notices.ISSUE, at=at)
    return len(found)

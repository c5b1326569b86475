"""Compliance issues of the compartment: opened by the portal, resolved by the Legal Unit, known to nobody else."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from investigations import notices, rules
from investigations.models import ConfidentialIssue
from investigations.services.standing import lock, needs_reason
from investigations.states import IssueState
from notifications.services import call_off
from workflow.identity import acting_as_system
from workflow.moves import transition
from workflow.verdicts import no


def open_issue(authorization, kind, *, clause, person, statement, at, urgent=False):
    issue = ConfidentialIssue(authorization=authorization, kind=kind, clause=clause, person=person,
                              statement=statement, created_at=at)  # fmt: skip
    with acting_as_system("clock"):  # whoever's act opens it, they do not get to see it
        issue.save()
    record("confidential_issue.opened", subject=issue, actor="system", at=at, clause=clause, is_confidential=True)
    title = _("A confidential compliance issue waits")
    if urgent:
        notices.call_legal(authorization, "issue", title, at=at, subject=issue, without=[person])
    else:
        people = notices.legal(without=[authorization.investigator, person])
        notices.tell(people, issue, "issue", title, at=at)
    return issue


@transaction.atomic
def resolve(issue, *, resolution, actor, at):
    issue = lock(issue)
    if not rules.may_see_issues(actor) or actor.pk == issue.person_id:
        no(_("Only the Legal Unit answers this, and nobody in their own matter.")).enforce()
    if issue.state != IssueState.OPEN:
        no(_("This was already answered.")).enforce()
    needs_reason(resolution, _("Say what was found and what follows."), issue.clause)
    call_off(notices.call_key("issue", issue), at=at)
    return transition(issue, IssueState.RESOLVED, act="resolved", actor=actor, at=at, clause=issue.clause,
                      is_confidential=True, resolution=resolution, resolved_by=actor, resolved_at=at)  # fmt: skip

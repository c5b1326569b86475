"""What is done with an issue of either kind: its clock, who has it, its answer. Each app says whom it tells."""

from django.db.models import Exists, OuterRef

from authorizations.choices import Finding
from authorizations.models.issues import OPEN, RESOLVED
from authorizations.rules import issues as rules
from notifications.models import Obligation
from notifications.services import close_obligations, open_obligation
from policy.calendar import add_business_days, local_day
from policy.services import settings_now
from workflow.moves import transition


def due_on(at):
    """The day by which an issue opened now is to be answered."""
    return add_business_days(local_day(at), settings_now()["compliance_issue_due"])


def start_clock(issue, kind, *, at):
    open_obligation(kind, subject=issue, anchor_on=local_day(issue.created_at), due_on=issue.due_on, at=at)


def without_clock(rows, kind):
    """The open ones for which no obligation of the kind is open: from before there were any, or lost."""
    running = Obligation.objects.open().filter(
        kind=kind, subject_label=rows.model._meta.label_lower, subject_id=OuterRef("public_id")
    )
    return rows.filter(~Exists(running), state=OPEN).order_by("pk")


def take(issue, *, actor, at):
    rules.may_take(actor, issue).enforce()
    return _move(issue, OPEN, act="taken", actor=actor, at=at, owner=actor)


def hand_over(issue, *, owner, actor, at):
    rules.may_hand_over(actor, issue).enforce()
    rules.may_give_to(owner, issue).enforce()
    return _move(issue, OPEN, act="handed_over", actor=actor, at=at, facts={"to": owner.full_name}, owner=owner)


def resolve(issue, *, finding, resolution, report_number, no_report_reason, actor, at):
    """An issue that nobody has becomes that of who answers it. Ends its clock.

    Raises NotAllowed also for a breach without exactly one of report number and reason (C.3).
    """
    rules.may_resolve(actor, issue).enforce()
    rules.may_find(finding, report_number=report_number, no_report_reason=no_report_reason).enforce()
    _move(
        issue,
        RESOLVED,
        act="resolved",
        actor=actor,
        at=at,
        facts={"finding": str(Finding(finding))},
        finding=finding,
        resolution=resolution,
        report_number=report_number,
        no_report_reason=no_report_reason or None,
        owner=issue.owner or actor,
        resolved_by=actor,
        resolved_at=at,
    )
    close_obligations(issue, at=at)
    return issue


def _move(issue, to, **details):
    return transition(issue, to, clause=issue.clause, is_confidential=True, **details)

"""Who is told what about compliance issues, and the ladder of those that wait. Never the person one is about."""

from django.urls import reverse
from django.utils.translation import gettext as _

from authorizations.models import ComplianceIssue
from authorizations.rules import issues as rules
from notifications.ladders import BUSINESS, Ladder, StageRule, register
from notifications.services import notify
from people.models import User
from people.roles import Role
from policy.calendar import business_days_between, local_day

ISSUE = "compliance.issue"
STAGES = (StageRule("due", 0, BUSINESS), StageRule("late", 1, BUSINESS, repeat_every=1))
TO_COUNSEL = 5  # business days late


def unit(issue, *roles):
    """The members of the Legal Unit who hold one of the roles, but those whom the issue concerns."""
    return list(User.objects.working().holding(*roles).exclude(pk__in=issue.concerned))


def asked(issue, obligation, stage):
    """Whom the clock asks: the owner; the whole unit when nobody has it; once late by five days the head as well."""
    people = [issue.owner] if rules.has_owner(issue) else unit(issue, Role.LEGAL)
    if business_days_between(obligation.due_on, local_day(stage.fired_at)) >= TO_COUNSEL:
        people += unit(issue, Role.GENERAL_COUNSEL)
    return people


def opened(issue, *, at):
    for person in unit(issue, Role.LEGAL):
        _tell(person, "opened", issue, title=_("A compliance issue waits for the Legal Unit"), at=at)


def handed_over(issue, *, by, at):
    if issue.owner_id != by.pk:
        title = _("A compliance issue was handed over to you")
        _tell(issue.owner, "handed_over", issue, title=title, at=at, turn=f":{issue.version}")


def resolved(issue, *, at):
    """The employee hears that there is an answer, with the request it is about."""
    if issue.employee.is_working:
        notify(
            key=f"compliance.resolved:{issue.public_id}:{issue.version}:{issue.employee.public_id}",
            recipient=issue.employee,
            kind="compliance.resolved",
            title=_("The Legal Unit answered about your request"),
            url=issue.authorization.get_absolute_url(),
            at=at,
        )


def _tell(person, event, issue, *, title, at, turn=""):
    notify(
        key=f"compliance.{event}:{issue.public_id}{turn}:{person.public_id}",
        recipient=person,
        kind=f"compliance.{event}",
        title=title,
        url=issue.get_absolute_url(),
        at=at,
    )


# What is due ----------------------------------------------------------------------------------------------------------


def _issue(obligation):
    return ComplianceIssue.objects.select_related("owner").get(public_id=obligation.subject_id)


def _title(obligation, stage):
    if local_day(stage.fired_at) > obligation.due_on:
        return _("A compliance issue is overdue")
    return _("A compliance issue is due today")


def register_ladders():
    """Called once, when the portal starts."""
    register(
        Ladder(
            kind=ISSUE,
            stages=STAGES,
            audience=lambda obligation, stage: asked(_issue(obligation), obligation, stage),
            title=_title,
            url=lambda obligation, stage: reverse("compliance_detail", args=[obligation.subject_id]),
            still_open=lambda obligation: _issue(obligation).is_open,
            nobody=lambda obligation: unit(_issue(obligation), *rules.UNIT),
        )
    )

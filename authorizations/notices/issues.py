"""Who is told what about compliance issues, and the ladder of those that wait. Never the person one is about."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from authorizations.models import ComplianceIssue
from authorizations.rules import issues as rules
from notifications.ladders import BUSINESS, Audience, Effect, Ladder, StageRule, register
from notifications.services import notify
from people.models import User
from people.roles import Role
from policy.calendar import local_day

ISSUE = "compliance.issue"
STAGES = (
    StageRule("due", 0, BUSINESS, to=[Audience.OWNER]),
    StageRule("late", 1, BUSINESS, repeat_every=1, up_to=4),
    StageRule("late-5", 5, BUSINESS, repeat_every=1, to=[Audience.GENERAL_COUNSEL], effect=Effect.ESCALATE),
)
DUE = "compliance_issue_due"


def unit(issue, *roles):
    """The members of the Legal Unit who hold one of the roles, but those whom the issue concerns."""
    return list(User.objects.working().holding(*roles).exclude(pk__in=issue.concerned))


def audiences(find):
    """Who is asked about what `find(obligation)` gives: the owner, the whole unit when nobody has it; late the head."""

    def owner(obligation, day):
        issue = find(obligation)
        return [issue.owner] if rules.has_owner(issue) else unit(issue, Role.LEGAL)

    return {
        Audience.OWNER: owner,
        Audience.GENERAL_COUNSEL: lambda obligation, day: unit(find(obligation), Role.GENERAL_COUNSEL),
    }


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
            about=issue.authorization.public_id,
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
            label=later("A compliance issue to answer"),
            clause="C.3",
            setting=DUE,
            stages=STAGES,
            audiences=audiences(_issue),
            title=_title,
            url=lambda obligation, stage: reverse("compliance_detail", args=[obligation.subject_id]),
            still_open=lambda obligation: _issue(obligation).is_open,
            nobody=lambda obligation: unit(_issue(obligation), *rules.UNIT),
        )
    )

"""Who has a compliance issue, who answers it, and what an answer needs; the same here and in the compartment."""

from django.utils.translation import gettext_lazy as _

from authorizations.choices import Finding
from authorizations.models.issues import is_report_number
from people.roles import Role
from workflow.verdicts import YES, first_no, no

CLAUSE = "C.3"
UNIT = (Role.LEGAL, Role.GENERAL_COUNSEL)


def may_have(person, issue):
    """Whether it may be theirs: a working member of the Legal Unit whom it does not concern."""
    if not person.is_working or not person.has_role(*UNIT):
        return no(_("Only a member of the Legal Unit can have an issue."))
    if person.pk in issue.concerned:
        return no(_("Nobody can have an issue about themselves."))
    return YES


def has_owner(issue):
    """Whether somebody has it who still can: an owner who left the unit or DYS has it no longer."""
    return issue.owner is not None and bool(may_have(issue.owner, issue))


def may_take(actor, issue):
    if issue.owner_id == actor.pk:
        return no(_("It is yours already."))
    return first_no(
        may_hand_over(actor, issue),
        no(_("Somebody has it already. It can be handed over instead.")) if has_owner(issue) else YES,
    )


def may_hand_over(actor, issue):
    """Anybody of the unit, so that an issue does not wait for somebody who is ill."""
    return first_no(may_have(actor, issue), _is_open(issue))


def may_give_to(person, issue):
    if person.pk == issue.owner_id:
        return no(_("They have it already."))
    return may_have(person, issue)


def may_resolve(actor, issue):
    """Not only the owner: whoever of the unit knows the answer."""
    if not actor.has_role(*UNIT):
        return no(_("Only the Legal Unit resolves this."))
    if actor.pk in issue.concerned:
        return no(_("Nobody resolves an issue about themselves."))
    return _is_open(issue)


def may_find(finding, *, report_number="", no_report_reason=""):
    """A breach has its report or the reason why none is owed, never both; nothing else has either."""
    if finding not in (Finding.NO_BREACH, Finding.BREACH):
        return no(_("Say whether it was a breach."), clause=CLAUSE)
    if finding == Finding.NO_BREACH and (report_number or no_report_reason):
        return no(_("Where there was no breach no report is named."), clause=CLAUSE)
    if finding == Finding.BREACH and bool(report_number) == bool(no_report_reason):
        return no(
            _("A breach needs the number of its violation report, or the reason why none is owed."), clause=CLAUSE
        )
    if report_number and not is_report_number(report_number):
        return no(_("The number of a violation report reads like VR-2026-0001."), clause=CLAUSE)
    return YES


def _is_open(issue):
    return YES if issue.is_open else no(_("This was already resolved."))

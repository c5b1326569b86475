"""Who may approve and log communication with youth in an investigation (B.3.c, B.3.d, C.2.e; domain 5.7, 7.5)."""

from django.utils.translation import gettext_lazy as _

from investigations.choices import Basis, Method
from investigations.rules import is_for_legal, is_supervisor
from investigations.rules.profiles import is_holder
from investigations.states import HELD, ContactState, State
from workflow.verdicts import YES, no

CLAUSE = "B.3.c"


def may_request(actor, profile):
    authorization = profile.authorization
    if not is_holder(actor, profile):
        return no(_("Only the person authorized to access the account asks for this."), clause=CLAUSE)
    if authorization.state != State.ACTIVE or profile.state not in HELD:
        return no(_("The authorization or the profile is not in use."), clause=CLAUSE)
    if not authorization.grants_communication:
        return no(_("Communication was not granted with this authorization."), clause=CLAUSE)
    return YES


def may_run(valid_from, valid_to, authorization, standing):
    longest = standing.settings["communication_approval_max_days"]
    if valid_to < valid_from:
        return no(_("The last day comes before the first. Choose a later day."), clause=CLAUSE)
    if valid_to < standing.day:
        return no(_("The last day is over. Choose a later day."), clause=CLAUSE)
    if (valid_to - valid_from).days > longest:
        return no(_("An approval lasts %(days)s days at most.") % {"days": longest}, clause=CLAUSE)
    if valid_to > authorization.expires_on:
        return no(_("It cannot last longer than the authorization."), clause=CLAUSE)
    return YES


def needs_advice(methods, basis):
    """Outbound friend requests by anyone but the Investigation Unit and designees (trap 9; C.2.e, B.3.d)."""
    return Method.SEND_REQUEST in methods and basis not in (Basis.INVESTIGATION_UNIT, Basis.DESIGNEE)


def may_advise(actor, approval):
    if not is_for_legal(actor, approval.authorization) or actor.pk == approval.requested_by_id:
        return no(_("Only the Legal Unit advises on this, and nobody in their own matter."), clause="C.2.e")
    if approval.state != ContactState.REQUESTED:
        return no(_("This was already decided."), clause=CLAUSE)
    return YES


def may_decide(actor, approval, standing):
    if actor.pk == approval.requested_by_id:
        return no(_("Nobody approves their own request. Your supervisor decides it."), clause=CLAUSE)
    if not is_supervisor(actor, approval.authorization, standing):
        return no(_("Only the supervisor approves communication."), clause=CLAUSE)
    if approval.state != ContactState.REQUESTED:
        return no(_("This was already decided."), clause=CLAUSE)
    return YES


def may_approve(actor, approval, standing):
    verdict = may_decide(actor, approval, standing)
    if not verdict:
        return verdict
    if approval.authorization.state != State.ACTIVE or approval.profile.state not in HELD:
        return no(_("The authorization or the profile is not in use."), clause=CLAUSE)
    if needs_advice(approval.methods, approval.authorization.basis) and approval.advised_at is None:
        return no(_("Sending a friend request needs the Legal Unit's recorded advice first."), clause="C.2.e")
    if approval.valid_to < standing.day:
        return no(_("Its last day is over."), clause=CLAUSE)
    return YES


def may_end(actor, approval, standing):
    is_part = actor.pk == approval.requested_by_id or is_supervisor(actor, approval.authorization, standing)
    if not is_part and not is_for_legal(actor, approval.authorization):
        return no(_("Only who asked, the supervisor or the Legal Unit ends it."), clause=CLAUSE)
    if approval.state != ContactState.APPROVED:
        return no(_("It is not in force."), clause=CLAUSE)
    return YES


def may_log(actor, profile):
    """Whatever happened is logged, by who holds the account, also when nothing covered it."""
    if not is_holder(actor, profile):
        return no(_("Only the person authorized to access the account logs this."), clause=CLAUSE)
    return YES


def covers(approval, *, profile, method, day, at):
    """Whether an approval covers a contact on `day`, the instant `at`: same profile, method, window, not before it was
    given, not after it ended.
    """
    return (
        approval is not None
        and approval.profile_id == profile.pk
        and approval.state in (ContactState.APPROVED, ContactState.ENDED)
        and method in approval.methods
        and approval.valid_from <= day <= approval.valid_to
        and approval.decided_at <= at
        and (approval.ended_at is None or at <= approval.ended_at)
    )

"""Who holds a supervisor review, and when it counts (domain 5.4, 5.8, 7.8). No clause: the policy asks for none."""

from django.utils.translation import gettext_lazy as _

from authorizations.choices import ReviewCheck, ReviewOutcome
from authorizations.rules import is_in_charge
from policy.calendar import local_day
from workflow.verdicts import YES, no


def may_hold(actor, review, standing):
    """The supervisor of record or who stands in for them today; never the employee."""
    if not is_in_charge(actor, review.authorization, standing):
        return no(_("Only the employee's present supervisor, or who stands in for them, holds this review."))
    if not review.is_owed:
        return no(_("This review is no longer owed."))
    if review.waits_for_employee:
        return no(_("It is signed and waits for the employee."))
    return YES


def may_be_held_at(held_at, at, review):
    if held_at > at:
        return no(_("A review is recorded when it was held, not before."))
    if local_day(held_at) < review.anchor_on:
        return no(_("This is before the authorization was granted, or before its last review."))
    return YES


def may_outcome(outcome, conditions, checks):
    if set(ReviewCheck.values) - set(checks):
        return no(_("Answer every check."))
    if outcome != ReviewOutcome.CONTINUE and not conditions.strip():
        return no(_("Say why, or under which conditions."))
    return YES


def may_come_next(next_due_on, held_on, interval):
    """The next review is due within the interval from the day this one was held."""
    if next_due_on <= held_on:
        return no(_("The next review comes after this one."))
    if (next_due_on - held_on).days > interval:
        return no(_("The next review is due within %(days)s days.") % {"days": interval})
    return YES


def may_acknowledge(actor, review):
    """The second signature, or what was not so: the employee's alone."""
    if actor.pk != review.authorization.employee_id:
        return no(_("Only the employee acknowledges the review."))
    if not review.waits_for_employee:
        return no(_("There is nothing to acknowledge."))
    return YES

"""Who holds a review meeting, and when it counts (B.3.b; domain 5.8, 7.8, A7)."""

from django.utils.translation import gettext_lazy as _

from investigations.choices import MeetingCheck, Outcome
from investigations.rules import is_supervisor
from workflow.verdicts import YES, no

CLAUSE = "B.3.b"


def may_hold(actor, meeting, standing):
    """The current supervisor, or the delegate Legal confirmed, records and signs it."""
    if not is_supervisor(actor, meeting.authorization, standing):
        return no(_("Only the investigator's current supervisor records this meeting."), clause=CLAUSE)
    if not meeting.is_owed:
        return no(_("This meeting is no longer owed."), clause=CLAUSE)
    if meeting.signed_at is not None and not meeting.dispute:
        return no(_("You have signed it. It waits for the investigator."), clause=CLAUSE)
    return YES


def may_be_held_at(held_at, at, meeting):
    if held_at > at:
        return no(_("A meeting is recorded when it was held, not before."), clause=CLAUSE)
    if meeting.authorization.active_since and held_at < meeting.authorization.active_since:
        return no(_("This is before the authorization began."), clause=CLAUSE)
    return YES


def may_outcome(outcome, conditions, checks, *, profiles, reviewed, has_communication, communication_note):
    """What the minutes must hold; `profiles` are the active ones, each of which is reviewed."""
    if set(MeetingCheck.values) - set(checks):
        return no(_("Answer every check."), clause=CLAUSE)
    if {profile.pk for profile in profiles} - {profile.pk for profile in reviewed}:
        return no(_("Review every active profile: tick each."), clause=CLAUSE)
    if has_communication and not communication_note.strip():
        return no(_("There was communication since the last meeting. Say what was reviewed of it."), clause=CLAUSE)
    if outcome != Outcome.CONTINUE and not conditions.strip():
        return no(_("Say why, or under which conditions."), clause=CLAUSE)
    return YES


def may_come_next(next_due_on, held_on, authorization, expires_on):
    """The next meeting is due within the interval from the day this one was held."""
    latest = authorization.review_interval_days
    if next_due_on <= held_on:
        return no(_("The next meeting comes after this one."), clause=CLAUSE)
    if (next_due_on - held_on).days > latest:
        return no(_("The next meeting is due within %(days)s days.") % {"days": latest}, clause=CLAUSE)
    return YES


def may_acknowledge(actor, meeting):
    if actor.pk != meeting.authorization.investigator_id:
        return no(_("Only the investigator acknowledges the meeting."), clause=CLAUSE)
    if not meeting.is_owed or meeting.signed_at is None or meeting.dispute:
        return no(_("There is nothing to acknowledge yet."), clause=CLAUSE)
    if actor.pk == meeting.signed_by_id:
        return no(_("A meeting takes two people."), clause=CLAUSE)
    return YES

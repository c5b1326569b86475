"""Who changes a ladder, who releases the brake of the sweep, who makes and revokes a calendar's address."""

from django.utils.translation import gettext as _

from people.roles import Role
from workflow.verdicts import YES, no


def concerns(user, brake):
    """Whether the brake exists for this person: of confidential records it does for the Legal Unit alone."""
    return user.has_role(Role.LEGAL, Role.GENERAL_COUNSEL) if brake.is_confidential else user.has_role(Role.ADMIN)


def may_release(actor, brake, reason):
    if not concerns(actor, brake):
        return no(_("This is not yours to release."))
    if brake.closed_at is not None or brake.released_at is not None:
        return no(_("It has been released already, or is over."))
    if not reason.strip():
        return no(_("Say why so many end at once."))
    return YES


def may_set_ladders(actor):
    if not actor.has_role(Role.LEGAL, Role.GENERAL_COUNSEL):
        return no(_("The Legal Unit sets the reminders."))
    return YES


def may_change_ladder(actor, reason):
    if not (verdict := may_set_ladders(actor)):
        return verdict
    if not reason.strip():
        return no(_("Say why they change."))
    return YES


def may_make_feed(actor):
    """For oneself, which is the only way: nobody makes one for somebody else."""
    if not actor.is_working:
        return no(_("Only people who work here have a calendar address."))
    return YES


def may_revoke_feed(actor, feed):
    if feed.user_id != actor.pk:
        return no(_("This is not your calendar address."))
    return YES

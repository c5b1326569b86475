"""Who lets a step of the sweep go on that the brake holds back; who may make and revoke a calendar's address."""

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


def may_make_feed(actor):
    """For oneself, which is the only way: nobody makes one for somebody else."""
    if not actor.is_working:
        return no(_("Only people who work here have a calendar address."))
    return YES


def may_revoke_feed(actor, feed):
    if feed.user_id != actor.pk:
        return no(_("This is not your calendar address."))
    return YES

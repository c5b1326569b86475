"""Who changes a ladder, releases the brake, takes an urgent call, keeps the rota, and has a calendar's address."""

from django.utils.translation import gettext as _

from notifications.states import MailState
from people.roles import Role
from workflow.verdicts import YES, no

ON_CALL = (Role.LEGAL, Role.GENERAL_COUNSEL)


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


def may_send_again(actor, mail):
    if not actor.has_role(Role.ADMIN):
        return no(_("Administrators look after the mail."))
    if mail.state not in (MailState.FAILED, MailState.UNKNOWN):
        return no(_("It was sent, or waits to be sent, already."))
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


def may_acknowledge(actor, *, is_told):
    """Who was told of a call takes it, while they are of the Legal Unit."""
    if not is_told or not actor.has_role(*ON_CALL):
        return no(_("You were not called to this."))
    return YES


def may_keep_rota(actor):
    if not actor.has_role(*ON_CALL):
        return no(_("Only the Legal Unit keeps its on-call rota."))
    return YES


def may_be_on_call(person, *, is_on):
    if not person.is_working or not person.has_role(*ON_CALL):
        return no(_("Only who works in the Legal Unit is called."))
    if is_on:
        return no(_("%(name)s is on the rota already.") % {"name": person.full_name})
    return YES

"""Who may change the settings and the calendar, and until when the policy is to be acknowledged (DYS's own control)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from people.roles import Role
from workflow.verdicts import YES, no

RENEWABLE = timedelta(days=30)  # before an acknowledgement ends it may be given again: since the first reminder


def may_change_setting(actor, entry):
    if entry.is_fixed:
        return no(_("This cannot be changed."))
    if not actor.has_role(Role.ADMIN):
        return no(_("Only a portal administrator changes settings."))
    return YES


def may_change_calendar(actor):
    if not actor.has_role(Role.ADMIN):
        return no(_("Only a portal administrator changes the calendar."))
    return YES


def may_change_for(reason):
    if not reason.strip():
        return no(_("Say why it changes."))
    return YES


def holds_until(read_on, settings):
    """The last day on which an acknowledgement of the text in effect counts."""
    return read_on + timedelta(days=settings["acknowledgement_interval_days"])


def acknowledgement_due(read_on, *, has_read_newest, newest_on, known_on, settings):
    """(the day the time began to run, the day by which somebody is to acknowledge the text).

    `read_on` is when they did so last, or None; `newest_on` the day the text in effect came into effect, `known_on`
    the day the portal first asked them.
    """
    if read_on is None:
        return known_on, known_on + timedelta(days=settings["acknowledgement_due_new_hire"])
    if has_read_newest:
        return read_on, holds_until(read_on, settings)
    return newest_on, newest_on + timedelta(days=settings["acknowledgement_due_new_version"])

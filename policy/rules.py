"""Who may change the settings and the calendar."""

from django.utils.translation import gettext as _

from people.roles import Role
from workflow.verdicts import YES, no


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

"""Who may change the settings and the calendar, and until when the policy is to be acknowledged (DYS's own control)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from people.roles import Role
from workflow.verdicts import YES, no

RENEWABLE = timedelta(days=45)  # before its end an acknowledgement may be given again: 30 business days are within it


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


def acknowledgement_due(read_on, *, has_read_newest, newest_on, asked_on, day, settings):
    """(the day the time began to run, the day by which somebody is to acknowledge the text), as of `day`.

    `read_on` is when they did so last, or None; `newest_on` the day the text in effect came into effect; `asked_on` the
    day the time began that runs for them, or None. Nobody is late before they were asked: a text not read, and a reading
    that ran out while nobody asked, have their time from the day they are first asked on.
    """
    if has_read_newest and holds_until(read_on, settings) >= (asked_on or day):
        return read_on, holds_until(read_on, settings)
    since = holds_until(read_on, settings) if has_read_newest else newest_on
    begins = asked_on if asked_on is not None and asked_on >= since else day
    within = "acknowledgement_due_new_hire" if read_on is None or has_read_newest else "acknowledgement_due_new_version"
    return begins, begins + timedelta(days=settings[within])

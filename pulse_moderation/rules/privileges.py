"""Who may act on somebody's use of Pulse (B.1.c), and how somebody stands."""

from django.utils.translation import gettext as _

from policy.calendar import local_day
from pulse_moderation.choices import Privilege
from pulse_moderation.models.posts import MODERATES
from workflow.verdicts import YES, no

CHANGES = (Privilege.SUSPENSION, Privilege.TERMINATION, Privilege.RESTORATION)


def may_act(actor, employee, *, is_of_own_chain):
    if not actor.roles & MODERATES:
        return no(_("Only a Pulse moderator or an administrator acts on Pulse privileges."), "B.1.c")
    if actor.pk == employee.pk:
        return no(_("Nobody acts on their own Pulse privileges."), "B.1.c")
    if is_of_own_chain:
        return no(_("Somebody outside this person's reporting line has to do this."), "B.1.c")
    return YES


def fits(kind, *, reason, until, at, last):
    """`last`: the newest action that changes how this person stands, or None."""
    if not reason.strip():
        return no(_("Say why: the person reads it."))
    if until is not None and kind != Privilege.SUSPENSION:
        return no(_("Only a suspension has a last day."))
    if until is not None and until < local_day(at):
        return no(_("The last day of a suspension is today or later."))
    if kind == Privilege.RESTORATION and not is_barred(last, at):
        return no(_("This person's Pulse privileges stand: there is nothing to restore."))
    if kind == Privilege.SUSPENSION and is_barred(last, at):
        return _bars_no_less(last, until)
    return YES


def _bars_no_less(last, until):
    """The newest action alone says how somebody stands: a suspension never ends earlier what keeps them from Pulse."""
    if last.kind == Privilege.TERMINATION:
        return no(_("This person's Pulse privileges are terminated. A suspension would give them back."), "B.1.c")
    if until is not None and (last.until is None or until < last.until):
        return no(_("This person is suspended for longer than that already."), "B.1.c")
    return YES


def is_barred(last, at):
    """Whether `last`, the newest action that changes it (or None), keeps somebody from Pulse at `at`."""
    if last is None or last.kind == Privilege.RESTORATION:
        return False
    return last.kind == Privilege.TERMINATION or last.until is None or last.until >= local_day(at)

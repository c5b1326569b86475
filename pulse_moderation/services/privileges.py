"""What DYS does about somebody's use of Pulse (B.1.c): at once, also in an open session; a row each, never changed."""

from dataclasses import dataclass

from django.db import transaction

from audit.services import record
from people.models import User
from pulse_moderation import notices
from pulse_moderation.choices import Privilege
from pulse_moderation.models import PrivilegeAction
from pulse_moderation.rules import privileges as rules
from pulse_moderation.services import orders


@dataclass(frozen=True)
class Wish:
    """What a moderator does about an author in the same act as about the post."""

    kind: str
    reason: str
    until: object = None
    clause: object = None


@transaction.atomic
def act(employee, *, kind, reason, actor, at, until=None, clause=None, decision=None, form_key=None):
    """Remind, warn, suspend, terminate or restore; the person is told. Raises NotAllowed.

    The same form sent again gives the same action.
    """
    locked(employee)
    if form_key and (sent := PrivilegeAction.objects.filter(form_key=form_key, employee=employee).first()):
        return sent
    may_act(actor, employee).enforce()
    rules.fits(kind, reason=reason, until=until, at=at, last=last_change(employee)).enforce()
    return _write(employee, kind, actor, at, reason=reason.strip(), until=until, clause=clause, decision=decision,
                  form_key=form_key)  # fmt: skip


def locked(employee):
    """Take the row of a person. Whoever needs a post too takes the person first, as an author does who writes: neither
    waits for the other.
    """
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=employee.pk)


def may_act(actor, employee):
    """Whether `actor` may do something about this person's use of Pulse at all."""
    return rules.may_act(actor, employee, is_of_own_chain=_is_of_chain(actor, employee))


def act_with(decision, wish, *, actor, at):
    """The act of a decision on its author. Raises NotAllowed."""
    return act(decision.post.author, kind=wish.kind, reason=wish.reason, until=wish.until, actor=actor, at=at,
               clause=wish.clause or decision.clauses.first(), decision=decision)  # fmt: skip


def undo_of(decision, *, actor, at):
    """Give back what a decision that is undone took away, unless somebody acted on that person since; what kept them from
    Pulse before does so again, unless that was undone too.
    """
    for action in decision.privileges.filter(reversed_by=None).select_related("employee"):
        if action.kind in (Privilege.SUSPENSION, Privilege.TERMINATION) and last_change(action.employee) == action:
            is_of_own_chain = _is_of_chain(actor, action.employee)
            rules.may_act(actor, action.employee, is_of_own_chain=is_of_own_chain).enforce()
            standing = _changes(action.employee).exclude(decision__undone_by__isnull=False)
            before = standing.exclude(pk=action.pk).first()
            is_barred_still = rules.is_barred(before, at)
            why = before if is_barred_still else action
            _write(
                action.employee, before.kind if is_barred_still else Privilege.RESTORATION, actor, at, reason=why.reason,
                clause=why.clause, until=before.until if is_barred_still else None, reverses=action,
                decision=before.decision if is_barred_still else None,
            )  # fmt: skip


def last_change(employee):
    """The newest action that says whether somebody may use Pulse, or None."""
    return _changes(employee).first()


def is_barred(employee, at):
    """Whether somebody is suspended from Pulse, or their privileges are terminated. Asked anew at each request."""
    return rules.is_barred(last_change(employee), at)


def barred_among(people, at):
    """Ids of those among `people`, ids, who are kept from Pulse."""
    changes = PrivilegeAction.objects.filter(employee__in=people - {None}, kind__in=rules.CHANGES)
    newest = changes.order_by("employee_id", "-at", "-pk").distinct("employee_id")
    return {action.employee_id for action in newest if rules.is_barred(action, at)}


def _changes(employee):
    return PrivilegeAction.objects.filter(employee=employee, kind__in=rules.CHANGES).order_by("-at", "-pk")


def _write(employee, kind, actor, at, **fields):
    action = PrivilegeAction.objects.create(employee=employee, kind=kind, by=actor, at=at, **fields)
    record("pulse_privilege.acted", subject=action, actor=actor, at=at, becomes=kind, clause="B.1.c",
           facts={"employee": str(employee.public_id)})  # fmt: skip
    orders.order_privilege(action, at=at)
    notices.tell_of_privilege(action, at=at)
    return action


def _is_of_chain(actor, employee):
    """Whether one stands above the other in the reporting line."""
    return (
        User.objects.below(actor).filter(pk=employee.pk).exists()
        or User.objects.below(employee).filter(pk=actor.pk).exists()
    )

"""Orders to the sources of posts: given with the decision, confirmed by the source or by hand, watched (domain 7.6).

Nothing is sent here; pulse_moderation.services.order_sending hands over what is due. An order names the post by the
source's own id, or the person by work e-mail, and says what to do: no text, no clause, no moderator, no youth.
"""

import json
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from audit.services import record
from people.models import User
from policy.services import settings_now
from pulse_moderation.choices import ConfirmedHow, OrderKind, Privilege
from pulse_moderation.models import Order, Post, Source
from pulse_moderation.notices.orders import tell_not_confirmed
from pulse_moderation.rules import orders as rules
from pulse_moderation.states import OPEN_ORDERS, SHOWN, OrderAct, OrderState, State
from workflow.errors import Stale
from workflow.moves import transition, transition_many

DONE, REFUSED = "done", "refused"
OUTCOMES = (DONE, REFUSED)
CARRIED_OUT_THERE = (Privilege.SUSPENSION, Privilege.TERMINATION, Privilege.RESTORATION)  # the others are words
ABOUT = ("post", "person", "privilege", "until")  # of a body: what every order to do the same holds alike
CLOSED = {"next_attempt_at": None, "lease_token": None, "lease_until": None}


def follow(decision, *, at):
    """The order that a decision, or its undo, calls for: to take the post away, or to show it again. None if neither."""
    if decision.became == State.REMOVED != decision.was:
        return order_removal(decision.post, decision, at=at)
    if decision.was == State.REMOVED and decision.became in SHOWN:
        return order_restoration(decision.post, decision, at=at)
    return None


@transaction.atomic
def order_removal(post, decision, *, at):
    """Have the source take the post away; the order of this decision, however often it is asked for. None for what was
    written here. What its source deleted already may have come back there meanwhile: it is ordered, and answers that it is
    done.
    """
    return _order_about(post, OrderKind.REMOVE, decision, at)


@transaction.atomic
def order_restoration(post, decision, *, at):
    """Have the source show the post again. None for what was written here."""
    return _order_about(post, OrderKind.RESTORE, decision, at)


@transaction.atomic
def order_privilege(action, *, at):
    """Have every source that the person may use change what they may do there; a list of orders, often empty.

    A source counts that takes orders, or holds posts of this person. A reminder or a warning is no order.
    """
    if action.kind not in CARRIED_OUT_THERE:
        return []
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=action.employee_id)
    theirs = Exists(Post.objects.filter(source=OuterRef("pk"), author=person))
    sources = Source.objects.filter(Q(webhook__is_active=True) | theirs, is_active=True)
    return [_order_of(action, source, person, at) for source in sources.select_related("webhook")]


@transaction.atomic
def renew(post, *, at):
    """A removed post came back from its source with a new text: once its removal was confirmed, it is ordered again.

    Returns the new order or None. Call it with the row of the post locked.
    """
    last = newest_about(post)
    if post.state != State.REMOVED or last is None or last.kind != OrderKind.REMOVE or last.is_open:
        return None
    return _again(last, actor="system", by=last.ordered_by, at=at)


@transaction.atomic
def again(order, *, actor, at):
    """Give the same order once more, under an id of its own. Raises NotAllowed; Stale when that was done meanwhile."""
    if order.post_id:
        Post.objects.select_for_update(of=("self",)).get(pk=order.post_id)
    else:
        User.objects.select_for_update(of=("self",)).get(pk=order.person_id)
    if (later := Order.objects.filter(again_of=order).first()) is not None:
        raise Stale(later)
    rules.may_order_again(actor, order, is_newest=is_newest(order)).enforce()
    return _again(order, actor=actor, by=actor, at=at)


@transaction.atomic
def confirm(order, *, how, at, actor=None, executed_on=None, executed_by=""):
    """It was carried out. By hand (`actor`, the day, and by whom) as the reader saw it: raises NotAllowed, Stale.

    What a source says of an order that no longer waits changes nothing.
    """
    if how == ConfirmedHow.HAND:
        rules.may_confirm(actor, order).enforce()
    else:
        order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
        if not order.is_open:
            return order
    return transition(
        order, OrderState.CONFIRMED, act=OrderAct.CONFIRM, actor=actor or "system", at=at, clause=rules.CLAUSE,
        facts={"how": str(how)}, confirmed_at=at, confirmed_how=how, confirmed_by=actor, executed_on=executed_on,
        executed_by=executed_by, **CLOSED,
    )  # fmt: skip


@transaction.atomic
def confirm_by_call(source, order_id, outcome, at):
    """What a source reports by its own signed call; `outcome` is one of OUTCOMES. None when it has no such order."""
    if outcome not in OUTCOMES:
        raise ValueError(f"An outcome is one of {OUTCOMES}.")
    try:
        found = Order.objects.filter(source=source, public_id=uuid.UUID(str(order_id))).first()
    except ValueError:
        return None
    if found is None:
        return None
    return confirm(found, how=ConfirmedHow.CALL, at=at) if outcome == DONE else refuse(found, at=at)


@transaction.atomic
def confirm_gone(post, *, at):
    """The source deleted the post: an order to remove it is carried out."""
    for order in Order.objects.open().filter(post=post, kind=OrderKind.REMOVE):
        confirm(order, how=ConfirmedHow.GONE, at=at)


@transaction.atomic
def refuse(order, *, at):
    """The source says that it will not do it: nothing more is sent, and people are told at once."""
    order = Order.objects.select_for_update(of=("self",)).select_related("post__author", "person").get(pk=order.pk)
    if not order.is_open or order.refused_at:
        return order
    order.refused_at = at
    for name, value in CLOSED.items():
        setattr(order, name, value)
    order.save(update_fields=["refused_at", *CLOSED])
    if order.state != OrderState.ORDERED:
        return order
    transition(order, OrderState.NOT_CONFIRMED, act=OrderAct.MISS, actor="system", at=at, clause=rules.CLAUSE,
               facts={"how": REFUSED})  # fmt: skip
    tell_not_confirmed([order], at=at)
    return order


@transaction.atomic
def watch(at):
    """Mark what is unconfirmed when it is due, and tell moderators and administrators once; returns how many."""
    due = Order.objects.filter(state=OrderState.ORDERED, due_at__lte=at)
    moved = transition_many(
        due, OrderState.NOT_CONFIRMED, act=OrderAct.MISS, actor="system", at=at, clause=rules.CLAUSE
    )
    found = Order.objects.filter(pk__in=[order.pk for order in moved]).select_related("post__author", "person")
    tell_not_confirmed(list(found), at=at)
    return len(moved)


def newest_about(post):
    """The order about a post that counts now, or None."""
    return Order.objects.filter(post=post).order_by("-sequence").first()


def is_newest(order):
    """Whether no later order was given about the same post, or the same person at that source."""
    return not _about_the_same(order).filter(sequence__gt=order.sequence).exists()


def _about_the_same(order):
    if order.post_id:
        return Order.objects.filter(post=order.post_id)
    return Order.objects.filter(source=order.source_id, person=order.person_id)


def _order_about(post, kind, decision, at):
    if post.is_ours:
        return None
    Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if (given := Order.objects.first_ones().filter(decision=decision).first()) is not None:
        return given
    order = Order(kind=kind, post=post, source=post.source, decision=decision)
    body = {"post": {"id": post.external_id, "revision": post.current.external_revision if post.current else ""}}
    return _give(order, body, actor=decision.decided_by, by=decision.decided_by, at=at)


def _order_of(action, source, person, at):
    if (given := Order.objects.first_ones().filter(privilege=action, source=source).first()) is not None:
        return given
    order = Order(kind=OrderKind.PRIVILEGE, source=source, person=person, privilege=action)
    until = action.until.isoformat() if action.until else None
    body = {"person": {"email": person.work_email}, "privilege": str(action.kind), "until": until}
    return _give(order, body, actor=action.by, by=action.by, at=at)


def _again(order, *, actor, by, at):
    new = Order(
        kind=order.kind, post=order.post, source=order.source, decision=order.decision, person=order.person,
        privilege=order.privilege, again_of=order,
    )  # fmt: skip
    body = {name: value for name, value in json.loads(order.body).items() if name in ABOUT}
    return _give(new, body, actor=actor, by=by, at=at)


def _give(order, body, *, actor, by, at):
    """Write it, in place of what was ordered before about the same: the source then hears of the newest alone."""
    earlier = _about_the_same(order)
    for old in earlier.filter(state__in=OPEN_ORDERS).select_for_update(of=("self",)).order_by("pk"):
        transition(
            old, OrderState.OVERTAKEN, act=OrderAct.OVERTAKE, actor="system", at=at, clause=rules.CLAUSE, **CLOSED
        )
    order.sequence = earlier.count() + 1
    head = {
        "order": str(order.public_id),
        "kind": str(order.kind),
        "sequence": order.sequence,
        "ordered_at": at.isoformat(),
    }
    order.body = json.dumps(head | body, sort_keys=True)
    order.ordered_by, order.ordered_at, order.created_at = by, at, at
    # What nobody can send waits for a person: they are told with the next sweep.
    can_be_sent = _can_be_sent(order)
    order.next_attempt_at = at if can_be_sent else None
    hours = settings_now()["pulse_order_confirm_hours"] if can_be_sent else 0
    order.due_at = at + timedelta(hours=hours)
    order.save()
    facts = {"order": str(order.kind), "about": str((order.post or order.person).public_id)}
    record(
        "pulse_order.ordered_again" if order.again_of_id else "pulse_order.ordered",
        subject=order, actor=actor, at=at, becomes=order.state, clause=rules.CLAUSE, facts=facts,
    )  # fmt: skip
    return order


def _can_be_sent(order):
    webhook = getattr(order.source, "webhook", None) if order.source else None
    return webhook is not None and webhook.is_active and (order.person is not None or bool(order.post.external_id))

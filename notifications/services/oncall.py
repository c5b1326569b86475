"""Calling somebody of the Legal Unit to what is urgent, one after the other, until one of them has it (N9)."""

from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Count, Exists, Subquery, Value
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from audit.services import record
from notifications.models import Mail, Notice, OnCallPlace, UrgentCall, UrgentTurn
from notifications.rules import ON_CALL, may_acknowledge
from notifications.services.inbox import notify
from notifications.states import UNSENT, MailState
from people.models import User
from people.roles import Role
from people.titles import EmploymentStatus

PASSED_ON_AFTER = timedelta(minutes=15)
MOST_SHOWN = 3

log = structlog.get_logger(__name__)


@transaction.atomic
def call_out(key, *, kind, title, url, at, without=(), is_confidential=False):
    """Tell the first of the on-call rota, in the caller's transaction; returns the call.

    It goes to the next person every 15 minutes until somebody acknowledges it. `without`: whom it must never reach,
    whatever their place; None among them is passed by. A second call with the same key does nothing. `title` is read
    by everyone who is told: neutral when `is_confidential`.
    """
    call, is_new = UrgentCall.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "title": Truncator(str(title)).chars(200),
            "url": url,
            "is_confidential": is_confidential,
            "opened_at": at,
            "last_told_at": at,
        },
    )
    if is_new:
        call.without.set([person for person in without if person is not None])
        _tell_next(call, at=at)
    return call


def pass_on(at):
    """Tell the next person of every call that nobody took within 15 minutes; returns how many calls went on.

    Any number of callers may run at once: each call is locked by one, the others pass it by. One that fails is logged
    and does not stop the rest.
    """
    latest, count = at - PASSED_ON_AFTER, 0
    for pk in list(UrgentCall.objects.open().last_told_by(latest).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                waiting = UrgentCall.objects.open().last_told_by(latest).select_for_update(skip_locked=True)
                call = waiting.filter(pk=pk).first()
                if call is not None:
                    _tell_next(call, at=at)
                    count += 1
        except Exception as error:  # one bad record, or a deadlock, never stops the others
            if connection.connection is None or not connection.is_usable():
                raise
            log.error("urgent.not_passed_on", call=pk, error=type(error).__name__)
    return count


@transaction.atomic
def acknowledge(call, *, actor, at):
    """Take the call: nobody is told of it any more, and those who were hear that somebody has it.

    The first has it; later ones change nothing: `acknowledged_by` of what is returned says who. Raises NotAllowed.
    """
    call = UrgentCall.objects.select_for_update().get(pk=call.pk)
    may_acknowledge(actor, is_told=UrgentCall.objects.told_to(actor).filter(pk=call.pk).exists()).enforce()
    if call.closed_at is not None:
        return call
    call.acknowledged_by, call.acknowledged_at, call.closed_at = actor, at, at
    call.save(update_fields=["acknowledged_by", "acknowledged_at", "closed_at"])
    record("urgent.acknowledged", subject=call, actor=actor, at=at, is_confidential=call.is_confidential)
    _stop_mail(call)
    Notice.objects.of(actor).unread().filter(turn__call=call).update(read_at=at)
    told = UrgentTurn.objects.filter(call=call).values("person")
    for person in User.objects.working().holding(*ON_CALL).filter(pk__in=told).exclude(pk=actor.pk):
        notify(
            key=f"urgent:{call.public_id}:taken:{person.public_id}",
            recipient=person,
            kind="urgent.taken",
            title=gettext("Somebody has it: the urgent matter you were told of"),
            url=call.url,
            at=at,
            mail=False,
        )
    return call


@transaction.atomic
def call_off(key, *, at):
    """What was urgent is settled: nobody is called to it any more. Nothing happens when nobody was."""
    call = UrgentCall.objects.open().select_for_update().filter(key=key).first()
    if call is not None:
        call.closed_at = at
        call.save(update_fields=["closed_at"])
        _stop_mail(call)


def waiting_for(person, also=()):
    """(how many entries are unread, the oldest calls that this person was told of and nobody has), and the values of
    `also`: database expressions about this person that the page needs besides.

    One query for every page; a second one while a call waits.
    """
    unread = Notice.objects.of(person).unread().order_by().values("recipient").annotate(count=Count("pk"))
    calls = UrgentCall.objects.open().told_to(person)
    is_called = Exists(calls) if person.has_role(*ON_CALL) else Value(False)
    found = User.objects.filter(pk=person.pk).values_list(Subquery(unread.values("count")), is_called, *also)
    count, is_called, *rest = found.get()
    return count or 0, list(calls[:MOST_SHOWN]) if is_called else [], *rest


def _tell_next(call, *, at):
    """One turn: the next of the rota; after its last everybody else; then it begins again."""
    people = _next_people(call)
    if not people and call.turns.filter(round=call.round).exists():
        call.round += 1
        people = _next_people(call)
    for person in people:
        notice = notify(
            key=f"urgent:{call.public_id}:{call.round}:{person.public_id}",
            recipient=person,
            kind=call.kind,
            title=call.title,
            url=call.url,
            at=at,
            urgent=True,
        )
        UrgentTurn.objects.create(call=call, person=person, round=call.round, notice=notice, told_at=at)
    if not people:
        _raise_alarm(call, at)
        call.round += 1
    call.last_told_at = at
    call.save(update_fields=["round", "last_told_at"])


def _next_people(call):
    """Who is to be told now and was not yet in this round: nobody who left, lost the role, or whom it must not reach."""
    told = call.turns.filter(round=call.round).values("person")
    reachable = User.objects.working().holding(*ON_CALL).exclude(pk__in=told).exclude(pk__in=call.without.values("pk"))
    left = {person.pk: person for person in reachable}
    for pk in OnCallPlace.objects.values_list("person", flat=True):
        if pk in left and left[pk].employment_status == EmploymentStatus.ACTIVE:
            return [left[pk]]
    return list(left.values())


def _raise_alarm(call, at):
    """Nobody can be told. It does not say of what; of confidential matters administrators do not even hear that."""
    log.error("urgent.nobody_to_tell", call=call.pk)
    role = Role.COMMISSIONER_DESIGNEE if call.is_confidential else Role.ADMIN
    for person in User.objects.working().holding(role).exclude(pk__in=call.without.values("pk")):
        notify(
            key=f"urgent:{call.public_id}:{call.round}:nobody:{person.public_id}",
            recipient=person,
            kind="urgent.nobody",
            title=gettext("Something urgent had nobody to go to. Check who works in the Legal Unit."),
            url=reverse("inbox"),
            at=at,
            urgent=True,
        )


def _stop_mail(call):
    """Mail of the call that did not leave yet has nothing to say any more."""
    unsent = Mail.objects.filter(notices__turn__call=call, state__in=UNSENT)
    unsent.update(state=MailState.CANCELLED, lease_until=None, lease_token=None)

"""Firing: a stage that waits to be sent finds its people, and each of them gets an entry and a place in a mail."""

from collections import Counter

import structlog
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext

from notifications.models import Obligation, Stage
from notifications.services.inbox import notify
from notifications.services.ladders import ladder_at, ladders_on
from notifications.services.planning import plan
from notifications.services.schedule import close
from notifications.states import ObligationState, StageState
from people.models import User
from people.roles import Role
from policy.calendar import local_day

log = structlog.get_logger(__name__)


def fire_due(as_of):
    """Plan and fire every stage due at the instant `as_of`, however long ago it fell due; returns counts.

    Of one obligation only the newest due stage fires, to everybody the older ones would have told. Any number of callers may
    run at once: each obligation is locked by one, the others pass it by. One that fails is logged, stays due and
    does not stop the rest.
    """
    ladders = ladders_on(local_day(as_of))
    plan(as_of, ladders)
    _drop_closed()
    counts = Counter()
    for pk in list(Obligation.objects.with_stage_due().order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                counts.update(_fire(pk, ladders, at=as_of))
        except Exception as error:  # one bad record, or a deadlock, never stops the others
            if connection.connection is None or not connection.is_usable():
                raise
            log.error("obligation.not_fired", obligation=pk, error=type(error).__name__)
            counts["failed"] += 1
    return counts


def _drop_closed():
    """What was planned in the moment its obligation closed."""
    closed = Stage.objects.filter(state=StageState.DUE).exclude(obligation__state=ObligationState.OPEN)
    closed.update(state=StageState.CANCELLED)


def _fire(pk, ladders, *, at):
    """Fire one obligation, unless another worker has it or it was closed meanwhile."""
    obligation = Obligation.objects.open().select_for_update(skip_locked=True).filter(pk=pk).first()
    if obligation is None:
        return {}
    due = list(obligation.stages.filter(state=StageState.DUE).order_by("fires_on", "pk"))
    if not due:
        return {}
    *overtaken, newest = due
    ladder = ladders[obligation.kind]
    if ladder.version != newest.version:
        ladder = ladder_at(obligation.kind, newest.version)
    if not ladder.still_open(obligation):
        close([obligation], at=at, state=ObligationState.CANCELLED)
        return {"closed": 1}
    Stage.objects.filter(pk__in=[stage.pk for stage in overtaken]).update(state=StageState.SUPPRESSED)
    if not _stands(newest, ladder, obligation):
        newest.delete()
        return {}
    newest.state, newest.fired_at = StageState.FIRED, at
    newest.save(update_fields=["state", "fired_at"])
    return {"fired": 1, "told": _tell(obligation, newest, ladder, at)}


def _stands(stage, ladder, obligation):
    """False for one planned in the moment its due date moved: it goes, and comes back on its new day."""
    rule = ladder.rule(stage.name)
    if rule is None:
        return False
    turn = rule.newest_turn(obligation.due_on, stage.fires_on)
    return turn is not None and rule.fires_on(obligation.due_on, turn) == stage.fires_on


def _tell(obligation, stage, ladder, at):
    """One inbox entry for each person the ladder names at this moment; returns how many."""
    people = _working(ladder.people(obligation, stage.name, local_day(at)))
    if not people and ladder.nobody is not None:
        people = _working(ladder.nobody(obligation))
    if not people:
        return _raise_alarm(obligation, stage, at)
    title, url = ladder.title(obligation, stage), ladder.url(obligation, stage)
    _notify_each(people, stage, kind=obligation.kind, title=title, url=url, at=at)
    return len(people)


def _raise_alarm(obligation, stage, at):
    """Nobody to tell is itself an alert; it does not say of what, for the record may be confidential."""
    log.warning("obligation.nobody_to_tell", obligation=obligation.pk, stage=stage.pk)
    administrators = list(User.objects.working().holding(Role.ADMIN))
    title = gettext("A reminder had nobody to go to. Check supervisors and delegations.")
    _notify_each(administrators, stage, kind="reminder.nobody", title=title, url=reverse("inbox"), at=at)
    return len(administrators)


def _notify_each(people, stage, **entry):
    """The key names one reminder to one person; the stage stands for obligation, period, stage and turn."""
    for person in people:
        notify(key=f"stage:{stage.pk}:{person.public_id}", recipient=person, stage=stage, **entry)


def _working(people):
    return list({person.pk: person for person in people if person is not None and person.is_working}.values())

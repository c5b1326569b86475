"""What is due and when to say so. Time is passed in: the beat, a command and a test call the same functions."""

import uuid
from collections import Counter
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext

from notifications.ladders import ladder_of
from notifications.models import Mail, Obligation, Stage, subject_name
from notifications.services.inbox import notify
from notifications.states import UNSENT, MailState, ObligationState, StageState
from people.models import User
from people.roles import Role
from policy.calendar import local_day

log = structlog.get_logger(__name__)


@transaction.atomic
def open_obligation(kind, *, subject, anchor_on, due_on, at, period=1):
    """Start the clock for one thing owed about `subject` (a record with a public_id, or a (label, id) pair).

    Stages that would have fired before `anchor_on` are recorded as overtaken. Called again for the same period:
    with the same dates it changes nothing; with another due date it moves the stages still to come; after it was
    closed it opens again with the stages still to come. What has fired never fires again in one period: for a fresh
    ladder pass the next period (`next_period`). Raises KeyError when nobody registered a ladder for `kind`.
    """
    ladder = ladder_of(kind)
    label, subject_id = subject_name(subject)
    key = {"kind": kind, "subject_label": label, "subject_id": subject_id, "period": period}
    new = Obligation(**key, public_id=uuid.uuid4(), anchor_on=anchor_on, due_on=due_on, opened_at=at)
    Obligation.objects.bulk_create([new], ignore_conflicts=True)
    obligation = Obligation.objects.select_for_update().get(**key)
    is_new = obligation.public_id == new.public_id
    is_as_asked = (obligation.state, obligation.anchor_on, obligation.due_on) == (
        ObligationState.OPEN,
        anchor_on,
        due_on,
    )
    if is_as_asked and not is_new:
        return obligation
    obligation.state, obligation.closed_at = ObligationState.OPEN, None
    obligation.anchor_on, obligation.due_on = anchor_on, due_on
    obligation.save(update_fields=["state", "closed_at", "anchor_on", "due_on"])
    _plan(obligation, ladder, not_before=anchor_on if is_new else max(anchor_on, local_day(at)))
    return obligation


def next_period(kind, subject):
    """The period to open for a fresh ladder: the open one's number, else one after the last, else 1."""
    last = Obligation.objects.about(subject).filter(kind=kind).order_by("period").last()
    if last is None:
        return 1
    return last.period if last.state == ObligationState.OPEN else last.period + 1


@transaction.atomic
def close_obligations(subject, *, at, kinds=None, met=True):
    """Stop the clock for `subject`, for some kinds or all: stages to come and mails not yet handed over are cancelled.

    `met` says whether it was done or is no longer owed. Returns how many were open.
    """
    open_ones = Obligation.objects.about(subject).open()
    if kinds is not None:
        open_ones = open_ones.filter(kind__in=kinds)
    locked = list(open_ones.select_for_update().order_by("pk"))
    _close(locked, at=at, state=ObligationState.MET if met else ObligationState.CANCELLED)
    return len(locked)


def fire_due(as_of):
    """Fire every stage due at the instant `as_of`, however long ago it fell due; returns counts.

    Of one obligation only the newest due stage fires; older ones are recorded as overtaken. Any number of callers may
    run at once: each obligation is locked by one, the others pass it by. One that fails is logged, stays due and
    does not stop the rest.
    """
    today = local_day(as_of)
    counts = Counter()
    for pk in list(Obligation.objects.with_stage_due(today).order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                counts.update(_fire(pk, at=as_of, today=today))
        except Exception as error:  # one bad record, or a deadlock, never stops the others
            if connection.connection is None or not connection.is_usable():
                raise
            log.error("obligation.not_fired", obligation=pk, error=type(error).__name__)
            counts["failed"] += 1
    return counts


def _fire(pk, *, at, today):
    """Fire one obligation, unless another worker has it or it was closed meanwhile."""
    obligation = Obligation.objects.open().select_for_update(skip_locked=True).filter(pk=pk).first()
    if obligation is None:
        return {}
    due = list(obligation.stages.filter(state=StageState.PLANNED, fires_on__lte=today).order_by("fires_on", "pk"))
    if not due:
        return {}
    ladder = ladder_of(obligation.kind)
    if not ladder.still_open(obligation):
        _close([obligation], at=at, state=ObligationState.CANCELLED)
        return {"closed": 1}
    *overtaken, newest = due
    Stage.objects.filter(pk__in=[stage.pk for stage in overtaken]).update(state=StageState.SUPPRESSED)
    newest.state, newest.fired_at = StageState.FIRED, at
    newest.save(update_fields=["state", "fired_at"])
    _plan_repeats(obligation, ladder, due, today)
    told = _tell(obligation, newest, ladder, at)
    return {"fired": 1, "suppressed": len(overtaken), "told": told}


def _tell(obligation, stage, ladder, at):
    """One inbox entry and mail for each person the ladder names at this moment; returns how many."""
    people = _working(ladder.audience(obligation, stage))
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


def _plan(obligation, ladder, *, not_before):
    """Bring the stages in line with the due date: fired ones stay, those to come are moved, added or taken up again.

    A stage that would fall before `not_before` is not to come: it is recorded as overtaken.
    """
    stages = {}
    for stage in obligation.stages.all():
        stages.setdefault(stage.name, []).append(stage)
    rungs = []
    for rule in ladder.stages:
        known = stages.get(rule.name, [])
        planned = next((stage for stage in known if stage.state == StageState.PLANNED), None)
        fired = {stage.turn for stage in known if stage.state == StageState.FIRED}
        turn = planned.turn if planned else rule.first_turn(obligation.due_on, not_before=not_before, taken=fired)
        if turn is not None:
            rungs.append(_rung(obligation, rule, turn, StageState.PLANNED))
        elif not known:
            rungs.append(_rung(obligation, rule, 0, StageState.SUPPRESSED))
    _save(rungs)


def _plan_repeats(obligation, ladder, due, today):
    """After a repeating stage fired or was overtaken, plan its next turn, and only that: always later than today."""
    rungs = []
    for stage in due:
        rule = ladder.rule(stage.name)
        if rule is None or rule.repeat_every is None:
            continue
        tomorrow = today + timedelta(days=1)
        turn = rule.first_turn(obligation.due_on, not_before=tomorrow, taken=range(stage.turn + 1))
        if turn is not None:
            rungs.append(_rung(obligation, rule, turn, StageState.PLANNED))
    _save(rungs)


def _rung(obligation, rule, turn, state):
    day = rule.fires_on(obligation.due_on, turn)
    return Stage(obligation=obligation, name=rule.name, turn=turn, fires_on=day, state=state)


def _save(rungs):
    """Add or move stages in one statement; none of them has fired."""
    Stage.objects.bulk_create(
        rungs,
        update_conflicts=True,
        unique_fields=["obligation", "name", "turn"],
        update_fields=["fires_on", "state"],
    )


def _close(obligations, *, at, state):
    ids = [obligation.pk for obligation in obligations]
    Stage.objects.filter(obligation__in=ids, state=StageState.PLANNED).update(state=StageState.CANCELLED)
    Mail.objects.filter(notice__stage__obligation__in=ids, state__in=UNSENT).update(
        state=MailState.CANCELLED, lease_until=None, lease_token=None
    )
    Obligation.objects.filter(pk__in=ids).update(state=state, closed_at=at)

"""Firing: a stage that waits to be sent finds its people, and each of them gets an entry and a place in a mail.

People move between firing and the daily mail: shortly before it leaves, its stages are asked once more whom they concern.
"""

from collections import Counter

import structlog
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext

from notifications.models import Notice, Obligation, Stage
from notifications.services.inbox import notify
from notifications.services.ladders import ladder_at, ladders_on
from notifications.services.outbox import drop_from_mail, hold, leaving_soon, note_asked, post, unreachable
from notifications.services.planning import plan
from notifications.services.schedule import close
from notifications.states import MailState, ObligationState, StageState
from people.models import User
from people.roles import Role
from policy.calendar import local_day

log = structlog.get_logger(__name__)


def fire_due(as_of):
    """Plan and fire every stage due at the instant `as_of`, however long ago it fell due; returns counts.

    Of one obligation only the newest due stage fires, to everybody the older ones would have told. Any number of callers may
    run at once: each obligation is locked by one, the others pass it by. One that fails is logged, stays due and
    does not stop the rest. Then whom a waiting mail no longer concerns is left out of it, and who took over is told.
    """
    ladders = ladders_on(local_day(as_of))
    plan(as_of, ladders)
    _drop_closed()
    unreached = unreachable()
    counts = Counter()
    to_fire = Obligation.objects.with_stage_due()
    _each(to_fire, lambda obligation: _fire(obligation, ladders, unreached, at=as_of), counts)
    leaving = leaving_soon(as_of)
    to_ask = Obligation.objects.open().filter(stages__notices__mail__in=leaving).distinct()
    _each(to_ask, lambda obligation: _ask_again(obligation, ladders, unreached, at=as_of), counts)
    note_asked(leaving, at=as_of)
    return counts


def _each(obligations, do, counts):
    """Each in a transaction of its own, unless another worker has it or it was closed meanwhile."""
    for pk in list(obligations.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                locked = Obligation.objects.open().select_for_update(skip_locked=True).filter(pk=pk).first()
                counts.update(do(locked) if locked else {})
        except Exception as error:  # one bad record, or a deadlock, never stops the others
            if connection.connection is None or not connection.is_usable():
                raise
            log.error("obligation.not_fired", obligation=pk, error=type(error).__name__)
            counts["failed"] += 1


def _drop_closed():
    """What was planned in the moment its obligation closed."""
    closed = Stage.objects.filter(state=StageState.DUE).exclude(obligation__state=ObligationState.OPEN)
    closed.update(state=StageState.CANCELLED)


def _fire(obligation, ladders, unreached, *, at):
    due = list(obligation.stages.filter(state=StageState.DUE).order_by("fires_on", "pk"))
    if not due:
        return {}
    *overtaken, newest = due
    ladder = _ladder_of(obligation, newest, ladders)
    if not ladder.still_open(obligation):
        close([obligation], at=at, state=ObligationState.CANCELLED)
        return {"closed": 1}
    Stage.objects.filter(pk__in=[stage.pk for stage in overtaken]).update(state=StageState.SUPPRESSED)
    if not _stands(newest, ladder, obligation):
        newest.delete()
        return {}
    newest.state, newest.fired_at = StageState.FIRED, at
    newest.save(update_fields=["state", "fired_at"])
    people, entry = _concerned(obligation, newest, ladder, unreached, at)
    hold(people)
    _notify_each(people, newest, at=at, **entry)
    return {"fired": 1, "told": len(people)}


def _ask_again(obligation, ladders, unreached, *, at):
    """Of what was fired and has not left: who no longer has to do with it goes, who took over gets the newest stage."""
    newest = obligation.stages.filter(state=StageState.FIRED).order_by("fires_on", "pk").last()
    ladder = _ladder_of(obligation, newest, ladders)
    if not ladder.still_open(obligation):
        close([obligation], at=at, state=ObligationState.CANCELLED)
        return {"closed": 1}
    people, entry = _concerned(obligation, newest, ladder, unreached, at)
    of_it = Notice.objects.filter(stage__obligation=obligation)
    hold([person.pk for person in people] + list(of_it.values_list("recipient", flat=True)))
    drop_from_mail(of_it.exclude(recipient__in=people))
    told = {notice.recipient_id: notice for notice in newest.notices.select_related("mail")}
    took_over = [person for person in people if person.pk not in told]
    _notify_each(took_over, newest, at=at, **entry)
    for person in people:
        if person.pk in told:
            _tell_again(told[person.pk], person, entry, at)
    return {"told": len(took_over)}


def _tell_again(notice, person, entry, at):
    """Somebody told before, whose mail was cancelled as long as it was not theirs, or who was told something else."""
    if notice.kind != entry["kind"]:
        notice.kind, notice.title, notice.url, notice.read_at = entry["kind"], entry["title"], entry["url"], None
        notice.save(update_fields=["kind", "title", "url", "read_at"])
    if notice.mail is None or notice.mail.state == MailState.CANCELLED:
        post(notice, person, at)


def _ladder_of(obligation, stage, ladders):
    """The one the stage was planned by."""
    ladder = ladders[obligation.kind]
    return ladder if ladder.version == stage.version else ladder_at(obligation.kind, stage.version)


def _stands(stage, ladder, obligation):
    """False for one planned in the moment its due date moved: it goes, and comes back on its new day."""
    rule = ladder.rule(stage.name)
    if rule is None:
        return False
    turn = rule.newest_turn(obligation.due_on, stage.fires_on)
    return turn is not None and rule.fires_on(obligation.due_on, turn) == stage.fires_on


def _concerned(obligation, stage, ladder, unreached, at):
    """Whom the stage concerns at this moment, and their entry: those the ladder names, and one step more without mail.

    Somebody whose mail is refused is told in the inbox; when that is so of everybody, the next stage's people hear too.
    """
    day = local_day(at)
    people = _working(ladder.people(obligation, stage.name, day))
    if people and all(person.pk in unreached for person in people):
        people = _working([*people, *ladder.people_above(obligation, stage.name, day)])
    if not people and ladder.nobody is not None:
        people = _working(ladder.nobody(obligation))
    if not people:
        return _alarm(obligation, stage)
    title, url = ladder.title(obligation, stage), ladder.url(obligation, stage)
    return people, {"kind": obligation.kind, "title": title, "url": url}


def _alarm(obligation, stage):
    """Nobody to tell is itself an alert; it does not say of what, for the record may be confidential."""
    log.warning("obligation.nobody_to_tell", obligation=obligation.pk, stage=stage.pk)
    title = gettext("A reminder had nobody to go to. Check supervisors and delegations.")
    entry = {"kind": "reminder.nobody", "title": title, "url": reverse("inbox")}
    return list(User.objects.working().holding(Role.ADMIN)), entry


def _notify_each(people, stage, **entry):
    """The key names one reminder to one person; the stage stands for obligation, period, stage and turn."""
    for person in people:
        notify(key=f"stage:{stage.pk}:{person.public_id}", recipient=person, stage=stage, **entry)


def _working(people):
    return list({person.pk: person for person in people if person is not None and person.is_working}.values())

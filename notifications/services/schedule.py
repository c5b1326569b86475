"""What is due: opening, moving and closing. Time is passed in."""

import uuid

from django.db import transaction
from django.db.models import Max

from notifications.ladders import ladder_of
from notifications.models import Obligation, Stage, subject_name
from notifications.services import outbox
from notifications.states import ObligationState, StageState
from policy.calendar import local_day


@transaction.atomic
def open_obligation(kind, *, subject, anchor_on, due_on, at, period=1):
    """Start the clock for one thing owed about `subject` (a record with a public_id, or a (label, id) pair).

    Stages that would have fired before `anchor_on` are recorded as overtaken when the sweep plans. Called again for the
    same period: with the same dates it changes nothing; with another due date the stages still to come follow it; after
    it was closed it opens again with the stages still to come. What has fired never fires again in one period: for a
    fresh ladder pass the next period (`next_period`). Raises KeyError when nobody registered a ladder for `kind`.
    """
    ladder_of(kind)
    label, subject_id = subject_name(subject)
    key = {"kind": kind, "subject_label": label, "subject_id": subject_id, "period": period}
    new = Obligation(
        **key, public_id=uuid.uuid4(), anchor_on=anchor_on, due_on=due_on, plan_from=anchor_on, opened_at=at
    )
    Obligation.objects.bulk_create([new], ignore_conflicts=True)
    obligation = Obligation.objects.select_for_update().get(**key)
    as_it_stands = (obligation.state, obligation.anchor_on, obligation.due_on)
    if obligation.public_id == new.public_id or as_it_stands == (ObligationState.OPEN, anchor_on, due_on):
        return obligation
    obligation.state, obligation.closed_at = ObligationState.OPEN, None
    obligation.anchor_on, obligation.due_on, obligation.plan_from = anchor_on, due_on, max(anchor_on, local_day(at))
    obligation.save(update_fields=["state", "closed_at", "anchor_on", "due_on", "plan_from"])
    obligation.stages.exclude(state=StageState.FIRED).delete()  # nobody was told by them; the sweep plans anew
    return obligation


@transaction.atomic
def open_obligations(kind, label, entries, *, at):
    """Start the clock for many at once, each in its next period; returns how many were started.

    `entries` are (public id, anchor_on, due_on) of records called `label`, none of which has one open. One that had a
    period before is told of no day that is over.
    """
    ladder_of(kind)
    ids = [subject_id for subject_id, _anchor_on, _due_on in entries]
    before = Obligation.objects.filter(kind=kind, subject_label=label, subject_id__in=ids).order_by()
    last = dict(before.values_list("subject_id").annotate(Max("period")))
    started = Obligation.objects.bulk_create(
        [
            Obligation(
                kind=kind, subject_label=label, subject_id=subject_id, period=last.get(subject_id, 0) + 1,
                anchor_on=anchor_on, due_on=due_on, opened_at=at,
                plan_from=max(anchor_on, local_day(at)) if subject_id in last else anchor_on,
            )
            for subject_id, anchor_on, due_on in entries
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(started)


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
    close(locked, at=at, state=ObligationState.MET if met else ObligationState.CANCELLED)
    return len(locked)


def close(obligations, *, at, state):
    """Close locked obligations: what waits to be sent is cancelled, and mail nobody else waits for."""
    ids = [obligation.pk for obligation in obligations]
    Stage.objects.filter(obligation__in=ids, state=StageState.DUE).update(state=StageState.CANCELLED)
    Obligation.objects.filter(pk__in=ids).update(state=state, closed_at=at)
    outbox.cancel_mail_of(ids)

"""The one place where a state changes."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from audit.services import record, record_many
from workflow.errors import ImpossibleMove, Stale


class Moves(Mapping):
    """What may follow what: {act: {state before: (states after, ...)}}. Anything else is impossible."""

    def __init__(self, table):
        self._table = {
            act: {before: after if isinstance(after, tuple) else (after,) for before, after in moves.items()}
            for act, moves in table.items()
        }

    def __getitem__(self, act):
        return self._table[act]

    def __iter__(self):
        return iter(self._table)

    def __len__(self):
        return len(self._table)

    def allows(self, act, before, after=None):
        after_states = self._table.get(act, {}).get(before, ())
        return after in after_states if after is not None else bool(after_states)

    def triples(self):
        """Every (act, before, after) of the table."""
        return [
            (act, before, after)
            for act, moves in self._table.items()
            for before, after_states in moves.items()
            for after in after_states
        ]


@transaction.atomic
def transition(record_, to, *, act, actor, at, clause="", facts=None, is_confidential=False, **fields):
    """Move one record and write the audit event, in one transaction.

    Locks the row first. Raises Stale when its state or version is no longer what the caller saw, ImpossibleMove when
    the table of moves does not hold the step. `fields` are saved with the state. Updates `record_` in place.
    """
    model = type(record_)
    locked = model._base_manager.select_for_update().get(pk=record_.pk)
    if (locked.state, locked.version) != (record_.state, record_.version):
        raise Stale(locked)
    _check(model, act, locked.state, to)
    was = locked.state
    for name, value in {"state": to, "version": locked.version + 1, **fields}.items():
        setattr(record_, name, value)
    record_.save(update_fields=["state", "version", *fields])
    record(
        f"{model.EVENT_PREFIX}.{act}",
        subject=record_,
        actor=actor,
        at=at,
        was=was,
        becomes=to,
        clause=clause,
        facts=facts,
        is_confidential=is_confidential,
    )
    return record_


@transaction.atomic
def transition_many(records, to, *, act, actor, at, clause="", facts=None, is_confidential=False, **fields):
    """Move a set of rows the same way, skipping any that moved since they were found; returns those moved.

    `records` is a queryset; its rows are locked in the order of their keys, rows locked by others are left alone.
    """
    model = records.model
    locked = list(
        model._base_manager.filter(pk__in=list(records.values_list("pk", flat=True)))
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
    )
    still_due = set(records.filter(pk__in=[row.pk for row in locked]).values_list("pk", flat=True))
    moved = [row for row in locked if row.pk in still_due]
    events = []
    for row in moved:
        _check(model, act, row.state, to)
        events.append(
            {
                "action": f"{model.EVENT_PREFIX}.{act}",
                "subject": row,
                "actor": actor,
                "at": at,
                "was": row.state,
                "becomes": to,
                "clause": clause,
                "facts": facts,
                "is_confidential": is_confidential,
            }
        )
        for name, value in {"state": to, "version": row.version + 1, **fields}.items():
            setattr(row, name, value)
    if moved:
        rows = model._base_manager.filter(pk__in=[row.pk for row in moved])
        rows.update(state=to, version=F("version") + 1, **fields)
    record_many(events)
    return moved


def _check(model, act, before, after):
    if not model.MOVES.allows(act, before, after):
        raise ImpossibleMove(f"{model.__name__}: {act} does not lead from {before} to {after}")

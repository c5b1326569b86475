"""Planning: of every open obligation the stages that have come become rows, set by set and however late.

The days of a ladder are reckoned here once for each due date there is (business days are a matter of the calendar, not
of SQL); the database joins them to the obligations and writes what is not there yet. Running it twice adds nothing.
"""

from django.db import connection, transaction

from notifications.models import Obligation
from notifications.states import ObligationState
from policy.calendar import local_day

RANGE = 2000  # obligations one transaction plans for: locks stay short, and a kill costs one range

# What has come and is no row yet. Of one obligation the newest waits to be sent; what is older, or of a day before the
# obligation or this version of the ladder counted, is recorded as overtaken.
PLAN = """
INSERT INTO notifications_stage (obligation_id, name, turn, fires_on, version, state)
SELECT id, name, turn, fires_on, version, CASE WHEN is_to_come AND newest = 1 THEN 'due' ELSE 'suppressed' END
FROM (
    SELECT o.id, r.name, r.turn, r.fires_on, r.version, r.fires_on >= GREATEST(o.plan_from, r.not_before) AS is_to_come,
        row_number() OVER (
            PARTITION BY o.id ORDER BY r.fires_on >= GREATEST(o.plan_from, r.not_before) DESC, r.place DESC
        ) AS newest
    FROM notifications_obligation o
    JOIN unnest(%(kinds)s::text[], %(due)s::date[], %(names)s::text[], %(turns)s::int[], %(days)s::date[],
        %(versions)s::int[], %(from)s::date[], %(places)s::int[])
        AS r (kind, due_on, name, turn, fires_on, version, not_before, place) ON r.kind = o.kind AND r.due_on = o.due_on
    WHERE o.state = 'open' AND o.id >= %(first)s AND o.id < %(end)s AND NOT EXISTS (
        SELECT FROM notifications_stage s
        WHERE s.obligation_id = o.id AND s.name = r.name AND s.turn = r.turn
            AND s.obligation_id >= %(first)s AND s.obligation_id < %(end)s
    )
) AS come
ORDER BY id
ON CONFLICT (obligation_id, name, turn) DO NOTHING
"""


def plan(as_of, ladders):
    """Write down every stage that has come by the instant `as_of`; `ladders` is {kind: the Ladder in force}.

    Returns how many wait to be sent or were overtaken. Any number of callers may run at once.
    """
    rungs = _rungs(local_day(as_of), ladders)
    if not rungs["names"]:
        return 0
    planned = 0
    for first in _ranges():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PLAN, rungs | {"first": first, "end": first + RANGE})
            planned += cursor.rowcount
    return planned


def _rungs(day, ladders):
    """The stages that have come, of each kind and due date there is, as columns."""
    columns = {name: [] for name in ("kinds", "due", "names", "turns", "days", "versions", "from", "places")}
    for kind, due_on in Obligation.objects.due_dates():
        if (ladder := ladders.get(kind)) is None:
            continue
        for place, rung in enumerate(ladder.rungs_due(due_on, day)):
            row = (kind, due_on, rung.rule.name, rung.key, rung.day, ladder.version, ladder.effective_on, place)
            for column, value in zip(columns.values(), row, strict=True):
                column.append(value)
    return columns


def _ranges():
    """Where each range of open obligations begins."""
    end, first = 0, None
    while True:
        open_ones = Obligation.objects.filter(state=ObligationState.OPEN, pk__gte=end).order_by("pk")
        first = open_ones.values_list("pk", flat=True).first()
        if first is None:
            return
        end = first + RANGE
        yield first

"""What is due, when its reminders go, and to whom: one ladder for each kind of obligation.

The app that owns the subject registers its ladders when it starts (AppConfig.ready):

    ladders.register(Ladder(
        kind="supervision.decision",
        stages=[StageRule("day-2", -3, BUSINESS), StageRule("overdue", 1, BUSINESS, repeat_every=2)],
        audience=notices.deciders, title=notices.decision_title, url=notices.request_url,
    ))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from policy.calendar import add_business_days, is_business_day

BUSINESS = "business"
CALENDAR = "calendar"


@dataclass(frozen=True)
class StageRule:
    """When one stage fires: `offset_days` from the due date (negative before it), in calendar or business days.

    Counting back from a due date that is no business day, the last business day before it is one day before.
    `repeat_every` repeats it that many days (of the same unit) apart until the obligation closes, or until `up_to`
    days after the due date. Only the next repeat is ever planned.
    """

    name: str
    offset_days: int
    unit: str = CALENDAR
    repeat_every: int | None = None
    up_to: int | None = None

    def __post_init__(self):
        if self.unit not in (BUSINESS, CALENDAR):
            raise ValueError(f"Stage {self.name}: unit must be business or calendar.")
        if self.repeat_every is not None and self.repeat_every < 1:
            raise ValueError(f"Stage {self.name}: it repeats at least one day apart.")

    def fires_on(self, due_on, turn=0):
        """The day of the first firing, or of repeat number `turn`."""
        return _shift(due_on, self._offset(turn), self.unit)

    def first_turn(self, due_on, *, not_before, taken=frozenset()):
        """The first turn on or after the day `not_before` that is not among `taken`, or None when there is none."""
        turn = 0
        while self._exists(turn):
            if turn not in taken and self.fires_on(due_on, turn) >= not_before:
                return turn
            turn += 1
        return None

    def _offset(self, turn):
        return self.offset_days + turn * (self.repeat_every or 0)

    def _exists(self, turn):
        if turn == 0:
            return True
        return self.repeat_every is not None and (self.up_to is None or self._offset(turn) <= self.up_to)


@dataclass(frozen=True)
class Ladder:
    """The stages of one kind of obligation and who hears of them, asked anew at the moment a stage fires.

    - `audience(obligation, stage)`: people to tell, asked at `stage.fired_at`, which after an outage is days later
      than `stage.fires_on`. None, the inactive and the separated are left out. Of stages missed only the newest fires,
      so the audience of a later stage includes that of the earlier ones.
    - `title(obligation, stage)`, `url(obligation, stage)`: the inbox entry; the url is a path of the portal.
    - `still_open(obligation)`: False when the subject no longer owes it; the obligation is then cancelled instead.
    - `nobody(obligation)`: whom to tell when the audience is empty. Without it, administrators get an entry that
      does not say what it is about. A confidential kind names its own (Legal, never an administrator).
    """

    kind: str
    stages: Iterable[StageRule]
    audience: Callable
    title: Callable
    url: Callable
    still_open: Callable = lambda obligation: True
    nobody: Callable | None = None

    def __post_init__(self):
        object.__setattr__(self, "stages", tuple(self.stages))
        names = [rule.name for rule in self.stages]
        if len(set(names)) < len(names):
            raise ValueError(f"Ladder {self.kind}: two stages share a name.")

    def rule(self, name):
        """The rule of that name, or None when the ladder no longer has it."""
        return next((rule for rule in self.stages if rule.name == name), None)


_LADDERS = {}


def register(ladder):
    if _LADDERS.setdefault(ladder.kind, ladder) != ladder:
        raise ValueError(f"Ladder {ladder.kind} is registered twice.")


def all_ladders():
    """Every ladder, by kind."""
    return [_LADDERS[kind] for kind in sorted(_LADDERS)]


def ladder_of(kind):
    """The ladder of a kind; KeyError when no app registered one."""
    return _LADDERS[kind]


def _shift(day, days, unit):
    if unit == CALENDAR:
        return day + timedelta(days=days)
    if days >= 0:
        return add_business_days(day, days)
    for _step in range(-days):
        day -= timedelta(days=1)
        while not is_business_day(day):
            day -= timedelta(days=1)
    return day

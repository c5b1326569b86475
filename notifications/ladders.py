"""What is due, when its reminders go, and to whom: one ladder for each kind of obligation.

The app that owns the subject registers its ladders when it starts (AppConfig.ready):

    ladders.register(Ladder(
        kind="supervision.decision", label=_("A request to decide"),
        stages=[StageRule("day-2", -3, BUSINESS, to=["supervisor"]), StageRule("late", 1, BUSINESS, to=["next"])],
        audiences={"supervisor": notices.deciders_of, "next": notices.next_of},
        title=notices.decision_title, url=notices.request_url,
    ))

What stands in code is version 0; the Legal Unit may change days within bounds (services.ladders).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from policy.calendar import add_business_days, business_days_between, is_business_day

BUSINESS = "business"
CALENDAR = "calendar"
BEFORE, AFTER, AGAIN = (
    90,
    60,
    30,
)  # most days before the due day, after it, and between repeats, unless a rule says less


class Effect(TextChoices):
    """What comes of a stage beside its reminder. To suspend and to lapse are steps of the sweep, under the brake."""

    NONE = "none", _("Reminds")
    ESCALATE = "escalate", _("Goes one step up")
    SUSPEND = "suspend", _("Suspends")
    LAPSE = "lapse", _("Lapses")


class Audience(TextChoices):
    """Who a stage tells, by their part in the matter: found anew each time it fires."""

    EMPLOYEE = "employee", _("the employee")
    AUTHOR = "author", _("who captured it")
    INVESTIGATOR = "investigator", _("the investigator")
    SUPERVISOR = "supervisor", _("the supervisor and who stands in")
    NEXT = "next", _("the next in line")
    LEGAL = "legal", _("the Legal Unit")
    OWNER = "owner", _("who has taken it, or the Legal Unit")
    GENERAL_COUNSEL = "general_counsel", _("the General Counsel")
    ADMINISTRATORS = "administrators", _("administrators")


@dataclass(frozen=True)
class StageRule:
    """When one stage fires: `offset_days` from the due date (negative before it), in calendar or business days.

    Counting back from a due date that is no business day, the last business day before it is one day before.
    `repeat_every` repeats it that many days (of the same unit) apart until the obligation closes, or until `up_to`
    days after the due date. `to` names whom it adds: who an earlier stage told goes on being told. `within` bounds the
    offset for who changes it. A stage that suspends or lapses tells nobody itself and may be off.
    """

    name: str
    offset_days: int
    unit: str = CALENDAR
    repeat_every: int | None = None
    up_to: int | None = None
    to: Iterable[str] = ()
    effect: str = Effect.NONE
    is_on: bool = True
    within: tuple[int, int] | None = None

    def __post_init__(self):
        object.__setattr__(self, "to", tuple(self.to))
        if self.unit not in (BUSINESS, CALENDAR):
            raise ValueError(f"Stage {self.name}: unit must be business or calendar.")
        if self.repeat_every is not None and self.repeat_every < 1:
            raise ValueError(f"Stage {self.name}: it repeats at least one day apart.")
        if self.within is None:
            object.__setattr__(self, "within", self._usual_bounds())

    @property
    def is_reminder(self):
        return self.effect in (Effect.NONE, Effect.ESCALATE)

    def fires_on(self, due_on, turn=0):
        """The day of the first firing, or of repeat number `turn`."""
        return _shift(due_on, self._offset(turn), self.unit)

    def newest_turn(self, due_on, day):
        """The newest turn that falls on or before `day`, or None when the stage has not come yet."""
        if self.fires_on(due_on) > day:
            return None
        if self.repeat_every is None:
            return 0
        passed = (day - due_on).days if self.unit == CALENDAR else business_days_between(due_on, day)
        turn = (passed - self.offset_days) // self.repeat_every
        if self.up_to is not None:
            turn = min(turn, (self.up_to - self.offset_days) // self.repeat_every)
        return max(turn, 0)

    def next_turn(self, due_on, day):
        """The first turn after `day`, or None when there is none."""
        newest = self.newest_turn(due_on, day)
        turn = 0 if newest is None else newest + 1
        return turn if self._exists(turn) else None

    def _offset(self, turn):
        return self.offset_days + turn * (self.repeat_every or 0)

    def _exists(self, turn):
        if turn == 0:
            return True
        return self.repeat_every is not None and (self.up_to is None or self._offset(turn) <= self.up_to)

    def _usual_bounds(self):
        if self.offset_days == 0:
            return (0, 0)  # the day itself stays
        return (-BEFORE, -1) if self.offset_days < 0 else (1, AFTER)


@dataclass(frozen=True)
class Rung:
    """A stage on its day: what planning writes down, and what a page says comes next."""

    rule: StageRule
    day: date
    turn: int

    @property
    def key(self):
        """What tells a repeat from the others of its stage, also when the ladder changes: its day, 0 for the first."""
        return self.day.toordinal() if self.turn else 0


@dataclass(frozen=True)
class Ladder:
    """The stages of one kind of obligation and who hears of them, asked anew at the moment a stage fires.

    - `audiences`: {Audience: function(obligation, day) that returns people}. None, the inactive and the separated are
      left out. `day` is the day it fires, which after an outage is later than the one it was due to fire on.
    - `title(obligation, stage)`, `url(obligation, stage)`: the inbox entry; the url is a path of the portal.
    - `still_open(obligation)`: False when the subject no longer owes it; the obligation is then cancelled instead.
    - `nobody(obligation)`: whom to tell when the audience is empty. Without it, administrators get an entry that
      does not say what it is about. A confidential kind names its own (Legal, never an administrator).
    """

    kind: str
    stages: Iterable[StageRule]
    audiences: Mapping[str, Callable]
    title: Callable
    url: Callable
    label: str = ""
    clause: str = ""
    setting: str = ""  # of the table, that says how long until it is due
    still_open: Callable = lambda obligation: True
    nobody: Callable | None = None
    version: int = 0
    effective_on: date = field(default=date.min)  # stages of an earlier day belong to the version before

    def __post_init__(self):
        object.__setattr__(self, "stages", tuple(self.stages))
        names = [rule.name for rule in self.stages]
        if len(set(names)) < len(names):
            raise ValueError(f"Ladder {self.kind}: two stages share a name.")
        if unknown := {name for rule in self.stages for name in rule.to} - self.audiences.keys():
            raise ValueError(f"Ladder {self.kind}: nobody knows who {sorted(unknown)} are.")

    @property
    def reminders(self):
        return [rule for rule in self.stages if rule.is_reminder and rule.is_on]

    def rule(self, name):
        """The rule of that name, or None when the ladder no longer has it."""
        return next((rule for rule in self.stages if rule.name == name), None)

    def rungs_due(self, due_on, day):
        """Of each reminder that has come by `day` the newest turn, the oldest day first."""
        turns = [(rule, rule.newest_turn(due_on, day)) for rule in self.reminders]
        return _in_order(Rung(rule, rule.fires_on(due_on, turn), turn) for rule, turn in turns if turn is not None)

    def next_rung(self, due_on, day):
        """The reminder that comes next after `day`, or None."""
        turns = [(rule, rule.next_turn(due_on, day)) for rule in self.reminders]
        ahead = [Rung(rule, rule.fires_on(due_on, turn), turn) for rule, turn in turns if turn is not None]
        return min(ahead, key=lambda rung: rung.day, default=None)

    def people(self, obligation, newest, day):
        """Whom the stage `newest` tells on `day`: those it names, and whom an earlier one has told before."""
        return self._people(self._named(obligation, newest, day), obligation, day)

    def people_above(self, obligation, newest, day):
        """Whom the next stage would add: they hear of it when nobody of `people` can be reached by mail."""
        named = self._named(obligation, newest, day)
        added = ([name for name in rule.to if name not in named] for rule in self.reminders)
        return self._people(next(filter(None, added), []), obligation, day)

    def _named(self, obligation, newest, day):
        told = [rule for rule in self.reminders if rule.fires_on(obligation.due_on) <= day]
        if (rule := self.rule(newest)) is not None and rule not in told:
            told.append(rule)
        return list(dict.fromkeys(name for rule in told for name in rule.to))

    def _people(self, names, obligation, day):
        return [person for name in names for person in self.audiences[name](obligation, day)]


_LADDERS = {}


def register(ladder):
    if _LADDERS.setdefault(ladder.kind, ladder) != ladder:
        raise ValueError(f"Ladder {ladder.kind} is registered twice.")


def all_ladders():
    """Every ladder as it stands in code, by kind."""
    return [_LADDERS[kind] for kind in sorted(_LADDERS)]


def ladder_of(kind):
    """The ladder of a kind as it stands in code; KeyError when no app registered one."""
    return _LADDERS[kind]


def _in_order(rungs):
    return sorted(rungs, key=lambda rung: rung.day)  # stable: of one day, the later rule is the newer


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

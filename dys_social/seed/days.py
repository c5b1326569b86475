"""Days counted back from the day of loading, so that the demonstration is always about now."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from policy.calendar import MASSACHUSETTS, add_business_days, is_business_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ago:
    """So many calendar days ago, or the last business day before that day."""

    days: int

    def on(self, today):
        return _at_work(today - timedelta(days=self.days))


@dataclass(frozen=True)
class Back:
    """So many business days before today."""

    days: int

    def on(self, today):
        day = today
        for _step in range(self.days):
            day = _at_work(day - ONE_DAY)
        return day


@dataclass(frozen=True)
class After:
    """So many business days after another one: what follows never comes before what it follows."""

    other: object
    days: int

    def on(self, today):
        return add_business_days(self.other.on(today), self.days)


@dataclass(frozen=True)
class Ahead:
    """So many calendar days from today."""

    days: int

    def on(self, today):
        return today + timedelta(days=self.days)


@dataclass(frozen=True)
class DayBefore:
    """The calendar day before another one."""

    other: object

    def on(self, today):
        return self.other.on(today) - ONE_DAY


def instant(day, clock):
    """A day and a time such as "9:12", as an instant in Massachusetts."""
    hour, minute = clock.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), MASSACHUSETTS)


def _at_work(day):
    while not is_business_day(day):
        day -= ONE_DAY
    return day

"""Business days in Massachusetts, and the day an instant falls on there.

A business day is Monday to Friday without the legal holidays of the Commonwealth: those of the table (take_days_off_from),
and of the `holidays` package for a year that is not in it. There a holiday on a Sunday is kept on the Monday, one on a
Saturday moves nowhere.
"""

from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

MASSACHUSETTS = ZoneInfo("America/New_York")
ONE_DAY = timedelta(days=1)
SATURDAY = 5
_source = []


def local_day(at):
    """The calendar day of an instant in Massachusetts. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return at.astimezone(MASSACHUSETTS).date()


def moment(at):
    """An instant as it is said there: "Nov 20, 2026, 3:05 pm", with hard spaces; empty for None."""
    if at is None:
        return ""
    local = at.astimezone(MASSACHUSETTS)
    clock = f"{local:%I:%M}\u00a0{local:%p}".lstrip("0").lower()
    return f"{local:%b}\u00a0{local.day}, {local.year}, {clock}"


def take_days_off_from(source):
    """Where the holidays stand: a function without arguments that returns {year: days}. Called when the portal starts."""
    _source[:] = [source]


def is_business_day(day):
    return day.weekday() < SATURDAY and day not in _days_off(day.year)


def next_business_day(day):
    """`day` itself when it is a business day, else the first one after it."""
    while not is_business_day(day):
        day += ONE_DAY
    return day


def add_business_days(day, n):
    """The business day `n` business days after `day`.

    A count that begins on a weekend or holiday begins on the next business day: Saturday plus 0 is Monday, Saturday
    plus 1 is Tuesday. Raises ValueError for a negative count.
    """
    if n < 0:
        raise ValueError("Business days are counted forward.")
    day = next_business_day(day)
    for _step in range(n):
        day = next_business_day(day + ONE_DAY)
    return day


def business_days_between(start, end):
    """How many business days lie from `start` to `end`: the inverse of add_business_days, negative when end is first.

    `start` is counted as add_business_days counts it, so business_days_between(day, add_business_days(day, n)) == n.
    """
    if end < start:
        return -business_days_between(end, start)
    day, count = next_business_day(start), 0
    while day < end:
        day += ONE_DAY
        count += is_business_day(day)
    return count


def _days_off(year):
    days = _source[0]().get(year) if _source else None
    return _of_package(year) if days is None else days


@cache
def _of_package(year):
    return frozenset(holidays.US(subdiv="MA", years=year))

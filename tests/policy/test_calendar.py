"""Business days of Massachusetts."""

import datetime
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.calendar import add_business_days, business_days_between, is_business_day, local_day, next_business_day

DAYS = st.dates(date(2016, 3, 25), date(2040, 12, 31))
COUNTS = st.integers(0, 60)


@pytest.mark.parametrize(
    "holiday",
    [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 4, 20),  # Patriots' Day
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
        date(2027, 7, 5),  # the Fourth fell on a Sunday
    ],
)
def test_legal_holidays_are_no_business_days(holiday):
    assert not is_business_day(holiday)


def test_a_holiday_on_a_saturday_moves_nowhere():
    assert is_business_day(date(2026, 7, 3))


def test_the_friday_after_thanksgiving_is_a_business_day():
    assert is_business_day(date(2026, 11, 27))


@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        (date(2026, 11, 17), 0, date(2026, 11, 17)),
        (date(2026, 11, 17), 5, date(2026, 11, 24)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 21), 0, date(2026, 11, 23)),  # Saturday counts as Monday
        (date(2026, 11, 21), 1, date(2026, 11, 24)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # into a year that begins on a holiday
    ],
)
def test_due_days(day, n, due):
    assert add_business_days(day, n) == due


def test_a_count_backwards_is_refused():
    with pytest.raises(ValueError, match="forward"):
        add_business_days(date(2026, 11, 17), -1)


@given(DAYS, COUNTS)
def test_a_due_day_is_a_business_day_and_never_before_its_start(day, n):
    due = add_business_days(day, n)

    assert is_business_day(due)
    assert due >= day


@given(DAYS, COUNTS)
def test_counting_undoes_adding(day, n):
    assert business_days_between(day, add_business_days(day, n)) == n


@given(DAYS, COUNTS, COUNTS)
def test_adding_in_two_steps_is_adding_at_once(day, first, second):
    assert add_business_days(add_business_days(day, first), second) == add_business_days(day, first + second)


@given(DAYS, st.integers(0, 90), COUNTS)
def test_a_later_start_is_never_due_earlier(day, later, n):
    assert add_business_days(day + datetime.timedelta(days=later), n) >= add_business_days(day, n)


@given(DAYS, DAYS)
def test_counting_the_other_way_round_is_negative(start, end):
    assert business_days_between(start, end) == -business_days_between(end, start)


@given(DAYS)
def test_the_next_business_day_is_at_most_four_days_off(day):
    assert 0 <= (next_business_day(day) - day).days <= 4


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime.datetime(2026, 11, 18, 4, 59, tzinfo=datetime.UTC), date(2026, 11, 17)),
        (datetime.datetime(2026, 11, 18, 5, 0, tzinfo=datetime.UTC), date(2026, 11, 18)),
        (datetime.datetime(2026, 7, 1, 3, 59, tzinfo=datetime.UTC), date(2026, 6, 30)),  # daylight saving time
        (datetime.datetime(2026, 7, 1, 4, 0, tzinfo=datetime.UTC), date(2026, 7, 1)),
    ],
)
def test_the_day_of_an_instant_is_the_one_in_massachusetts(instant, day):
    assert local_day(instant) == day


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        local_day(datetime.datetime(2026, 11, 18, 4, 59))

"""When stages fire: calendar and business days, before and after, once and again."""

from datetime import date, timedelta

import pytest

from notifications.ladders import BUSINESS, CALENDAR, Audience, Ladder, StageRule

pytestmark = pytest.mark.django_db  # the holidays stand in a table, unless a test before has read them


@pytest.mark.faults
@pytest.mark.parametrize(
    ("due", "offset", "day"),
    [
        (date(2026, 11, 30), -10, date(2026, 11, 13)),
        (date(2026, 11, 30), -5, date(2026, 11, 20)),
        (date(2026, 11, 30), -1, date(2026, 11, 27)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
        (date(2026, 11, 30), 5, date(2026, 12, 7)),
        (date(2027, 3, 15), -10, date(2027, 3, 1)),
        (date(2026, 11, 2), 10, date(2026, 11, 17)),
        (date(2026, 11, 29), -1, date(2026, 11, 27)),
    ],
)
def test_business_days_are_counted_around_weekends_and_holidays(due, offset, day):
    assert StageRule("stage", offset, BUSINESS).fires_on(due) == day


@pytest.mark.faults
def test_calendar_days_cross_the_end_of_february_and_the_year():
    assert StageRule("soon", -30).fires_on(date(2028, 3, 30)) == date(2028, 2, 29)
    assert StageRule("late", 3).fires_on(date(2026, 12, 31)) == date(2027, 1, 3)


def test_a_repeat_is_counted_from_the_due_date():
    rule = StageRule("overdue", 3, repeat_every=3)

    assert [rule.fires_on(date(2026, 11, 1), turn).day for turn in range(3)] == [4, 7, 10]


@pytest.mark.parametrize("unit", [CALENDAR, BUSINESS])
@pytest.mark.parametrize("due_on", [date(2026, 11, 1), date(2026, 11, 27), date(2026, 12, 31), date(2027, 3, 14)])
def test_the_newest_turn_is_the_last_that_has_come_and_the_next_the_first_that_has_not(unit, due_on):
    rule = StageRule("overdue", 2, unit, repeat_every=3)

    for days in range(60):
        day = due_on + timedelta(days=days)
        come = [turn for turn in range(40) if rule.fires_on(due_on, turn) <= day]
        assert rule.newest_turn(due_on, day) == (come[-1] if come else None)
        assert rule.next_turn(due_on, day) == len(come)


def test_a_repeat_ends_where_the_rule_says():
    rule = StageRule("overdue", 1, repeat_every=7, up_to=10)

    assert rule.next_turn(date(2026, 11, 1), date(2026, 11, 8)) == 1
    assert rule.next_turn(date(2026, 11, 1), date(2026, 11, 9)) is None
    assert rule.newest_turn(date(2026, 11, 1), date(2027, 11, 9)) == 1


def test_a_stage_without_repeats_has_one_turn():
    assert StageRule("due", 0).newest_turn(date(2026, 11, 1), date(2027, 11, 2)) == 0
    assert StageRule("due", 0).next_turn(date(2026, 11, 1), date(2026, 11, 1)) is None


@pytest.mark.parametrize("wrong", [{"unit": "weeks"}, {"repeat_every": 0}])
def test_a_rule_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="Stage due"):
        StageRule("due", 0, **wrong)


def test_two_stages_of_one_name_are_refused():
    with pytest.raises(ValueError, match="share a name"):
        Ladder("test", [StageRule("due", 0), StageRule("due", 1)], audiences={}, title=None, url=None)


def test_a_stage_for_people_nobody_can_find_is_refused():
    with pytest.raises(ValueError, match="nobody knows who"):
        Ladder("test", [StageRule("due", 0, to=[Audience.LEGAL])], audiences={}, title=None, url=None)

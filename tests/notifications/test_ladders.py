"""When stages fire: calendar and business days, before and after, once and again."""

from datetime import date

import pytest

from notifications.ladders import BUSINESS, Ladder, StageRule


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


def test_calendar_days_cross_the_end_of_february_and_the_year():
    assert StageRule("soon", -30).fires_on(date(2028, 3, 30)) == date(2028, 2, 29)
    assert StageRule("late", 3).fires_on(date(2026, 12, 31)) == date(2027, 1, 3)


def test_a_repeat_is_counted_from_the_due_date():
    rule = StageRule("overdue", 3, repeat_every=3)

    assert [rule.fires_on(date(2026, 11, 1), turn).day for turn in range(3)] == [4, 7, 10]


def test_the_next_turn_skips_the_days_that_passed():
    rule = StageRule("overdue", 3, repeat_every=3)

    assert rule.first_turn(date(2026, 11, 1), not_before=date(2026, 11, 8)) == 2


def test_a_repeat_ends_where_the_rule_says():
    rule = StageRule("overdue", 1, repeat_every=7, up_to=10)

    assert rule.first_turn(date(2026, 11, 1), not_before=date(2026, 11, 9)) == 1
    assert rule.first_turn(date(2026, 11, 1), not_before=date(2026, 11, 10)) is None


def test_a_stage_without_repeats_has_one_turn():
    assert StageRule("due", 0).first_turn(date(2026, 11, 1), not_before=date(2026, 11, 2)) is None


@pytest.mark.parametrize("wrong", [{"unit": "weeks"}, {"repeat_every": 0}])
def test_a_rule_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="Stage due"):
        StageRule("due", 0, **wrong)


def test_two_stages_of_one_name_are_refused():
    with pytest.raises(ValueError, match="share a name"):
        Ladder("test", [StageRule("due", 0), StageRule("due", 1)], audience=None, title=None, url=None)

"""The days on which clocks and calendars trip: both changes of clocks, 31 January, 29 February, the end of the year."""

import datetime
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from authorizations.services import course
from notifications import ladders
from notifications.ladders import BUSINESS, Audience, Ladder, StageRule
from notifications.models import Mail, Notice, Stage
from notifications.services import fire_due, open_obligation
from policy.calendar import MASSACHUSETTS, local_day
from tests.factories.authorizations import granted
from tests.faults.ladder import KIND

HOUR = datetime.timedelta(hours=1)
CHANGES = [date(2026, 11, 1), date(2027, 3, 14), date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 31)]


def hours_of(day):
    """Every hour there is from midnight to midnight there: 23, 24 or 25."""
    at = datetime.datetime.combine(day, datetime.time(0), MASSACHUSETTS).astimezone(datetime.UTC)
    while local_day(at) == day:
        yield at
        at += HOUR


@pytest.mark.parametrize(("day", "hours"), zip(CHANGES, [25, 23, 24, 24, 24], strict=True))
@pytest.mark.django_db
def test_swept_every_hour_of_such_a_day_each_is_told_once_and_mail_leaves_at_eight(cast, ladder, day, hours, figures):
    subject = ("people.user", cast.dana.public_id)
    before = datetime.datetime.combine(day, datetime.time(0), MASSACHUSETTS) - 48 * HOUR
    open_obligation(KIND, subject=subject, anchor_on=before.date(), due_on=day, at=before)
    fire_due(before + 47 * HOUR)
    assert not Notice.objects.exists()

    swept = [fire_due(at)["told"] for at in hours_of(day)]

    figures(f"{day}: swept in {len(swept)} hours, told in the first, {sum(swept)} entry")
    assert len(swept) == hours
    assert swept == [1] + [0] * (hours - 1)
    assert Mail.objects.get().next_attempt_at == datetime.datetime.combine(day, datetime.time(8), MASSACHUSETTS)


@pytest.mark.parametrize(
    ("last", "ends_at"),
    [
        (date(2026, 11, 1), "2026-11-02T05:00+00:00"),
        (date(2027, 3, 14), "2027-03-15T04:00+00:00"),
        (date(2026, 12, 31), "2027-01-01T05:00+00:00"),
    ],
)
def test_what_is_valid_through_a_day_ends_with_its_last_minute_there(last, ends_at):
    end = datetime.datetime.fromisoformat(ends_at)
    second = datetime.timedelta(seconds=1)

    assert local_day(end - second) == last
    assert local_day(end) > last
    assert (end - second).astimezone(ZoneInfo("America/New_York")).date() == last


@pytest.mark.django_db
def test_leave_through_the_last_day_of_a_year_ends_in_the_first_second_of_the_next(cast):
    asked = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)
    leave = granted(cast.dana, cast.koa, at=asked)
    type(leave).objects.filter(pk=leave.pk).update(expires_on=date(2026, 12, 31))
    midnight = datetime.datetime(2027, 1, 1, 5, tzinfo=datetime.UTC)

    before = midnight - datetime.timedelta(seconds=1)
    assert course.expire_due(local_day(before), at=before) == []
    assert course.expire_due(local_day(midnight), at=midnight) == [leave]


@pytest.mark.parametrize(
    ("due", "days"),
    [
        (date(2026, 11, 30), [date(2026, 11, 13), date(2026, 11, 20), date(2026, 11, 27), date(2026, 12, 7)]),
        (date(2027, 3, 15), [date(2027, 3, 1), date(2027, 3, 8), date(2027, 3, 12), date(2027, 3, 22)]),
        (date(2027, 1, 4), [date(2026, 12, 17), date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 11)]),
        (date(2028, 2, 29), [date(2028, 2, 14), date(2028, 2, 22), date(2028, 2, 28), date(2028, 3, 7)]),
    ],
)
@pytest.mark.django_db
def test_a_ladder_in_business_days_fires_on_the_golden_days(cast, monkeypatch, due, days):
    rules = [StageRule(f"{offset}b", offset, BUSINESS, to=[Audience.OWNER]) for offset in (-10, -5, -1, 5)]
    hooks = {"title": lambda *_: "A review", "url": lambda *_: "/inbox/"}
    audiences = {Audience.OWNER: lambda obligation, day: [cast.dana]}
    monkeypatch.setitem(ladders._LADDERS, KIND, Ladder(kind=KIND, stages=rules, audiences=audiences, **hooks))
    noon = datetime.datetime.combine(days[0], datetime.time(12), MASSACHUSETTS) - 72 * HOUR
    subject = ("people.user", cast.dana.public_id)
    open_obligation(KIND, subject=subject, anchor_on=noon.date(), due_on=due, at=noon)

    for day in range(60):
        fire_due(noon + day * 24 * HOUR)

    assert list(Stage.objects.order_by("fires_on").values_list("fires_on", flat=True)) == days
    assert [local_day(at) for at in Notice.objects.order_by("created_at").values_list("created_at", flat=True)] == days

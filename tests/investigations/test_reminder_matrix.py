"""Domain 15, A6: whatever the interval, the season, the outage or the change of people, each step tells each person once."""

import datetime
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from dys_social import personnel
from investigations import notices
from investigations.choices import CLOSE_REASONS
from investigations.services import course
from notifications.models import Mail, Notice, Stage
from notifications.services import fire_due
from policy.calendar import MASSACHUSETTS, local_day
from policy.services import change_setting
from tests.factories import investigations as make
from workflow.identity import acting_as

DAY = datetime.timedelta(days=1)
STEPS = (-7, -1, 0, 1, 3, 6, 7, 9, 12, 14, 15)  # domain 9, N5: three days apart; Legal from the seventh on
ACTIVATED = {
    "a Tuesday in November": (2026, 11, 17),
    "so that a step falls on the day clocks go back": (2027, 10, 9),
    "so that it falls on the day they go forward": (2027, 2, 13),
    "the last of January": (2027, 1, 31),
    "so that it falls on February 29": (2028, 1, 30),
    "over the end of the year": (2026, 12, 4),
}
MARKERS = ("inv-", "instagram", "heron", "dana", "okafor", "koa", "demo", "meeting", "investigat")


def at_five_past_midnight(day):
    return datetime.datetime.combine(day, datetime.time(0, 5), tzinfo=MASSACHUSETTS)


@pytest.fixture
def reminded(cast):
    """Sweep every day around the meeting of one authorization: {days from the due day: who was told}."""

    def sweep(leave, steps, times=1):
        due_on = local_day(leave.active_since) + datetime.timedelta(days=leave.review_interval_days)
        told = {}
        for offset in steps:
            at = at_five_past_midnight(due_on + offset * DAY)
            for _again in range(times):
                fire_due(at)
            new = Notice.objects.filter(kind=notices.MEETING, created_at=at)
            if new.exists():
                told[offset] = sorted(new.values_list("recipient__username", flat=True))
        return told

    return sweep


def active(cast, day, interval):
    at = at_five_past_midnight(day) + datetime.timedelta(hours=10)
    change_setting("investigation_review_interval_days", interval, actor=cast.bram, at=at, reason="So")
    make.designated(cast.dana, by=cast.priya, at=at)
    return make.active(cast.dana, cast.koa, at=at, interval=interval)


@pytest.mark.parametrize("interval", [7, 30, 90])
@pytest.mark.parametrize("activated", ACTIVATED)
def test_each_step_tells_each_person_once_run_twice_a_day(cast, reminded, activated, interval):
    leave = active(cast, datetime.date(*ACTIVATED[activated]), interval)

    told = reminded(leave, range(-10, 16), times=2)

    expected = [step for step in STEPS if step >= -interval]
    assert list(told) == expected
    for offset, people in told.items():
        assert len(people) == len(set(people))
        assert {"dana", "beatrix"} <= set(people)
        assert ("priya" in people) == (offset >= 7)
        assert not set(people) - {"dana", "beatrix", "priya", "imogen"}


def test_after_five_days_of_outage_the_newest_step_goes_once_to_all_the_missed_ones_would_have_told(cast, reminded):
    leave = active(cast, datetime.date(2026, 11, 17), 30)

    told = reminded(leave, [*range(-10, 4), *range(9, 16)])

    assert list(told) == [-7, -1, 0, 1, 3, 9, 12, 14, 15]
    assert {"dana", "beatrix", "priya"} <= set(told[9])  # the seventh day itself was missed
    overtaken = Stage.objects.filter(obligation__kind=notices.MEETING, state="suppressed")
    assert set(overtaken.values_list("name", flat=True)) == {notices.ESCALATED}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_person_once(cast):
    leave = active(cast, datetime.date(2026, 11, 17), 30)
    due_on = local_day(leave.active_since) + 30 * DAY

    for offset in STEPS:
        _two_at_once(partial(fire_due, at_five_past_midnight(due_on + offset * DAY)))

    told = Counter(Notice.objects.filter(kind=notices.MEETING).values_list("stage", "recipient"))
    assert set(told.values()) == {1}
    assert len({stage for stage, _person in told}) == len(STEPS)


def _two_at_once(act):
    def one(_number):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as crew:
        list(crew.map(one, range(2)))


def test_a_new_supervisor_is_told_from_the_day_they_are_it(cast, reminded, now):
    leave = active(cast, datetime.date(2026, 11, 17), 30)
    reminded(leave, range(-10, 0))

    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)
    told = reminded(leave, range(0, 4))

    assert told == {0: ["dana", "noor"], 1: ["dana", "noor"], 3: ["dana", "noor"]}


def test_what_has_ended_reminds_nobody(cast, reminded, now):
    leave = active(cast, datetime.date(2026, 11, 17), 30)
    with acting_as(cast.dana):
        course.close(make.fresh(leave, cast.dana), actor=cast.dana, at=now, reason=CLOSE_REASONS[0], text="Done")

    assert reminded(leave, range(-10, 20)) == {}


def test_no_mail_says_anything_and_a_person_has_one_a_day(cast, reminded):
    leave = active(cast, datetime.date(2026, 11, 17), 7)
    reminded(leave, range(-10, 16))

    mails = list(Mail.objects.filter(bundle_on__isnull=False))

    assert len({(mail.recipient_id, mail.bundle_on) for mail in mails}) == len(mails) > 0
    for mail in mails:
        assert not [marker for marker in MARKERS if marker in f"{mail.subject} {mail.body}".lower()]

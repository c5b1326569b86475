"""Reminders come in one mail a person and day, after eight in the morning; what is told at once comes alone."""

import datetime
import uuid

import pytest

from notifications.ladders import StageRule
from notifications.models import Mail, MailAttempt, Notice
from notifications.services import close_obligations, deliver, fire_due
from notifications.states import AttemptOutcome, MailState
from policy.calendar import MASSACHUSETTS
from tests.notifications.conftest import DAY

MINUTE = datetime.timedelta(minutes=1)


def there(day, hour, minute=0):
    return datetime.datetime.combine(day, datetime.time(hour, minute), tzinfo=MASSACHUSETTS)


@pytest.fixture
def today(now):
    return now.date()


def test_the_reminders_of_a_day_are_one_mail_to_each_person(post, owe, register, cast, now):
    register([StageRule("due", 0)], audience=lambda *_: [cast.dana, cast.beatrix])
    for _ in range(3):
        owe(0)

    fire_due(now)
    deliver(now + 6 * MINUTE)

    assert Notice.objects.count() == 6
    assert sorted(post.recipients) == sorted([cast.beatrix.work_email, cast.dana.work_email])
    assert "You have 3 items waiting" in post.messages[0].get_content()
    assert "3 items are waiting" in post.messages[0]["Subject"]


def test_reminders_wait_for_eight_in_the_morning_there(owe, three_stages, today):
    owe(7)

    fire_due(there(today, 0, 2))

    assert Mail.objects.get().next_attempt_at == there(today, 8)


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (datetime.date(2026, 11, 30), 13),
        (datetime.date(2027, 3, 15), 12),
        (datetime.date(2026, 11, 1), 13),  # the night the clock went back
        (datetime.date(2027, 3, 14), 12),  # the night it went forward
        (datetime.date(2026, 12, 31), 13),
    ],
)
def test_eight_there_is_eight_on_both_sides_of_the_change_of_clocks(owe, three_stages, now, day, utc_hour):
    opened = there(day, 0, 1)
    owe(subject=("test.record", uuid.uuid4()), at=opened, anchor_on=day, due_on=day)

    fire_due(opened)

    due_at = Mail.objects.get().next_attempt_at.astimezone(datetime.UTC)
    assert (due_at.date(), due_at.hour, due_at.minute) == (day, utc_hour, 0)


def test_what_is_planned_in_the_evening_comes_the_next_morning(owe, three_stages, today):
    owe(7)

    fire_due(there(today, 21))

    mail = Mail.objects.get()
    assert (mail.bundle_on, mail.next_attempt_at) == (today + DAY, there(today + DAY, 8))


def test_a_reminder_after_the_mail_of_the_day_has_left_comes_the_next_morning(post, owe, three_stages, today):
    owe(7)
    fire_due(there(today, 9))
    deliver(there(today, 9, 10))
    owe(7)

    fire_due(there(today, 10))
    deliver(there(today, 19))

    assert len(post.messages) == 1
    assert list(Mail.objects.order_by("bundle_on").values_list("bundle_on", flat=True)) == [today, today + DAY]
    deliver(there(today + DAY, 8))
    assert len(post.messages) == 2


def test_what_is_told_at_once_is_never_in_the_bundle(post, owe, tell, three_stages, cast, today):
    owe(7)
    fire_due(there(today, 0, 2))

    tell(cast.beatrix, key="decided", at=there(today, 0, 3))
    tell(cast.beatrix, key="danger", at=there(today, 0, 3), urgent=True)
    deliver(there(today, 0, 4))

    assert len(post.messages) == 2
    assert Mail.objects.filter(bundle_on=None, state=MailState.SENT).count() == 2
    assert Mail.objects.get(bundle_on=today).state == MailState.PENDING


def test_only_what_still_waits_is_counted_when_the_mail_leaves(post, owe, three_stages, today):
    done, open_ones = ("test.record", uuid.uuid4()), [owe(7), owe(7)]
    owe(7, subject=done)
    fire_due(there(today, 0, 2))

    close_obligations(done, at=there(today, 7))
    deliver(there(today, 8))

    assert len(open_ones) == 2
    assert "You have 2 items waiting" in post.messages[0].get_content()


def test_a_bundle_that_lost_all_it_asked_for_is_taken_up_again_the_same_day(post, owe, three_stages, today):
    done = ("test.record", uuid.uuid4())
    owe(7, subject=done)
    fire_due(there(today, 0, 2))
    close_obligations(done, at=there(today, 6))
    assert Mail.objects.get().state == MailState.CANCELLED

    owe(7)
    fire_due(there(today, 7))
    deliver(there(today, 8))

    assert Mail.objects.get().state == MailState.SENT
    assert "You have an item waiting" in post.messages[0].get_content()


@pytest.mark.faults
def test_after_days_without_a_mail_server_one_mail_catches_up(server, post, owe, three_stages, today):
    server.stop()
    for days in range(3):
        owe(7 + days)
    for days in range(3):
        fire_due(there(today + days * DAY, 0, 2))
        deliver(there(today + days * DAY, 8))
        deliver(there(today + days * DAY, 16))
    assert Notice.objects.count() == 3  # the inbox had each on its day

    server.start()
    deliver(there(today + 3 * DAY, 12))

    assert len(post.messages) == 1
    assert "You have 3 items waiting" in post.messages[0].get_content()


def test_every_attempt_is_written_down_with_what_the_server_said(server, post, owe, three_stages, cast, today):
    owe(7)
    fire_due(there(today, 0, 2))
    server.stop()
    deliver(there(today, 8))
    server.start()
    post.refuse[cast.beatrix.work_email] = "450 4.2.1 Busy"
    deliver(there(today, 8, 10))
    post.refuse.clear()
    deliver(there(today, 9))

    tries = MailAttempt.objects.order_by("number")
    assert [attempt.outcome for attempt in tries] == [
        AttemptOutcome.UNREACHED,
        AttemptOutcome.LATER,
        AttemptOutcome.ACCEPTED,
    ]
    assert tries[1].reply == "450 4.2.1 Busy"


def test_the_text_stays_as_it_was_first_handed_over(post, owe, three_stages, cast, today):
    owe(7)
    fire_due(there(today, 0, 2))
    post.refuse[cast.beatrix.work_email] = "450 4.2.1 Busy"
    deliver(there(today, 8))
    post.refuse.clear()

    owe(7)
    fire_due(there(today, 8, 1))
    deliver(there(today, 9))

    assert "You have an item waiting" in post.messages[0].get_content()
    assert Mail.objects.filter(bundle_on=today + DAY, state=MailState.PENDING).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_reminders_at_once_make_one_bundle(owe, three_stages, now, at_once):
    for _ in range(20):
        owe(7)

    at_once(lambda: fire_due(now), threads=4)

    assert Mail.objects.get().notices.count() == 20

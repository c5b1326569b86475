"""Sweepers and senders killed twenty times in the midst of their work: nothing is lost, nothing is doubled."""

import datetime
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from notifications.models import Mail, Notice
from notifications.services import deliver, fire_due, notify, open_obligation
from notifications.states import LEASED, MailState
from people.models import User
from tests.factories.people import UserFactory, WorksiteFactory
from tests.faults.foreman import wait_until
from tests.faults.ladder import KIND
from tests.faults.reckoning import Reckoning

pytestmark = pytest.mark.slow
MINUTE = datetime.timedelta(minutes=1)
PEOPLE, EACH, KILLS = 100, 2, 10
PAST_THE_LEASE = 10 * MINUTE


@pytest.fixture
def people(transactional_db):
    site = WorksiteFactory()
    return User.objects.bulk_create(UserFactory.build(worksite=site) for _ in range(PEOPLE))


@pytest.fixture
def reviews(people, ladder, now):
    """Two reviews due today of each person."""
    day = now.date()
    for person in people:
        for period in range(1, EACH + 1):
            subject = ("people.user", person.public_id)
            open_obligation(KIND, subject=subject, anchor_on=day, due_on=day, at=now, period=period)


@pytest.fixture
def news(people, now):
    """An event told to each person at once."""
    for person in people:
        notify(key=f"news:{person.public_id}", recipient=person, kind="test", title="News", url="/inbox/", at=now)


def kill_sweepers(crew, at, dice):
    """Each is killed somewhere in its share of the work; the last one is left to finish."""
    try:
        for number in range(KILLS):
            sweeper = crew.start("sweep", at)
            share = PEOPLE * EACH * (number + dice.random()) / (KILLS + 1)
            wait_until(lambda: Notice.objects.exclude(stage=None).count() > share, "reminders")  # noqa: B023
            time.sleep(dice.uniform(0, 0.01))
            crew.kill(sweeper)
        crew.do("sweep", at)
    finally:
        connection.close()


def kill_senders(crew, post, at, dice):
    """As above; who comes after has waited until the lease of the dead is over."""
    for number in range(KILLS):
        sender = crew.start("send", at)
        share = PEOPLE * (number + dice.random()) / (KILLS + 1)
        wait_until(lambda: len(post.messages) > share, "mails")  # noqa: B023
        time.sleep(dice.uniform(0, 0.01))
        crew.kill(sender)
        at += PAST_THE_LEASE


def finish(at):
    """The ticks that follow, into the next days: leases end, doubts are resent once, bundles find their morning."""
    for hours in range(0, 96, 3):
        later = at + datetime.timedelta(hours=hours)
        fire_due(later)
        deliver(later)
        if not Mail.objects.filter(state__in=(MailState.PENDING, *LEASED)).exists():
            break


def test_twenty_kills_lose_nothing_and_double_nothing(crew, post, reviews, news, now, figures):
    post.delay = 0.005
    dice = random.Random(20261117)

    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(kill_sweepers, crew, now, random.Random(dice.random())),
                pool.submit(kill_senders, crew, post, now, dice)]  # fmt: skip
    for end in ends:
        end.result()
    finish(now + (KILLS + 1) * PAST_THE_LEASE)

    came_of_it = Reckoning(post)
    figures(f"{crew.kills} kills: {came_of_it}")
    assert crew.kills == 2 * KILLS
    assert came_of_it.faults == {}
    assert came_of_it.told.total() == len(came_of_it.due) == PEOPLE * EACH


def test_the_control_that_marks_before_it_sends_loses(crew, post, news, now, figures):
    post.delay = 0.02
    sender = crew.start("send_marked_first", now)
    wait_until(lambda: len(post.messages) > 5, "mails")
    crew.kill(sender)

    finish(now + PAST_THE_LEASE)

    faults = Reckoning(post).faults
    figures(f"control, marked before it is sent: {faults}")
    assert faults.keys() == {"marked sent and never arrived"}


def test_the_control_that_claims_nothing_doubles(crew, post, news, now, figures):
    post.delay = 0.02

    senders = [crew.start("send_unclaimed", now) for _ in range(2)]
    for sender in senders:
        assert "error" not in crew.wait(sender)

    faults = Reckoning(post).faults
    figures(f"control, sent without a claim: {faults}")
    assert faults.keys() == {"arrived twice without a doubt"}

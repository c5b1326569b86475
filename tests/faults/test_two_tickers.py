"""Two schedulers in the same minutes: each minute is swept by one of them."""

import datetime

import pytest
from django.utils import timezone

from notifications.models import Notice, SweepRun
from notifications.services import open_obligation
from tests.factories.people import UserFactory
from tests.faults.ladder import KIND

pytestmark = pytest.mark.slow
MINUTES, PEOPLE = 30, 20


def test_of_two_tickers_each_minute_belongs_to_one(crew, figures):
    at = timezone.now()
    day = timezone.localdate(at)
    for person in UserFactory.create_batch(PEOPLE):
        open_obligation(KIND, subject=("people.user", person.public_id), anchor_on=day, due_on=day, at=at)
    first = at + datetime.timedelta(minutes=5)

    tickers = [crew.start("tick_many", first, MINUTES, by) for by in ("beat one", "beat two")]
    won = [crew.wait(ticker)["done"] for ticker in tickers]

    figures(f"two tickers, {MINUTES} minutes: {won[0]} + {won[1]} runs, {Notice.objects.count()} of {PEOPLE} told")
    assert sum(won) == SweepRun.objects.count() == MINUTES
    assert not SweepRun.objects.filter(finished_at=None).exists()
    assert Notice.objects.count() == Notice.objects.values("recipient").distinct().count() == PEOPLE

"""Two workers share a run: while one is in the middle of a chunk the other goes on with its own part."""

import threading

import pytest
from django.db import connection, transaction

from pulse_moderation.choices import Found
from pulse_moderation.models import ReplayFind
from pulse_moderation.services import replays
from tests.factories import pulse
from tests.pulse_moderation.desk import rule

PATIENCE = 60  # seconds; only a hung test waits as long

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def parts(cast, now):
    posts = [pulse.published(pulse.written(cast.dana, f"Harbor {n}.", at=now), at=now) for n in range(4)]
    found = rule("S-TEST", at=now, terms=["harbor"])
    replay = replays.start(found, draft={}, days=30, actor=cast.lucinda, at=now)
    assert replay.total == len(posts)
    return list(replay.parts.order_by("first"))


@pytest.fixture
def in_the_middle():
    """Call it with a part: somebody else has its row, and has kept a find of it, until the test is over."""
    taken, over, threads = threading.Event(), threading.Event(), []

    def hold(part):
        try:
            with transaction.atomic():
                replays.take(part.pk)
                ReplayFind.objects.create(replay=part.replay, revision_id=part.first, kind=Found.NEWLY, start=0, end=6)
                taken.set()
                over.wait(PATIENCE)
        finally:
            connection.close()

    def begin(part):
        threads.append(threading.Thread(target=hold, args=[part]))
        threads[-1].start()
        assert taken.wait(PATIENCE)

    yield begin
    over.set()
    for thread in threads:
        thread.join()


def test_one_does_not_wait_for_the_other(parts, in_the_middle, now):
    mine, theirs = parts
    in_the_middle(theirs)

    replays.run(mine.pk, now=lambda: now)

    mine.refresh_from_db()
    assert (mine.is_done, mine.replay.done, mine.replay.finished_at) == (True, 2, None)


def test_a_part_that_somebody_has_in_hand_is_left_to_them(parts, in_the_middle, now):
    _mine, theirs = parts
    in_the_middle(theirs)

    replays.run(theirs.pk, now=lambda: now)

    theirs.refresh_from_db()
    assert (theirs.is_done, theirs.replay.done) == (False, 0)

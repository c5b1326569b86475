"""Postgres restarted, worker and child killed, the queue flushed, two beats: the next tick finishes the work, once."""

import os
import signal
import time
from functools import partial
from itertools import count

import pytest

from tests.faults.foreman import wait_until
from tests.faults.house import House, children_of

pytestmark = pytest.mark.slow
MANY = 40


@pytest.fixture(scope="module")
def house():
    with House() as house:
        yield house


@pytest.fixture(scope="module")
def minute():
    """Minutes to come, each once, out of the way of beats that sweep the present one: minute()."""
    return partial(next, count(20))


@pytest.fixture
def worker(house):
    yield house.worker()
    house.stop("worker")


def told(house):
    return house.crew.do("tally")["entries"]


def assert_told_once(house, figures, what):
    found = house.crew.do("tally")
    figures(f"{what}: {found}")
    assert found["due"] == found["told once"] == found["entries"] == found["keys"]
    assert found["told more than once"] == 0


def test_postgres_restarted_in_the_midst_of_a_sweep(house, minute, figures):
    before = told(house)
    house.crew.do("owe", MANY)
    sweeping = house.crew.start("tick", minute())
    wait_until(lambda: told(house) > before + 5, "reminders")

    house.restart_postgres()
    broken = house.crew.wait(sweeping)
    between = told(house)
    house.crew.do("tick", minute())

    assert broken["error"] in ("OperationalError", "InterfaceError", "ExceptionGroup")
    assert before + 5 < between < before + MANY
    assert_told_once(house, figures, f"Postgres restarted after {between - before} of {MANY}")


def test_a_child_killed_and_then_the_whole_worker(house, minute, worker, figures):
    before = told(house)
    house.crew.do("owe", MANY)

    house.crew.do("queue", "faults.sweep", minute())
    wait_until(lambda: told(house) > before + 5, "reminders")
    for child in children_of(worker.pid):
        os.kill(child, signal.SIGKILL)
    after_child = told(house)

    house.crew.do("queue", "faults.sweep", minute())
    wait_until(lambda: told(house) > after_child + 5, "the next tick to go on")
    for child in children_of(worker.pid):
        os.kill(child, signal.SIGKILL)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    after_worker = told(house)

    again = house.worker()
    house.crew.do("queue", "faults.sweep", minute())
    wait_until(lambda: told(house) == before + MANY, "the tick after that to finish")

    assert again.poll() is None
    assert after_child - before < after_worker - before < MANY
    kills = f"child killed after {after_child - before}, worker after {after_worker - before} of {MANY}"
    assert_told_once(house, figures, kills)


def test_a_queue_that_was_flushed_loses_no_work(house, minute, figures):
    before = told(house)
    house.crew.do("owe", MANY)
    for _ in range(5):
        house.crew.do("queue", "faults.sweep", minute())

    house.crew.do("flush")
    assert house.crew.do("waiting_jobs") == 0
    assert told(house) == before
    house.crew.do("tick", minute())

    assert_told_once(house, figures, "5 sweeps flushed from the queue, 1 tick")


def test_two_beats_with_a_tick_a_second_sweep_once_a_minute(house, worker, figures):
    house.crew.do("owe", MANY)
    before = house.crew.do("tally")["runs"]
    began = time.time()

    beats = ("beat-one", "beat-two")
    for name in beats:
        house.beat(name)
    wait_until(lambda: min(house.log(name).count("Sending") for name in beats) >= 5, "both beats to ask five times")
    wait_until(lambda: house.crew.do("tally")["told once"] == house.crew.do("tally")["due"], "the reminders")
    asked = sum(house.log(name).count("Sending") for name in beats)
    for name in beats:
        house.stop(name)

    minutes = int(time.time() // 60) - int(began // 60) + 1
    runs = house.crew.do("tally")["runs"] - before
    assert 1 <= runs <= minutes
    assert_told_once(house, figures, f"two beats asked for {asked} sweeps in {minutes} minutes, {runs} runs")

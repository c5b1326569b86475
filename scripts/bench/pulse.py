"""How many posts a second come in by signed calls and are screened; and that a worker which is killed loses none.

Calls of a source are made in one process while a worker screens beside it; in the burst the worker is killed twice.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from audit.models import AuditEvent  # noqa: E402
from pulse_moderation.models import Post, Revision  # noqa: E402
from pulse_moderation.rules.signing import signature_of  # noqa: E402
from pulse_moderation.services import screening, sources  # noqa: E402
from scripts.bench import population  # noqa: E402

A_SECOND, KILLS, BATCH = 500, 2, 500
WORDS = (
    "The potluck is on Thursday in the break room and everybody who likes to eat is asked to bring something along. "
)


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run pulse", description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=10_000, help="posts of the measurement of speed")
    parser.add_argument("--burst", type=int, default=50_000, help="posts of the burst")
    options = parser.parse_args()
    at = timezone.now()
    department = population.found(at)
    source = sources.make("Bench", actor=department.staff[0], at=at)
    key, secret = sources.make_key(source, overlap=timedelta(days=1), actor=department.staff[0], at=at)
    caller = Caller(key.key_id, secret)
    speed(caller, options.posts)
    burst(caller, options.posts + 1, options.burst)


class Caller:
    def __init__(self, key_id, secret):
        self.key_id, self.secret, self.client = key_id, secret, Client(SERVER_NAME="127.0.0.1")

    def send(self, first, count):
        body = json.dumps([activity(number) for number in range(first, first + count)]).encode()
        stamp = str(int(time.time()))
        answer = self.client.post(
            "/api/pulse/v1/activities", body, content_type="application/json", secure=True,
            headers={"X-Pulse-Key": self.key_id, "X-Pulse-Timestamp": stamp,
                     "X-Pulse-Signature": signature_of(self.secret, stamp, body)},
        )  # fmt: skip
        assert answer.status_code == 202, answer.content


def activity(number):
    text = WORDS * 3 if number % 20 else f"{WORDS} My number is 617-555-{number % 10_000:04}. {WORDS}"
    return {
        "type": "Create", "actor": f"acct:nobody-{number % 500}",
        "object": {"type": "Note", "id": f"https://pulse.example/{number}", "content": f"<p>{text[:300]} {number}</p>"},
    }  # fmt: skip


class Worker:
    """A worker of the portal with its own process group, to be killed without notice."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "--quiet", "--app", "dys_social", "worker", "--concurrency", "1"],
            start_new_session=True,
        )

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def speed(caller, count):
    worker = Worker()
    try:
        caller.send(count, 1)  # until the worker is up
        wait_until_screened(time.perf_counter())
        began = time.perf_counter()
        for first in range(0, count, BATCH):
            caller.send(first, min(BATCH, count - first))
        accepted = time.perf_counter() - began
        wait_until_screened(began)
        screened = time.perf_counter() - began
    finally:
        worker.kill()
    print(f"{count:,} posts: accepted {count / accepted:,.0f} a second, accepted and screened {count / screened:,.0f}")
    said = "ok" if count / screened >= A_SECOND else "UNDER"
    print(f"  accepted and screened a second  {count / screened:8,.0f}  at least {A_SECOND}  {said}")


def burst(caller, first, count):
    """The worker dies twice in it; the next one and the sweep find what it left."""
    worker, before = Worker(), Post.objects.count()
    places = [count * (turn + 1) // (KILLS + 1) // BATCH * BATCH for turn in range(KILLS)]
    try:
        for number in range(0, count, BATCH):
            if number in places:
                worker.kill()
                worker = Worker()
            caller.send(first + number, min(BATCH, count - number))
        wait_until_screened(time.perf_counter())
    finally:
        worker.kill()
    doubled = Post.objects.values("external_id").annotate(times=Count("pk")).filter(times__gt=1).count()
    screened_once = AuditEvent.objects.filter(action="pulse_post.screened").values("subject_id").annotate(
        times=Count("pk")).filter(times=1).count()  # fmt: skip
    print(f"Burst of {count:,} with {KILLS} kills: {Post.objects.count() - before:,} kept, {doubled} doubled,")
    print(
        f"  {Revision.objects.filter(screened_at=None).count()} unscreened, {screened_once:,} screened exactly once in all"
    )


def wait_until_screened(began, most=900):
    """Beat is not there: what the worker does not have in hand is swept, as every minute."""
    swept = time.perf_counter()
    while Revision.objects.filter(screened_at=None).exists() and time.perf_counter() - began < most:
        time.sleep(0.2)
        if time.perf_counter() - swept > 20:
            screening.screen_waiting(timezone.now())
            swept = time.perf_counter()


if __name__ == "__main__":
    main()

"""How many events a second the audit chain takes, with one writer and with eight, and how long its proof takes."""

import argparse
import multiprocessing
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from audit.chain import verify  # noqa: E402
from audit.models import AuditEvent  # noqa: E402
from audit.services import record, record_many  # noqa: E402
from scripts.bench.figures import timed  # noqa: E402

SECONDS = 5
BATCH = 1_000


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run audit", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="length of the chain that is proven")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long the writers write")
    options = parser.parse_args()
    print("Each event is a transaction of its own, written to disk before the next.")
    alone = writers(1, options.seconds)
    together = writers(8, options.seconds)
    print(f"  1 writer   {alone:8.0f} events a second")
    print(f"  8 writers  {together:8.0f} events a second  ({together / alone:.2f} times one)")
    print(f"  in batches {in_batches(options.events):8.0f} events a second, {BATCH:,} in a transaction")
    seconds = timed(prove)
    print(f"  proving {AuditEvent.objects.count():,} events took {seconds:.1f} s")


def writers(count, seconds):
    """Events a second of `count` processes together."""
    connection.close()
    with multiprocessing.get_context("spawn").Pool(count) as pool:
        pool.map(warm, range(count * 4))
        began = time.monotonic()
        written = sum(pool.map(write, [seconds] * count, chunksize=1))
        return written / (time.monotonic() - began)


def warm(_):
    connection.ensure_connection()


def write(seconds):
    until, written = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        with transaction.atomic():
            record(**event(written))
        written += 1
    return written


def event(number):
    return {
        "action": "bench.written",
        "subject": ("bench", number),
        "actor": "system",
        "at": timezone.now(),
        "clause": "B.2",
        "facts": {"number": number, "reason": "a reason of the usual length, in plain words"},
    }


def in_batches(total):
    """Fill the chain up to `total` events; events a second."""
    missing = max(total - AuditEvent.objects.count(), BATCH)

    def fill():
        for first in range(0, missing, BATCH):
            with transaction.atomic():
                record_many([event(number) for number in range(first, min(first + BATCH, missing))])

    return missing / timed(fill)


def prove():
    faults, _count = verify()
    if faults:
        raise SystemExit(f"The chain is broken: {faults[0]}")


if __name__ == "__main__":
    main()

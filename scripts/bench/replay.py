"""What a run of a draft over stored posts costs: the time of two workers that are up, and what their memory grows by.

Posts are those of the screening bench: 300 characters as staff write them, one in twenty with something in it; all rules
and detectors are on, and 700 youth are on the roster of the department.
"""

import argparse
import multiprocessing
import os
import resource
import time
from datetime import timedelta
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from people.models import RoleGrant  # noqa: E402
from people.roles import Role  # noqa: E402
from pulse_moderation.choices import Origin  # noqa: E402
from pulse_moderation.models import Post, Revision, ScreenRule, Source  # noqa: E402
from pulse_moderation.services import receiving, replays, rulebook  # noqa: E402
from pulse_moderation.services.receiving import Incoming  # noqa: E402
from pulse_moderation.states import State  # noqa: E402
from scripts.bench import population  # noqa: E402
from scripts.bench.figures import show, timed, verdict  # noqa: E402
from scripts.bench.posts import made  # noqa: E402

GOAL, MOST_GROWTH = 10, 40  # seconds, MB between the first chunks of a worker and its last
AT_ONCE = 2000


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run replay", description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--rule", default="S-PROF", help="the rule whose draft is run")
    options = parser.parse_args()
    at = timezone.now()
    print("Founding the department.", flush=True)
    moderator = population.found(at).staff[0]
    RoleGrant.objects.create(person=moderator, role=Role.PULSE_MODERATOR, granted_at=at, confirmed_at=at)
    print(f"Filling {options.posts:,}: {timed(partial(_fill, options.posts, at)):.0f} s", flush=True)
    rule = ScreenRule.objects.get(code=options.rule)
    connections.close_all()
    with multiprocessing.get_context("spawn").Pool(replays.PARTS, _be_up) as pool:
        pool.map(time.sleep, [1] * replays.PARTS, chunksize=1)  # until both are there
        began = time.perf_counter()
        replay = replays.start(rule, draft={}, days=30, actor=moderator, at=at)
        grown = pool.map(_work, list(replay.parts.values_list("pk", flat=True)), chunksize=1)
        took = time.perf_counter() - began
    replay.refresh_from_db()
    rows = [[f"worker {number + 1}", f"{megabytes:.0f}"] for number, megabytes in enumerate(grown)]
    show(f"{replay.done:,} posts, {replay.caught:,} found", ["", "MB grown while it ran"], rows)
    print(f"\nSeconds: {verdict(took, GOAL)}")
    print(f"MB grown, at most: {verdict(max(grown), MOST_GROWTH)}")


def _fill(many, at):
    source = Source.objects.create(name="Bench", made_at=at)
    texts = made(many)
    for first in range(0, many, AT_ONCE):
        entries = [
            Incoming(f"bench-{first + n}", at - timedelta(hours=1), body=f"{first + n} {text}", author_name="somebody")
            for n, text in enumerate(texts[first : first + AT_ONCE])
        ]
        receiving.receive_many(entries, source=source, origin=Origin.API, at=at - timedelta(hours=1))
    Post.objects.update(state=State.PUBLISHED)
    Revision.objects.update(screened_at=at)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _be_up():
    """As a worker is that has screened before."""
    rulebook.screen_now()


def _work(part):
    """By how many MB a worker grew after its first chunk, when the rules and the roster are ready."""
    chunks = replays.chunks(part, now=timezone.now)
    next(chunks, None)
    before = _memory()
    for _chunk in chunks:
        pass
    connection.close()
    return _memory() - before


def _memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""How the desk of Pulse grows with the posts: the queue and an open post at 1,000 and at 1,000,000 posts.

Each size is a database of its own; requests go round the sizes, so that a busy moment of the machine meets all alike.
"""

import argparse
import os
from datetime import timedelta
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from people.models import RoleGrant  # noqa: E402
from people.roles import Role  # noqa: E402
from policy.services import acknowledge  # noqa: E402
from pulse_moderation.choices import Origin  # noqa: E402
from pulse_moderation.models import Hit, Item, Post, Revision, ScreenRule, Source  # noqa: E402
from pulse_moderation.screening.rules import Kind, Mode, Severity  # noqa: E402
from pulse_moderation.services import items, receiving  # noqa: E402
from pulse_moderation.services.receiving import Incoming  # noqa: E402
from pulse_moderation.states import State  # noqa: E402
from scripts.bench import population  # noqa: E402
from scripts.bench.figures import show, timed, typical_ms, verdict  # noqa: E402
from scripts.bench.register import database_of, get, signed_in, use  # noqa: E402

GROWTH, MOST_QUERIES = 1.5, 18
ROUNDS, EACH = 12, 3
QUEUE, POST = "queue", "open post"
FILTERS = {
    QUEUE: {"clear": "1"},
    "queue: critical": {"severity": "critical"},
    "queue: one clause": {"clause": "B.1.d"},
    "queue: mine": {"mine": "on"},
    "queue: a common word": {"find": "picture"},
}
TEXT = "Selling two tickets for Saturday, forty dollars each. A picture of the seats hangs in the break room. " * 3
# Of the first thousand posts every tenth waits, of those after them every fiftieth: a backlog no real desk has.
WAITS = "(CASE WHEN n <= 1000 THEN n %% 10 = 0 ELSE n %% 50 = 0 END)"
# Copies of one post that came by the signed interface, with its text, its item and what screening found in it.
COPIES = (
    (
        Post, "true",
        {
            "id": "%(post)s + n", "public_id": "gen_random_uuid()", "external_id": "'bench-' || n",
            "current_id": "%(revision)s + n", "posted_at": "%(at)s::timestamptz - n * interval '1 minute'",
            "received_at": "%(at)s::timestamptz - n * interval '1 minute'",
            "created_at": "%(at)s::timestamptz - n * interval '1 minute'",
            "state": f"CASE WHEN {WAITS} THEN 'live_flagged' ELSE 'published' END",
            "author_id": "(%(people)s::bigint[])[1 + n %% cardinality(%(people)s::bigint[])]",
        },
    ),
    (
        Revision, "true",
        {
            "id": "%(revision)s + n", "public_id": "gen_random_uuid()", "post_id": "%(post)s + n",
            "body": "n || ' ' || template.body",
        },
    ),
    (
        Item, WAITS,
        {
            "id": "%(item)s + n", "public_id": "gen_random_uuid()", "post_id": "%(post)s + n",
            "priority": "20 + n %% 180", "opened_at": "%(at)s::timestamptz - n * interval '1 minute'",
            "severity": "(ARRAY['caution', 'hold', 'hold', 'hold', 'critical'])[1 + n %% 5]",
        },
    ),
    (Hit, WAITS, {"id": "%(hit)s + n", "revision_id": "%(revision)s + n"}),
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run pulse_queue", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 1_000_000], help="posts")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times round the sizes")
    options = parser.parse_args()
    at = timezone.now()
    print("Founding the department.", flush=True)
    department = population.found(at)
    moderator = department.staff[0]
    RoleGrant.objects.create(person=moderator, role=Role.PULSE_MODERATOR, granted_at=at, confirmed_at=at)
    acknowledge(moderator, kind="policy", at=at)
    client = signed_in(moderator)
    template = waiting(at)
    address = template["post"].get_absolute_url()
    filled = 0
    for size in options.sizes:
        print(f"Filling {size:,}: {timed(partial(keep, department, template, filled, size, at)):.0f} s", flush=True)
        filled = size
    queries = {size: count_queries(size, client, address) for size in options.sizes}
    report(options.sizes, measure(options.sizes, client, address, options.rounds), queries)


def waiting(at):
    """One post that waits, with the rows that hang on it: the template of all others."""
    source = Source.objects.create(name="Bench", made_at=at)
    entry = Incoming("bench-0", at, body=TEXT, author_name="somebody")
    post = receiving.receive_many([entry], source=source, origin=Origin.API, at=at)[0].post
    Post.objects.filter(pk=post.pk).update(state=State.LIVE_FLAGGED)
    post.refresh_from_db()
    with transaction.atomic():
        item = items.attach(post, at=at, severity=Severity.HOLD)
    rule, _is_new = ScreenRule.objects.get_or_create(
        code="S-SPAM", defaults={"title": "Spam", "clause_id": "B.1.d", "kind": Kind.WORDS, "made_at": at}
    )
    hit = Hit.objects.create(
        revision=post.current, rule=rule, rule_version=1, clause_id=rule.clause_id, severity=Severity.HOLD, mode=Mode.HOLD,
        start=0, end=7, excerpt="Selling", found_at=at,
    )  # fmt: skip
    return {"post": post, "revision": post.current, "item": item, "hit": hit}


def keep(department, template, filled, size, at):
    """Fill up to `size` and set the database aside as it then is."""
    _copy(department, template, filled, size, at)
    original = connection.settings_dict["NAME"]
    connection.close()
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    owner.close()
    owner.settings_dict["NAME"] = "postgres"
    with owner.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database_of(size)} TEMPLATE {owner.ops.quote_name(original)}")
    owner.close()
    owner.settings_dict["NAME"] = original


def _copy(department, template, filled, size, at):
    """What a copy points to comes with it or after it: references are looked at when all of them are there."""
    of = {name: row.pk for name, row in template.items()}
    values = of | {"at": at - timedelta(days=1), "first": filled + 1, "last": size,
                   "people": [person.pk for person in department.staff[1:200]]}  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        for model, which, changed in COPIES:
            columns = [field.column for field in model._meta.concrete_fields]
            chosen = ", ".join(changed.get(column, f'template."{column}"') for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({names}) SELECT {chosen} "  # nosec B608: names of ours
                f"FROM {model._meta.db_table} template CROSS JOIN generate_series(%(first)s, %(last)s) AS copy (n) "
                f"WHERE template.id = %({model._meta.model_name})s AND {which}",
                values,
            )


def pages(client, address):
    """(name, address) of each page, narrowed first; a filter stays in the session."""
    for name, asked in FILTERS.items():
        client.post(reverse("queue"), asked)
        yield name, reverse("queue")
    client.post(reverse("queue"), FILTERS[QUEUE])
    yield POST, address


def count_queries(size, client, address):
    use(size)
    counts = {}
    for name, page in pages(client, address):
        get(client, page)
        with CaptureQueriesContext(connection) as captured:
            get(client, page)
        counts[name] = len(captured)
    return counts


def measure(sizes, client, address, rounds):
    """{(size, page): seconds of each request}"""
    times = {}
    for number in range(rounds):
        print(f"\rMeasuring, round {number + 1} of {rounds}", end="", flush=True)
        for size in sizes:
            use(size)
            for name, page in pages(client, address):
                get(client, page)
                times.setdefault((size, name), []).extend(timed(partial(get, client, page)) for _ in range(EACH))
    print()
    return times


def report(sizes, times, queries):
    small, large = sizes[0], sizes[-1]
    rows = []
    for name in dict.fromkeys(name for _size, name in times):
        ms = {size: typical_ms(times[size, name]) for size in sizes}
        counts = [queries[size][name] for size in sizes]
        rows.append([name, *(f"{ms[size]:.1f}" for size in sizes), f"{ms[large] / ms[small]:.2f}",
                     counts[0] if len(set(counts)) == 1 else "/".join(map(str, counts))])  # fmt: skip
    show(
        "A moderator",
        ["ms, lower quartile", *(f"{size:,}" for size in sizes), f"{large:,} / {small:,}", "queries"],
        rows,
    )
    growth = typical_ms(times[large, QUEUE]) / typical_ms(times[small, QUEUE])
    print(f"\nQueue at {large:,} / at {small:,}: {verdict(growth, GROWTH)}")
    print(f"Queries of the queue: {verdict(queries[large][QUEUE], MOST_QUERIES)}")
    grown = [name for name, count in queries[large].items() if count > queries[small][name]]
    print(f"More queries at {large:,} than at {small:,}: {', '.join(grown) or 'none'}")


if __name__ == "__main__":
    main()

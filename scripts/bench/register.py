"""How the pages of the register grow with it: home, list and detail at 100, 1,000 and 100,000 authorizations.

Each size is a database of its own; requests go round the sizes, so that a busy moment of the machine meets all alike.
"""

import argparse
import os
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from authorizations.models import SupervisionAuthorization  # noqa: E402
from authorizations.states import State  # noqa: E402
from scripts.bench import population  # noqa: E402
from scripts.bench.figures import show, timed, typical_ms, verdict  # noqa: E402

LIST_GROWTH, HOME_OVER_BARE, MOST_QUERIES = 1.5, 2.0, 15
BARE, HOME, LIST = "help", "home", "list"
FILTERS = {
    LIST: {"clear": ""},
    "list: waiting": {"state": "waiting"},
    "list: in force": {"state": "in_force"},
    "list: by number": {"find": "SUP-2020-000041"},
    "list: by name": {"find": "Bench0"},
}
ROUNDS, EACH = 12, 3


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run register", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 100_000], help="rows of history")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times round the sizes")
    options = parser.parse_args()
    at = timezone.now()
    print("Founding the department.", flush=True)
    department = population.found(at)
    clients = {name: signed_in(person) for name, person in department.readers.items()}
    for size in options.sizes:
        print(f"Filling {size:,}: {timed(partial(keep, department, size, at)):.0f} s", flush=True)
    pages = {name: pages_of(person) for name, person in department.readers.items()}
    queries = {size: count_queries(size, clients, pages) for size in options.sizes}
    times = measure(options.sizes, clients, pages, options.rounds)
    report(options.sizes, times, queries)


def signed_in(person):
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def keep(department, size, at):
    """Fill up to `size` and set the database aside as it then is."""
    population.fill(department, size, at)
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


def database_of(size):
    return f"bench_{size}"


def use(size):
    connection.close()
    connection.settings_dict["NAME"] = database_of(size)


def pages_of(person):
    """{name: address} of what this person opens most, the same record at every size."""
    pages = {BARE: reverse("help"), HOME: reverse("my_work")}
    pages |= {name: reverse("supervision_list") for name in FILTERS}
    day = timezone.localdate()
    for state in (State.SUBMITTED, State.ACTIVE):
        seen = SupervisionAuthorization.objects.visible_to(person, day).filter(state=state).order_by("pk").first()
        if seen is not None:
            pages[f"detail: {state}"] = seen.get_absolute_url()
    return pages


def count_queries(size, clients, pages):
    """{(reader, page): queries}"""
    use(size)
    counts = {}
    for reader, client in clients.items():
        for page, address in pages[reader].items():
            warm(client, page, address)
            with CaptureQueriesContext(connection) as captured:
                get(client, address)
            counts[reader, page] = len(captured)
    return counts


def warm(client, page, address):
    """Once, unmeasured; a list is narrowed first, and stays so in the session."""
    if page in FILTERS:
        client.post(address, FILTERS[page])
    get(client, address)


def get(client, address):
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def measure(sizes, clients, pages, rounds):
    """{(size, reader, page): seconds of each request}"""
    times = {}
    for number in range(rounds):
        print(f"\rMeasuring, round {number + 1} of {rounds}", end="", flush=True)
        for size in sizes:
            use(size)
            for reader, client in clients.items():
                for page, address in pages[reader].items():
                    warm(client, page, address)
                    found = times.setdefault((size, reader, page), [])
                    found += [timed(partial(get, client, address)) for _ in range(EACH)]
    print()
    return times


def report(sizes, times, queries):
    small, large = (sizes[-2] if len(sizes) > 1 else sizes[0]), sizes[-1]
    readers = dict.fromkeys(reader for _, reader, _ in times)
    for reader in readers:
        rows = []
        for page in dict.fromkeys(page for _, who, page in times if who == reader):
            ms = {size: typical_ms(times[size, reader, page]) for size in sizes}
            counts = [queries[size][reader, page] for size in sizes]
            rows.append([page, *(f"{ms[size]:.1f}" for size in sizes), f"{ms[large] / ms[small]:.2f}",
                         counts[0] if len(set(counts)) == 1 else "/".join(map(str, counts))])  # fmt: skip
        columns = ["ms, lower quartile", *(f"{size:,}" for size in sizes), f"{large:,} / {small:,}", "queries"]
        show(f"{reader}", columns, rows)
    print(f"\nList at {large:,} / at {small:,}")
    for reader in readers:
        growth = typical_ms(times[large, reader, LIST]) / typical_ms(times[small, reader, LIST])
        print(f"  {reader:<20}{verdict(growth, LIST_GROWTH)}")
    print("\nHome / a bare signed-in page")
    for reader in readers:
        for size in sizes:
            ratio = typical_ms(times[size, reader, HOME]) / typical_ms(times[size, reader, BARE])
            print(f"  {reader:<20}{size:>9,}{verdict(ratio, HOME_OVER_BARE)}")
    print(
        f"\nQueries: the most of any page {verdict(max(max(found.values()) for found in queries.values()), MOST_QUERIES)}"
    )
    grown = [" ".join(key) for key, count in queries[large].items() if count > queries[small][key]]
    print(f"More queries at {large:,} than at {small:,}: {', '.join(grown) or 'none'}")


if __name__ == "__main__":
    main()

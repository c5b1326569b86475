"""What row-level security costs the lists of the compartment and "my work", beside the same statements without it.

By turns: the walls are taken down, everything is asked, they are put up again, everything is asked again.
"""

import argparse
import os
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from dys_social import work_investigations  # noqa: E402
from dys_social.work_queue import MOST_ROWS  # noqa: E402
from investigations.models import InvestigationAuthorization  # noqa: E402
from investigations.views.records import SHOWN  # noqa: E402
from policy.calendar import local_day  # noqa: E402
from policy.services import acknowledge  # noqa: E402
from scripts.bench import compartment, population  # noqa: E402
from scripts.bench.figures import show, timed, typical_ms, verdict  # noqa: E402
from workflow.identity import acting_as  # noqa: E402
from workflow.keyset import paginate  # noqa: E402

TIMES_BUDGET, MOST_QUERIES = 3, 15
FIRST, WAITING, OLDER, HOME = "list", "list: waiting", "list: an older page", "my work"
LIST_PAGE, HOME_PAGE = "the page of the list", "the page my work"
TABLES = [
    model._meta.db_table
    for model in apps.get_app_config("investigations").get_models(include_auto_created=True)
]  # fmt: skip
ROUNDS, EACH = 8, 5


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run investigations", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000, help="investigations")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns with and without the walls")
    options = parser.parse_args()
    at = timezone.now()
    print("Founding the department.", flush=True)
    department = population.found(at)
    print(f"Filling {options.rows:,}: {timed(partial(fill, department, options.rows, at)):.0f} s", flush=True)
    readers = readers_of(department, at)
    asked = {name: questions(person, at) for name, person in readers.items()}
    report(measure(asked, options.rounds), most_queries(readers))


def fill(department, rows, at):
    compartment.fill(department, rows, at)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def readers_of(department, at):
    """Who sees all, who sees those of a team, their own, none."""
    readers = {
        "Legal": department.legal,
        "supervisor": department.supervisor,
        "investigator": department.caseworker,
        "caseworker": department.staff[-1],
    }
    for person in readers.values():
        acknowledge(person, kind="policy", at=at)
    return readers


def questions(person, at):
    """{name: what is asked}: by the statements of the view alone, and by the whole page."""
    day, client = local_day(at), signed_in(person)
    with acting_as(person):
        seen = InvestigationAuthorization.objects.visible_to(person, day).count()
        older = page_of(person, day).older
    print(f"  {person.full_name} sees {seen:,}", flush=True)
    found = {HOME: partial(work_investigations.gather, person, day=day, most=MOST_ROWS)}
    if seen:
        found[FIRST] = partial(page_as, person, day)
        found[WAITING] = partial(page_as, person, day, states=SHOWN["waiting"])
        found[OLDER] = partial(page_as, person, day, cursor=older)
        found[LIST_PAGE] = partial(get, client, reverse("investigation_list"))
    return found | {HOME_PAGE: partial(get, client, reverse("my_work"))}


def page_as(person, day, **details):
    with acting_as(person):
        return page_of(person, day, **details)


def page_of(person, day, *, cursor="", states=None):
    """What the view of the list asks the database."""
    rows = InvestigationAuthorization.objects.visible_to(person, day).select_related("investigator")
    if states:
        rows = rows.filter(state__in=states)
    return paginate(rows.prefetch_related("meetings"), cursor, by="updated_at")


def signed_in(person):
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(client, address):
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def put_walls(stand):
    """Up, as they are, or down: then only `visible_to` narrows what is found."""
    word = "ENABLE" if stand else "DISABLE"
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")


def measure(asked, rounds):
    """{(reader, question, whether the walls stood): seconds of each}"""
    times = {}
    for number in range(rounds):
        print(f"\rMeasuring, round {number + 1} of {rounds}", end="", flush=True)
        for stand in (False, True):
            put_walls(stand)
            for reader, found in asked.items():
                for name, ask in found.items():
                    ask()
                    times.setdefault((reader, name, stand), []).extend(timed(ask) for _turn in range(EACH))
    print()
    return times


def most_queries(readers):
    """(queries, reader and address) of the page that asks most."""
    counts = []
    for reader, person in readers.items():
        client = signed_in(person)
        for address in (reverse("investigation_list"), reverse("my_work")):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            asked = [query for query in captured if query["sql"] not in ("BEGIN", "COMMIT")]
            counts.append((len(asked), f"{reader} {address}"))
    return max(counts)


def report(times, queries):
    for reader in dict.fromkeys(reader for reader, _name, _stand in times):
        rows = []
        for name in dict.fromkeys(name for who, name, _stand in times if who == reader):
            without, within = (typical_ms(times[reader, name, stand]) for stand in (False, True))
            rows.append([name, f"{without:.1f}", f"{within:.1f}", verdict(within / without, TIMES_BUDGET)])
        show(reader, ["ms, lower quartile", "without", "with", "with / without"], rows)
    count, where = queries
    print(f"\nQueries: the most of a page {verdict(count, MOST_QUERIES)}  {where}")


if __name__ == "__main__":
    main()

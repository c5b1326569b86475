"""How the desk of reports grows with them: the list at 100, 1,000 and 100,000 reports, and what filing one asks.

Each size is a database of its own; requests go round the sizes, so that a busy moment of the machine meets all alike.
"""

import argparse
import os
import uuid
from datetime import timedelta
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from django.db import connection, connections  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from people.models import RoleGrant, User  # noqa: E402
from people.roles import Role  # noqa: E402
from policy.services import acknowledge  # noqa: E402
from scripts.bench import population  # noqa: E402
from scripts.bench.figures import show, timed, typical_ms, verdict  # noqa: E402
from scripts.bench.register import database_of, get, signed_in, use  # noqa: E402
from violations.choices import Mode, Part, Pool  # noqa: E402
from violations.models import Assignment, Report  # noqa: E402
from violations.services import file_report  # noqa: E402
from workflow.identity import acting_as_system  # noqa: E402

LIST_GROWTH, MOST_QUERIES = 1.5, 15
TEXT = "On Tuesday a picture of two youth in the day room stood on a page that everybody can read."
CLAUSES = ["C.2.a", "C.1.b", "C.2.i", "P.3", "B.1.f"]
ROUNDS, EACH = 12, 3
ASKED, OF_DESIGNEE = 40, 30  # reports one person was asked to handle; reports about the Legal Unit
LIST = "list"
FILTERS = {
    LIST: {"clear": "1"},
    "list: open": {"state": "open"},
    "list: one clause": {"clause": "C.1.b"},
    "list: mine": {"mine": "on"},
    "list: a month": {"month": f"{timezone.now():%Y-%m}"},
    "list: a rare word": {"find": "heron"},
    "list: a common word": {"find": "picture"},
}
# Copies of one report that was filed through the portal, with what hangs on it. What is sealed in a copy does not open:
# no list opens it. The newest stand first at every size.
COPIES = [
    """
    INSERT INTO violations_report ({columns})
    SELECT {values} FROM violations_report template CROSS JOIN generate_series(%(first)s, %(last)s) AS copy (n)
    WHERE template.id = %(template)s
    """,
    """
    INSERT INTO violations_subject (public_id, report_id, person_id, basis, named_at)
    SELECT gen_random_uuid(), report.id, (%(people)s::bigint[])[1 + report.id %% %(count)s], 'named', report.filed_at
    FROM violations_report report WHERE report.id > %(after)s
    """,
    """
    INSERT INTO violations_excluded (report_id, person_id, because, since)
    SELECT named.report_id, named.person_id, 'named', named.named_at FROM violations_subject named
    WHERE named.report_id > %(after)s
    UNION
    SELECT named.report_id, staff.reports_to_id, 'line', named.named_at FROM violations_subject named
    JOIN people_user staff ON staff.id = named.person_id
    WHERE named.report_id > %(after)s AND staff.reports_to_id IS NOT NULL
    """,
    """
    INSERT INTO violations_allegation (public_id, report_id, clause_id, as_filed, made_at)
    SELECT gen_random_uuid(), report.id, (%(clauses)s::text[])[1 + report.id %% cardinality(%(clauses)s::text[])], true,
        report.filed_at FROM violations_report report WHERE report.id > %(after)s
    """,
    """
    INSERT INTO violations_reportwords (report_id, lane, words)
    SELECT report.id, 'all', known.words || report.id FROM violations_report report, violations_reportwords known
    WHERE report.id > %(after)s AND known.report_id = %(template)s AND known.lane = 'all'
    """,
    """
    INSERT INTO notifications_obligation (public_id, kind, subject_label, subject_id, period, anchor_on, due_on,
        plan_from, state, opened_at)
    SELECT gen_random_uuid(), 'confidential.report_findings', 'violations.report', report.public_id, 1,
        report.filed_at::date, report.filed_at::date + 45, report.filed_at::date, 'open', report.filed_at
    FROM violations_report report WHERE report.id > %(after)s AND report.state <> 'dismissed'
    """,
]
CHANGED = {
    "public_id": "gen_random_uuid()",
    "form_key": "gen_random_uuid()",
    "number": "'VR-2020-' || copy.n",
    "receipt_code": "'BENCH-' || copy.n",
    "filed_at": "%(at)s::timestamptz - copy.n * interval '15 minutes'",
    "created_at": "%(at)s::timestamptz - copy.n * interval '15 minutes'",
    "state": "CASE WHEN copy.n %% 10 < 8 THEN 'dismissed' ELSE 'submitted' END",
    "severity": "(ARRAY['low', 'medium', 'medium', 'high', 'critical'])[1 + copy.n %% 5]",
}


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run reports", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 100_000], help="reports")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times round the sizes")
    options = parser.parse_args()
    at = timezone.now()
    print("Founding the department.", flush=True)
    department = population.found(at)
    readers = readers_of(department, at)
    clients = {name: signed_in(person) for name, person in readers.items()}  # before a size is set aside
    template = filed(department, at - timedelta(days=1))
    filing = queries_to_file(department, at)
    filled = 0
    for size in options.sizes:
        print(f"Filling {size:,}: {timed(partial(keep, department, template, filled, size, at)):.0f} s", flush=True)
        filled = size
    queries = {size: count_queries(size, clients) for size in options.sizes}
    report(options.sizes, measure(options.sizes, clients, options.rounds), queries, filing)


def readers_of(department, at):
    """Legal, who holds nearly all; the designee, who is above nearly everybody; somebody asked to handle a few."""
    head = User.objects.get(pk=department.legal.reports_to_id)
    RoleGrant.objects.create(person=head, role=Role.COMMISSIONER_DESIGNEE, granted_at=at, confirmed_at=at)
    readers = {"Legal": department.legal, "designee": head, "asked to handle": department.staff[-1]}
    for person in readers.values():
        acknowledge(person, kind="policy", at=at)
    return readers


def filed(department, at, **facts):
    return file_report(
        department.staff[0], mode=Mode.CONFIDENTIAL, form_key=uuid.uuid4(), alleged={"C.2.a": {}},
        named=[department.staff[20]], narrative=TEXT, at=at, facts=facts,
    )  # fmt: skip


def queries_to_file(department, at):
    with CaptureQueriesContext(connection) as captured:
        filed(department, at, account_name="demo_nobody")
    return len(captured)


def keep(department, template, filled, size, at):
    """Fill up to `size` and set the database aside as it then is."""
    with acting_as_system("intake"):
        _copy(department, template, filled, size, at)
        if filled == 0:
            _hand_out(department, at)
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
    columns = [field.column for field in Report._meta.concrete_fields if field.column != "id"]
    values = ", ".join(CHANGED.get(name, f"template.{name}") for name in columns)
    people = [person.pk for person in department.staff[1:-1]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM violations_report")
        [after] = cursor.fetchone()
        rows = {
            "template": template.pk, "first": filled + 1, "last": size, "after": after, "at": at, "people": people,
            "count": len(people), "clauses": CLAUSES,
        }  # fmt: skip
        for statement in COPIES:
            cursor.execute(statement.replace("{columns}", ", ".join(columns)).replace("{values}", values), rows)


def _hand_out(department, at):
    """Of the newest, some to one person, and some to the designee."""
    newest = list(Report.objects.order_by("-filed_at", "-pk")[: ASKED + OF_DESIGNEE])
    Assignment.objects.bulk_create(
        Assignment(report=one, person=department.staff[-1], part=Part.HANDLER, by=department.legal, offered_at=at)
        for one in newest[:ASKED]
    )
    for one in newest[ASKED:]:
        Report.objects.filter(pk=one.pk).update(pool=Pool.DESIGNEE)
        one.subjects.all().delete()
        one.excluded.all().delete()


def warm(client, page):
    """Once, unmeasured; the list is narrowed first, and stays so in the session."""
    client.post(reverse("report_list"), FILTERS[page])
    get(client, reverse("report_list"))


def count_queries(size, clients):
    use(size)
    counts = {}
    for reader, client in clients.items():
        for page in FILTERS:
            warm(client, page)
            with CaptureQueriesContext(connection) as captured:
                get(client, reverse("report_list"))
            counts[reader, page] = len(captured)
    return counts


def measure(sizes, clients, rounds):
    """{(size, reader, page): seconds of each request}"""
    times = {}
    for number in range(rounds):
        print(f"\rMeasuring, round {number + 1} of {rounds}", end="", flush=True)
        for size in sizes:
            use(size)
            for reader, client in clients.items():
                for page in FILTERS:
                    warm(client, page)
                    found = times.setdefault((size, reader, page), [])
                    found += [timed(partial(get, client, reverse("report_list"))) for _ in range(EACH)]
    print()
    return times


def report(sizes, times, queries, filing):
    small, large = (sizes[-2] if len(sizes) > 1 else sizes[0]), sizes[-1]
    readers = dict.fromkeys(reader for _size, reader, _page in times)
    for reader in readers:
        rows = []
        for page in FILTERS:
            ms = {size: typical_ms(times[size, reader, page]) for size in sizes}
            counts = [queries[size][reader, page] for size in sizes]
            rows.append([page, *(f"{ms[size]:.1f}" for size in sizes), f"{ms[large] / ms[small]:.2f}",
                         counts[0] if len(set(counts)) == 1 else "/".join(map(str, counts))])  # fmt: skip
        columns = ["ms, lower quartile", *(f"{size:,}" for size in sizes), f"{large:,} / {small:,}", "queries"]
        show(reader, columns, rows)
    print(f"\nList at {large:,} / at {small:,}")
    for reader in readers:
        growth = typical_ms(times[large, reader, LIST]) / typical_ms(times[small, reader, LIST])
        print(f"  {reader:<20}{verdict(growth, LIST_GROWTH)}")
    most = max(max(found.values()) for found in queries.values())
    print(f"\nQueries: the most of any list {verdict(most, MOST_QUERIES)}")
    grown = [" ".join(key) for key, count in queries[large].items() if count > queries[small][key]]
    print(f"More queries at {large:,} than at {small:,}: {', '.join(grown) or 'none'}")
    print(f"Statements that take a report in, all together: {filing}")


if __name__ == "__main__":
    main()

"""The wall around a report: who is kept away when somebody is named, and who then holds it.

That nobody kept away reads a report is the database's business (migrations/0002_wall.py). Call these inside
acting_as_system("intake").
"""

from django.db import connection

from audit.services import record
from people.models import User
from people.roles import Role
from people.titles import JobTitle
from sealing.hashes import keyed_hash
from violations.choices import Because, Pool
from violations.models import Excluded, ReserveHandler

MARK = "reporter"

# Whom the line, the program or the unit keeps away from a report about these people, as all that is on this day.
KEPT_AWAY = """
SELECT person.id FROM people_user person
WHERE EXISTS (SELECT FROM violations_kept_from(person.id) AS kept (id) WHERE kept.id = ANY(%s::bigint[]))
"""


def mark_of(person):
    """What stands on a report in the place of who made it."""
    return keyed_hash(MARK, person.public_id)


def mark_on(report):
    """The mark of who made it; None on an anonymous report."""
    return bytes(report.reporter_mark) if report.reporter_mark is not None else None


def exclude(report, people, *, at):
    """Keep away, for good, these people who were named now and whoever the line of today keeps from them."""
    named = {person.pk for person in people}
    if not named:
        return
    with connection.cursor() as cursor:
        cursor.execute(KEPT_AWAY, [list(named)])
        kept_away = {pk for (pk,) in cursor.fetchall()}
    rows = [
        Excluded(report=report, person_id=pk, because=Because.NAMED if pk in named else Because.LINE, since=at)
        for pk in sorted(kept_away | named)
    ]
    Excluded.objects.bulk_create(rows, ignore_conflicts=True)


def choose_pool(report):
    """The first pool with somebody in it who is not kept away and did not report it; else an outside authority."""
    kept_away = _kept_away(report)
    for pool, members in _pools():
        if any(person.pk not in kept_away and mark_of(person) != mark_on(report) for person in members):
            return pool
    return Pool.OUTSIDE


def is_kept_away(report, person):
    return person.pk in _kept_away(report)


def pass_on(report, *, at):
    """Find again who holds it, after somebody was named or people moved; returns whether it moved."""
    pool = choose_pool(report)
    is_handled_by_walled = report.handler_id in _kept_away(report)
    if pool == report.pool and not is_handled_by_walled:
        return False
    report.pool, report.handler = pool, None if is_handled_by_walled else report.handler
    report.version += 1
    report.save(update_fields=["pool", "handler", "version"])
    record("report.passed_on", subject=report, actor="system", at=at, clause="C.3", facts={"pool": str(pool)},
           is_confidential=True)  # fmt: skip
    return True


def _pools():
    working = User.objects.working()
    yield Pool.LEGAL, working.holding(Role.LEGAL)  # the General Counsel reads with them
    yield Pool.GENERAL_COUNSEL, working.holding(Role.GENERAL_COUNSEL)
    yield Pool.DESIGNEE, working.holding(Role.COMMISSIONER_DESIGNEE)
    yield Pool.RESERVE, working.filter(pk__in=ReserveHandler.objects.filter(ended_at=None).values("person"))
    yield Pool.COMMISSIONER, working.filter(job_title=JobTitle.COMMISSIONER)


def _kept_away(report):
    named = list(report.subjects.exclude(person=None).values_list("person", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(KEPT_AWAY, [named])
        by_line = {pk for (pk,) in cursor.fetchall()}
    return by_line | set(report.excluded.values_list("person", flat=True))

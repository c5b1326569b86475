"""The wall around a report: who is kept away when somebody is named, and who then holds it.

That nobody kept away reads a report is the database's business (migrations/0002_wall.py). Call these inside
acting_as_system("intake").
"""

from django.db import connection, transaction

from people.models import User
from people.roles import Role
from people.titles import JobTitle
from sealing.hashes import keyed_hash
from violations.choices import Pool
from violations.models import LetIn, Report, ReserveHandler
from violations.services.exclusion import exclude, kept_away
from violations.states import Act, State
from workflow.moves import transition

MARK = "reporter"
__all__ = ["choose_pool", "exclude", "is_holder", "is_kept_away", "mark_of", "mark_on", "pass_on", "watch"]


def mark_of(person):
    """What stands on a report in the place of who made it."""
    return keyed_hash(MARK, person.public_id)


def mark_on(report):
    """The mark of who made it; None on an anonymous report."""
    return bytes(report.reporter_mark) if report.reporter_mark is not None else None


# Who holds it ---------------------------------------------------------------------------------------------------------


def choose_pool(report):
    """The first pool with somebody in it who is not kept away and did not report it; else an outside authority."""
    found = [(pool, list(members)) for pool, members, _readers in _pools()]
    barred = kept_away(report, {one.pk for _pool, members in found for one in members})
    free = (pool for pool, members in found
            if any(one.pk not in barred and mark_of(one) != mark_on(report) for one in members))  # fmt: skip
    return next(free, Pool.OUTSIDE)


def is_kept_away(report, person):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM violations_walled_off(%s) AS walled (id) WHERE walled.id = %s)",
            [person.pk, report.pk],
        )
        return cursor.fetchone()[0]


def is_holder(report, person):
    """Whether their pool holds it and the wall lets them: who was let in only reads."""
    readers = next((readers for pool, _members, readers in _pools() if pool == report.pool), ())
    return person.pk in {one.pk for one in readers} and not is_kept_away(report, person)


@transaction.atomic
def pass_on(report, *, at):
    """Find again who holds it, after somebody was named or people moved; returns whether it moved.

    A report that moves is nobody's for a moment, and who was let in by those before is let in no more.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("handler").get(pk=report.pk)
    pool = choose_pool(report)
    is_lost = report.handler is not None and not is_holder(report, report.handler)
    if pool == report.pool and not is_lost:
        return False
    if pool != report.pool:
        LetIn.objects.filter(report=report, ended_at=None).update(ended_at=at)
    transition(report, State.SUBMITTED, act=Act.PASS_ON, actor="system", at=at, clause="C.3", is_confidential=True,
               facts={"pool": str(pool)}, pool=pool, handler=None)  # fmt: skip
    return True


def watch(at):
    """Pass on what nobody can take up or what its handler no longer holds, since people moved; returns how many."""
    return sum(pass_on(report, at=at) for report in Report.objects.filter(pk__in=_astray()).order_by("pk"))


def _astray():
    """Ids of the reports to look at again: few, however many there are."""
    found = set(Report.objects.filter(pool=Pool.OUTSIDE).values_list("pk", flat=True))
    for pool, members, readers in _pools():
        of_pool = Report.objects.filter(pool=pool)
        barred = [_walled_off(one) | set(of_pool.filter(reporter_mark=mark_of(one)).values_list("pk", flat=True))
                  for one in members]  # fmt: skip
        nobodys = of_pool.filter(pk__in=set.intersection(*barred)) if barred else of_pool
        found |= set(nobodys.values_list("pk", flat=True))
        handled = of_pool.exclude(handler=None)
        found |= set(handled.exclude(handler__in=[one.pk for one in readers]).values_list("pk", flat=True))
        for one in readers:
            if own := set(handled.filter(handler=one).values_list("pk", flat=True)):
                found |= own & _walled_off(one)
    return found


def _walled_off(person):
    """Ids of the reports that this person may not know of today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_walled_off(%s)", [person.pk])
        return {report for (report,) in cursor.fetchall()}


def _pools():
    """(pool, the people who make it one that holds, all who read what it holds), in their order."""
    working = User.objects.working()
    legal, counsel = working.holding(Role.LEGAL), working.holding(Role.GENERAL_COUNSEL)
    yield Pool.LEGAL, legal, working.holding(Role.LEGAL, Role.GENERAL_COUNSEL)
    for pool, members in [
        (Pool.GENERAL_COUNSEL, counsel),
        (Pool.DESIGNEE, working.holding(Role.COMMISSIONER_DESIGNEE)),
        (Pool.RESERVE, working.filter(pk__in=ReserveHandler.objects.filter(ended_at=None).values("person"))),
        (Pool.COMMISSIONER, working.filter(job_title=JobTitle.COMMISSIONER)),
    ]:
        yield pool, members, members

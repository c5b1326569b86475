"""The wall around a report: who is kept away when somebody is named, and who then holds it.

That nobody kept away reads a report is the database's business (migrations/0002_wall.py). Call these inside
acting_as_system("intake").
"""

from django.db import connection, transaction
from django.db.models import Q

from notifications.rules import ON_CALL
from people.models import ReportingLine, RoleGrant, User
from people.roles import Role
from people.titles import EmploymentType, JobTitle, Unit
from sealing.hashes import keyed_hash
from violations.choices import Because, LinkKind, Pool
from violations.models import Excluded, LetIn, Link, Report, ReserveHandler
from violations.states import Act, State
from workflow.moves import transition

MARK = "reporter"
DIRECTORS = [JobTitle.PROGRAM_DIRECTOR, JobTitle.ASSISTANT_PROGRAM_DIRECTOR]
UNIT_OF = {Role.LEGAL: Unit.LEGAL, Role.GENERAL_COUNSEL: Unit.LEGAL, Role.INVESTIGATIONS: Unit.INVESTIGATION}


def mark_of(person):
    """What stands on a report in the place of who made it."""
    return keyed_hash(MARK, person.public_id)


def mark_on(report):
    """The mark of who made it; None on an anonymous report."""
    return bytes(report.reporter_mark) if report.reporter_mark is not None else None


# Who is kept away for good --------------------------------------------------------------------------------------------


def exclude(report, people, *, at):
    """Keep away, for good, these people who are named now, and whoever was above them and beside them at filing or is."""
    named = {person.pk for person in people}
    if not named:
        return
    kept_away = _above(named, report.filed_at) | _above(named, at) | _directors(named)
    for when in (report.filed_at, at):
        kept_away |= _of_units(_units(named, when), when)
    rows = [
        Excluded(report=report, person_id=pk, because=Because.NAMED if pk in named else Because.LINE, since=at)
        for pk in sorted(kept_away | named)
    ]
    Excluded.objects.bulk_create(rows, ignore_conflicts=True)


def _above(people, at):
    """Ids of everybody above these at an instant, but the Commissioner. In a vacancy the last supervisor counts."""
    found, frontier = set(), set(people)
    while frontier:
        lines = ReportingLine.objects.filter(employee__in=frontier, started_at__lte=at)
        last = lines.order_by("employee_id", "-started_at").distinct("employee_id")
        bosses = User.objects.filter(pk__in=[line.supervisor_id for line in last])
        frontier = set(bosses.exclude(job_title=JobTitle.COMMISSIONER).values_list("pk", flat=True)) - found
        found |= frontier
    return found


def _directors(people):
    sites = User.objects.filter(pk__in=people, employment_type=EmploymentType.PROVIDER).values("worksite")
    return set(User.objects.filter(job_title__in=DIRECTORS, worksite__in=sites).values_list("pk", flat=True))


def _units(people, at):
    """The units, of Legal and Investigations, whose members some of these were."""
    of_record = User.objects.filter(pk__in=people, unit__in=set(UNIT_OF.values())).values_list("unit", flat=True)
    held = _grants(at).filter(person__in=people, role__in=UNIT_OF).values_list("role", flat=True)
    return set(of_record) | {UNIT_OF[role] for role in held}


def _of_units(units, at):
    """Ids of the members of these units, and of the General Counsel as their superior."""
    if not units:
        return set()
    roles = [role for role, unit in UNIT_OF.items() if unit in units] + [Role.GENERAL_COUNSEL]
    of_record = User.objects.filter(Q(unit__in=units) | Q(job_title=JobTitle.GENERAL_COUNSEL))
    held = _grants(at).filter(role__in=roles).values_list("person", flat=True)
    return set(of_record.values_list("pk", flat=True)) | set(held)


def _grants(at):
    held = RoleGrant.objects.filter(confirmed_at__lte=at)
    return held.filter(Q(ended_at=None) | Q(ended_at__gt=at))


# Who holds it ---------------------------------------------------------------------------------------------------------


def choose_pool(report):
    """The first pool with somebody in it who is not kept away, did not report it and does not handle what it is a concern
    about; else an outside authority.
    """
    barred = handlers_of_linked(report)
    for pool, members, _readers in pools():
        if any(_may_take_up(report, person) and person.pk not in barred for person in members):
            return pool
    return Pool.OUTSIDE


def _may_take_up(report, person):
    return not is_kept_away(report, person) and mark_of(person) != mark_on(report)


def handlers_of_linked(report):
    """Ids of who handles the reports that their reporter linked to this one as a concern about retaliation."""
    links = Link.objects.filter(Q(report=report) | Q(other=report), kind=LinkKind.RETALIATION, by=None)
    pairs = {pk for pair in links.values_list("report", "other") for pk in pair} - {report.pk}
    return set(Report.objects.filter(pk__in=pairs).exclude(handler=None).values_list("handler", flat=True))


def is_kept_away(report, person):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM violations_walled_off(%s) AS walled (id) WHERE walled.id = %s)",
            [person.pk, report.pk],
        )
        return cursor.fetchone()[0]


def is_holder(report, person):
    """Whether their pool holds it and the wall lets them: who was let in only reads."""
    readers = next((readers for pool, _members, readers in pools() if pool == report.pool), ())
    return person.pk in {one.pk for one in readers} and not is_kept_away(report, person)


def readers_of(report):
    """Whoever may read it now because their pool holds it."""
    readers = next((readers for pool, _members, readers in pools() if pool == report.pool), ())
    return [one for one in readers if not is_kept_away(report, one)]


def barred_from_calls(report, readers):
    """Whom a call for it must not reach: the on-call who do not hold it, and a designee who may not know of it.

    Nobody is among them for having reported it: that would tell who did.
    """
    known = {one.pk for one in readers}
    designees = User.objects.working().holding(Role.COMMISSIONER_DESIGNEE)
    barred = [one for one in User.objects.working().holding(*ON_CALL) if one.pk not in known]
    return barred + [one for one in designees if is_kept_away(report, one)]


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
    for pool, members, readers in pools():
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


def pools():
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

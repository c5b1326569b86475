"""Who holds a report, and who is kept away from it. Call these inside acting_as_system("intake")."""

from django.db import connection

from people.models import User
from people.roles import Role
from people.titles import JobTitle
from violations.choices import Pool
from violations.models.marks import mark_of, mark_on
from violations.models.wall import LetIn, ReserveHandler

KEPT_AWAY = """
SELECT one.id FROM unnest(%(people)s::bigint[]) AS one (id)
WHERE EXISTS (SELECT FROM violations_excluded kept WHERE kept.report_id = %(report)s AND kept.person_id = one.id)
    OR EXISTS (SELECT FROM violations_subject named WHERE named.report_id = %(report)s
               AND named.person_id IN (SELECT violations_kept_from(one.id)))
"""


def kept_away(report, ids):
    """Those of these people, by id, who may not know of the report today: one statement, whatever is found."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT_AWAY, {"people": sorted(ids), "report": report.pk})
        return {pk for (pk,) in cursor.fetchall()}


def is_kept_away(report, person):
    return person.pk in kept_away(report, [person.pk])


def is_let_in(report, person):
    return LetIn.objects.filter(report=report, person=person, ended_at=None).exists()


def is_holder(report, person):
    """Whether their pool holds it and the wall lets them: who was let in only reads."""
    return person.pk in {one.pk for one in _of_pool(report)} and not is_kept_away(report, person)


def holders(report):
    """The people whose pool holds it and whom the wall lets to it, but not who reported it."""
    return [one for one in readers_of(report) if mark_of(one) != mark_on(report)]


def readers_of(report):
    """Whoever may read it now because their pool holds it; who reported it is among them."""
    readers = list(_of_pool(report))
    barred = kept_away(report, [one.pk for one in readers])
    return [one for one in readers if one.pk not in barred]


def _of_pool(report):
    return next((readers for pool, _members, readers in pools() if pool == report.pool), ())


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

"""The wall around a report: who is kept away when somebody is named, and who then holds it.

That nobody kept away reads a report is the database's business (migrations/0002_wall.py). Call these inside
acting_as_system("intake").
"""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from notifications.rules import ON_CALL
from people.models import User
from people.roles import Role
from violations import notices
from violations.choices import Because, LinkKind, Pool
from violations.models import Assignment, LetIn, Link, Report
from violations.models.pools import holders, is_holder, is_kept_away, is_let_in, kept_away, mark_of, mark_on, pools
from violations.services import clock
from violations.services.exclusion import exclude
from violations.services.standing import locked
from violations.states import ENDED, Act, State
from workflow.moves import transition

__all__ = ["choose_pool", "end_assignments", "exclude", "holders", "is_holder", "is_kept_away", "is_let_in", "mark_of",
           "mark_on", "pass_on", "settle", "watch", "withdraw_findings"]  # fmt: skip


# Who holds it ---------------------------------------------------------------------------------------------------------


def choose_pool(report):
    """The first pool with somebody in it who is not kept away, did not report it and does not handle what it is a concern
    about; else an outside authority.
    """
    found = [(pool, list(members)) for pool, members, _readers in pools()]
    barred = kept_away(report, {one.pk for _pool, members in found for one in members}) | handlers_of_linked(report)
    free = (pool for pool, members in found
            if any(one.pk not in barred and mark_of(one) != mark_on(report) for one in members))  # fmt: skip
    return next(free, Pool.OUTSIDE)


def handlers_of_linked(report):
    """Ids of who handles the reports that their reporter linked to this one as a concern about retaliation."""
    links = Link.objects.filter(Q(report=report) | Q(other=report), kind=LinkKind.RETALIATION, by=None)
    pairs = {pk for pair in links.values_list("report", "other") for pk in pair} - {report.pk}
    return set(Report.objects.filter(pk__in=pairs).exclude(handler=None).values_list("handler", flat=True))


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

    A report that moves is nobody's for a moment: what those before asked of others ends, and who was let in by another
    pool is let in no more. What has ended keeps the name of who had it until another pool holds it.
    """
    report = locked(report.pk)
    pool = choose_pool(report)
    is_lost = report.state not in ENDED and report.handler is not None and not _may_have(report, report.handler)
    if pool == report.pool and not is_lost:
        return False
    if pool != report.pool:
        LetIn.objects.filter(report=report, ended_at=None).update(ended_at=at)
    end_assignments(report.assignments.all(), at=at)
    to = report.state if report.state in ENDED else State.SUBMITTED
    transition(report, to, act=Act.PASS_ON, actor="system", at=at, clause="C.3", is_confidential=True,
               facts={"pool": str(pool)}, pool=pool, handler=None)  # fmt: skip
    return True


def _may_have(report, person):
    """Whether they hold it, or accepted it and are not kept away, or are let in; nobody has it who has left."""
    if not person.is_working:
        return False
    if is_holder(report, person):
        return True
    has_accepted = Assignment.objects.filter(
        report=report, person=person, ended_at=None, accepted_at__isnull=False
    ).exists()
    return has_accepted and (not is_kept_away(report, person) or is_let_in(report, person))


def settle(report, *, at):
    """Find again who holds it; whoever does then is told when it moved, and its clocks follow. Returns whether it did."""
    has_moved = pass_on(report, at=at)
    if has_moved:
        report.refresh_from_db()
        clock.settle(report, at=at)
        if report.state not in ENDED:
            notices.tell_holders(report, "waits", at=at)
    return has_moved


def end_assignments(rows, *, at):
    """End those of these assignments that are open, each with the let-in that came with it; returns how many."""
    found = list(rows.filter(ended_at=None))
    for row in found:
        LetIn.objects.filter(report=row.report_id, person=row.person_id, at=row.offered_at, ended_at=None).update(
            ended_at=at
        )
    return rows.filter(pk__in=[row.pk for row in found]).update(ended_at=at)


def withdraw_findings(report, *, at):
    """What somebody signed or countersigned who turns out to be kept away stands no more: it is found anew.

    Who was let in is kept away knowingly, and what they countersigned stands, unless they are named or stepped aside.
    """
    for row in report.findings.filter(replaced_at=None).select_related("signed_by", "countersigned_by"):
        people = [one for one in (row.signed_by, row.countersigned_by) if one is not None]
        if any(_is_in_conflict(report, person) for person in people):
            report.findings.filter(pk=row.pk).update(replaced_at=at)


def _is_in_conflict(report, person):
    if not is_kept_away(report, person):
        return False
    is_named = report.subjects.filter(person=person).exists()
    stepped_aside = report.excluded.filter(person=person, because=Because.RECUSED).exists()
    return is_named or stepped_aside or not LetIn.objects.filter(report=report, person=person).exists()


def watch(at):
    """Pass on what nobody can take up or what its handler no longer holds, since people moved; returns how many."""
    return sum(settle(report, at=at) for report in Report.objects.filter(pk__in=_astray()).order_by("pk"))


def _astray():
    """Ids of the reports to look at again: few, however many there are."""
    found = set(Report.objects.filter(pool=Pool.OUTSIDE).values_list("pk", flat=True))
    left = Report.objects.exclude(state__in=ENDED).exclude(handler=None).exclude(handler__in=User.objects.working())
    found |= set(left.values_list("pk", flat=True))
    for pool, members, readers in pools():
        of_pool = Report.objects.filter(pool=pool)
        barred = [_walled_off(one) | set(of_pool.filter(reporter_mark=mark_of(one)).values_list("pk", flat=True))
                  for one in members]  # fmt: skip
        nobodys = of_pool.filter(pk__in=set.intersection(*barred)) if barred else of_pool
        found |= set(nobodys.values_list("pk", flat=True))
        handled = of_pool.exclude(handler=None).exclude(state__in=ENDED)
        accepted = Assignment.objects.filter(
            report=OuterRef("pk"), person=OuterRef("handler"), ended_at=None, accepted_at__isnull=False
        )
        asked = handled.exclude(handler__in=[one.pk for one in readers])
        found |= set(asked.filter(~Exists(accepted)).values_list("pk", flat=True))
        found |= {row.pk for row in asked.filter(Exists(accepted)) if is_kept_away(row, row.handler)}
        for one in readers:
            if own := set(handled.filter(handler=one).values_list("pk", flat=True)):
                found |= own & _walled_off(one)
    return found


def _walled_off(person):
    """Ids of the reports that this person may not know of today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_walled_off(%s)", [person.pk])
        return {report for (report,) in cursor.fetchall()}

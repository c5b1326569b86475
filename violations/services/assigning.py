"""Who handles a report: asked, and theirs from when they accept (domain 7.7). Call these inside acting_as."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from people.roles import Role
from violations import notices
from violations.choices import Part
from violations.models import Assignment, LetIn, Report
from violations.rules import handling as rules
from violations.rules.parts import Deed
from violations.rules.thread import may_handle_concern
from violations.services import wall
from violations.services.standing import lock, locked, touch
from workflow.errors import NotAllowed, Stale
from workflow.identity import acting_as_system
from workflow.verdicts import no

CLAUSE = "C.3"
OF_RESTRICTED = (Role.LEGAL, Role.GENERAL_COUNSEL, Role.INVESTIGATIONS)  # domain 4.4


@transaction.atomic
def assign(report, *, person, part, reason, actor, at):
    """Ask somebody to handle it. Whoever has it keeps it until they accept.

    A manager whom the wall keeps away is let in by it, on the record, for as long as it is asked of them or theirs; a
    subject never is. A second person asked for the same part takes the place of one who has not answered. Raises
    NotAllowed, Stale; Report.DoesNotExist.
    """
    report = lock(report, actor, Deed.ASSIGN)
    with acting_as_system("intake"):
        is_walled = wall.is_kept_away(report, person) and not wall.is_let_in(report, person)
        open_ones = Assignment.objects.filter(report=report, ended_at=None)
        rules.may_assign(
            person=person,
            is_reader_then=person.is_working and (not is_walled or part == Part.MANAGER),
            is_subject=report.subjects.filter(person=person).exists(),
            is_reporter=wall.mark_of(person) == wall.mark_on(report),
            has_it=open_ones.filter(person=person).exists() or person.pk == actor.pk,
            is_closed_to_them=_is_closed_to(report, person),
        ).enforce()
        if is_walled:
            if not reason.strip():
                no(_("They are kept away from it: say why they are let in."), clause=CLAUSE).enforce()
            LetIn.objects.create(report=report, person=person, by=actor, reason=reason.strip(), at=at)
        wall.end_assignments(open_ones.filter(accepted_at=None, part=part), at=at)
        row = Assignment.objects.create(
            report=report, person=person, part=part, by=actor, reason=reason.strip() or None, offered_at=at
        )
        touch(report)
        _record("report.assigned", report, actor, at, person)
        notices.tell([person], report, "assigned", at=at)
    return row


@transaction.atomic
def accept(row, *, actor, at):
    """It is the actor's from now on; who had it before is told. Raises NotAllowed, Stale."""
    row, report = _asked(row, actor)
    with acting_as_system("intake"):
        may_handle_concern(handles_other=actor.pk in wall.handlers_of_linked(report)).enforce()
        had_it = report.handler
        earlier = Assignment.objects.filter(report=report, ended_at=None, accepted_at__isnull=False)
        wall.end_assignments(earlier, at=at)
        row.accepted_at = at
        row.save(update_fields=["accepted_at"])
        touch(report, handler=actor)
        _record("report.accepted", report, actor, at)
        if had_it is not None and had_it.pk != actor.pk:
            notices.tell([had_it], report, "accepted", at=at, title=notices.CHANGED)
    return report


@transaction.atomic
def decline(row, *, answer, actor, at):
    """Not them, and why. Whoever asked is told. Raises NotAllowed, Stale."""
    row, report = _asked(row, actor)
    with acting_as_system("intake"):
        row.answer = answer.strip() or None
        row.save(update_fields=["answer"])
        wall.end_assignments(Assignment.objects.filter(pk=row.pk), at=at)
        touch(report)
        _record("report.declined", report, actor, at)
        notices.tell([row.by], report, "declined", at=at, title=notices.CHANGED)
    return report


@transaction.atomic
def take_back(row, *, actor, at):
    """Whoever holds the report asks no longer, or handles it themselves again. Raises NotAllowed, Stale."""
    report = lock(row.report, actor, Deed.ASSIGN)
    with acting_as_system("intake"):
        asked = Assignment.objects.filter(pk=row.pk, report=report, ended_at=None)
        had_it = asked.filter(accepted_at__isnull=False).exists()
        if not wall.end_assignments(asked, at=at):
            raise Stale(report)
        touch(report, **({"handler": actor} if had_it else {}))
        _record("report.taken_back", report, actor, at, row.person)
        notices.tell([row.person], report, "taken_back", at=at, title=notices.CHANGED)
    return report


def _is_closed_to(report, person):
    """What touches an investigation, for whom it is not; a concern about retaliation, for who handles what it is about."""
    is_of_others = report.is_restricted and not person.has_role(*OF_RESTRICTED)
    return is_of_others or person.pk in wall.handlers_of_linked(report)


def _asked(row, actor):
    """The assignment and its report, locked; asked of the actor and not answered yet."""
    with acting_as_system("intake"):
        report = locked(row.report_id)
        row = Assignment.objects.select_related("by", "person").get(pk=row.pk)
    if row.person_id != actor.pk or not Report.objects.filter(pk=report.pk).exists():
        raise NotAllowed(no(_("It was not asked of you."), clause=CLAUSE))
    if row.ended_at is not None or row.accepted_at is not None:
        raise Stale(report)
    row.report = report
    return row, report


def _record(action, report, actor, at, person=None):
    facts = {"person": str(person.public_id)} if person is not None else None
    record(action, subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True, facts=facts)

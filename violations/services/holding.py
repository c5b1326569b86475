"""What whoever holds a report does with it. Call these inside acting_as: the database then knows who may read it."""

from django.db import transaction

from audit.services import record
from violations import notices, rules
from violations.choices import Because, SubjectBasis
from violations.models import Assignment, Excluded, LetIn, Subject
from violations.rules.parts import Deed
from violations.rules.thread import may_handle_concern
from violations.services import openings, wall
from violations.services.standing import lock, touch
from violations.states import Act, State
from workflow.errors import Stale
from workflow.identity import acting_as_system
from workflow.moves import transition

CLAUSE = "C.3"


@transaction.atomic
def take(report, *, actor, at):
    """Take it up. Raises NotAllowed, Stale; Report.DoesNotExist for who may not know of it."""
    report = lock(report, actor, Act.TAKE)
    with acting_as_system("intake"):
        handles_other = actor.pk in wall.handlers_of_linked(report)
    may_handle_concern(handles_other=handles_other).enforce()
    return transition(
        report, State.TRIAGE, act=Act.TAKE, actor=actor, at=at, clause=CLAUSE, is_confidential=True, handler=actor
    )


@transaction.atomic
def name_subject(report, *, actor, at, person=None, description=""):
    """Name somebody else in it: whom that keeps away loses it in the same moment, and the next pool holds it.

    Raises NotAllowed, Stale; Report.DoesNotExist for who may not know of it.
    """
    report = lock(report, actor, Deed.NAME)
    with acting_as_system("intake"):
        known = report.subjects.filter(person=person).first() if person is not None else None
        rules.may_name(
            is_subject=known is not None and known.basis == SubjectBasis.NAMED,
            is_somebody=person is not None or bool(description.strip()),
        ).enforce()
        touch(report)
        record("report.named", subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True)
        LetIn.objects.filter(report=report, person=person, ended_at=None).update(ended_at=at)
        if known is None:
            Subject.objects.create(report=report, person=person, description=description.strip() or None, named_at=at)
        else:  # who stands behind a profile that the report meets is now named, too: nobody is told which it was
            known.basis = SubjectBasis.NAMED
            known.save(update_fields=["basis"])
        wall.exclude(report, [person] if person else [], at=at)
        _keep_away(report, at)


@transaction.atomic
def let_in(report, *, person, reason, actor, at):
    """Let one walled person, who is no subject, into this one report, on the record (in the place of domain 4.5.3).

    They read it until somebody ends it, or the report moves to another pool. Raises NotAllowed, Stale;
    Report.DoesNotExist.
    """
    report = lock(report, actor, Deed.LET_IN)
    with acting_as_system("intake"):
        rules.may_let_in(
            is_subject=_is_subject(report, person),
            is_walled=wall.is_kept_away(report, person),
            is_in=wall.is_let_in(report, person),
            reason=reason,
        ).enforce()
        row = LetIn.objects.create(report=report, person=person, by=actor, reason=reason.strip(), at=at)
        touch(report)
        record("report.let_in", subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True,
               facts={"person": str(person.public_id)})  # fmt: skip
        notices.tell([person], report, "let_in", at=at)
    return row


@transaction.atomic
def end_let_in(row, *, actor, at):
    """They read it no more, nor handle it, also after its end. Raises NotAllowed, Stale."""
    report = lock(row.report, actor, Deed.LET_OUT)
    with acting_as_system("intake"):
        if not LetIn.objects.filter(pk=row.pk, report=report, ended_at=None).update(ended_at=at):
            raise Stale(report)
        touch(report)
        record("report.let_out", subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True,
               facts={"person": str(row.person.public_id)})  # fmt: skip
        wall.settle(report, at=at)


@transaction.atomic
def recuse(report, *, actor, at):
    """Step aside: from this moment the report does not exist for them, and somebody else holds it.

    Raises NotAllowed, Stale; Report.DoesNotExist.
    """
    report = lock(report, actor, Deed.RECUSE)
    with acting_as_system("intake"):
        touch(report)
        record("report.recused", subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True)
        Excluded.objects.get_or_create(report=report, person=actor, because=Because.RECUSED, defaults={"since": at})
        for rows in (LetIn.objects, Assignment.objects):
            rows.filter(report=report, person=actor, ended_at=None).update(ended_at=at)
        if not _keep_away(report, at):
            notices.tell_handler(report, "stepped_aside", at=at, without=[actor])


@transaction.atomic
def declare_related(report, *, person, actor, at):
    """Keep away somebody related to who is named, as was declared. Raises NotAllowed, Stale; Report.DoesNotExist."""
    report = lock(report, actor, Deed.NAME)
    with acting_as_system("intake"):
        touch(report)
        record("report.related", subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True,
               facts={"person": str(person.public_id)})  # fmt: skip
        Excluded.objects.get_or_create(report=report, person=person, because=Because.RELATED, defaults={"since": at})
        LetIn.objects.filter(report=report, person=person, ended_at=None).update(ended_at=at)
        _keep_away(report, at)


def _keep_away(report, at):
    """What they found before stands no more, and who holds it is found again; returns whether it moved. Who had opened it
    and may no longer is noted.
    """
    wall.withdraw_findings(report, at=at)
    has_moved = wall.settle(report, at=at)
    openings.find_conflicts(at=at, report=report)
    return has_moved


def _is_subject(report, person):
    return report.subjects.filter(person=person).exists()

"""What whoever holds a report does with it. Call these inside acting_as: the database then knows who may read it."""

from django.db import transaction

from audit.services import record
from violations import rules
from violations.models import LetIn, Report, Subject
from violations.rules.thread import may_handle_concern
from violations.services import wall
from violations.states import Act, State
from workflow.identity import acting_as_system
from workflow.moves import transition


@transaction.atomic
def take(report, *, actor, at):
    """Take it up. Raises NotAllowed, Stale; Report.DoesNotExist for who may not know of it."""
    report = _held(report, actor)
    rules.may_take(report).enforce()
    with acting_as_system("intake"):
        handles_other = actor.pk in wall.handlers_of_linked(report)
    may_handle_concern(handles_other=handles_other).enforce()
    return transition(
        report, State.TRIAGE, act=Act.TAKE, actor=actor, at=at, clause="C.3", is_confidential=True, handler=actor
    )


@transaction.atomic
def name_subject(report, *, actor, at, person=None, description=""):
    """Name somebody else in it: whom that keeps away loses it in the same moment, and the next pool holds it.

    Raises NotAllowed; Report.DoesNotExist for who may not know of it.
    """
    report = _held(report, actor)
    with acting_as_system("intake"):
        rules.may_name(is_subject=person is not None and _is_subject(report, person)).enforce()
        record("report.named", subject=report, actor=actor, at=at, clause="C.3", is_confidential=True)
        LetIn.objects.filter(report=report, person=person, ended_at=None).update(ended_at=at)
        Subject.objects.create(report=report, person=person, description=description or None, named_at=at)
        wall.exclude(report, [person] if person else [], at=at)
        wall.pass_on(report, at=at)


@transaction.atomic
def let_in(report, *, person, reason, actor, at):
    """Let one walled person, who is no subject, into this one report, on the record (in the place of domain 4.5.3).

    They read it until somebody ends it, or the report moves to another pool. Raises NotAllowed; Report.DoesNotExist.
    """
    report = _held(report, actor)
    with acting_as_system("intake"):
        rules.may_let_in(
            is_subject=_is_subject(report, person),
            is_walled=wall.is_kept_away(report, person),
            is_in=LetIn.objects.filter(report=report, person=person, ended_at=None).exists(),
            reason=reason,
        ).enforce()
    row = LetIn.objects.create(report=report, person=person, by=actor, reason=reason.strip(), at=at)
    record("report.let_in", subject=report, actor=actor, at=at, clause="C.3", is_confidential=True,
           facts={"person": str(person.public_id)})  # fmt: skip
    return row


def _held(report, actor):
    """The report, locked, as it stands once the lock is ours; for those who may handle it."""
    with acting_as_system("intake"):
        Report.objects.select_for_update().get(pk=report.pk)
    report = Report.objects.get(pk=report.pk)
    with acting_as_system("intake"):
        is_reporter = wall.mark_of(actor) == wall.mark_on(report)
        rules.may_handle(is_holder=wall.is_holder(report, actor), is_reporter=is_reporter).enforce()
    return report


def _is_subject(report, person):
    return report.subjects.filter(person=person).exists()

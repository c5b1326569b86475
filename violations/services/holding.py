"""What whoever holds a report does with it. Call these inside acting_as: the database then knows who may hold it."""

from django.db import transaction

from audit.services import record
from violations import rules
from violations.models import LetIn, Report, Subject
from violations.services import wall
from violations.states import Act, State
from workflow.identity import acting_as, acting_as_system
from workflow.moves import transition


@transaction.atomic
def take(report, *, actor, at):
    """Take it up. Raises NotAllowed, Stale; Report.DoesNotExist for who may not know of it."""
    report = _locked(report)
    rules.may_take(report, is_reporter=wall.mark_of(actor) == wall.mark_on(report)).enforce()
    return transition(
        report, State.TRIAGE, act=Act.TAKE, actor=actor, at=at, clause="C.3", is_confidential=True, handler=actor
    )


@transaction.atomic
def name_subject(report, *, actor, at, person=None, description=""):
    """Name somebody else in it: whom that keeps away loses it in the same moment, and the next pool holds it."""
    report = _locked(report)
    record("report.named", subject=report, actor=actor, at=at, clause="C.3", is_confidential=True)
    with acting_as_system("intake"):
        LetIn.objects.filter(report=report, person=person, ended_at=None).update(ended_at=at)
        Subject.objects.create(report=report, person=person, description=description or None, named_at=at)
        wall.exclude(report, [person] if person else [], at=at)
        wall.pass_on(report, at=at)


@transaction.atomic
def let_in(report, *, person, reason, actor, at):
    """Let one walled person, who is no subject, into this one report, on the record (issue 6; for domain 4.5.3)."""
    report = _locked(report)
    with acting_as_system("intake"):
        is_subject = report.subjects.filter(person=person).exists()
        is_walled = wall.is_kept_away(report, person)
    rules.may_let_in(actor, person, is_subject=is_subject, is_walled=is_walled, reason=reason).enforce()
    with acting_as(actor):
        row = LetIn.objects.create(report=report, person=person, by=actor, reason=reason.strip(), at=at)
    record("report.let_in", subject=report, actor=actor, at=at, clause="C.3", is_confidential=True,
           facts={"person": str(person.public_id)})  # fmt: skip
    return row


def _locked(report):
    return Report.objects.select_for_update().get(pk=report.pk)

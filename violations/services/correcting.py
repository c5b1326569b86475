"""Corrective action, for the person and for the place: each has an owner and a date. Call these inside acting_as."""

from django.db import transaction

from audit.services import record
from policy.calendar import local_day
from violations.models import CorrectiveAction
from violations.rules import handling as rules
from violations.rules.parts import Deed
from violations.services.standing import lock, touch
from workflow.errors import Stale
from workflow.identity import acting_as_system

CLAUSE = "C.2"


@transaction.atomic
def add(report, *, aimed_at, outcome, text, owner, due_on, actor, at, finding=None):
    """Raises NotAllowed, Stale."""
    report = lock(report, actor, Deed.CORRECT)
    rules.may_correct(text=text, due_on=due_on, today=local_day(at)).enforce()
    row = CorrectiveAction.objects.create(
        report=report, finding=finding, aimed_at=aimed_at, outcome=outcome, text=text.strip(), owner=owner,
        due_on=due_on, by=actor, at=at,
    )  # fmt: skip
    _record("report.action_added", report, actor, at)
    return row


@transaction.atomic
def done(action, *, done_on, proof, actor, at):
    """It was done, and what shows it. Raises NotAllowed, Stale."""
    report = lock(action.report, actor, Deed.CORRECT)
    rules.needs_words(proof).enforce()
    rules.may_be_done_on(done_on, today=local_day(at)).enforce()
    if not CorrectiveAction.objects.filter(pk=action.pk, done_on=None).exists():
        raise Stale(report)
    action.done_on, action.proof = done_on, proof.strip()
    action.save(update_fields=["done_on", "proof"])
    _record("report.action_done", report, actor, at)


def _record(name, report, actor, at):
    with acting_as_system("intake"):
        touch(report)
        record(name, subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True)

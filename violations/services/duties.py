"""The notifications that law or policy asks for when a report comes in: 51A and others. Open ones keep it from closing."""

from django.db import transaction

from audit.services import record
from authorizations.choices import DutyKind
from authorizations.duties import BY_KIND
from violations.choices import Answer
from violations.models import ReportDuty
from violations.rules import handling as rules
from violations.rules.parts import Deed
from violations.services.standing import lock, touch
from workflow.errors import Stale
from workflow.identity import acting_as_system

AT_RISK = (DutyKind.DCF_ORAL, DutyKind.DCF_WRITTEN, DutyKind.EMERGENCY)
NOT_KNOWN = (DutyKind.DCF_ORAL,)


def open_for(report, *, at):
    """What is owed when a youth is or may be at risk. Call it inside acting_as_system("intake")."""
    kinds = {Answer.YES: AT_RISK, Answer.UNKNOWN: NOT_KNOWN}.get(report.is_youth_at_risk, ())
    ReportDuty.objects.bulk_create([_row(report, kind, at) for kind in kinds], ignore_conflicts=True)


def _row(report, kind, at):
    return ReportDuty(report=report, kind=kind, opened_at=at, due_at=at + BY_KIND[kind].within)


@transaction.atomic
def add(report, *, kind, actor, at):
    """Somebody who handles it sees that this is owed, too. Raises NotAllowed, Stale."""
    report = lock(report, actor, Deed.DUTY)
    rules.may_owe(kind=kind, is_owed=ReportDuty.objects.filter(report=report, kind=kind).exists()).enforce()
    row = _row(report, kind, at)
    row.save()
    _record("report.duty_opened", report, actor, at, kind)
    return row


@transaction.atomic
def made(duty, *, made_at, method, recipient, reference, actor, at):
    """It was made: when, how, to whom, under what reference. Raises NotAllowed, Stale."""
    report = lock(duty.report, actor, Deed.DUTY)
    rules.may_have_made(made_at=made_at, at=at, recipient=recipient, method=method).enforce()
    _answer(duty, report, at, actor, made_at=made_at, method=method, recipient=recipient.strip(),
            reference=reference.strip() or None)  # fmt: skip
    _record("report.duty_made", report, actor, at, duty.kind)


@transaction.atomic
def not_needed(duty, *, reason, actor, at):
    """It is not required, and why. Raises NotAllowed, Stale."""
    report = lock(duty.report, actor, Deed.DUTY)
    rules.needs_words(reason).enforce()
    _answer(duty, report, at, actor, not_needed_because=reason.strip())
    _record("report.duty_not_needed", report, actor, at, duty.kind)


def _answer(duty, report, at, actor, **fields):
    if not ReportDuty.objects.filter(pk=duty.pk, answered_at=None).exists():
        raise Stale(report)
    for name, value in {"answered_at": at, "by": actor, **fields}.items():
        setattr(duty, name, value)
    duty.save(update_fields=["answered_at", "by", *fields])


def _record(action, report, actor, at, kind):
    with acting_as_system("intake"):
        touch(report)
        record(
            action, subject=report, actor=actor, at=at, clause="C.3", is_confidential=True, facts={"kind": str(kind)}
        )

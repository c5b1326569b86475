"""The two clocks of a report (N10): until it is looked at, and until its findings. They stand still while it waits."""

from notifications.services import close_obligations, open_obligation
from policy.calendar import local_day
from policy.services import settings_now
from violations import notices
from violations.rules import clocks
from violations.states import ENDED, State

BEFORE_TRIAGE = (State.SUBMITTED, State.TRIAGE)


def due_of(report, at, settings=None):
    """{kind of obligation: the day it is due}, those that run. None of them runs while the report waits."""
    settings = settings_now() if settings is None else settings
    today, filed_on = local_day(at), local_day(report.filed_at)
    pauses = [(local_day(one.started_at), one.ended_at and local_day(one.ended_at)) for one in report.pauses.all()]
    if report.state in ENDED:
        return {}
    due = {
        notices.FINDINGS: clocks.findings_due(filed_on, settings["violation_finding_due"], pauses, today=today),
    }
    if report.state in BEFORE_TRIAGE:
        due[notices.TRIAGE] = clocks.triage_due(filed_on, settings["violation_triage_due"], pauses, today=today)
    return due


def is_paused(report):
    return any(one.ended_at is None for one in report.pauses.all())


def is_late(report, at):
    due = due_of(report, at).get(notices.FINDINGS)
    return due is not None and due < local_day(at)


def settle(report, *, at):
    """Start, move or stop the clocks as the report stands. Call it inside acting_as_system("intake")."""
    due = {} if is_paused(report) else due_of(report, at)
    for kind in (notices.TRIAGE, notices.FINDINGS):
        if kind in due:
            open_obligation(kind, subject=report, anchor_on=local_day(report.filed_at), due_on=due[kind], at=at)
        else:
            close_obligations(report, kinds=[kind], at=at)

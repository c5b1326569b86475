"""The rows of the desk: three statements for a page of them, however many reports there are."""

from django.db.models import Min

from authorizations.views.words import deadline, on
from notifications.models import Obligation
from policy.calendar import local_day
from policy.states import Severity
from violations.models import Allegation, Pause, Report
from violations.states import ENDED, State

SEVERITY = {Severity.CRITICAL: "critical", Severity.HIGH: "judgment", Severity.MEDIUM: "later", Severity.LOW: "later"}
STATE = {
    State.SUBMITTED: "submitted",
    State.TRIAGE: "due",
    State.DEFERRED: "hold",
    State.FINDINGS_REVIEW: "judgment",
} | dict.fromkeys(ENDED, "ended")


def rows(reports, day):
    """[{report, filed_on, clauses, severity, state, clock, is_paused}]"""
    clauses, due, paused = _clauses(reports), _due(reports), _paused(reports)
    return [
        {
            "report": report,
            "filed_on": on(local_day(report.filed_at)),
            "clauses": clauses.get(report.pk, []),
            "severity": {
                "kind": SEVERITY[report.severity],
                "text": str(report.get_severity_display()).partition(":")[0],
            },
            "state": {"kind": STATE.get(report.state, "open"), "text": str(report.get_state_display())},
            "clock": deadline(due[report.public_id], day) if report.public_id in due else None,
            "is_paused": report.pk in paused,
        }
        for report in reports
    ]


def _clauses(reports):
    """{report: [clause, or "" for one who was not sure]}"""
    found = {}
    named = Allegation.objects.filter(report__in=[report.pk for report in reports]).order_by("clause")
    for report, clause in named.values_list("report", "clause"):
        found.setdefault(report, []).append(clause or "")
    return found


def _due(reports):
    """{public id: the first day something is due}"""
    owed = Obligation.objects.open().filter(
        subject_label=Report._meta.label_lower, subject_id__in=[report.public_id for report in reports]
    )
    return dict(owed.order_by().values_list("subject_id").annotate(Min("due_on")))


def _paused(reports):
    waiting = Pause.objects.filter(report__in=[report.pk for report in reports], ended_at=None)
    return set(waiting.values_list("report", flat=True))

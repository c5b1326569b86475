"""The end of a report, and its beginning again (domain 7.7). Call these inside acting_as."""

import uuid

from django.db import transaction

from policy.services import settings_now
from violations import notices
from violations.choices import REFERRALS, AimedAt, Found
from violations.models import CorrectiveAction, Message, Pause, ReportDuty, TriageDecision
from violations.rules import handling as rules
from violations.services import clock, findings, wall
from violations.services.standing import lock
from violations.states import Act, State
from workflow.errors import NotAllowed
from workflow.identity import acting_as_system
from workflow.moves import transition
from workflow.verdicts import no

CLAUSE = "C.3"


def still_to_do(report, *, at, told="-", delay_reason=""):
    """Sentences: what keeps it from being closed; none when it may be."""
    found = findings.in_force(report)
    is_referred = report.state == State.REFERRED
    needed = [] if is_referred else findings.pairs(report)
    pairs = [(subject, allegation, found.get((subject.pk, allegation.pk))) for subject, allegation in needed]
    sustained = [(s, a) for s, a, row in pairs if row is not None and row.found == Found.SUSTAINED]
    aims = _aims(report)
    needs_second = settings_now()["findings_second_review"]
    return rules.still_to_do(
        open_duties=[one.get_kind_display() for one in ReportDuty.objects.filter(report=report, answered_at=None)],
        unfound=[findings.named(s, a) for s, a, row in pairs if row is None],
        unsigned=[findings.named(s, a) for s, a, row in pairs if needs_second and row and not row.countersigned_at],
        uncorrected=[findings.named(s, a) for s, a in sustained if aims(found[s.pk, a.pk]) != set(AimedAt)],
        unanswered=[
            one.get_kind_display()
            for one in TriageDecision.objects.filter(report=report, kind__in=REFERRALS, result_at=None)
            if is_referred
        ],
        is_paused=Pause.objects.filter(report=report, ended_at=None).exists(),
        is_late=clock.is_late(report, at),
        delay_reason=delay_reason,
        told=told,
    )


def _aims(report):
    """What the actions of each finding are aimed at, as a function; one of no finding counts for each."""
    rows = CorrectiveAction.objects.filter(report=report).values_list("finding", "aimed_at")
    aims = [(finding, AimedAt(aim)) for finding, aim in rows]
    return lambda finding: {aim for of, aim in aims if of in (None, finding.pk)}


@transaction.atomic
def close(report, *, told, delay_reason, actor, at):
    """Close it, and tell the reporter so without what was found. Raises NotAllowed with what is missing, Stale."""
    report = lock(report, actor, Act.CLOSE)
    missing = still_to_do(report, at=at, told=told, delay_reason=delay_reason)
    if missing:
        raise NotAllowed(no(" ".join(missing), clause=CLAUSE))
    Message.objects.create(report=report, by=actor, text=told.strip(), at=at, form_key=uuid.uuid4())
    with acting_as_system("intake"):
        had_it = report.handler
        wall.end_assignments(report.assignments.all(), at=at)
        moved = transition(report, State.CLOSED, act=Act.CLOSE, actor=actor, at=at, clause=CLAUSE, is_confidential=True,
                           closed_at=at, closed_by=actor, reporter_informed_at=at,
                           **({"delay_reason": delay_reason.strip()} if delay_reason.strip() else {}))  # fmt: skip
        clock.settle(moved, at=at)
        notices.tell([had_it] if had_it else [], moved, "closed", at=at, title=notices.CHANGED, without=[actor])
    return moved


@transaction.atomic
def reopen(report, *, reason, actor, at):
    """Open it again, and why; findings that were countersigned stand until new versions take their place.

    Raises NotAllowed, Stale.
    """
    report = lock(report, actor, Act.REOPEN)
    rules.needs_words(reason).enforce()
    TriageDecision.objects.create(report=report, kind="investigate", reason=reason.strip(), by=actor, at=at)
    with acting_as_system("intake"):
        moved = transition(report, State.REOPENED, act=Act.REOPEN, actor=actor, at=at, clause=CLAUSE,
                           is_confidential=True, handler=actor)  # fmt: skip
        clock.settle(moved, at=at)
        notices.tell_holders(moved, "reopened", at=at, without=[actor])
    return moved

"""Triage: the youth's safety first, then what becomes of the report (domain 6.11, 7.7). Call these inside acting_as."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from authorizations.services import course
from violations import notices
from violations.choices import Decided, LinkKind, Measure
from violations.models import Link, Pause, Report, ReportDuty, Safety, TriageDecision
from violations.rules import handling as rules
from violations.rules.parts import Deed
from violations.services import clock, deconfliction, wall
from violations.services.standing import lock, touch
from violations.states import ENDED, Act, State
from workflow.errors import Stale
from workflow.identity import acting_as_system
from workflow.moves import transition

CLAUSE = "C.3"


@transaction.atomic
def answer_safety(report, *, has_contact, measure, text, actor, at, manager=None, suspend=()):
    """Whether the youth is safe, and what is done at once. `suspend`: supervision authorizations of who is named;
    `manager` gets `text` as a bare instruction, and nothing else of the report.

    Raises NotAllowed, also when somebody named would get the instruction; Stale.
    """
    report = lock(report, actor, Deed.SAFETY)
    suspend = suspend if measure == Measure.SUSPENDED else ()
    with acting_as_system("intake"):
        named = set(report.subjects.filter(person__isnull=False).values_list("person", flat=True))
    rules.may_answer_safety(
        has_contact=has_contact, measure=measure, text=text, manager=manager,
        is_named=manager is not None and manager.pk in named,
        suspends_others=any(one.employee_id not in named for one in suspend),
    ).enforce()  # fmt: skip
    for authorization in suspend:
        course.suspend_by_report(
            authorization, reason=_("Interrupted while something is looked at."), actor=actor, at=at
        )
    row = Safety.objects.create(
        report=report, has_contact=has_contact, measure=measure, text=text.strip(), by=actor, at=at,
        manager=manager if measure == Measure.INSTRUCTED else None,
    )  # fmt: skip
    with acting_as_system("intake"):
        touch(report)
        _record("report.safety_answered", report, actor, at, measure=str(measure))
        if row.manager is not None:
            notices.tell_manager(row, at=at)
    return row


@transaction.atomic
def decide(report, *, kinds, reason, actor, at, dismissed_because="", joined_to=None):
    """What becomes of it: one way, and referrals beside it. Authorized activity waits for a second reader.

    Raises NotAllowed, Stale.
    """
    safety = Safety.objects.filter(report=report).exists()
    rules.may_decide(
        kinds=kinds, reason=reason, dismissed_because=dismissed_because, is_safety_answered=safety,
        joined_to=joined_to, is_restricted=report.is_restricted, open_duties=_open_duties(report),
    ).enforce()  # fmt: skip
    act, after = rules.move_of(kinds)
    if joined_to is not None:
        _lock_both(report, joined_to)
    report = lock(report, actor, Deed.DECIDE)
    if joined_to is not None:
        joined_to = Report.objects.get(pk=joined_to.pk)
        rules.may_join(is_same=joined_to == report, is_joined=joined_to.state == State.DUPLICATE).enforce()
    rows = [
        TriageDecision(
            report=report, kind=kind, reason=reason.strip(), by=actor, at=at,
            dismissed_because=dismissed_because if kind == Decided.DISMISS else "",
        )
        for kind in kinds
    ]  # fmt: skip
    TriageDecision.objects.bulk_create(rows)
    if joined_to is not None:
        Link.objects.filter(report=report, other=joined_to).delete()  # they were related until now
        Link.objects.create(
            report=report, other=joined_to, kind=LinkKind.DUPLICATE, reason=reason.strip(), by=actor, at=at
        )
    if Decided.AUTHORIZED in kinds:
        with acting_as_system("intake"):
            touch(report, triaged_at=report.triaged_at or at)
            _record("report.read_as_authorized", report, actor, at)
            notices.tell_holders(report, "second_reader", at=at, without=[actor])
        return report
    return _move(report, after, act, actor, at, triaged_at=report.triaged_at or at, facts={"kinds": sorted(kinds)})


def _open_duties(report):
    return [one.get_kind_display() for one in ReportDuty.objects.filter(report=report, answered_at=None)]


def _lock_both(*reports):
    """In the order of their keys, so that two who join two reports to each other do not wait for one another."""
    with acting_as_system("intake"):
        list(Report.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in reports]).order_by("pk"))


@transaction.atomic
def confirm_authorized(decision, *, actor, at):
    """The second reader agrees that it is authorized activity, and it ends. Raises NotAllowed, Stale."""
    report = lock(decision.report, actor, Act.DISMISS)
    decision = TriageDecision.objects.select_related("by").get(pk=decision.pk, report=report)
    with acting_as_system("intake"):
        is_kept_away = wall.is_kept_away(report, decision.by)
        is_behind = actor.pk in deconfliction.behind(report)
    rules.may_read_second(decision, actor, is_behind=is_behind, is_decider_kept_away=is_kept_away).enforce()
    rules.may_end(open_duties=_open_duties(report)).enforce()
    if not TriageDecision.objects.filter(pk=decision.pk, second_reader=None).update(
        second_reader=actor, second_read_at=at
    ):
        raise Stale(report)
    return _move(report, State.DISMISSED, Act.DISMISS, actor, at)


@transaction.atomic
def investigate(report, *, actor, at):
    """Go on with what waited, was referred or is open again. Raises NotAllowed, Stale."""
    return _move(lock(report, actor, Deed.GO_ON), State.INVESTIGATING, Act.INVESTIGATE, actor, at)


@transaction.atomic
def defer(report, *, reason, actor, at):
    """Wait for an outside authority; the clocks go on unless they are stopped. Raises NotAllowed, Stale."""
    report = lock(report, actor, Deed.WAIT)
    rules.needs_words(reason).enforce()
    TriageDecision.objects.create(report=report, kind=Decided.DEFER, reason=reason.strip(), by=actor, at=at)
    return _move(report, State.DEFERRED, Act.DEFER, actor, at)


@transaction.atomic
def enter_result(decision, *, result, actor, at):
    """What came back from whom it was referred to. Raises NotAllowed, Stale."""
    report = lock(decision.report, actor, Deed.NOTE)
    rules.may_record_result(decision).enforce()
    rules.needs_words(result).enforce()
    decision.result, decision.result_at = result.strip(), at
    decision.save(update_fields=["result", "result_at"])
    touch(report)
    _record("report.result_entered", report, actor, at, kind=str(decision.kind))


@transaction.atomic
def pause(report, *, reason, actor, at):
    """The clocks stand still while somebody outside has to answer. Raises NotAllowed, Stale."""
    report = lock(report, actor, Deed.PAUSE)
    rules.needs_words(reason).enforce()
    rules.may_pause(is_paused=Pause.objects.filter(report=report, ended_at=None).exists()).enforce()
    row = Pause.objects.create(report=report, reason=reason.strip(), by=actor, started_at=at)
    _record("report.paused", report, actor, at)
    _settle(report, at)
    return row


@transaction.atomic
def go_on(report, *, actor, at):
    """What was waited for is here: the clocks go on. Raises NotAllowed, Stale."""
    report = lock(report, actor, Deed.PAUSE)
    if not Pause.objects.filter(report=report, ended_at=None).update(ended_at=at):
        raise Stale(report)
    _record("report.went_on", report, actor, at)
    _settle(report, at)


def _settle(report, at):
    with acting_as_system("intake"):
        touch(report)
        clock.settle(report, at=at)


def _move(report, to, act, actor, at, facts=None, **fields):
    with acting_as_system("intake"):
        if to in ENDED:
            wall.end_assignments(report.assignments.all(), at=at)
        moved = transition(report, to, act=act, actor=actor, at=at, clause=CLAUSE, is_confidential=True, facts=facts,
                           **fields)  # fmt: skip
        clock.settle(moved, at=at)
        notices.tell_handler(moved, "moved", at=at, without=[actor])
    return moved


def _record(action, report, actor, at, **facts):
    record(action, subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True, facts=facts or None)


def note_seen(safety, *, at):
    """The manager has opened the instruction."""
    if safety.seen_at is None:
        with acting_as_system("intake"):
            Safety.objects.filter(pk=safety.pk, seen_at=None).update(seen_at=at)

"""The state machine of a report: what is listed works, every other (state, act, person) is refused (4.4, 4.5, 7.7; A10).

The tables here are typed from the domain, not taken from the code. Every act goes through its service, inside the wall.
"""

import itertools
import uuid
from types import SimpleNamespace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction

from audit.services import events_about
from authorizations.choices import DutyKind, DutyMethod
from tests.postgres import prepared
from tests.violations import desk
from tests.violations.desk import DAY, HOUR, as_, decided, filed, now_of, pair, safe
from violations.choices import (
    AimedAt,
    Answer,
    Decided,
    DismissReason,
    Found,
    Measure,
    Mode,
    NoteKind,
    Outcome,
    Part,
)
from violations.models import (
    Allegation,
    Assignment,
    CorrectiveAction,
    Excluded,
    Finding,
    Hearing,
    LetIn,
    Link,
    Pause,
    Report,
    ReportDuty,
    Safety,
    Subject,
    TriageDecision,
)
from violations.services import (
    as_reporter,
    assigning,
    closing,
    correcting,
    duties,
    findings,
    hearing,
    holding,
    notes,
    triage,
    watch,
)
from violations.states import MOVES, Act, State
from workflow.errors import ImpossibleMove, NotAllowed, Stale
from workflow.identity import acting_as, acting_as_system
from workflow.moves import transition

pytestmark = pytest.mark.django_db
S = State
REFUSED = (NotAllowed, Stale, ImpossibleMove, ObjectDoesNotExist)

# Domain 7.7. What it does not say is ours: to wait while investigating, to send findings back, to pass on to who may
# hold it, and to open again what was joined by mistake.
LISTED = {
    (Act.TAKE, S.SUBMITTED, S.TRIAGE),
    (Act.INVESTIGATE, S.TRIAGE, S.INVESTIGATING),
    (Act.TO_SUPERVISOR, S.TRIAGE, S.WITH_SUPERVISOR),
    (Act.REFER, S.TRIAGE, S.REFERRED),
    (Act.DEFER, S.TRIAGE, S.DEFERRED),
    (Act.JOIN, S.TRIAGE, S.DUPLICATE),
    (Act.DISMISS, S.TRIAGE, S.DISMISSED),
    (Act.FIND, S.INVESTIGATING, S.FINDINGS_REVIEW),
    (Act.FIND, S.WITH_SUPERVISOR, S.FINDINGS_REVIEW),
    (Act.CLOSE, S.FINDINGS_REVIEW, S.CLOSED),
    (Act.CLOSE, S.REFERRED, S.CLOSED),
    (Act.INVESTIGATE, S.REFERRED, S.INVESTIGATING),
    (Act.INVESTIGATE, S.DEFERRED, S.INVESTIGATING),
    (Act.INVESTIGATE, S.REOPENED, S.INVESTIGATING),
    (Act.REOPEN, S.CLOSED, S.REOPENED),
    (Act.REOPEN, S.DISMISSED, S.REOPENED),
}
OURS = {
    (Act.DEFER, S.INVESTIGATING, S.DEFERRED),
    (Act.SEND_BACK, S.FINDINGS_REVIEW, S.INVESTIGATING),
    (Act.REOPEN, S.DUPLICATE, S.REOPENED),
}
ENDED = (S.DUPLICATE, S.DISMISSED, S.CLOSED)
OPEN = tuple(state for state in S.values if state not in ENDED)
PASSED_ON = {(Act.PASS_ON, state, S.SUBMITTED) for state in OPEN} | {(Act.PASS_ON, state, state) for state in ENDED}

HOLDERS = ("holder", "counsel")
HANDLERS = (*HOLDERS, "handler")
ALL_WHO_HANDLE = (*HANDLERS, "manager")
WORKING = (S.TRIAGE, S.INVESTIGATING, S.WITH_SUPERVISOR, S.REFERRED, S.DEFERRED)
HELD = (*WORKING, S.FINDINGS_REVIEW, S.REOPENED)
FINDING = (S.INVESTIGATING, S.WITH_SUPERVISOR)

# {what: (who, {state before: (act, state after)})}: each service that moves a report.
MOVING = {
    "take": (HOLDERS, {S.SUBMITTED: (Act.TAKE, S.TRIAGE)}),
    "decide to investigate": (HOLDERS, {S.TRIAGE: (Act.INVESTIGATE, S.INVESTIGATING)}),
    "decide for a manager": (HOLDERS, {S.TRIAGE: (Act.TO_SUPERVISOR, S.WITH_SUPERVISOR)}),
    "decide to refer": (HOLDERS, {S.TRIAGE: (Act.REFER, S.REFERRED)}),
    "decide to wait": (HOLDERS, {S.TRIAGE: (Act.DEFER, S.DEFERRED)}),
    "decide to join": (HOLDERS, {S.TRIAGE: (Act.JOIN, S.DUPLICATE)}),
    "decide to dismiss": (HOLDERS, {S.TRIAGE: (Act.DISMISS, S.DISMISSED)}),
    "investigate": (HOLDERS, {state: (Act.INVESTIGATE, S.INVESTIGATING) for state in (S.REFERRED, S.DEFERRED, S.REOPENED)}),
    "defer": (HANDLERS, {S.INVESTIGATING: (Act.DEFER, S.DEFERRED)}),
    "hand in": (ALL_WHO_HANDLE, {state: (Act.FIND, S.FINDINGS_REVIEW) for state in FINDING}),
    "send back": (HANDLERS, {S.FINDINGS_REVIEW: (Act.SEND_BACK, S.INVESTIGATING)}),
    "close": (HOLDERS, {state: (Act.CLOSE, S.CLOSED) for state in (S.FINDINGS_REVIEW, S.REFERRED)}),
    "open again": (HOLDERS, {state: (Act.REOPEN, S.REOPENED) for state in ENDED}),
}  # fmt: skip
# {what: (who, states)}: each service that leaves the state as it is.
STAYING = {
    "assign": (HOLDERS, HELD),
    "take back": (HOLDERS, HELD),
    "accept": (("asked",), HELD),
    "decline": (("asked",), HELD),
    "let in": (HOLDERS, OPEN),
    "let out": (HOLDERS, S.values),
    "name": (HANDLERS, OPEN),
    "relate": (HANDLERS, OPEN),
    "safety": (HOLDERS, (*WORKING, S.REOPENED)),
    "pause": (ALL_WHO_HANDLE, HELD),
    "go on": (ALL_WHO_HANDLE, HELD),
    "note": (ALL_WHO_HANDLE, S.values),
    "result": (ALL_WHO_HANDLE, S.values),
    "owe": (ALL_WHO_HANDLE, OPEN),
    "tell": (ALL_WHO_HANDLE, OPEN),
    "need not tell": (ALL_WHO_HANDLE, OPEN),
    "hear": (HANDLERS, FINDING),
    "allege": (HANDLERS, (*WORKING, S.REOPENED)),
    "establish": (ALL_WHO_HANDLE, FINDING),
    "sign": (ALL_WHO_HANDLE, FINDING),
    "correct": (ALL_WHO_HANDLE, (*FINDING, S.FINDINGS_REVIEW, S.CLOSED)),
    "corrected": (ALL_WHO_HANDLE, (*FINDING, S.FINDINGS_REVIEW, S.CLOSED)),
    "countersign": (HOLDERS, (S.FINDINGS_REVIEW,)),  # the handler here is who signed
    "recuse": ((*ALL_WHO_HANDLE, "let in", "reporter of Legal"), OPEN),
}

OTHERS = {"let in": "hollis", "asked": "lucinda", "reporter": "mateo", "subject": "dana", "above": "rolf",
          "uninvolved": "juniper", "administrator": "bram", "auditor": "ines"}  # fmt: skip
CREWS = {
    "a handler": {"holder": "priya", "counsel": "imogen", "handler": "leona", "supervisor": "beatrix"} | OTHERS,
    "a manager": {"manager": "beatrix", "of the Investigation Unit": "leona"},
    "a reporter of Legal": {"counsel": "imogen", "reporter of Legal": "priya"},
}


def test_the_table_of_moves_is_the_domains():
    assert set(MOVES.triples()) == LISTED | OURS | PASSED_ON


# A report in each state -----------------------------------------------------------------------------------------------


def _arranged(state, crew, cast, at):
    """Dana's report in `state`, made by the acts that lead there: Hollis let in, Lucinda asked, somebody handling it."""
    legal = SimpleNamespace(**vars(cast))
    reporter = cast.mateo
    if crew == "a reporter of Legal":
        legal.priya, reporter = cast.imogen, cast.priya
    has_it = cast.beatrix if crew == "a manager" else cast.leona
    report = filed(legal, at, by=reporter)
    as_(legal.priya, holding.let_in, now_of(report), person=cast.hollis, reason="Knows it.", at=at)
    if state == S.SUBMITTED:
        return now_of(report)
    as_(legal.priya, holding.take, now_of(report), at=at)
    report = _lead(state, safe(legal, now_of(report), at), legal, has_it, at)
    assert report.state == state
    return report


def _lead(state, report, legal, has_it, at):
    _ask(legal, report, has_it, at)
    ways = {
        S.WITH_SUPERVISOR: [Decided.TO_SUPERVISOR],
        S.REFERRED: [Decided.TO_HR],
        S.DEFERRED: [Decided.DEFER],
        S.DUPLICATE: [Decided.JOIN],
        S.DISMISSED: [Decided.DISMISS],
    }
    if state == S.TRIAGE:
        return now_of(report)
    more = {"joined_to": filed(legal, at)} if state == S.DUPLICATE else {}
    if state == S.DISMISSED:
        more = {"dismissed_because": DismissReason.NO_CLAUSE}
    report = decided(legal, now_of(report), at, *ways.get(state, [Decided.INVESTIGATE]), **more)
    if state == S.REFERRED:
        _as_holder(legal, triage.enter_result, _row(TriageDecision, report, kind=Decided.TO_HR), result="Done.", at=at)
    if state in (S.INVESTIGATING, S.WITH_SUPERVISOR, S.FINDINGS_REVIEW, S.CLOSED, S.REOPENED):
        report = desk.signed(legal, report, at, by=has_it)
    if state in (S.FINDINGS_REVIEW, S.CLOSED, S.REOPENED):
        as_(has_it, findings.hand_in, report, at=at)
    if state in (S.CLOSED, S.REOPENED):
        report = desk.closed(legal, desk.countersigned(legal, report, at), at)
    if state == S.REOPENED:
        as_(legal.priya, closing.reopen, report, reason="A new witness.", at=at)
        _ask(legal, report, has_it, at)
    return now_of(report)


def _ask(legal, report, has_it, at):
    part = Part.MANAGER if has_it == legal.beatrix else Part.HANDLER
    as_(legal.priya, assigning.assign, now_of(report), person=has_it, part=part, reason="Knows it.", at=at)
    desk.accepted(has_it, report, at)
    as_(legal.priya, assigning.assign, now_of(report), person=legal.lucinda, part=Part.HANDLER, reason="", at=at)


def _as_holder(legal, do, row, **kwargs):
    row.report = now_of(row.report)
    return as_(legal.priya, do, row, **kwargs)


def _row(model, report, **which):
    with acting_as_system("intake"):
        return model.objects.filter(report=report, **which).select_related("report").order_by("-pk").first()


# The acts -------------------------------------------------------------------------------------------------------------


def _decide(*kinds, **more):
    return lambda report, actor, at, other: triage.decide(
        report, kinds=list(kinds), reason="As told.", actor=actor, at=at, **more
    )


def _join(report, actor, at, other):
    return triage.decide(report, kinds=[Decided.JOIN], reason="The same.", joined_to=other, actor=actor, at=at)


MOVERS = {
    "take": lambda report, actor, at, other: holding.take(report, actor=actor, at=at),
    "decide to investigate": _decide(Decided.INVESTIGATE),
    "decide for a manager": _decide(Decided.TO_SUPERVISOR),
    "decide to refer": _decide(Decided.TO_IT),
    "decide to wait": _decide(Decided.DEFER),
    "decide to join": _join,
    "decide to dismiss": _decide(Decided.DISMISS, dismissed_because=DismissReason.NO_CLAUSE),
    "investigate": lambda report, actor, at, other: triage.investigate(report, actor=actor, at=at),
    "defer": lambda report, actor, at, other: triage.defer(report, reason="The police ask.", actor=actor, at=at),
    "hand in": lambda report, actor, at, other: findings.hand_in(report, actor=actor, at=at),
    "send back": lambda report, actor, at, other: findings.send_back(report, reason="Hear more.", actor=actor, at=at),
    "close": lambda report, actor, at, other: closing.close(
        report, told="It is closed.", delay_reason="", actor=actor, at=at
    ),
    "open again": lambda report, actor, at, other: closing.reopen(report, reason="A new witness.", actor=actor, at=at),
}  # fmt: skip


def _stay(what, report, actor, at, cast):  # noqa: PLR0915: one line each
    by = {"actor": actor, "at": at}

    def on(model, **which):
        row = _row(model, report, **which)
        if row is None:
            raise model.DoesNotExist
        row.report = report
        return row

    subject, allegation = pair(report)
    allegation.report = report
    return {
        "assign": lambda: assigning.assign(report, person=cast.ottilie, part=Part.HANDLER, reason="", **by),
        "take back": lambda: assigning.take_back(on(Assignment, person=cast.lucinda), **by),
        "accept": lambda: assigning.accept(on(Assignment, person=cast.lucinda), **by),
        "decline": lambda: assigning.decline(on(Assignment, person=cast.lucinda), answer="Away.", **by),
        "let in": lambda: holding.let_in(report, person=cast.rolf, reason="Knows it.", **by),
        "let out": lambda: holding.end_let_in(on(LetIn, person=cast.hollis), **by),
        "name": lambda: holding.name_subject(report, person=cast.juniper, **by),
        "relate": lambda: holding.declare_related(report, person=cast.juniper, **by),
        "safety": lambda: triage.answer_safety(report, has_contact=Answer.NO, measure=Measure.NONE, text="Gone.", **by),
        "pause": lambda: triage.pause(report, reason="The police ask.", **by),
        "go on": lambda: triage.go_on(report, **by),
        "note": lambda: notes.add(report, text="Seen.", kind=NoteKind.NOTES, form_key=uuid.uuid4(), is_legal=False, **by),
        "result": lambda: triage.enter_result(on(TriageDecision, kind=Decided.TO_POLICE), result="No charge.", **by),
        "owe": lambda: duties.add(report, kind=DutyKind.POLICE, **by),
        "tell": lambda: duties.made(on(ReportDuty), made_at=at, method=DutyMethod.TELEPHONE, recipient="DCF",
                                    reference="", **by),
        "need not tell": lambda: duties.not_needed(on(ReportDuty), reason="Told before.", **by),
        "hear": lambda: hearing.send_notice(report, subject=subject, clauses=["C.2.a"], allegation="A picture.",
                                            business_days=5, **by),
        "allege": lambda: findings.allege(report, clause="C.2.b", details={}, **by),
        "establish": lambda: findings.establish(allegation, details={"during_work_hours": Answer.NO}, **by),
        "sign": lambda: findings.sign(report, allegation=allegation, subject=subject, found=Found.UNFOUNDED,
                                      rationale="Seen.", relied_on="The picture.", **by),
        "correct": lambda: correcting.add(report, aimed_at=AimedAt.PLACE, outcome=Outcome.CLARIFIED, text="Posted.",
                                          owner=cast.noor, due_on=at.date() + DAY, **by),
        "corrected": lambda: correcting.done(on(CorrectiveAction), done_on=at.date(), proof="Seen.", **by),
        "countersign": lambda: findings.countersign(on(Finding), **by),
        "recuse": lambda: holding.recuse(report, **by),
    }[what]()  # fmt: skip


def _prepare(what, report, cast, at):
    """What the act is done to, where the report has none of it yet."""
    with acting_as_system("intake"):
        by = {"report": report, "by": cast.ines}
        if what == "close":
            unsigned = Finding.objects.filter(report=report, countersigned_at=None, replaced_at=None)
            unsigned.update(countersigned_by=cast.ottilie, countersigned_at=at)
        if what == "go on":
            Pause.objects.create(reason="Police.", started_at=at, **by)
        if what == "result":
            TriageDecision.objects.create(kind=Decided.TO_POLICE, reason="So.", at=at, **by)
        if what in ("tell", "need not tell"):
            ReportDuty.objects.create(report=report, kind=DutyKind.DCF_ORAL, opened_at=at, due_at=at)
        if what == "corrected":
            CorrectiveAction.objects.create(aimed_at=AimedAt.PLACE, outcome=Outcome.CLARIFIED, text="Posted.",
                                            owner=cast.noor, due_on=at.date(), at=at, **by)  # fmt: skip


# The report itself, and what an act could leave behind beside it.
TABLES = ["violations_subject", "violations_assignment", "violations_letin", "violations_message", "violations_link",
          "audit_event", "notifications_notice", "notifications_mail", "notifications_obligation"]  # fmt: skip
PICTURE = "SELECT to_jsonb(r)::text, " + ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)  # nosec B608
PICTURE += " FROM violations_report r WHERE id = $1"


def _picture(report):
    with acting_as_system("intake"), connection.cursor() as cursor:
        prepared.execute(cursor, "picture_of_a_report", PICTURE, report.pk)
        return cursor.fetchone()


def _try(do, role, person, report, before, prepare):
    """(act, state before, state after) as the trail says it, or the name of the last event; None when it was refused:
    then nothing at all has changed."""
    with transaction.atomic():
        if prepare:
            prepare()
        last = events_about(report).order_by("-event_id").values_list("event_id", flat=True)[0]
        try:
            with as_reporter(person) if role.startswith("reporter") else acting_as(person):
                do(person)
        except REFUSED:
            outcome = None
            assert _picture(report) == before, f"{role}: refused, and yet something changed"
        else:
            outcome = list(
                events_about(report)
                .filter(event_id__gt=last)
                .order_by("event_id")
                .values_list("action", "was", "becomes")
            )
        transaction.set_rollback(True)
    return outcome


def _people(crew, cast):
    cast.bram.is_superuser = cast.bram.is_staff = True  # it opens nothing (design §4.3)
    return {role: getattr(cast, name) for role, name in CREWS[crew].items()}


CASES = list(itertools.product(CREWS, S.values))


@pytest.mark.parametrize(("crew", "state"), CASES, ids=lambda one: str(one))
@pytest.mark.clause("C.3")
def test_every_act_that_moves_a_report(crew, state, cast, now):
    """Listed, it moves it with one event that says what became of what; any other is refused and changes nothing."""
    report, people, wrong = _arranged(state, crew, cast, now), _people(crew, cast), []
    other = filed(cast, now)
    before = _picture(report)

    for what, (role, person) in itertools.product(MOVING, people.items()):
        who, moves = MOVING[what]
        outcome = _try(
            lambda actor, what=what: MOVERS[what](now_of(report), actor, now + HOUR, other), role, person, report, before,
            lambda what=what: _prepare(what, report, cast, now),
        )  # fmt: skip
        act, after = moves.get(state, (None, None))
        expected = [(f"report.{act}", state, after)] if act is not None and role in who else None
        if outcome != expected:
            wrong.append(f"{role}: {what} gives {outcome}, not {expected}")

    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize(("crew", "state"), CASES, ids=lambda one: str(one))
@pytest.mark.clause("C.3")
def test_every_act_that_leaves_the_state(crew, state, cast, now):
    report, people, wrong = _arranged(state, crew, cast, now), _people(crew, cast), []
    before = _picture(report)

    for what, (role, person) in itertools.product(STAYING, people.items()):
        who, states = STAYING[what]
        outcome = _try(
            lambda actor, what=what: _stay(what, now_of(report), actor, now + HOUR, cast), role, person, report, before,
            lambda what=what: _prepare(what, report, cast, now),
        )  # fmt: skip
        has_it = role not in ("handler", "manager", "asked") or state in HELD
        is_expected = role in who and state in states and has_it
        if (outcome is not None) != is_expected:
            wrong.append(f"{role}: {what} gives {outcome}, expected {'yes' if is_expected else 'no'}")

    assert wrong == []


@pytest.mark.parametrize("state", S.values)
def test_no_other_state_follows_whoever_asks(state, cast, now):
    """transition() itself refuses every (act, from, to) that stands in no table."""
    report = _arranged(state, "a handler", cast, now)

    with acting_as_system("intake"):
        for act, after in itertools.product(Act, S.values):
            if (act, state, after) in LISTED | OURS | PASSED_ON:
                continue
            with pytest.raises(ImpossibleMove):
                transition(report, after, act=act, actor="system", at=now)
    assert now_of(report).version == report.version


@pytest.mark.parametrize("state", S.values)
def test_who_holds_it_next_begins_anew_and_what_ended_stays(state, cast, now):
    """Everybody of the Legal Unit comes to be above Dana: the Commissioner holds it."""
    report = _arranged(state, "a handler", cast, now)
    cast.dana.reports_to = cast.priya
    cast.dana.save(update_fields=["reports_to"])

    with acting_as_system("intake"):
        assert watch(now + HOUR) >= 1
        assert not Assignment.objects.filter(report=report, ended_at=None).exists()
        assert not LetIn.objects.filter(report=report, ended_at=None).exists()
    report = now_of(report)

    assert (report.state, report.pool, report.handler) == (
        S.SUBMITTED if state in OPEN else state,
        "commissioner",
        None,
    )


def test_a_stale_page_acts_on_nothing(cast, now):
    page = _arranged(S.TRIAGE, "a handler", cast, now)
    as_(cast.priya, triage.pause, now_of(page), reason="Police.", at=now)

    for do in MOVERS.values():
        with acting_as(cast.imogen), pytest.raises((Stale, NotAllowed)):
            do(page, cast.imogen, now, None)
    with acting_as(cast.imogen), pytest.raises(Stale):
        MOVERS["decide to investigate"](page, cast.imogen, now, None)


# The database's own checks --------------------------------------------------------------------------------------------


@pytest.fixture
def refuses(cast):
    """Write fields past every rule, as the part of the portal that the wall lets: a constraint refuses them."""

    def write(row, constraint, **fields):
        with acting_as_system("intake"), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            assert type(row).objects.filter(pk=row.pk).update(**fields) == 1

    return write


@pytest.fixture
def refuses_new(cast):
    def write(model, constraint, **fields):
        with acting_as_system("intake"), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model.objects.create(**fields)

    return write


@pytest.mark.clause("C.3")
def test_the_database_refuses_a_report_no_act_would_write(cast, now, refuses):
    report = _arranged(S.FINDINGS_REVIEW, "a handler", cast, now)
    whole = {"state": S.CLOSED, "closed_at": now, "closed_by": cast.priya, "reporter_informed_at": now}

    for missing in ("closed_at", "closed_by", "reporter_informed_at"):
        refuses(report, "closed_says_by_whom_and_the_reporter_was_told", **whole | {missing: None})
    refuses(report, "report_anonymous_is_nobodys", mode=Mode.ANONYMOUS)
    refuses(report, "report_anonymous_is_nobodys", reporter_mark=None)
    refuses(report, "report_pool_known", pool="friends")
    refuses(report, "report_state_known", state="forgotten")
    refuses(report, "report_has_a_handler_once_taken", state=S.SUBMITTED)
    refuses(report, "report_ends_after_it_began", occurred_from=now.date(), occurred_to=now.date() - DAY)
    refuses(report, "number", number=filed(cast, now).number)


@pytest.mark.clause("C.2")
def test_the_database_refuses_a_finding_no_act_would_write(cast, now, refuses, refuses_new):
    report = _arranged(S.FINDINGS_REVIEW, "a handler", cast, now)
    row = _row(Finding, report)
    again = {"report": report, "allegation_id": row.allegation_id, "subject_id": row.subject_id, "found": Found.UNFOUNDED,
             "rationale": "So.", "relied_on": "So.", "signed_by": cast.priya, "signed_at": now}  # fmt: skip

    refuses(row, "countersigned_by_another", countersigned_by=row.signed_by, countersigned_at=now)
    refuses(row, "countersigned_by_another", countersigned_by=cast.priya)
    refuses(row, "countersigned_by_another", countersigned_at=now)
    refuses(row, "finding_known", found="perhaps")
    refuses_new(Finding, "finding_version_once", number=1, replaced_at=now, **again)
    refuses_new(Finding, "finding_in_force_once", number=2, **again)
    desk.countersigned(cast, report, now)
    for field, value in [("found", Found.SUSTAINED),
                         ("signed_by", cast.imogen), ("countersigned_by", cast.imogen), ("countersigned_at", now + HOUR),
                         ("number", 9)]:  # fmt: skip
        refuses(row, "locked", **{field: value})
    refuses(row, "locked", countersigned_by=None, countersigned_at=None)


@pytest.mark.clause("C.3")
def test_the_database_refuses_a_decision_no_act_would_write(cast, now, refuses, refuses_new):
    report = _arranged(S.DISMISSED, "a handler", cast, now)
    row = _row(TriageDecision, report)

    refuses(row, "dismissed_says_why", dismissed_because="")
    refuses(row, "dismissed_says_why", dismissed_because="off_duty")
    refuses(row, "dismissed_says_why", kind=Decided.INVESTIGATE)
    refuses(row, "decided_known", kind="forget", dismissed_because="")
    refuses(row, "read_by_a_second", second_reader=row.by)
    refuses_new(Link, "no_report_is_linked_to_itself", report=report, other=report, kind="related", at=now)


def test_the_database_refuses_handling_no_act_would_write(cast, now, refuses, refuses_new):
    report = _arranged(S.INVESTIGATING, "a manager", cast, now)
    by = {"report": report, "by": cast.priya}

    refuses_new(
        Assignment, "nobody_assigns_a_report_to_themselves", person=cast.priya, part="handler", offered_at=now, **by
    )
    refuses_new(Assignment, "report_assigned_once", person=cast.beatrix, part="handler", offered_at=now, **by)
    refuses_new(LetIn, "nobody_lets_themselves_in", person=cast.priya, reason="So.", at=now, **by)
    refuses_new(LetIn, "let_in_once", person=cast.beatrix, reason="So.", at=now, **by)
    refuses_new(LetIn, "never let in", person=cast.dana, reason="So.", at=now, **by)
    refuses_new(Subject, "never let in", report=report, person=cast.beatrix, named_at=now)
    refuses_new(Subject, "subject_is_named_once", report=report, person=cast.dana, named_at=now)
    refuses_new(Subject, "subject_is_somebody", report=report, named_at=now)
    refuses_new(Allegation, "allegation_of_a_clause_once", report=report, clause_id="C.2.a", made_at=now)
    refuses_new(Excluded, "excluded_because_known", report=report, person=cast.noor, because="dislike", since=now)
    safety = {"has_contact": Answer.NO, "text": "So.", "at": now}
    refuses_new(Safety, "instruction_has_a_manager", measure=Measure.INSTRUCTED, **safety, **by)
    refuses_new(Safety, "instruction_has_a_manager", measure=Measure.NONE, manager=cast.noor, **safety, **by)
    duty = {"report": report, "opened_at": now, "due_at": now}
    refuses_new(ReportDuty, "says_how_it_was_met", kind=DutyKind.POLICE, answered_at=now, by=cast.priya, **duty)
    refuses_new(ReportDuty, "says_how_it_was_met", kind=DutyKind.POLICE, answered_at=now, made_at=now, **duty)
    action = {"aimed_at": AimedAt.PLACE, "outcome": Outcome.COACHED, "text": "So.", "owner": cast.noor,
              "due_on": now.date(), "at": now}  # fmt: skip
    refuses_new(CorrectiveAction, "done_has_proof", done_on=now.date(), **action, **by)
    as_(cast.priya, triage.pause, now_of(report), reason="Police.", at=now)
    refuses_new(Pause, "paused_once", reason="Again.", started_at=now, **by)


def test_the_database_refuses_a_hearing_no_act_would_write(cast, now, refuses):
    desk.heard(cast, desk.investigated(cast, now), now)
    with acting_as_system("intake"):
        row = Hearing.objects.get()

    refuses(row, "answered_or_waived", waived_at=now)
    refuses(row, "answer_says_something", answer=None)
    refuses(row, "answer_says_something", answered_at=None)


def test_nothing_of_a_report_is_deleted_by_who_works_with_it(cast, now):
    report = _arranged(S.FINDINGS_REVIEW, "a handler", cast, now)

    for person in (cast.priya, cast.leona, cast.hollis):
        with acting_as(person), connection.cursor() as cursor:
            for table in ("finding", "hearing", "triagedecision", "safety", "assignment", "note", "letin", "report"):
                cursor.execute(f"DELETE FROM violations_{table}")  # nosec B608
                assert cursor.rowcount == 0
    assert _row(Finding, report) is not None
    with acting_as_system("intake"):
        assert Report.objects.filter(pk=report.pk).exists()

"""The state machines of domain 7.1 and 7.2: what is listed works, every other triple is refused (15 A13, A14).

The table here is typed from the domain, not taken from the code.
"""

import datetime
import itertools

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from audit.services import events_about
from authorizations import rules
from authorizations.choices import EndReason
from authorizations.models import JJEMSNote, SupervisionAuthorization, Suspension
from authorizations.rules import Standing
from authorizations.services import course, decisions, notes, requests
from authorizations.states import MOVES, NOTE_MOVES, Act, NoteAct, NoteState, State
from people import services as people
from people.models import User
from people.roles import Role
from policy.services import change_setting
from tests.factories.authorizations import draft, grant, granted, submit, submitted, suspended
from workflow.errors import ImpossibleMove, NotAllowed, Stale
from workflow.moves import Moves, transition

DAY = datetime.timedelta(days=1)
S = State
IN_FORCE = (S.ACTIVE, S.SUSPENDED, S.APPROVED_PENDING_NOTE)

# Who stands how to Dana's authorization.
EMPLOYEE, SUPERVISOR, DELEGATE, LEGAL, PEER = "dana", "beatrix", "juniper", "priya", "mateo"
WITH_A_SAY = [EMPLOYEE, SUPERVISOR, DELEGATE, LEGAL, PEER]
OTHERS = ["noor", "hollis", "rolf", "leona", "ottilie", "bram", "lucinda", "ines", "adaeze"]
IN_CHARGE = (SUPERVISOR, DELEGATE)

# Domain 7.1: (act, from) -> (to, who). The system's own acts are tried through transition().
LISTED = {
    (Act.SUBMIT, S.DRAFT): (S.SUBMITTED, [EMPLOYEE]),
    (Act.SUBMIT, S.RETURNED): (S.SUBMITTED, [EMPLOYEE]),
    (Act.RETURN, S.SUBMITTED): (S.RETURNED, IN_CHARGE),
    (Act.WITHDRAW, S.SUBMITTED): (S.WITHDRAWN, [EMPLOYEE]),
    (Act.WITHDRAW, S.RETURNED): (S.WITHDRAWN, [EMPLOYEE]),
    (Act.DENY, S.SUBMITTED): (S.DENIED, IN_CHARGE),
    (Act.GRANT, S.SUBMITTED): (S.ACTIVE, IN_CHARGE),
    (Act.SUSPEND, S.ACTIVE): (S.SUSPENDED, [*IN_CHARGE, LEGAL]),
    (Act.RESUME, S.SUSPENDED): (S.ACTIVE, [*IN_CHARGE, LEGAL]),
    (Act.REVOKE, S.ACTIVE): (S.REVOKED, [*IN_CHARGE, LEGAL]),
    (Act.REVOKE, S.SUSPENDED): (S.REVOKED, [*IN_CHARGE, LEGAL]),
    (Act.REVOKE, S.APPROVED_PENDING_NOTE): (S.REVOKED, [*IN_CHARGE, LEGAL]),
    (Act.CLOSE, S.ACTIVE): (S.CLOSED, [EMPLOYEE, *IN_CHARGE]),
    (Act.CLOSE, S.SUSPENDED): (S.CLOSED, [EMPLOYEE, *IN_CHARGE]),
    (Act.CLOSE, S.APPROVED_PENDING_NOTE): (S.CLOSED, [EMPLOYEE, *IN_CHARGE]),
}
BY_THE_SYSTEM = {
    (Act.GRANT, S.SUBMITTED, S.APPROVED_PENDING_NOTE),
    (Act.ACTIVATE, S.APPROVED_PENDING_NOTE, S.ACTIVE),
    (Act.EXPIRE, S.ACTIVE, S.EXPIRED),
    (Act.EXPIRE, S.SUSPENDED, S.EXPIRED),
}
ACTS = sorted({act for act, _state in LISTED})

# Domain 7.2.
OPEN = (NoteState.GENERATED, NoteState.DUE, NoteState.OVERDUE)
NOTES_LISTED = {
    (NoteAct.FALL_DUE, NoteState.GENERATED, NoteState.DUE),
    (NoteAct.GO_OVERDUE, NoteState.GENERATED, NoteState.OVERDUE),
    (NoteAct.GO_OVERDUE, NoteState.DUE, NoteState.OVERDUE),
    *((NoteAct.CONFIRM, state, NoteState.CONFIRMED) for state in OPEN),
    *((NoteAct.SUPERSEDE, state, NoteState.SUPERSEDED) for state in OPEN),
}


def _do(act, authorization, *, actor, at):
    name = actor.full_name
    return {
        Act.SUBMIT: lambda: requests.submit(
            authorization, attested=requests.attestations_for(authorization), signature=name, actor=actor, at=at
        ),
        Act.RETURN: lambda: decisions.return_(authorization, actor=actor, at=at, reason="Say more", signature=name),
        Act.WITHDRAW: lambda: requests.withdraw(authorization, actor=actor, at=at),
        Act.DENY: lambda: decisions.deny(authorization, actor=actor, at=at, reason="Not needed", signature=name),
        Act.GRANT: lambda: grant(authorization, by=actor, at=at),
        Act.SUSPEND: lambda: course.suspend(authorization, reason="A doubt", actor=actor, at=at),
        Act.RESUME: lambda: course.resume(authorization, reason="Cleared", actor=actor, at=at),
        Act.REVOKE: lambda: course.revoke(authorization, reason="Misuse", actor=actor, at=at),
        Act.CLOSE: lambda: course.close(authorization, reason=EndReason.PURPOSE_ACHIEVED, actor=actor, at=at),
    }[act]()


@pytest.fixture
def house(cast, now):
    """The cast, with Juniper deciding for Beatrix these days."""
    worker = people.add_person(
        actor=cast.bram, at=now, supervisor=cast.juniper, username="worker", employee_number="W1", legal_first="Pat",
        legal_last="Quill", work_email="worker@dys.example", employment_type="state", job_title="caseworker",
        unit="community", worksite=cast.sites["cranberry"],
    )  # fmt: skip
    people.delegate(
        cast.beatrix, cast.juniper, from_on=now.date() - DAY, to_on=now.date() + DAY, reason="Leave", actor=cast.bram,
        at=now,
    )  # fmt: skip
    assert worker.reports_to == cast.juniper
    return cast


def _in_state(state, cast, now):
    """Dana's authorization for Koa in `state`, made by the acts that lead there."""
    dana, koa, at = cast.dana, cast.koa, now
    if state == S.APPROVED_PENDING_NOTE:
        change_setting("jjems_note_before_use", True, actor=cast.bram, at=at, reason="Stricter")
    make = {
        S.DRAFT: lambda: draft(dana, koa, at=at),
        S.SUBMITTED: lambda: submitted(dana, koa, at=at),
        S.RETURNED: lambda: _do(Act.RETURN, submitted(dana, koa, at=at), actor=cast.beatrix, at=at),
        S.WITHDRAWN: lambda: _do(Act.WITHDRAW, submitted(dana, koa, at=at), actor=dana, at=at),
        S.DENIED: lambda: _do(Act.DENY, submitted(dana, koa, at=at), actor=cast.beatrix, at=at),
        S.APPROVED_PENDING_NOTE: lambda: granted(dana, koa, at=at),
        S.ACTIVE: lambda: granted(dana, koa, at=at),
        S.SUSPENDED: lambda: suspended(dana, koa, at=at),
        S.REVOKED: lambda: _do(Act.REVOKE, granted(dana, koa, at=at), actor=cast.beatrix, at=at),
        S.CLOSED: lambda: _do(Act.CLOSE, granted(dana, koa, at=at), actor=dana, at=at),
        S.EXPIRED: lambda: _expired(granted(dana, koa, at=at), at),
    }
    made = make[state]()
    assert made.state == state
    return SupervisionAuthorization.objects.with_people().get(pk=made.pk)


def _expired(authorization, at):
    [expired] = course.expire_due(authorization.expires_on + DAY, at=at)
    return expired


# The tables -----------------------------------------------------------------------------------------------------------


def test_the_table_of_moves_is_the_domains():
    listed = {(act, before, after) for (act, before), (after, _who) in LISTED.items()}

    assert set(MOVES.triples()) == listed | BY_THE_SYSTEM
    assert set(NOTE_MOVES.triples()) == NOTES_LISTED


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(
    "names", [WITH_A_SAY, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=["those with a say", "everybody else"]
)
def test_every_act_by(names, state, house, now):
    """Each (state, act, person): listed works with one event that says what became of what, any other is refused."""
    authorization = _in_state(state, house, now)
    persons = User.objects.in_bulk(names, field_name="username")
    before = AuditEvent.objects.count()
    wrong = []

    for act, name in itertools.product(ACTS, names):
        to, who = LISTED.get((act, state), (None, ()))
        if name in who:
            _try_listed(act, authorization, to, actor=persons[name], at=now)
        elif not _is_refused(act, authorization, actor=persons[name], at=now):
            wrong.append(f"{name}: {act}")

    assert wrong == []
    row = SupervisionAuthorization.objects.get(pk=authorization.pk)
    assert (row.state, row.version) == (authorization.state, authorization.version)
    assert AuditEvent.objects.count() == before


def _is_refused(act, authorization, *, actor, at):
    try:
        with transaction.atomic():
            _do(act, authorization, actor=actor, at=at)
            transaction.set_rollback(True)
    except (NotAllowed, ImpossibleMove):
        return True
    return False


def _try_listed(act, authorization, to, *, actor, at):
    """The act works and is told once; then everything is as it was."""
    seen = SupervisionAuthorization.objects.with_people().get(pk=authorization.pk)
    changes = events_about(authorization).exclude(was="")
    earlier = changes.count()
    with transaction.atomic():
        assert _do(act, seen, actor=actor, at=at).state == to
        told = changes.filter(action=f"supervision.{act}", was=seen.state, becomes=to, actor_name=actor.full_name)
        assert (told.count(), changes.count()) == (1, earlier + 1)
        transaction.set_rollback(True)


def test_no_other_state_follows_whoever_asks(cast, now):
    """transition() itself refuses every (act, from, to) that stands in no table."""
    seen = submitted(cast.dana, cast.koa, at=now)

    for act, before, after in set(itertools.product(Act, State, State)) - set(MOVES.triples()):
        assert not MOVES.allows(act, before, after)
        if before == S.SUBMITTED:
            with pytest.raises(ImpossibleMove):
                transition(seen, after, act=act, actor="system", at=now)

    seen.refresh_from_db()
    assert (seen.state, seen.version) == (S.SUBMITTED, 2)


@pytest.mark.parametrize(
    ("state", "act", "after"), list(itertools.product(NoteState, NoteAct, NoteState)), ids=lambda one: str(one.value)
)
def test_the_notes_machine_allows_what_is_listed_and_nothing_else(state, act, after):
    assert NOTE_MOVES.allows(act, state, after) is ((act, state, after) in NOTES_LISTED)


@pytest.mark.parametrize("state", [NoteState.CONFIRMED, NoteState.SUPERSEDED])
def test_a_note_that_is_done_is_done(cast, now, state):
    authorization = granted(cast.dana, cast.koa, at=now)
    if state == NoteState.CONFIRMED:
        notes.confirm(authorization.notes.get(), entered_on=now.date(), jjems_reference="", actor=cast.dana, at=now)
    else:
        _do(Act.CLOSE, authorization, actor=cast.dana, at=now)
    note = authorization.notes.get(kind="initial")
    assert note.state == state

    with pytest.raises(NotAllowed):
        notes.confirm(note, entered_on=now.date(), jjems_reference="", actor=cast.dana, at=now)
    notes.watch(now.date() + 9 * DAY, at=now + 9 * DAY)
    for act, after in itertools.product(NoteAct, NoteState):
        with pytest.raises(ImpossibleMove):
            transition(note, after, act=act, actor="system", at=now)

    assert JJEMSNote.objects.get(pk=note.pk).state == state


@pytest.mark.parametrize(("act", "before", "after"), sorted(NOTES_LISTED))
def test_each_move_of_a_note_is_one_event(cast, now, act, before, after):
    note = granted(cast.dana, cast.koa, at=now).notes.get()
    for step in {NoteState.DUE: [2], NoteState.OVERDUE: [3]}.get(before, []):
        notes.watch(now.date() + step * DAY, at=now)
        note.refresh_from_db()
    assert note.state == before

    transition(note, after, act=act, actor="system", at=now, **_confirmed_fields(after, cast, now))

    event = events_about(note).get(becomes=after)
    assert (event.action, event.was) == (f"note.{act}", before)


def _confirmed_fields(after, cast, now):
    if after != NoteState.CONFIRMED:
        return {}
    return {"entered_on": now.date(), "entered_by": cast.dana, "confirmed_at": now}


# Legal and the rest, without a database -------------------------------------------------------------------------------


def _person(pk, reports_to=None, *roles):
    person = User(pk=pk, username=f"p{pk}", legal_first="P", legal_last=str(pk), reports_to=reports_to)
    person.__dict__["roles"] = frozenset(roles)
    return person


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("cause", Suspension.Cause.values)
def test_only_legal_lifts_legals_suspension(state, cause):
    boss, legal = _person(1), _person(2, None, Role.LEGAL)
    employee = _person(3, boss)
    authorization = SupervisionAuthorization(employee=employee, state=state, suspended_because=cause)
    standing = Standing(day=datetime.date(2026, 11, 17), settings={})
    is_suspended = state == S.SUSPENDED

    assert bool(rules.may_resume(legal, authorization, standing)) is is_suspended
    assert bool(rules.may_resume(boss, authorization, standing)) is (is_suspended and cause != "legal")
    assert not rules.may_resume(employee, authorization, standing)


def test_a_member_of_legal_has_no_say_over_their_own():
    employee = _person(3, _person(1), Role.LEGAL)
    authorization = SupervisionAuthorization(employee=employee, state=S.ACTIVE)
    standing = Standing(day=datetime.date(2026, 11, 17), settings={})

    assert not rules.may_suspend(employee, authorization, standing)
    assert not rules.may_revoke(employee, authorization, standing)


def test_moves_tell_what_they_hold():
    moves = Moves({"open": {"shut": ("ajar", "open")}, "shut": {"open": "shut"}})

    assert moves.triples() == [("open", "shut", "ajar"), ("open", "shut", "open"), ("shut", "open", "shut")]
    assert moves.allows("open", "shut") and moves.allows("open", "shut", "ajar")
    assert not moves.allows("open", "open") and not moves.allows("lock", "shut")
    assert (len(moves), list(moves), moves["shut"]) == (2, ["open", "shut"], {"open": ("shut",)})


# The database's own checks --------------------------------------------------------------------------------------------


def _refused(authorization, constraint, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SupervisionAuthorization.objects.filter(pk=authorization.pk).update(**fields)


@pytest.mark.faults
@pytest.mark.clause("B.2", "B.2/0b")
def test_no_state_after_a_decision_without_one(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)

    for state in (*IN_FORCE, S.REVOKED, S.CLOSED, S.EXPIRED, S.DENIED):
        _refused(request, "no_leave_without_decision|leave_is_complete", state=state, suspended_because="legal")


@pytest.mark.faults
@pytest.mark.clause("B.2")
def test_the_database_refuses_what_no_act_would_write(cast, now):
    asked = draft(cast.dana, cast.koa, at=now)
    active = granted(cast.dana, cast.koa, at=now)

    _refused(asked, "request_is_signed", state=S.SUBMITTED)
    _refused(active, "request_is_signed", employee_signature="")
    _refused(active, "nobody_decides_their_own", decided_by=cast.dana)
    _refused(active, "supervisor_is_somebody_else", supervisor_at_submission=cast.dana)
    _refused(active, "expires_after_it_starts", expires_on=active.effective_from - DAY)
    _refused(active, "suspension_has_cause", state=S.SUSPENDED)
    _refused(active, "leave_is_complete", youth=None)
    _refused(active, "no_leave_without_decision", decided_as="")
    with pytest.raises(IntegrityError, match="confirmed_says_who_and_when"), transaction.atomic():
        active.notes.update(state=NoteState.CONFIRMED)
    with pytest.raises(IntegrityError, match="suspension_is_open_once"), transaction.atomic():
        for _turn in range(2):
            Suspension.objects.create(authorization=active, cause="legal", started_at=now)


@pytest.mark.faults
def test_a_stale_page_acts_on_nothing(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    page = SupervisionAuthorization.objects.with_people().get(pk=request.pk)
    submit(_do(Act.RETURN, request, actor=cast.beatrix, at=now), at=now)

    for act, name in [(Act.GRANT, "beatrix"), (Act.RETURN, "beatrix"), (Act.DENY, "beatrix"), (Act.WITHDRAW, "dana")]:
        with pytest.raises(Stale):
            _do(act, page, actor=getattr(cast, name), at=now)

"""The state machines of the compartment: what is listed works, every other triple is refused (7.3 to 7.5, 7.8; A13, A14).

The tables here are typed from the domain, not taken from the code.
"""

import datetime
import itertools
import uuid
from dataclasses import dataclass

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.services import events_about
from investigations.choices import EmergencyReason, EndReason, IssueKind, Outcome
from investigations.models import (
    CommunicationApproval,
    CommunicationEntry,
    ConfidentialIssue,
    ConfirmedDelegate,
    EmergencyAccess,
    Interruption,
    InvestigationAuthorization,
    InvestigationProfile,
    ProfileHolder,
    ReviewMeeting,
)
from investigations.services import contacts, course, decisions, emergency, issues, meetings, profiles, requests
from investigations.states import (
    ASK_MOVES,
    CONTACT_MOVES,
    ISSUE_MOVES,
    MEETING_MOVES,
    MOVES,
    PROFILE_MOVES,
    Act,
    AskState,
    ContactAct,
    ContactState,
    IssueState,
    MeetingAct,
    MeetingState,
    ProfileAct,
    ProfileState,
    State,
)
from people.models import Delegation, RoleGrant
from people.roles import Role
from people.titles import JobTitle
from policy.calendar import local_day
from policy.services import change_setting
from tests.factories import investigations as make
from workflow.errors import ImpossibleMove, NotAllowed, Stale
from workflow.identity import acting_as, acting_as_system
from workflow.moves import transition

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
S, P, C, M = State, ProfileState, ContactState, MeetingState
OWED = (M.SCHEDULED, M.DUE_SOON, M.DUE, M.OVERDUE, M.ESCALATED)

# Who stands how to Dana's investigation.
INVESTIGATOR, SUPERVISOR, DELEGATE, LEGAL, HEAD = "dana", "beatrix", "noor", "priya", "imogen"
IN_CHARGE, OF_LEGAL = (SUPERVISOR, DELEGATE), (LEGAL, HEAD)
WITH_A_SAY = [INVESTIGATOR, SUPERVISOR, DELEGATE, LEGAL, HEAD, "leona"]  # Leona of the Investigation Unit is assigned
OTHERS = ["mateo", "juniper", "hollis", "rolf", "adaeze", "ottilie", "bram", "lucinda", "ines"]

# Domain 7.3: (act, from) -> (to, who). The portal's own acts stand in BY_THE_PORTAL.
LISTED = {
    (Act.SUBMIT, S.DRAFT): (S.SUBMITTED, [INVESTIGATOR]),
    (Act.SUBMIT, S.RETURNED): (S.SUBMITTED, [INVESTIGATOR]),
    (Act.WITHDRAW, S.SUBMITTED): (S.WITHDRAWN, [INVESTIGATOR]),
    (Act.WITHDRAW, S.RETURNED): (S.WITHDRAWN, [INVESTIGATOR]),
    (Act.RETURN, S.SUBMITTED): (S.RETURNED, IN_CHARGE),
    (Act.DENY, S.SUBMITTED): (S.DENIED, IN_CHARGE),
    (Act.GRANT, S.SUBMITTED): (S.SUPERVISOR_GRANTED, IN_CHARGE),
    (Act.CONCUR, S.SUPERVISOR_GRANTED): (S.ACTIVE, OF_LEGAL),
    (Act.OBJECT, S.SUPERVISOR_GRANTED): (S.RETURNED, OF_LEGAL),
    (Act.ESCALATE, S.RETURNED): (S.SUPERVISOR_GRANTED, IN_CHARGE),
    (Act.SUSPEND, S.ACTIVE): (S.SUSPENDED, [*IN_CHARGE, *OF_LEGAL]),
    (Act.RESUME, S.SUSPENDED): (S.ACTIVE, [*IN_CHARGE, *OF_LEGAL]),
    (Act.REVOKE, S.ACTIVE): (S.REVOKED, [*IN_CHARGE, *OF_LEGAL]),
    (Act.REVOKE, S.SUSPENDED): (S.REVOKED, [*IN_CHARGE, *OF_LEGAL]),
    (Act.CLOSE, S.ACTIVE): (S.CLOSED, [INVESTIGATOR, *IN_CHARGE]),
    (Act.CLOSE, S.SUSPENDED): (S.CLOSED, [INVESTIGATOR, *IN_CHARGE]),
}
BY_THE_PORTAL = {
    (Act.ACTIVATE, S.SUPERVISOR_GRANTED, S.ACTIVE),
    (Act.EXPIRE, S.ACTIVE, S.EXPIRED),
    (Act.EXPIRE, S.SUSPENDED, S.EXPIRED),
}
ACTS = sorted({act for act, _state in LISTED})

PROFILES = {
    (ProfileAct.RECORD, P.GRANTED, P.IN_USE),
    (ProfileAct.GIVE_UP, P.GRANTED, P.NOT_CREATED),
    (ProfileAct.REST, P.IN_USE, P.DORMANT),
    (ProfileAct.WAKE, P.DORMANT, P.IN_USE),
    (ProfileAct.WIND_DOWN, P.IN_USE, P.TO_DEACTIVATE),
    (ProfileAct.WIND_DOWN, P.DORMANT, P.TO_DEACTIVATE),
    (ProfileAct.COMPROMISE, P.IN_USE, P.COMPROMISED),
    (ProfileAct.COMPROMISE, P.DORMANT, P.COMPROMISED),
    (ProfileAct.DEACTIVATE, P.TO_DEACTIVATE, P.DEACTIVATED),
    (ProfileAct.DEACTIVATE, P.COMPROMISED, P.DEACTIVATED),
}
CONTACTS = {
    (ContactAct.APPROVE, C.REQUESTED, C.APPROVED),
    (ContactAct.DENY, C.REQUESTED, C.DENIED),
    (ContactAct.END, C.APPROVED, C.ENDED),
}
MEETINGS = {
    (MeetingAct.COME_NEAR, M.SCHEDULED, M.DUE_SOON),
    (MeetingAct.FALL_DUE, M.SCHEDULED, M.DUE),
    (MeetingAct.FALL_DUE, M.DUE_SOON, M.DUE),
    *((MeetingAct.GO_OVERDUE, state, M.OVERDUE) for state in (M.SCHEDULED, M.DUE_SOON, M.DUE)),
    *((MeetingAct.ESCALATE, state, M.ESCALATED) for state in (M.SCHEDULED, M.DUE_SOON, M.DUE, M.OVERDUE)),
    *((MeetingAct.HOLD, state, M.HELD) for state in OWED),
    *((MeetingAct.CANCEL, state, M.CANCELLED) for state in OWED),
}
ISSUES = {
    ("taken", IssueState.OPEN, IssueState.OPEN),
    ("handed_over", IssueState.OPEN, IssueState.OPEN),
    ("resolved", IssueState.OPEN, IssueState.RESOLVED),
}
ASKED = {("agreed", AskState.ASKED, AskState.AGREED), ("refused", AskState.ASKED, AskState.REFUSED)}


@pytest.fixture
def house(cast):
    """The cast; Noor decides for Beatrix these days, which Legal confirmed."""
    cast.at = timezone.now()
    cast.dana.job_title = JobTitle.APPREHENSION_OFFICER
    cast.dana.save()
    day = local_day(cast.at)
    stands_in = Delegation.objects.create(supervisor=cast.beatrix, delegate=cast.noor, from_on=day - DAY,
                                          to_on=day + DAY, reason="Leave", created_at=cast.at)  # fmt: skip
    with acting_as(cast.priya):
        ConfirmedDelegate.objects.create(delegation=stands_in, confirmed_by=cast.priya, confirmed_at=cast.at)
    return cast


# The authorization (7.3) ----------------------------------------------------------------------------------------------


def _do(act, leave, *, actor, at):
    return {
        Act.SUBMIT: lambda: requests.submit(leave, signature=actor.full_name, actor=actor, at=at),
        Act.WITHDRAW: lambda: requests.withdraw(leave, actor=actor, at=at),
        Act.RETURN: lambda: decisions.return_(leave, actor=actor, at=at, reason="Say more"),
        Act.DENY: lambda: decisions.deny(leave, actor=actor, at=at, reason="No need", signature=actor.full_name),
        Act.GRANT: lambda: decisions.grant(
            leave, actor=actor, at=at, expires_on=leave.requested_to, signature=actor.full_name, grants_profile=True,
            grants_communication=True,
        ),
        Act.CONCUR: lambda: decisions.concur(leave, actor=actor, at=at),
        Act.OBJECT: lambda: decisions.object_(leave, actor=actor, at=at, note="Too wide"),
        Act.ESCALATE: lambda: decisions.escalate(leave, actor=actor, at=at, reason="It is narrow"),
        Act.SUSPEND: lambda: course.suspend(leave, reason="A doubt", actor=actor, at=at),
        Act.RESUME: lambda: course.resume(leave, reason="Cleared", actor=actor, at=at),
        Act.REVOKE: lambda: course.revoke(leave, reason="Misuse", actor=actor, at=at),
        Act.CLOSE: lambda: course.close(leave, reason=EndReason.PURPOSE_ACHIEVED, actor=actor, at=at),
    }[act]()  # fmt: skip


def _after(act, leave, person, at):
    with acting_as(person):
        return _do(act, InvestigationAuthorization.objects.with_people().get(pk=leave.pk), actor=person, at=at)


def _expired(leave, at):
    with acting_as_system("clock"):
        [expired] = course.expire_due(leave.expires_on + DAY, at=at)
    return expired


def _in_state(state, house):
    """Dana's investigation of Koa in `state`, made by the acts that lead there; what is returned, Legal objected to."""
    who = (house.dana, house.koa)
    beatrix, priya, at = house.beatrix, house.priya, house.at

    def granted():
        return make.granted(*who, at=at, communication=True)

    def active():
        return make.active(*who, at=at, communication=True, counsel=priya)

    made = {
        S.DRAFT: lambda: make.draft(*who, at=at),
        S.SUBMITTED: lambda: make.submitted(*who, at=at),
        S.RETURNED: lambda: _after(Act.OBJECT, granted(), priya, at),
        S.WITHDRAWN: lambda: _after(Act.WITHDRAW, make.submitted(*who, at=at), house.dana, at),
        S.DENIED: lambda: _after(Act.DENY, make.submitted(*who, at=at), beatrix, at),
        S.SUPERVISOR_GRANTED: granted,
        S.ACTIVE: active,
        S.SUSPENDED: lambda: _after(Act.SUSPEND, active(), beatrix, at),
        S.REVOKED: lambda: _after(Act.REVOKE, active(), priya, at),
        S.CLOSED: lambda: _after(Act.CLOSE, active(), house.dana, at),
        S.EXPIRED: lambda: _expired(active(), at),
    }[state]()
    assert made.state == state
    if state != S.DRAFT:
        with acting_as(beatrix):
            make.people.assign(made, person=house.leona, actor=beatrix, at=at)
    return made


def test_the_table_of_moves_is_the_domains():
    listed = {(act, before, after) for (act, before), (after, _who) in LISTED.items()}

    assert set(MOVES.triples()) == listed | BY_THE_PORTAL
    assert set(PROFILE_MOVES.triples()) == PROFILES
    assert set(CONTACT_MOVES.triples()) == CONTACTS
    assert set(MEETING_MOVES.triples()) == MEETINGS
    assert set(ISSUE_MOVES.triples()) == ISSUES
    assert set(ASK_MOVES.triples()) == ASKED


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(
    "names", [WITH_A_SAY, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=["those with a say", "everybody else"]
)
@pytest.mark.clause("B.3.a")
def test_every_act_by(names, state, house):
    """Each (state, act, person): listed works, with one event that says what became of what; any other is refused."""
    leave, wrong = _in_state(state, house), []

    for act, name in itertools.product(ACTS, names):
        to, who = LISTED.get((act, state), (None, ()))
        outcome = _try(act, leave, getattr(house, name), house.at)
        expected = (to, 1) if name in who else None
        if outcome != expected:
            wrong.append(f"{name}: {act} gives {outcome}, not {expected}")

    assert wrong == []
    with acting_as(house.dana):
        row = InvestigationAuthorization.objects.get(pk=leave.pk)
    assert (row.state, row.version) == (leave.state, leave.version)


def _try(act, leave, person, at):
    """(state after, events that tell of it), or None when it was refused; then everything is as it was."""
    changes = events_about(leave).filter(action=f"investigation.{act}", actor_name=person.full_name).exclude(was="")
    earlier = changes.count()
    with transaction.atomic():
        try:
            done = _after(act, leave, person, at)
            outcome = done.state, changes.count() - earlier
        except (NotAllowed, ImpossibleMove, ObjectDoesNotExist):  # who may not know of it finds no record to act on
            outcome = None
        transaction.set_rollback(True)
    return outcome


def test_without_a_need_for_legal_the_grant_puts_it_in_force(house):
    """7.3: granted and active in one act, each move with its event."""
    leave = make.granted(house.dana, house.koa, at=house.at)

    moves = list(events_about(leave).exclude(was="").values_list("action", "was", "becomes"))

    assert leave.state == S.ACTIVE
    assert moves[-2:] == [
        ("investigation.granted", S.SUBMITTED, S.SUPERVISOR_GRANTED),
        ("investigation.activated", S.SUPERVISOR_GRANTED, S.ACTIVE),
    ]


def test_a_stale_page_acts_on_nothing(house):
    request = make.submitted(house.dana, house.koa, at=house.at)
    with acting_as(house.beatrix):
        page = InvestigationAuthorization.objects.with_people().get(pk=request.pk)
    _after(Act.RETURN, request, house.beatrix, house.at)
    _after(Act.SUBMIT, request, house.dana, house.at)

    for act, name in [(Act.GRANT, SUPERVISOR), (Act.RETURN, SUPERVISOR), (Act.DENY, DELEGATE), (Act.WITHDRAW, "dana")]:
        person = getattr(house, name)
        with acting_as(person), pytest.raises(Stale):
            _do(act, page, actor=person, at=house.at)


# No other triple, of any of the machines ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Machine:
    """`arrange(state, house)` makes a record in a state; `fields` are what the database asks for on the way there."""

    model: type
    acts: list
    states: type
    listed: set
    arrange: object

    def __str__(self):
        return self.model.__name__


def _leave(state, house):
    return _in_state(state, house)


def _profile(state, house):
    leave = make.active(house.dana, house.koa, at=house.at, communication=True, counsel=house.priya)
    at, named = house.at, {"actor": house.dana, "at": house.at}
    with acting_as(house.dana):
        profile = InvestigationProfile.objects.with_people().get(authorization=leave)
        if state == P.GRANTED:
            return profile
        if state == P.NOT_CREATED:
            return profiles.give_up(profile, **named)
    make.profile_in_use(leave, at=at)
    with acting_as(house.dana):
        profile = InvestigationProfile.objects.with_people().get(pk=profile.pk)
        closed = {"deactivated_on": local_day(at), "note": "The page says that it is gone.", **named}
        return {
            P.IN_USE: lambda: profile,
            P.DORMANT: lambda: profiles.rest(profile, **named),
            P.TO_DEACTIVATE: lambda: profiles.wind_down(profile, **named),
            P.COMPROMISED: lambda: _compromised(profile, **named),
            P.DEACTIVATED: lambda: profiles.deactivate(profiles.wind_down(profile, **named), **closed),
        }[state]()


def _compromised(profile, *, actor, at):
    return profiles.compromise(profile, compromised_on=local_day(at), note="Recognized", actor=actor, at=at)


def _contact(state, house):
    profile = _profile(P.IN_USE, house)
    day = local_day(house.at)
    with acting_as(house.dana):
        approval = contacts.request(profile, target="demo_target", methods=["direct_message"], purpose="To learn more",
                                    valid_from=day, valid_to=day + DAY, actor=house.dana, at=house.at)  # fmt: skip
    named = {"actor": house.beatrix, "at": house.at}
    with acting_as(house.beatrix):
        return {
            C.REQUESTED: lambda: approval,
            C.APPROVED: lambda: contacts.approve(approval, **named),
            C.DENIED: lambda: contacts.deny(approval, reason="No need", **named),
            C.ENDED: lambda: contacts.end(contacts.approve(approval, **named), **named),
        }[state]()


def _meeting(state, house):
    leave = make.active(house.dana, house.koa, at=house.at, communication=True, counsel=house.priya)
    if state == M.HELD:
        return make.meeting_held(leave, at=house.at)
    if state == M.CANCELLED:
        _after(Act.CLOSE, leave, house.dana, house.at)
    with acting_as(house.dana):
        due_on = ReviewMeeting.objects.get().due_on
    later = {M.DUE_SOON: -7, M.DUE: 0, M.OVERDUE: 1, M.ESCALATED: 7}.get(state)
    if later is not None:
        with acting_as_system("clock"):
            assert meetings.watch(due_on + later * DAY, at=house.at) == 1
    with acting_as(house.dana):
        return ReviewMeeting.objects.with_people().get()


def _issue(state, house):
    leave = make.active(house.dana, house.koa, at=house.at, communication=True, counsel=house.priya)
    with acting_as(house.dana):
        issue = issues.open_issue(leave, IssueKind.UNAPPROVED_CONTACT, clause="B.3.c", person=house.dana,
                                  statement="Typed in haste", at=house.at)  # fmt: skip
    with acting_as(house.priya):
        if state == IssueState.RESOLVED:
            issue = issues.resolve(issue, finding="no_breach", resolution="Talked over", actor=house.priya, at=house.at)
    return issue


def _asked(state, house):
    leave = make.active(house.dana, house.koa, at=house.at, communication=True, counsel=house.priya)
    with acting_as(house.bram):
        asked = emergency.ask(record_named=leave.number, kind=EmergencyReason.SAFETY, actor=house.bram, at=house.at,
                              reason="Nobody of the unit can be reached.")  # fmt: skip
    if state == AskState.ASKED:
        return asked
    with acting_as(house.rolf):
        return emergency.answer(asked, is_agreed=state == AskState.AGREED, reason="So it is", actor=house.rolf,
                                at=house.at)  # fmt: skip


MACHINES = [
    Machine(InvestigationAuthorization, list(Act), State, set(MOVES.triples()), _leave),
    Machine(InvestigationProfile, list(ProfileAct), ProfileState, PROFILES, _profile),
    Machine(CommunicationApproval, list(ContactAct), ContactState, CONTACTS, _contact),
    Machine(ReviewMeeting, list(MeetingAct), MeetingState, MEETINGS, _meeting),
    Machine(ConfidentialIssue, ["taken", "handed_over", "resolved", "opened"], IssueState, ISSUES, _issue),
    Machine(EmergencyAccess, ["agreed", "refused"], AskState, ASKED, _asked),
]
CASES = [(machine, state) for machine in MACHINES for state in machine.states]


@pytest.mark.parametrize(("machine", "state"), CASES, ids=lambda one: str(getattr(one, "value", one)))
def test_no_other_state_follows_whoever_asks(machine, state, house):
    """transition() itself refuses every (act, from, to) that stands in no table, for a record in each state."""
    record = machine.arrange(state, house)
    assert record.state == state
    allowed = []

    with acting_as(house.priya if state != S.DRAFT else house.dana):
        seen = machine.model.objects.get(pk=record.pk)
        for act, after in itertools.product(machine.acts, machine.states):
            if (act, state, after) in machine.listed:
                assert machine.model.MOVES.allows(act, state, after)
                continue
            with pytest.raises(ImpossibleMove):
                transition(seen, after, act=act, actor="system", at=house.at)
            allowed += [(act, after)] if machine.model.MOVES.allows(act, state, after) else []
        row = machine.model.objects.get(pk=record.pk)

    assert allowed == []
    assert (row.state, row.version) == (state, seen.version)


def test_each_act_on_a_record_is_one_event_with_what_was_and_what_became(house):
    """A14, of each machine that is moved by people."""
    for machine, state, action in [
        (MACHINES[1], P.DORMANT, "profile.rested"),
        (MACHINES[2], C.APPROVED, "communication.approved"),
        (MACHINES[3], M.HELD, "meeting.held"),
        (MACHINES[4], IssueState.RESOLVED, "confidential_issue.resolved"),
        (MACHINES[5], AskState.AGREED, "emergency.agreed"),
    ]:
        with transaction.atomic():
            record = machine.arrange(state, house)
            event = events_about(record).get(becomes=state)
            assert (event.action, event.is_confidential) == (action, machine.model is not EmergencyAccess)
            transaction.set_rollback(True)


# The database's own checks --------------------------------------------------------------------------------------------


@pytest.fixture
def refuses(house):
    """Write fields past every rule, as Legal, whom the wall lets: a constraint refuses them."""

    def write(record, constraint, **fields):
        with acting_as(house.priya), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            assert type(record).objects.filter(pk=record.pk).update(**fields) == 1

    return write


@pytest.mark.clause("B.3.a/1")
def test_no_leave_without_a_decision(house, refuses):
    request = make.submitted(house.dana, house.koa, at=house.at)

    for state in (S.SUPERVISOR_GRANTED, S.ACTIVE, S.SUSPENDED, S.REVOKED, S.CLOSED, S.EXPIRED, S.DENIED):
        refuses(request, "no_leave_without_decision|leave_is_complete", state=state, suspended_because="legal")


@pytest.mark.faults
@pytest.mark.clause("B.3.a/1")
def test_the_database_refuses_an_authorization_no_act_would_write(house, refuses):
    active = _in_state(S.ACTIVE, house)
    waiting = _in_state(S.SUPERVISOR_GRANTED, house)

    refuses(active, "nobody_decides_their_own", decided_by=house.dana)
    refuses(active, "nobody_decides_their_own", legal_by=house.dana)
    refuses(active, "legal_is_a_second_person", decided_by=active.legal_by)
    refuses(active, "no_leave_without_decision", decided_by=None)
    refuses(active, "no_leave_without_decision", decided_at=None)
    refuses(active, "concurrence_comes_first", legal_by=None)
    refuses(waiting, "concurrence_comes_first", state=S.ACTIVE, active_since=house.at)
    for missing in ("effective_from", "expires_on", "review_interval_days", "snapshot", "active_since"):
        refuses(active, "leave_is_complete", **{missing: None})
    refuses(active, "expires_after_it_starts", expires_on=active.effective_from - DAY)
    refuses(active, "suspension_has_cause", state=S.SUSPENDED, suspended_because="")
    refuses(active, "request_is_signed", signature="")
    refuses(active, "request_is_signed", number=None)
    refuses(active, "designee_is_designated", basis="designee")
    refuses(active, "number", number=waiting.number)


def test_one_interruption_is_open_at_a_time(house):
    suspended = _in_state(S.SUSPENDED, house)

    with acting_as(house.priya), pytest.raises(IntegrityError, match="interruption_is_open_once"), transaction.atomic():
        Interruption.objects.create(authorization=suspended, cause="legal", started_at=house.at)


@pytest.mark.clause("B.3.a/2", "B.3.a/3")
def test_the_database_refuses_a_profile_no_act_would_write(house, refuses):
    profile = _profile(P.IN_USE, house)

    refuses(profile, "created_after_its_grant", created_on=profile.granted_on - DAY)
    for missing in ("claim", "platform", "handle", "created_on", "recorded_at"):
        refuses(profile, "recorded_is_complete", **{missing: None})
    refuses(profile, "deactivated_says_when", state=P.DEACTIVATED)


@pytest.mark.clause("B.3.a")
def test_one_person_holds_a_profile_and_somebody_else_approved_it(house):
    profile = _profile(P.IN_USE, house)
    new = {"profile": profile, "person": house.mateo, "since": house.at}

    with acting_as(house.priya):
        with pytest.raises(IntegrityError, match="profile_has_one_holder"), transaction.atomic():
            ProfileHolder.objects.create(**new, approved_by=house.beatrix)
        ProfileHolder.objects.update(until=house.at)
        with pytest.raises(IntegrityError, match="approved_by_somebody_else"), transaction.atomic():
            ProfileHolder.objects.create(**new, approved_by=house.mateo)
        assert ProfileHolder.objects.create(**new, approved_by=house.beatrix).person == house.mateo


@pytest.mark.clause("B.3.c")
def test_the_database_refuses_communication_no_act_would_write(house, refuses):
    approval = _contact(C.REQUESTED, house)
    entry = {
        "form_key": uuid.uuid4(), "authorization": approval.authorization, "profile": approval.profile,
        "occurred_at": house.at, "direction": "out", "method": "direct_message", "summary": "A greeting",
        "logged_by": house.dana, "logged_at": house.at,
    }  # fmt: skip

    refuses(approval, "approved_says_by_whom", state=C.APPROVED)
    refuses(approval, "nobody_approves_their_own", decided_by=house.dana)
    refuses(approval, "nobody_advises_themselves", advised_by=house.dana)
    refuses(approval, "ends_after_it_starts", valid_to=approval.valid_from - DAY)
    with acting_as(house.dana):
        with pytest.raises(IntegrityError, match="entry_without_approval_says_why"), transaction.atomic():
            CommunicationEntry(**entry).save()
        with pytest.raises(IntegrityError, match="entry_is_of_the_past"), transaction.atomic():
            CommunicationEntry(**entry | {"occurred_at": house.at + DAY, "explanation": "Foreseen"}).save()
        kept = CommunicationEntry(**entry | {"explanation": "It came unasked."})
        kept.save()
    refuses(kept, "never changed", method="call")


@pytest.mark.clause("B.3.b")
def test_the_database_refuses_a_meeting_without_both_signatures(house, refuses):
    leave = make.active(house.dana, house.koa, at=house.at, communication=True, counsel=house.priya)
    with acting_as(house.dana):
        owed = ReviewMeeting.objects.get()
    refuses(owed, "held_is_signed_by_both", state=M.HELD)

    signed = make.meeting_signed(leave, at=house.at)
    counts = {"state": M.HELD, "acknowledged_at": house.at}

    refuses(signed, "held_is_signed_by_both", **counts)
    refuses(signed, "takes_two_people", **counts, acknowledged_by=house.beatrix)
    refuses(signed, "held_is_signed_by_both", **counts, acknowledged_by=house.dana, outcome="")
    refuses(signed, "held_is_signed_by_both", **counts, acknowledged_by=house.dana, held_at=None)
    refuses(signed, "is_held_before_signed", held_at=house.at + DAY)
    with acting_as(house.dana):
        held = meetings.acknowledge(signed, actor=house.dana, at=house.at)
        again = {"authorization": leave, "anchor_on": held.due_on, "due_on": held.due_on, "created_at": house.at}
        with pytest.raises(IntegrityError, match="meeting_is_owed_once"), transaction.atomic():
            ReviewMeeting.objects.create(**again, period=9)
        with pytest.raises(IntegrityError, match="meeting_once_a_period"), transaction.atomic():
            ReviewMeeting.objects.create(**again, period=held.period, state=M.CANCELLED)
    refuses(held, "never changed", outcome=Outcome.CLOSE)


def test_the_database_refuses_an_issue_answered_by_whom_it_concerns(house, refuses):
    refuses(_issue(IssueState.OPEN, house), "resolved_by_somebody_else", resolved_by=house.dana)
    refuses(_issue(IssueState.OPEN, house), "kept_by_somebody_else", owner=house.dana)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ("finding = ''", "resolved_with_a_finding"),
        ("finding = 'perhaps'", "resolved_with_a_finding"),
        ("state = 'open'", "resolved_with_a_finding"),
        ("resolution = NULL", "resolved_with_a_finding"),
        ("finding = 'breach'", "report_or_reason"),
        ("finding = 'breach', report_number = 'VR-20260001'", "report_or_reason"),
        ("finding = 'breach', report_number = 'vr-2026-0001'", "report_or_reason"),
        ("finding = 'breach', report_number = E'VR-2026-001\n'", "report_or_reason"),
        ("finding = 'breach', report_number = 'VR-2026-0001', no_report_reason = resolution", "report_or_reason"),
        ("report_number = 'VR-2026-0001'", "report_or_reason"),
        ("no_report_reason = resolution", "report_or_reason"),
    ],
)
def test_the_database_refuses_an_answer_no_act_would_write(house, fields, constraint):
    issue = _issue(IssueState.RESOLVED, house)

    with acting_as(house.priya), connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            cursor.execute(f"UPDATE investigations_confidentialissue SET {fields} WHERE id = %s", [issue.pk])
        cursor.execute(
            "UPDATE investigations_confidentialissue SET finding = 'breach', report_number = 'VR-2026-0001' WHERE id = %s",
            [issue.pk],
        )
        assert cursor.rowcount == 1


def test_the_database_refuses_emergency_access_without_a_second_person(house, refuses):
    asked = _asked(AskState.ASKED, house)
    whole = {"state": AskState.AGREED, "answered_at": house.at, "until": house.at, "record_id": uuid.uuid4()}

    refuses(asked, "agreed_is_complete", **whole)
    refuses(asked, "agreed_by_a_second_person", **whole, answered_by=house.bram)
    for missing in ("answered_at", "until", "record_id"):
        refuses(asked, "agreed_is_complete", **whole | {missing: None}, answered_by=house.rolf)


# What only Legal lifts ------------------------------------------------------------------------------------------------


def test_what_legal_suspended_only_legal_resumes(house):
    leave = _after(Act.SUSPEND, _in_state(S.ACTIVE, house), house.priya, house.at)

    assert _try(Act.RESUME, leave, house.beatrix, house.at) is None
    assert _try(Act.RESUME, leave, house.noor, house.at) is None
    assert _try(Act.RESUME, leave, house.imogen, house.at) == (S.ACTIVE, 1)


def test_once_escalated_only_the_general_counsel_answers(house):
    leave = _after(Act.ESCALATE, _in_state(S.RETURNED, house), house.beatrix, house.at)

    for act, to in [(Act.CONCUR, S.ACTIVE), (Act.OBJECT, S.RETURNED)]:
        assert _try(act, leave, house.priya, house.at) is None
        assert _try(act, leave, house.imogen, house.at) == (to, 1)


def test_a_member_of_legal_has_no_say_over_their_own(house):
    RoleGrant.objects.create(person=house.mateo, role=Role.LEGAL, granted_at=house.at, confirmed_at=house.at)
    change_setting("legal_concurrence", "all", actor=house.bram, at=house.at, reason="Stricter")
    waiting = make.granted(house.mateo, house.koa, at=house.at)

    assert waiting.state == S.SUPERVISOR_GRANTED
    assert [_try(act, waiting, house.mateo, house.at) for act in (Act.CONCUR, Act.OBJECT)] == [None, None]
    active = _after(Act.CONCUR, waiting, house.priya, house.at)
    assert [_try(act, active, house.mateo, house.at) for act in (Act.SUSPEND, Act.REVOKE)] == [None, None]
    assert _try(Act.SUSPEND, active, house.imogen, house.at) == (S.SUSPENDED, 1)

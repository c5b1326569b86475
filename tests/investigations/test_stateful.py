"""Anybody of the house tries anything, in any order: what is lawful works, the rest is refused (7.3 to 7.5, 7.8; A13).

Each machine says, from what stands in the record, who may do what now: typed from the domain, it is the oracle. Two of
three steps are lawful acts, so that records get far; every third is any act by anybody. What must hold whatever happened
stands in the invariants, and each run must have seen every act succeed, and each be refused.
"""

import datetime
import itertools
import uuid
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from audit.services import events_about
from authorizations.models import HandleClaim, Platform
from investigations.choices import Answer, Cause, EndReason, Method, ReviewCheck
from investigations.models import (
    Assignment,
    CommunicationApproval,
    CommunicationEntry,
    ConfidentialIssue,
    Interruption,
    InvestigationAuthorization,
    InvestigationProfile,
    ProfileHolder,
    ReviewMeeting,
)
from investigations.services import contacts, course, decisions, meetings, profiles, requests, reviews
from investigations.states import ContactState, MeetingState, ProfileState, State
from notifications.models import Notice, Obligation
from notifications.services import change_ladder
from people.titles import JobTitle
from policy.calendar import local_day
from tests.factories import investigations as make
from tests.machines import CLOCK, MINUTE, Machine
from workflow.identity import acting_as

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DAY = datetime.timedelta(days=1)
S, P, C, M = State, ProfileState, ContactState, MeetingState
LIVE, ENDED = (S.ACTIVE, S.SUSPENDED), (S.EXPIRED, S.REVOKED, S.CLOSED)
HELD, OPEN = (P.IN_USE, P.DORMANT), (P.IN_USE, P.DORMANT, P.TO_DEACTIVATE, P.COMPROMISED)
OWED = (M.SCHEDULED, M.DUE_SOON, M.DUE, M.OVERDUE, M.ESCALATED)
PEOPLE = ["hollis", "juniper", "leona", "bram", "mateo", "imogen", "priya", "beatrix", "dana"]
TOLD = {"dana", "beatrix", "priya", "imogen", "mateo"}  # Mateo once he holds an account
OF_LEGAL = {"priya", "imogen"}


class Recorded(Machine):
    """One investigation of Dana, an Apprehension Officer of Beatrix. Examples leave nothing: each is rolled back."""

    ENDS = frozenset()  # acts that end the record: seldom, or nothing else happens
    NEVER_COUNTED = frozenset()  # events that change no version

    def __init__(self, house, reached):
        super().__init__()
        self.house, self.at, self.reached = house, house.at, reached
        self.block = transaction.atomic()
        self.block.__enter__()
        self.done = Counter()
        self.outsiders = itertools.cycle(["hollis", "juniper", "leona", "bram"])
        self.begin()

    @classmethod
    def prepare(cls, house):
        """What every example begins with, made once."""

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @rule(data=st.data(), turn=st.integers(0, 8), ends=st.integers(0, 4))
    def somebody_acts(self, data, turn, ends):
        lawful = {act: set(names) for act, names in self.lawful().items() if names}
        open_acts = sorted((act for act in lawful if ends == 4 or act not in self.ENDS),
                           key=lambda act: (self.done[act], act))  # fmt: skip
        if open_acts and turn % 3 < 2:
            act = data.draw(st.sampled_from(open_acts[:4]))  # of those done least
            name = data.draw(st.sampled_from(sorted(lawful[act])))
        else:
            act, name = data.draw(st.sampled_from(self.ACTS)), data.draw(st.sampled_from(PEOPLE))
        is_lawful = name in lawful.get(act, ())

        is_done = self.attempt(act, name)

        assert is_done is is_lawful, f"{name}: {act} is {'done' if is_done else 'refused'}"
        self.done[act] += is_done
        self.reached[act, is_done] += 1

    # What stands, as Legal reads it

    def all_of(self, model, **of):
        return model.objects.filter(**of)

    def leave(self):
        return InvestigationAuthorization.objects.with_people().get(pk=self.pk)

    def read(self):
        """{state, ...}: as Legal reads it."""
        with acting_as(self.house.priya):
            return self.stand()

    def open_kinds(self, record):
        kinds = Obligation.objects.about(record).open().values_list("kind", flat=True)
        return sorted(kind.removeprefix("confidential.") for kind in kinds)

    def check_trail(self, record):
        """Each change is one event, each begins where the one before ended, and every move stands in the table."""
        events = [event for event in events_about(record)
                  if event.action not in self.NEVER_COUNTED]  # fmt: skip
        moves = [(event.action.partition(".")[2], event.was, event.becomes) for event in events if event.becomes]
        assert record.version == 1 + len(events)
        assert all(earlier[2] == later[1] for earlier, later in zip(moves, moves[1:], strict=False))
        assert set(moves) <= set(type(record).MOVES.triples())
        assert not moves or moves[-1][2] == record.state

    @invariant()
    def nobody_else_sees_or_hears_of_it(self):
        outsider = next(self.outsiders)
        with acting_as(getattr(self.house, outsider)):
            assert not InvestigationAuthorization.objects.exists(), outsider
        told = Notice.objects.filter(kind__startswith="confidential.").values_list("recipient__username", flat=True)
        assert set(told) <= TOLD

    @invariant()
    def what_hangs_on_the_authorization_follows_it(self):
        with acting_as(self.house.priya):
            for leave in InvestigationAuthorization.objects.filter(pk=self.pk):
                states = [one.state for one in self.all_of(InvestigationProfile, authorization=leave)]
                owed = self.all_of(ReviewMeeting, authorization=leave, state__in=OWED).count()
                asked = {one.state for one in self.all_of(CommunicationApproval, authorization=leave)}
                suspended = self.all_of(Interruption, authorization=leave, ended_at=None).count()
                assert owed == (leave.state in LIVE)
                assert suspended == (leave.state == S.SUSPENDED)
                assert leave.state in LIVE or not {P.GRANTED, *HELD} & set(states)
                assert leave.state in LIVE or not {C.REQUESTED, C.APPROVED} & asked
                assert leave.state in (*LIVE, *ENDED) or not states
                assert leave.decided_by_id in (None, self.house.beatrix.pk)
                assert leave.legal_by_id in (None, self.house.priya.pk, self.house.imogen.pk)


# The authorization (7.3) ----------------------------------------------------------------------------------------------


class Authorization(Recorded):
    ACTS = ["submit", "withdraw", "return", "deny", "grant", "concur", "object", "escalate", "suspend", "resume",
            "revoke", "close"]  # fmt: skip
    ENDS = frozenset({"withdraw", "deny", "revoke", "close", "expire"})
    NEVER_COUNTED = frozenset({"investigation.drafted"})

    def begin(self):
        self.turn = 0
        self._ask()

    def _ask(self):
        """Two of three are covert, for which the setting asks Legal."""
        self.turn += 1
        self.needs_legal = self.turn % 3 > 0
        level = "covert" if self.needs_legal else "discrete"
        self.pk = make.submitted(self.house.dana, self.house.koa, at=self.at, level=level, requested_to=self.last()).pk

    def last(self):
        return local_day(self.at) + 60 * DAY

    def stand(self):
        return InvestigationAuthorization.objects.get(pk=self.pk)

    def lawful(self):
        row = self.read()
        supervisor, investigator = {"beatrix"}, {"dana"}
        head = {"imogen"} if row.is_escalated else OF_LEGAL
        may_escalate = supervisor if row.is_objected and not row.is_escalated else ()
        resumes = OF_LEGAL if row.suspended_because == Cause.LEGAL else supervisor | OF_LEGAL
        of_live = {"revoke": supervisor | OF_LEGAL, "close": supervisor | investigator, "expire": {CLOCK}}
        return {
            S.SUBMITTED: {"withdraw": investigator, "return": supervisor, "deny": supervisor, "grant": supervisor},
            S.RETURNED: {"submit": investigator, "withdraw": investigator, "escalate": may_escalate},
            S.SUPERVISOR_GRANTED: {"concur": head, "object": head},
            S.ACTIVE: {"suspend": supervisor | OF_LEGAL, **of_live},
            S.SUSPENDED: {"resume": resumes, **of_live},
        }.get(row.state, {"ask": investigator})

    def perform(self, act, person):
        if act == "ask":
            return self._ask()
        named = {"actor": person, "at": self.at}
        leave = self.leave()
        if act == "expire":
            return course.expire_due(leave.expires_on + DAY, at=self.at)
        return {
            "submit": lambda: requests.submit(leave, signature=person.full_name, **named),
            "withdraw": lambda: requests.withdraw(leave, **named),
            "return": lambda: decisions.return_(leave, reason="Say more", **named),
            "deny": lambda: decisions.deny(leave, reason="No need", signature=person.full_name, **named),
            "grant": lambda: decisions.grant(leave, expires_on=leave.requested_to, signature=person.full_name,
                                             grants_profile=True, **named),
            "concur": lambda: decisions.concur(leave, **named),
            "object": lambda: decisions.object_(leave, note="Too wide", **named),
            "escalate": lambda: decisions.escalate(leave, reason="It is narrow", **named),
            "suspend": lambda: course.suspend(leave, reason="A doubt", **named),
            "resume": lambda: course.resume(leave, reason="Cleared", **named),
            "revoke": lambda: course.revoke(leave, reason="Misuse", **named),
            "close": lambda: course.close(leave, reason=EndReason.PURPOSE_ACHIEVED, **named),
        }[act]()  # fmt: skip

    @invariant()
    def it_is_decided_once_and_what_waits_is_asked_for(self):
        row = self.read()
        events = Counter(events_about(row).values_list("action", flat=True))
        decided = sum(events[f"investigation.{act}"] for act in ("granted", "denied", "returned"))
        answered = events["investigation.concurred"] + events["investigation.objected"]
        brought = (events["investigation.granted"] if self.needs_legal else 0) + events["investigation.escalated"]

        self.check_trail(row)
        assert decided <= events["investigation.submitted"]
        assert answered == brought - (row.state == S.SUPERVISOR_GRANTED)
        assert self.open_kinds(row) == {
            S.SUBMITTED: ["decision"], S.SUPERVISOR_GRANTED: ["concurrence"], S.ACTIVE: ["expiry"],
            S.SUSPENDED: ["expiry"],
        }.get(row.state, [])  # fmt: skip
        assert bool(row.snapshot) == (row.state in (*LIVE, *ENDED))


# The profile (7.4) ----------------------------------------------------------------------------------------------------


class Profile(Recorded):
    """Mateo, another officer of Beatrix, may be given the account."""

    ACTS = ["record", "give_up", "rest", "wake", "wind_down", "compromise", "deactivate", "persona", "hold_record",
            "review", "hand_over", "suspend", "resume", "close"]  # fmt: skip
    ENDS = frozenset({"give_up", "close"})
    NEVER_COUNTED = frozenset({"profile.granted", "profile.record_held"})

    @classmethod
    def prepare(cls, house):
        house.leave = make.active(house.dana, house.koa, at=house.at, counsel=house.priya)

    def begin(self):
        self.pk, self.handles, self.was_handed_over = self.house.leave.pk, 0, False

    def stand(self):
        """(authorization, its newest profile, who holds that, whether its record waits to be acknowledged)."""
        profile = InvestigationProfile.objects.with_people().order_by("pk").last()
        holder = profile.holder
        waits = profile.records.exists() and profile.records.first().acknowledged_at is None
        return profile.authorization, profile, holder.username if holder else None, waits

    def lawful(self):
        leave, profile, holder, waits = self.read()
        both, is_active = {holder, "beatrix"}, leave.state == S.ACTIVE
        resumes = OF_LEGAL if leave.suspended_because == Cause.LEGAL else {"beatrix", *OF_LEGAL}
        of_state = {
            P.GRANTED: {"record": {"dana"} if is_active else (), "give_up": {"dana", "beatrix"}},
            P.IN_USE: {"rest": both},
            P.DORMANT: {"wake": both if is_active else ()},
            P.TO_DEACTIVATE: {"deactivate": both},
            P.COMPROMISED: {"deactivate": both},
        }.get(profile.state, {"add": {"dana"} if is_active else ()})
        if profile.state in HELD:
            of_state |= {"wind_down": both, "compromise": both, "persona": {holder},
                         "hand_over": {"beatrix"} if is_active else ()}  # fmt: skip
        return {
            **of_state,
            "hold_record": {"beatrix"} if waits else (),
            "review": OF_LEGAL if profile.review_due_on else (),
            "suspend": {"beatrix", *OF_LEGAL} if is_active else (),
            "resume": resumes if leave.state == S.SUSPENDED else (),
            "close": {"dana", "beatrix"} if leave.state in LIVE else (),
        }

    def perform(self, act, person):
        profile = InvestigationProfile.objects.with_people().order_by("pk").last()
        if profile is None:
            raise InvestigationProfile.DoesNotExist
        named, leave, day = {"actor": person, "at": self.at}, self.leave(), local_day(self.at)
        return {
            "record": lambda: self._record(profile, **named),
            "give_up": lambda: profiles.give_up(profile, **named),
            "add": lambda: profiles.add_profile(leave, **named),
            "rest": lambda: profiles.rest(profile, **named),
            "wake": lambda: profiles.wake(profile, **named),
            "wind_down": lambda: profiles.wind_down(profile, **named),
            "compromise": lambda: profiles.compromise(profile, compromised_on=day, note="Recognized", **named),
            "deactivate": lambda: profiles.deactivate(profile, deactivated_on=day, note="The page is gone.", **named),
            "persona": lambda: profiles.change_persona(profile, persona={"display_name": "Robin"}, **named),
            "hold_record": lambda: profiles.acknowledge_record(profile, **named),
            "review": lambda: reviews.review(profile, answers={check: Answer.YES for check in ReviewCheck.values},
                                             result="concur", **named),
            "hand_over": lambda: self._hand_over(profile, **named),
            "suspend": lambda: course.suspend(leave, reason="A doubt", **named),
            "resume": lambda: course.resume(leave, reason="Cleared", **named),
            "close": lambda: course.close(leave, reason=EndReason.PURPOSE_ACHIEVED, **named),
        }[act]()  # fmt: skip

    def _hand_over(self, profile, **named):
        """To Mateo, and from him back to Dana."""
        person = self.house.mateo if profile.holder == self.house.dana else self.house.dana
        profiles.hand_over(profile, person=person, reason="A change", **named)
        self.was_handed_over = person == self.house.mateo

    def _record(self, profile, **named):
        profiles.record_account(
            profile, platform=Platform.objects.get(slug="x"), handle_entered=f"demo_{self.handles}",
            created_on=local_day(self.at), persona={"display_name": "Robin Heron"}, **named,
        )  # fmt: skip
        self.handles += 1

    @invariant()
    def one_person_holds_what_exists_and_its_name_is_kept_for_good(self):
        leave, newest, holder, waits = self.read()
        with acting_as(self.house.priya):
            rows = list(InvestigationProfile.objects.all())
            for row in rows:
                held = ProfileHolder.objects.filter(profile=row)
                assert held.filter(until=None).count() == (row.state in OPEN)
                assert row.records.count() == held.count()
                assert (row.claim_id is not None) == (row.state in (*OPEN, P.DEACTIVATED))
            self.check_trail(newest)
            kinds = self.open_kinds(newest)
            is_assigned = Assignment.objects.filter(person=self.house.mateo, ended_at=None).exists()
        assert HandleClaim.objects.count() == self.handles == sum(row.claim_id is not None for row in rows)
        assert ("record" in kinds) == (newest.state == P.GRANTED)
        assert ("deactivate" in kinds) == (newest.state in (P.TO_DEACTIVATE, P.COMPROMISED))
        assert ("review" in kinds) == (newest.review_due_on is not None)
        assert ("acknowledge" in kinds) == waits or newest.state == P.DEACTIVATED
        assert is_assigned == self.was_handed_over
        assert is_assigned or holder != "mateo"
        with acting_as(self.house.mateo):
            assert InvestigationAuthorization.objects.exists() == is_assigned


# Communication (7.5) --------------------------------------------------------------------------------------------------


class Communication(Recorded):
    """The newest of the approvals asked for; every other is for a friend request, on which Legal must advise first."""

    ACTS = ["request", "advise", "approve", "deny", "end", "log", "suspend", "resume", "close", "wind_down"]
    ENDS = frozenset({"close", "wind_down"})
    NEVER_COUNTED = frozenset({"communication.requested"})
    DAYS = 5

    @classmethod
    def prepare(cls, house):
        house.leave = make.active(house.dana, house.koa, at=house.at, communication=True, counsel=house.priya)
        house.profile = make.profile_in_use(house.leave, at=house.at)

    def begin(self):
        self.pk, self.profile_pk, self.asked = self.house.leave.pk, self.house.profile.pk, 0

    def stand(self):
        profile = InvestigationProfile.objects.with_people().get(pk=self.profile_pk)
        return profile.authorization, profile, self._newest()

    def _newest(self):
        return CommunicationApproval.objects.with_people().order_by("pk").last()

    def lawful(self):
        leave, profile, approval = self.read()
        day, state = local_day(self.at + MINUTE), approval.state if approval else None
        is_usable = leave.state == S.ACTIVE and profile.state in HELD
        is_advised = state == C.REQUESTED and ("send_request" not in approval.methods or approval.advised_at)
        is_open = is_advised and is_usable and approval.valid_to >= day
        resumes = OF_LEGAL if leave.suspended_because == Cause.LEGAL else {"beatrix", *OF_LEGAL}
        return {
            "request": {"dana"} if is_usable and day + self.DAYS * DAY <= leave.expires_on else (),
            "advise": OF_LEGAL if state == C.REQUESTED else (),
            "approve": {"beatrix"} if is_open else (),
            "deny": {"beatrix"} if state == C.REQUESTED else (),
            "end": {"dana", "beatrix", *OF_LEGAL} if state == C.APPROVED else (),
            "log": {"dana"},
            "suspend": {"beatrix", *OF_LEGAL} if leave.state == S.ACTIVE else (),
            "resume": resumes if leave.state == S.SUSPENDED and leave.expires_on >= day else (),
            "close": {"dana", "beatrix"} if leave.state in LIVE else (),
            "wind_down": {"dana", "beatrix"} if profile.state in HELD else (),
            "wait": {CLOCK},
        }

    def perform(self, act, person):
        if act == "wait":
            self.at += 2 * DAY
            day = local_day(self.at)
            return contacts.expire(day, at=self.at), course.expire_due(day, at=self.at)
        profile = InvestigationProfile.objects.with_people().get(pk=self.profile_pk)
        leave, approval, named = profile.authorization, self._newest(), {"actor": person, "at": self.at}
        if approval is None and act in ("advise", "approve", "deny", "end"):
            raise CommunicationApproval.DoesNotExist
        return {
            "request": lambda: self._request(profile, **named),
            "advise": lambda: contacts.advise(approval, advice="Only if the youth asks first", **named),
            "approve": lambda: contacts.approve(approval, **named),
            "deny": lambda: contacts.deny(approval, reason="No need", **named),
            "end": lambda: contacts.end(approval, **named),
            "log": lambda: contacts.log(
                profile, form_key=uuid.uuid4(), occurred_at=self.at, direction="out", method=Method.DIRECT_MESSAGE,
                summary="A greeting", approval=approval, explanation="As it came about", **named),
            "suspend": lambda: course.suspend(leave, reason="A doubt", **named),
            "resume": lambda: course.resume(leave, reason="Cleared", **named),
            "close": lambda: course.close(leave, reason=EndReason.PURPOSE_ACHIEVED, **named),
            "wind_down": lambda: profiles.wind_down(profile, **named),
        }[act]()  # fmt: skip

    def _request(self, profile, **named):
        day = local_day(self.at)
        methods = [Method.DIRECT_MESSAGE, *([Method.SEND_REQUEST] if self.asked % 2 else [])]
        contacts.request(profile, target="demo_target", methods=methods, purpose="To learn", valid_from=day,
                         valid_to=day + self.DAYS * DAY, **named)  # fmt: skip
        self.asked += 1

    @invariant()
    def nothing_is_said_outside_an_approval_without_an_issue(self):
        with acting_as(self.house.priya):
            outside = CommunicationEntry.objects.filter(approval=None).count()
            assert ConfidentialIssue.objects.count() == outside
            covered = list(CommunicationEntry.objects.exclude(approval=None).select_related("approval"))
            rows = list(CommunicationApproval.objects.all())
            stops = list(Interruption.objects.values_list("started_at", "ended_at"))
            for row in rows[-1:]:
                self.check_trail(row)
                assert self.open_kinds(row) == (["contact"] if row.state == C.REQUESTED else [])
            for row in rows:
                if row.decided_by_id is not None:
                    assert row.decided_by_id == self.house.beatrix.pk
                if row.state == C.APPROVED:
                    assert row.advised_at or "send_request" not in row.methods
        for entry in covered:
            approval, when = entry.approval, entry.occurred_at
            assert approval.decided_by_id == self.house.beatrix.pk
            assert approval.valid_from <= local_day(when) <= approval.valid_to
            assert approval.decided_at <= when <= (approval.ended_at or when)
            assert not any(begin <= when and (end is None or when < end) for begin, end in stops)


# The review meetings (7.8) --------------------------------------------------------------------------------------------


class Meeting(Recorded):
    """The portal suspends ten days after a meeting that nobody held, for this is switched on."""

    ACTS = ["sign", "sign_suspend", "sign_close", "acknowledge", "dispute", "suspend", "resume", "close"]
    ENDS = frozenset({"sign_close", "close"})
    NEVER_COUNTED = frozenset({"meeting.scheduled"})
    SUSPENDS_AFTER, INTERVAL, WAITS = 10, 7, 4

    @classmethod
    def prepare(cls, house):
        house.leave = make.active(house.dana, house.koa, at=house.at, interval=cls.INTERVAL)
        suspends = {"suspended": {"is_on": True, "offset_days": cls.SUSPENDS_AFTER}}
        change_ladder("confidential.meeting", suspends, actor=house.priya, at=house.at, reason="So")

    def begin(self):
        self.pk = self.house.leave.pk

    def stand(self):
        leave = self.leave()
        return leave, ReviewMeeting.objects.with_people().filter(authorization=leave, state__in=OWED).first()

    def lawful(self):
        leave, owed = self.read()
        day = local_day(self.at + MINUTE)
        is_signed = owed is not None and owed.signed_at is not None
        waits = is_signed and not owed.dispute
        signs = {"beatrix"} if owed is not None and not waits else ()
        resumes = OF_LEGAL if leave.suspended_because == Cause.LEGAL else {"beatrix", *OF_LEGAL}
        if leave.suspended_because == Cause.MEETING_MISSED and owed is not None and owed.due_on < day:
            resumes = ()
        return {
            "sign": signs, "sign_suspend": signs, "sign_close": signs,
            "acknowledge": {"dana"} if waits else (),
            "dispute": {"dana"} if waits else (),
            "suspend": {"beatrix", *OF_LEGAL} if leave.state == S.ACTIVE else (),
            "resume": resumes if leave.state == S.SUSPENDED else (),
            "close": {"dana", "beatrix"} if leave.state in LIVE else (),
            "wait": {CLOCK} if day + self.WAITS * DAY < leave.expires_on else (),
        }  # fmt: skip

    def perform(self, act, person):
        if act == "wait":
            return self._wait()
        leave = self.leave()
        owed = ReviewMeeting.objects.with_people().filter(authorization=leave, state__in=OWED).first()
        if owed is None and act in ("sign", "sign_suspend", "sign_close", "acknowledge", "dispute"):
            raise ReviewMeeting.DoesNotExist
        named = {"actor": person, "at": self.at}
        return {
            "sign": lambda: self._sign(owed, "continue", **named),
            "sign_suspend": lambda: self._sign(owed, "suspend", **named),
            "sign_close": lambda: self._sign(owed, "close", **named),
            "acknowledge": lambda: meetings.acknowledge(owed, **named),
            "dispute": lambda: meetings.dispute(owed, reason="It was shorter", **named),
            "suspend": lambda: course.suspend(leave, reason="A doubt", **named),
            "resume": lambda: course.resume(leave, reason="Cleared", **named),
            "close": lambda: course.close(leave, reason=EndReason.PURPOSE_ACHIEVED, **named),
        }[act]()  # fmt: skip

    def _sign(self, owed, outcome, **named):
        details = make.meeting_details(owed.authorization, self.at, outcome=outcome, conditions="As was said")
        meetings.sign(owed, **named, **details)

    def _wait(self):
        """Some days pass, and the sweeps do what is due; the meeting then stands where the calendar says."""
        self.at += self.WAITS * DAY
        day = local_day(self.at)
        meetings.watch(day, at=self.at)
        suspended = meetings.suspend_missed(day, at=self.at)
        owed = ReviewMeeting.objects.filter(state__in=OWED).first()
        if owed is None:
            return
        late = (day - owed.due_on).days
        expected = M.ESCALATED if late >= 7 else M.OVERDUE if late > 0 else M.DUE if late == 0 else M.DUE_SOON
        assert owed.state == expected
        assert not suspended or (late > self.SUSPENDS_AFTER and owed.signed_at is None)

    @invariant()
    def it_counts_by_two_signatures_and_the_next_is_owed_in_time(self):
        with acting_as(self.house.priya):
            rows = list(ReviewMeeting.objects.order_by("period"))
            for row in rows[-2:]:
                self.check_trail(row)
                assert self.open_kinds(row) == (["meeting"] if row.state in OWED else [])
        assert [row.period for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:
            assert (row.due_on - row.anchor_on).days == self.INTERVAL
            if row.state == M.HELD:
                assert (row.signed_by_id, row.acknowledged_by_id) == (self.house.beatrix.pk, self.house.dana.pk)
                assert row.held_at <= row.signed_at <= row.acknowledged_at
                assert row.is_late == ((local_day(row.held_at) - row.due_on).days > 7)
        for held, after in zip(rows, rows[1:], strict=False):
            assert (held.state, after.anchor_on) == (M.HELD, local_day(held.held_at))


# ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def house(cast, now):
    cast.at = now
    for person in (cast.dana, cast.mateo):
        person.job_title = JobTitle.APPREHENSION_OFFICER
        person.save()
    return cast


@pytest.mark.parametrize(
    ("machine", "also"),
    [(Authorization, {"ask", "expire"}), (Profile, {"add"}), (Communication, {"wait"}), (Meeting, {"wait"})],
    ids=["authorization", "profile", "communication", "meetings"],
)
def test_whatever_anybody_tries_only_what_is_lawful_happens(house, machine, also):
    reached = Counter()
    machine.prepare(house)

    run_state_machine_as_test(
        lambda: machine(house, reached),
        settings=settings(
            max_examples=10, stateful_step_count=32, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

    assert {act for act, is_done in reached if is_done} == {*machine.ACTS, *also}, "every act was done"
    assert {act for act, is_done in reached if not is_done} >= set(machine.ACTS), "and refused"

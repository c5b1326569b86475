"""Anybody tries anything in any order: whatever happens, the compartment stays lawful (domain 7.3 to 7.5, 7.8).

Each rule is an act by a randomly chosen person, inside the transaction in which the database knows them. What the rules
refuse, or what such a person cannot even find, is fine; what must never be seen stands in the invariants.
"""

import datetime
import uuid
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from audit.models import AuditEvent
from authorizations.models import Platform
from investigations.choices import Answer, Method, ReviewCheck
from investigations.models import (
    CommunicationApproval,
    InvestigationAuthorization,
    InvestigationProfile,
    ProfileHolder,
    ReviewMeeting,
)
from investigations.services import contacts, course, decisions, meetings, profiles, requests, reviews
from investigations.states import ENDED, HELD, LIVE, OWED, ContactState, MeetingState, ProfileState, State
from tests.cast import assemble
from tests.conftest import NOW
from tests.factories import investigations as make
from workflow.errors import NotAllowed, Stale
from workflow.identity import acting_as, acting_as_system

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PEOPLE = ["dana", "beatrix", "hollis", "priya", "imogen", "leona", "noor"]
who = st.sampled_from(PEOPLE)
insiders = st.sampled_from(["dana", "beatrix", "priya", "imogen", "dana", "beatrix"])


class Compartment(RuleBasedStateMachine):
    """One investigation of Dana, an Apprehension Officer; Beatrix supervises, Priya and Imogen are of Legal."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cast, self.at = assemble(), NOW
        self.cast.dana.job_title = "apprehension_officer"
        self.cast.dana.save(update_fields=["job_title"])

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def asked(self):
        self.pk = make.submitted(self.cast.dana, self.cast.koa, at=self.at, level="covert").pk

    def attempt(self, name, act):
        """As this person finds the record; a refusal leaves nothing."""
        self.at += datetime.timedelta(minutes=7)
        person = getattr(self.cast, name)
        try:
            with acting_as(person):
                found = InvestigationAuthorization.objects.visible_to(person, self.at.date()).filter(pk=self.pk)
                leave = found.with_people().first()
                if leave is not None:
                    act(leave, person)
        except (NotAllowed, Stale):
            pass

    def with_profile(self, name, act):
        def of(leave, person):
            profile = InvestigationProfile.objects.with_people().filter(authorization=leave).first()
            if profile is not None:
                profile.authorization = leave
                act(profile, person)

        self.attempt(name, of)

    @rule(name=insiders)
    def grant(self, name):
        self.attempt(name, lambda leave, who: decisions.grant(
            leave, actor=who, at=self.at, expires_on=leave.requested_to, signature=who.full_name, grants_profile=True,
            grants_communication=True))  # fmt: skip

    @rule(name=who, deny=st.booleans())
    def return_or_deny(self, name, deny):
        if deny and name not in ("hollis", "noor"):
            return
        self.attempt(name, lambda leave, who: decisions.return_(leave, actor=who, at=self.at, reason="Say more"))

    @rule(name=insiders)
    def send_again(self, name):
        self.attempt(name, lambda leave, who: requests.submit(leave, signature=who.full_name, actor=who, at=self.at))

    @rule(name=insiders, objects=st.booleans())
    def answer_for_legal(self, name, objects):
        do = decisions.object_ if objects else decisions.concur
        self.attempt(name, lambda leave, who: do(leave, actor=who, at=self.at, note="A note"))

    @rule(name=insiders)
    def escalate(self, name):
        self.attempt(name, lambda leave, who: decisions.escalate(leave, actor=who, at=self.at, reason="I disagree"))

    @rule(name=who)
    def suspend(self, name):
        self.attempt(name, lambda leave, who: course.suspend(leave, reason="A doubt", actor=who, at=self.at))

    @rule(name=insiders)
    def resume(self, name):
        self.attempt(name, lambda leave, who: course.resume(leave, reason="Cleared", actor=who, at=self.at))

    @rule(name=st.sampled_from(["hollis", "noor", "leona", "dana", "priya"]), sure=st.integers(0, 9))
    def end(self, name, sure):
        if sure < 8:
            return  # seldom, or nothing else happens
        do = course.revoke if name == "priya" else course.close
        self.attempt(name, lambda leave, who: do(
            leave, reason="purpose_achieved" if do is course.close else "Misuse", actor=who, at=self.at))  # fmt: skip

    @rule(name=insiders)
    def record_the_account(self, name):
        self.with_profile(name, lambda profile, who: profiles.record_account(
            profile, platform=Platform.objects.get(slug="x"), handle_entered=f"demo_{uuid.uuid4().hex[:8]}",
            created_on=self.at.date(), persona={}, actor=who, at=self.at))  # fmt: skip

    @rule(name=insiders, act=st.sampled_from(["rest", "wake", "wind_down", "acknowledge_record", "give_up"]))
    def use_the_profile(self, name, act):
        self.with_profile(name, lambda profile, who: getattr(profiles, act)(profile, actor=who, at=self.at))

    @rule(name=insiders)
    def deactivate(self, name):
        self.with_profile(name, lambda profile, who: profile.created_on and profiles.deactivate(
            profile, deactivated_on=self.at.date(), note="The page is gone.", actor=who, at=self.at))  # fmt: skip

    @rule(name=insiders, result=st.sampled_from(["concur", "conditions", "suspend"]))
    def review(self, name, result):
        answers = {check: Answer.YES for check in ReviewCheck.values}
        self.with_profile(name, lambda profile, who: reviews.review(
            profile, answers=answers, result=result, conditions="Look again", actor=who, at=self.at))  # fmt: skip

    @rule(name=insiders)
    def ask_to_communicate(self, name):
        day = self.at.date()
        self.with_profile(name, lambda profile, who: contacts.request(
            profile, target="demo_target", methods=[Method.FOLLOW], purpose="To find out", valid_from=day,
            valid_to=day + datetime.timedelta(days=5), actor=who, at=self.at))  # fmt: skip

    @rule(name=who, do=st.sampled_from(["approve", "end"]))
    def decide_communication(self, name, do):
        def of(leave, person):
            approval = leave.communications.select_related("profile", "requested_by").first()
            if approval is not None:
                approval.authorization = leave
                getattr(contacts, do)(approval, actor=person, at=self.at)

        self.attempt(name, of)

    @rule(name=insiders, outcome=st.sampled_from(["continue", "continue", "suspend"]))
    def sign_the_meeting(self, name, outcome):
        def of(leave, person):
            meeting = leave.meetings.filter(state__in=OWED).first()
            if meeting is not None:
                details = make.meeting_details(leave, self.at, outcome=outcome, conditions="As said")
                meetings.sign(meeting, actor=person, at=self.at, communication_note="None", **details)

        self.attempt(name, of)

    @rule(name=insiders)
    def acknowledge_the_meeting(self, name):
        def of(leave, person):
            meeting = leave.meetings.filter(state__in=OWED).first()
            if meeting is not None:
                meetings.acknowledge(meeting, actor=person, at=self.at)

        self.attempt(name, of)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.at += datetime.timedelta(days=days)
        with acting_as_system("clock"):
            course.expire_due(self.at.date(), at=self.at)
            contacts.expire(self.at.date(), at=self.at)
            meetings.watch(self.at.date(), at=self.at)

    @invariant()
    def nobody_decided_their_own(self):
        with acting_as(self.cast.dana):
            leave = InvestigationAuthorization.objects.filter(pk=getattr(self, "pk", 0)).first()
            if leave is None:
                return
            deciders = {leave.decided_by_id, leave.legal_by_id} - {None}
            approvals = CommunicationApproval.objects.filter(authorization=leave)
            assert leave.investigator_id not in deciders
            assert len(deciders) == sum(x is not None for x in (leave.decided_by_id, leave.legal_by_id))
            assert all(row.decided_by_id != row.requested_by_id for row in approvals if row.decided_by_id)
            assert leave.decided_by_id in (None, self.cast.beatrix.pk)

    @invariant()
    def what_follows_from_the_state_holds(self):
        with acting_as(self.cast.dana):
            leave = InvestigationAuthorization.objects.filter(pk=getattr(self, "pk", 0)).first()
            if leave is None:
                return
            owed = ReviewMeeting.objects.filter(authorization=leave, state__in=OWED).count()
            held = ReviewMeeting.objects.filter(authorization=leave, state=MeetingState.HELD)
            states = Counter(InvestigationProfile.objects.filter(authorization=leave).values_list("state", flat=True))
            holders = ProfileHolder.objects.filter(profile__authorization=leave, until=None).count()
            in_force = CommunicationApproval.objects.filter(
                authorization=leave, state__in=[ContactState.APPROVED, ContactState.REQUESTED]
            ).count()
            assert owed == (leave.state in LIVE)
            assert all(row.signed_by_id != row.acknowledged_by_id for row in held)
            if leave.state in ENDED:
                assert in_force == 0
                assert not {*HELD, ProfileState.GRANTED} & states.keys()
            if leave.active_since is None:
                assert not states
                assert not owed
            assert holders == sum(states[one] for one in (*HELD, "to_deactivate", "compromised"))
            assert not (leave.state == State.ACTIVE and leave.needs_concurrence and leave.legal_by_id is None)

    @invariant()
    def each_move_is_one_event(self):
        with acting_as(self.cast.dana):
            leave = InvestigationAuthorization.objects.filter(pk=getattr(self, "pk", 0)).first()
            if leave is None:
                return
            moves = AuditEvent.objects.filter(subject_id=str(leave.public_id)).exclude(becomes="")
            assert leave.version == 1 + moves.count()
            assert moves.order_by("at", "event_id").last().becomes == leave.state


def test_whatever_anybody_tries_it_stays_lawful():
    run_state_machine_as_test(
        Compartment,
        settings=settings(
            max_examples=40, stateful_step_count=40, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip

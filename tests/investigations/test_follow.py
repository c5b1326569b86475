"""What follows when people change and time passes, and who is told of it, in which words (N5, N7, N9; 7.3, 7.8)."""

import datetime

import pytest

from authorizations.models import Platform
from dys_social import personnel, sweeps
from investigations.models import (
    CommunicationApproval,
    InvestigationAuthorization,
    InvestigationProfile,
    ReviewMeeting,
)
from investigations.services import contacts, course, decisions, meetings, people, profiles
from investigations.states import ContactState, MeetingState, ProfileState, State
from notifications.models import Mail, Notice
from notifications.services import fire_due
from people.models import RoleGrant
from people.titles import EmploymentStatus, JobTitle
from policy.calendar import local_day
from tests.factories import investigations as make
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def leave(cast, now):
    """In force, of Mateo, a designee; Beatrix supervises."""
    make.designated(cast.mateo, by=cast.priya, at=now, days=40)
    leave = make.active(cast.mateo, cast.koa, at=now)
    make.profile_in_use(leave, at=now)
    return leave


def as_it_stands(leave, cast):
    with acting_as(cast.priya):
        return InvestigationAuthorization.objects.get(pk=leave.pk)


def told(since):
    return set(Notice.objects.filter(created_at__gte=since).values_list("recipient__username", flat=True))


def test_a_designation_that_is_ended_suspends_what_rests_on_it(cast, leave, now):
    with acting_as(cast.priya):
        people.end_designation(leave.designation, actor=cast.priya, at=now + DAY)

    found = as_it_stands(leave, cast)
    assert (found.state, found.suspended_because) == (State.SUSPENDED, "designation")
    assert {"mateo", "beatrix", "priya"} <= told(now + DAY)
    assert not {"hollis", "bram", "dana"} & told(now + DAY)


def test_a_designation_that_runs_out_suspends_what_rests_on_it(cast, leave, now):
    sweeps.run(now + 41 * DAY)

    assert as_it_stands(leave, cast).suspended_because == "designation"


def test_an_officer_who_moves_to_another_job_is_suspended(cast, now):
    cast.dana.job_title = JobTitle.APPREHENSION_OFFICER
    cast.dana.save(update_fields=["job_title"])
    leave = make.active(cast.dana, cast.koa, at=now)

    personnel.move(cast.dana, job_title=JobTitle.CASEWORKER, worksite=cast.dana.worksite, actor=cast.bram, at=now + DAY)

    assert as_it_stands(leave, cast).suspended_because == "not_eligible"


def test_leave_suspends_and_separation_ends(cast, leave, now):
    personnel.set_employment_status(cast.mateo, EmploymentStatus.ON_LEAVE, actor=cast.bram, at=now + DAY,
                                    day=local_day(now + DAY))  # fmt: skip
    assert as_it_stands(leave, cast).suspended_because == "leave"

    cast.mateo.refresh_from_db()
    personnel.set_employment_status(cast.mateo, EmploymentStatus.SEPARATED, actor=cast.bram, at=now + 2 * DAY,
                                    day=local_day(now + 2 * DAY))  # fmt: skip
    with acting_as(cast.priya):
        found = InvestigationAuthorization.objects.get(pk=leave.pk)
        assert (found.state, found.end_reason) == (State.CLOSED, "separated")
        assert found.profiles.get().state == ProfileState.TO_DEACTIVATE


def test_a_meeting_nobody_holds_is_told_to_both_then_to_legal_then_to_the_general_counsel(cast, leave, now):
    due = now + 30 * DAY
    reached = {}
    for days in (-7, 0, 1, 7, 14):
        at = due + days * DAY
        sweeps.run(at)
        reached[days] = set(
            Notice.objects.filter(kind="confidential.meeting", created_at=at).values_list(
                "recipient__username", flat=True
            )
        )

    assert reached[-7] == reached[0] == reached[1] == {"mateo", "beatrix"}
    assert reached[7] >= {"mateo", "beatrix", "priya"}
    assert "imogen" in reached[14]
    assert not {"hollis", "rolf", "adaeze", "bram", "ines"} & set().union(*reached.values())


@pytest.mark.clause("B.3.a/4")
def test_what_people_are_told_names_nothing(cast, leave, now):
    sweeps.run(now + 45 * DAY)

    said = [*Notice.objects.values_list("title", flat=True), *Mail.objects.values_list("subject", flat=True),
            *Mail.objects.values_list("body", flat=True)]  # fmt: skip
    told_of = " ".join(text for text in said if text)
    assert "confidential" in told_of
    for word in (leave.number, "INV-", "Instagram", "heron", "Robin", "Mateo", "Whereabouts", "DEMO-", "B.3"):
        assert word not in told_of


# Designations ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3/0")
def test_who_ends_a_designation_without_knowing_of_what_rests_on_it_suspends_it_all_the_same(cast, now):
    designation = make.designated(cast.mateo, by=cast.leona, at=now)
    leave = make.active(cast.mateo, cast.koa, at=now)
    with acting_as(cast.leona):
        assert not InvestigationAuthorization.objects.exists()
        people.end_designation(designation, actor=cast.leona, at=now + DAY)

    assert as_it_stands(leave, cast).suspended_because == "designation"
    assert told(now + DAY) == {"mateo", "beatrix", "priya", "imogen"}


def test_it_runs_to_the_end_of_its_last_day_and_ends_once(cast, leave, now):
    for days, suspended in ((40, 0), (41, 1), (42, 0)):
        with acting_as_system("clock"):
            assert people.watch(local_day(now) + days * DAY, at=now + days * DAY) == suspended

    assert told(now + 42 * DAY) == set()


def test_resumed_under_a_new_designation_it_stays(cast, leave, now):
    later = now + 41 * DAY
    sweeps.run(later)
    found = as_it_stands(leave, cast)
    with acting_as(cast.priya), pytest.raises(NotAllowed, match="no longer belongs"):
        course.resume(found, reason="Needed", actor=cast.priya, at=later)
    again = make.designated(cast.mateo, by=cast.priya, at=later)
    with acting_as(cast.priya):
        course.resume(found, reason="Designated anew", actor=cast.priya, at=later)

    sweeps.run(later + DAY)

    found = as_it_stands(leave, cast)
    assert (found.state, found.designation_id) == (State.ACTIVE, again.pk)


# People ---------------------------------------------------------------------------------------------------------------


def test_a_member_of_the_unit_who_leaves_it_is_suspended_and_legal_is_told(cast, now):
    leave = make.active(cast.leona, cast.koa, at=now)
    personnel.end_role(RoleGrant.objects.get(person=cast.leona), actor=cast.bram, at=now + DAY)

    found = as_it_stands(leave, cast)
    assert (found.state, found.suspended_because) == (State.SUSPENDED, "not_eligible")
    assert {"leona", "imogen", "priya"} <= told(now + DAY)


def test_another_change_of_somebody_changes_nothing(cast, leave, now):
    personnel.move(cast.mateo, job_title=JobTitle.CASEWORKER, worksite=cast.sites["central"], actor=cast.bram, at=now)

    assert as_it_stands(leave, cast).state == State.ACTIVE


def test_who_is_on_leave_is_not_resumed_before_the_return(cast, leave, now):
    on = {"actor": cast.bram, "day": local_day(now)}
    personnel.set_employment_status(cast.mateo, EmploymentStatus.ON_LEAVE, at=now + DAY, **on)
    assert told(now + DAY) >= {"mateo", "beatrix"} and "priya" not in told(now + DAY)
    found = as_it_stands(leave, cast)

    with acting_as(cast.beatrix), pytest.raises(NotAllowed):
        course.resume(found, reason="Soon back", actor=cast.beatrix, at=now + 2 * DAY)
    cast.mateo.refresh_from_db()
    personnel.set_employment_status(cast.mateo, EmploymentStatus.ACTIVE, at=now + 3 * DAY, **on)
    with acting_as(cast.beatrix):
        found = InvestigationAuthorization.objects.with_people().get(pk=leave.pk)
        assert course.resume(found, reason="Back", actor=cast.beatrix, at=now + 3 * DAY).state == State.ACTIVE


def test_a_separation_ends_everything_but_the_draft(cast, now):
    cast.dana.job_title = JobTitle.APPREHENSION_OFFICER
    cast.dana.save(update_fields=["job_title"])
    who = (cast.dana, cast.koa)
    active = make.active(*who, at=now, communication=True, counsel=cast.priya)
    make.approved_contact(make.profile_in_use(active, at=now), at=now)
    waiting = [make.submitted(*who, at=now), make.granted(*who, at=now, communication=True)]
    draft = make.draft(*who, at=now)

    personnel.set_employment_status(cast.dana, EmploymentStatus.SEPARATED, actor=cast.bram, at=now + DAY,
                                    day=local_day(now + DAY))  # fmt: skip

    assert [as_it_stands(one, cast).state for one in (active, *waiting)] == [State.CLOSED] + [State.WITHDRAWN] * 2
    with acting_as(cast.dana):
        assert InvestigationAuthorization.objects.get(pk=draft.pk).state == State.DRAFT
        assert CommunicationApproval.objects.get().state == ContactState.ENDED
        assert ReviewMeeting.objects.get().state == MeetingState.CANCELLED
    assert told(now + DAY) & {"hollis", "dana", "bram"} == set()


@pytest.mark.clause("B.3.a")
def test_a_new_supervisor_is_asked_sees_and_decides_and_the_former_one_does_not(cast, now):
    make.designated(cast.mateo, by=cast.priya, at=now)
    asked, running = (make.submitted(cast.mateo, cast.koa, at=now) for _turn in range(2))
    with acting_as(cast.beatrix):
        running = decisions.grant(running, actor=cast.beatrix, at=now, expires_on=running.requested_to,
                                  signature="Beatrix Nwosu")  # fmt: skip

    personnel.change_supervisor(cast.mateo, cast.noor, actor=cast.bram, at=now + DAY)

    waits = Notice.objects.filter(kind="confidential.waits", created_at=now + DAY)
    assert list(waits.values_list("recipient__username", "url")) == [("noor", asked.get_absolute_url())]
    named = {"at": now + DAY, "expires_on": asked.requested_to}
    with acting_as(cast.beatrix), pytest.raises(InvestigationAuthorization.DoesNotExist):
        decisions.grant(asked, actor=cast.beatrix, signature="Beatrix Nwosu", **named)
    with acting_as(cast.noor):
        decided = decisions.grant(asked, actor=cast.noor, signature="Noor Halloran", **named)
        owed = ReviewMeeting.objects.with_people().get(authorization=running)
        details = make.meeting_details(running, now + DAY)
        assert meetings.sign(owed, actor=cast.noor, at=now + DAY, **details).signed_by == cast.noor
    assert (decided.state, decided.decided_by) == (State.ACTIVE, cast.noor)


@pytest.mark.clause("B.3.a")
def test_who_holds_another_account_of_it_goes_on_seeing_it_after_a_hand_over(cast, now):
    """And no longer, once the last one went to somebody else."""
    for person in (cast.dana, cast.mateo):
        person.job_title = JobTitle.APPREHENSION_OFFICER
        person.save(update_fields=["job_title"])
    leave = make.active(cast.dana, cast.koa, at=now)
    accounts = [make.profile_in_use(leave, at=now, handle="demo_quiet_heron")]
    with acting_as(cast.dana):
        profiles.add_profile(leave, actor=cast.dana, at=now)
        second = leave.profiles.with_people().get(state=ProfileState.GRANTED)
        accounts.append(profiles.record_account(
            second, platform=Platform.objects.get(slug="x"), handle_entered="demo_tall_pine",
            created_on=local_day(now), persona={}, actor=cast.dana, at=now,
        ))  # fmt: skip

    def hand_over(account, person):
        with acting_as(cast.beatrix):
            found = InvestigationProfile.objects.with_people().get(pk=account.pk)
            profiles.hand_over(found, person=person, reason="A change", actor=cast.beatrix, at=now)
        with acting_as(cast.mateo):
            return InvestigationAuthorization.objects.exists()

    assert [hand_over(account, cast.mateo) for account in accounts] == [True, True]
    assert [hand_over(account, cast.dana) for account in accounts] == [True, False]


# Time -----------------------------------------------------------------------------------------------------------------


def _stand(cast):
    """(authorization, meeting, profile, approval) as they are, read by Legal."""
    with acting_as(cast.priya):
        return (
            InvestigationAuthorization.objects.get().state,
            ReviewMeeting.objects.get().state,
            InvestigationAuthorization.objects.get().profiles.get().state,
            CommunicationApproval.objects.get().state,
        )


@pytest.mark.clause("B.3.c")
def test_an_approval_ends_with_its_window_and_everything_with_the_last_day(cast, now):
    leave = make.active(cast.leona, cast.koa, at=now, communication=True)
    make.approved_contact(make.profile_in_use(leave, at=now), at=now, days=14)
    day = local_day(now)

    with acting_as_system("clock"):
        assert [contacts.expire(day + days * DAY, at=now + days * DAY) for days in (14, 15, 16)] == [0, 1, 0]
        assert course.expire_due(leave.expires_on, at=now) == []
    assert _stand(cast)[::3] == (State.ACTIVE, ContactState.ENDED)
    with acting_as_system("clock"):
        assert [one.pk for one in course.expire_due(leave.expires_on + DAY, at=now + 91 * DAY)] == [leave.pk]
        assert course.expire_due(leave.expires_on + DAY, at=now + 91 * DAY) == []

    assert _stand(cast)[:3] == (State.EXPIRED, MeetingState.CANCELLED, ProfileState.TO_DEACTIVATE)
    assert fire_due(now + 120 * DAY)["failed"] == 0
    assert not Notice.objects.filter(kind__in=["confidential.meeting", "confidential.expiry"]).exists()


@pytest.mark.clause("B.3.b")
def test_a_meeting_that_suspends_moves_the_next_one_no_further_than_the_interval(cast, leave, now):
    with acting_as(cast.beatrix):
        owed = ReviewMeeting.objects.with_people().get()
        details = make.meeting_details(leave, now, outcome="suspend", conditions="Until it is cleared")
        held_on = local_day(now)

        with pytest.raises(NotAllowed, match="within 30 days"):
            meetings.sign(owed, actor=cast.beatrix, at=now, next_due_on=held_on + 31 * DAY, **details)
        with pytest.raises(NotAllowed, match="every check"):
            meetings.sign(owed, actor=cast.beatrix, at=now, **details | {"checks": {"evidence": True, "other": True}})
        signed = meetings.sign(owed, actor=cast.beatrix, at=now, next_due_on=held_on + 30 * DAY, **details)

    assert signed.signed_by == cast.beatrix


# Reminders ------------------------------------------------------------------------------------------------------------


def _reminded(kind, start, days):
    """{day counted from `start`: who was reminded}, firing twice a day; nobody is known to the database meanwhile."""
    found = {}
    for offset in days:
        at, seen = start + offset * DAY, set(Notice.objects.values_list("pk", flat=True))
        fire_due(at)
        fire_due(at)
        assert not InvestigationAuthorization.objects.exists()
        new = list(Notice.objects.filter(kind=kind).exclude(pk__in=seen).values_list("recipient__username", flat=True))
        if new:
            assert len(new) == len(set(new)), "one reminder a person"
            found[offset] = set(new)
    return found


@pytest.mark.clause("B.3.b")
def test_a_meeting_reminds_both_then_legal_and_last_the_head_alone_of_all_further_up(cast, leave, now):
    RoleGrant.objects.filter(person=cast.imogen, role="legal").update(ended_at=now)
    both = {"mateo", "beatrix"}
    with_legal = both | {"priya"}

    assert _reminded("confidential.meeting", now + 30 * DAY, range(-9, 17)) == {
        -7: both, -1: both, 0: both, 1: both, 3: both, 6: both, 7: with_legal, 9: with_legal, 12: with_legal,
        14: with_legal | {"imogen"}, 15: with_legal | {"imogen"},
    }  # fmt: skip


def test_a_request_reminds_the_supervisor_then_legal_and_last_the_head(cast, now):
    RoleGrant.objects.filter(person=cast.imogen, role="legal").update(ended_at=now)
    make.designated(cast.mateo, by=cast.priya, at=now)
    asked = make.submitted(cast.mateo, cast.koa, at=now)  # on Tuesday the 17th
    assert (asked.decide_by - local_day(now)).days == 2

    reminded = _reminded("confidential.decision", now, range(0, 14))

    assert reminded == {2: {"beatrix"}, 3: {"beatrix"}, 6: {"beatrix"}, 7: {"beatrix", "priya"},
                        8: {"beatrix", "priya"}, 10: {"beatrix", "priya"}, 13: {"beatrix", "priya", "imogen"}}  # fmt: skip


@pytest.mark.clause("B.3.a/4")
def test_with_the_supervisor_gone_legal_is_reminded_and_never_an_administrator(cast, now):
    make.designated(cast.mateo, by=cast.priya, at=now)
    make.submitted(cast.mateo, cast.koa, at=now)
    personnel.set_employment_status(cast.beatrix, EmploymentStatus.SEPARATED, actor=cast.bram, at=now,
                                    day=local_day(now))  # fmt: skip

    reminded = _reminded("confidential.decision", now, range(0, 4))

    assert reminded == {2: {"priya", "imogen"}, 3: {"priya", "imogen"}}


@pytest.mark.clause("B.3.a/4")
def test_whatever_falls_due_nobody_but_the_four_is_ever_told(cast, now):
    cast.dana.job_title = JobTitle.APPREHENSION_OFFICER
    cast.dana.save(update_fields=["job_title"])
    leave = make.active(cast.dana, cast.koa, at=now, communication=True, counsel=cast.priya)
    profile = make.profile_in_use(leave, at=now)
    with acting_as(cast.dana):
        contacts.request(profile, target="demo_target", methods=["follow"], purpose="To learn", actor=cast.dana,
                         at=now, valid_from=local_day(now), valid_to=local_day(now) + 5 * DAY)  # fmt: skip
    make.granted(cast.dana, cast.koa, at=now, communication=True)
    make.submitted(cast.dana, cast.koa, at=now)
    for days in range(1, 101, 3):
        sweeps.run(now + days * DAY)

    notices = Notice.objects.filter(kind__startswith="confidential.")
    kinds = {kind.removeprefix("confidential.") for kind in notices.values_list("kind", flat=True)}
    assert {"decision", "concurrence", "contact", "acknowledge", "review", "meeting", "expiry", "deactivate"} <= kinds
    assert set(notices.values_list("recipient__username", flat=True)) == {"dana", "beatrix", "priya", "imogen"}
    assert not Notice.objects.filter(kind="reminder.nobody").exists()
    assert len(set(Mail.objects.filter(notices__in=notices).values_list("subject", "body"))) == 1
    said = " ".join(set(notices.values_list("title", flat=True))).lower()
    for word in ("inv-", "instagram", "heron", "robin", "dana", "okafor", "koa", "benningfield", "demo", "whereabouts",
                 "investigat", "profile", "b.3"):  # fmt: skip
        assert word not in said, word

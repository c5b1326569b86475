"""What follows when people change and time passes, and who is told of it, in which words (N5, N7, N9; 7.3, 7.8)."""

import datetime

import pytest

from dys_social import personnel, sweeps
from investigations.models import InvestigationAuthorization
from investigations.services import people
from investigations.states import ProfileState, State
from notifications.models import Mail, Notice
from people.titles import EmploymentStatus, JobTitle
from policy.calendar import local_day
from tests.factories import investigations as make
from workflow.identity import acting_as

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

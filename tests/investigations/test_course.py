"""An investigation from request to end, each act by the person whose act it is (B.3; domain 7.3 to 7.5, 7.8)."""

import datetime

import pytest

from investigations.choices import EndReason
from investigations.models import InvestigationAuthorization
from investigations.services import course, decisions, profiles
from investigations.states import MeetingState, ProfileState, State
from tests.factories import investigations as make
from workflow.identity import acting_as

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_from_request_to_deactivation(cast, now):
    leave = make.granted(cast.leona, cast.koa, at=now, by=cast.imogen)
    assert leave.state == State.ACTIVE

    profile = make.profile_in_use(leave, at=now)
    with acting_as(cast.imogen):
        profile = profiles.acknowledge_record(profile, actor=cast.imogen, at=now)
    make.reviewed(profile, by=cast.priya, at=now + DAY)
    meeting = make.meeting_held(leave, at=now + 2 * DAY)
    assert meeting.state == MeetingState.HELD
    with acting_as(cast.leona):
        leave = InvestigationAuthorization.objects.with_people().get(pk=leave.pk)
        assert leave.meetings.count() == 2
        leave = course.close(leave, reason=EndReason.PURPOSE_ACHIEVED, actor=cast.leona, at=now + 3 * DAY)
        profile = leave.profiles.get()
        assert profile.state == ProfileState.TO_DEACTIVATE
        profile = profiles.deactivate(
            profile,
            deactivated_on=(now + 3 * DAY).date(),
            note="The page says that it is gone.",
            actor=cast.leona,
            at=now + 3 * DAY,
        )
    assert profile.state == ProfileState.DEACTIVATED


def test_legal_concurs_where_the_setting_asks(cast, now):
    cast.dana.job_title = "apprehension_officer"
    cast.dana.save()
    leave = make.granted(cast.dana, cast.koa, at=now, communication=True)
    assert leave.state == State.SUPERVISOR_GRANTED

    with acting_as(cast.priya):
        leave = decisions.concur(leave, actor=cast.priya, at=now)

    assert leave.state == State.ACTIVE

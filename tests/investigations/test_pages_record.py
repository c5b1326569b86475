"""The pages of one investigation and of the list: what they show closed and open, and what they cost."""

import pytest
from django.utils import timezone

from authorizations.models import Platform
from investigations.choices import Method
from investigations.models import InvestigationAuthorization
from investigations.services import profiles
from people.titles import JobTitle
from tests.factories import investigations as make
from tests.queries import MOST, queries_of
from workflow.identity import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def leave(cast):
    """Dana, an Apprehension Officer, with everything one investigation can have."""
    cast.dana.job_title = JobTitle.APPREHENSION_OFFICER
    cast.dana.save(update_fields=["job_title"])
    at = timezone.now()
    leave = make.active(cast.dana, cast.koa, at=at, communication=True, counsel=cast.priya)
    profile = make.profile_in_use(leave, at=at)
    make.approved_contact(profile, at=at)
    make.meeting_held(leave, at=timezone.now(), communication_note="One message.")
    return leave


@pytest.mark.parametrize("who", ["dana", "beatrix", "priya"])
def test_a_record_takes_the_same_queries_with_more_behind_it(cast, as_user, leave, who):
    client, address = as_user(getattr(cast, who)), leave.get_absolute_url()
    few = queries_of(client, address)
    for number in range(6):
        profile = _another_profile(leave, cast, number)
        make.approved_contact(profile, at=timezone.now(), methods=[Method.FOLLOW])
    many = queries_of(client, address)

    assert len(many) == len(few)
    assert len(many) <= MOST, "\n".join(many)


def _another_profile(leave, cast, number):
    at = timezone.now()
    with acting_as(cast.dana):
        leave = InvestigationAuthorization.objects.with_people().get(pk=leave.pk)
        profile = profiles.add_profile(leave, actor=cast.dana, at=at)
        profile.authorization = leave
        return profiles.record_account(
            profile,
            platform=Platform.objects.get(slug="instagram"),
            handle_entered=f"demo_heron_{number}",
            created_on=timezone.localdate(),
            persona={},
            actor=cast.dana,
            at=at,
        )

"""System roles: who gives, who confirms, what counts (domain 4.5)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from audit.services import events_about
from dys_social import personnel
from notifications.models import Notice
from people import services
from people.models import RoleGrant, User
from people.roles import NEEDS_CONFIRMATION, Role
from workflow.errors import NotAllowed


def fresh(person):
    return User.objects.get(pk=person.pk)


def grant(person, role, actor, now):
    return personnel.grant_role(person, role, actor=actor, at=now)


def test_an_administrator_gives_a_role(cast, now):
    grant(cast.dana, Role.HR, cast.bram, now)

    assert fresh(cast.dana).has_role(Role.HR)
    event = events_about(cast.dana).get()
    assert (event.action, event.actor_name, event.facts) == (
        "role.granted",
        "Bram Ekstrom",
        {"role": "Human Resources"},
    )


@pytest.mark.parametrize("who", ["dana", "beatrix", "priya", "imogen", "leona", "ines", "lucinda", "rolf"])
def test_nobody_else_gives_roles(cast, now, who):
    with pytest.raises(NotAllowed):
        grant(cast.mateo, Role.HR, getattr(cast, who), now)

    assert not RoleGrant.objects.filter(person=cast.mateo).exists()


@pytest.mark.parametrize("role", Role.values)
def test_an_administrator_gives_themselves_no_role(cast, now, role):
    with pytest.raises(NotAllowed, match="Nobody gives themselves a role"):
        grant(cast.bram, role, cast.bram, now)


def test_somebody_who_left_gets_no_role(cast, now):
    cast.mateo.is_active = False
    cast.mateo.save()

    with pytest.raises(NotAllowed, match="has left"):
        grant(cast.mateo, Role.HR, cast.bram, now)


@pytest.mark.parametrize("role", sorted(NEEDS_CONFIRMATION))
def test_a_role_that_opens_confidential_records_counts_once_legal_confirmed_it(cast, now, role):
    given = grant(cast.mateo, role, cast.bram, now)
    assert not fresh(cast.mateo).has_role(role)
    assert not User.objects.holding(role).filter(pk=cast.mateo.pk).exists()

    personnel.confirm_role(given, actor=cast.priya, at=now + datetime.timedelta(minutes=1))

    assert fresh(cast.mateo).has_role(role)
    assert User.objects.holding(role).filter(pk=cast.mateo.pk).exists()
    assert [event.action for event in events_about(cast.mateo)] == ["role.granted", "role.confirmed"]


def test_legal_is_asked_to_confirm_and_the_person_is_told(cast, now):
    grant(cast.mateo, Role.LEGAL, cast.bram, now)

    told = {notice.recipient: notice for notice in Notice.objects.all()}
    assert set(told) == {cast.mateo, cast.priya, cast.imogen}
    assert told[cast.priya].title == (
        "Mateo Rivard was given the role Legal Unit. A member of the Legal Unit confirms it."
    )
    assert told[cast.priya].url == cast.mateo.get_absolute_url()


@pytest.mark.parametrize("who", ["bram", "mateo", "dana", "leona", "ines"])
def test_only_a_second_person_of_the_legal_unit_confirms(cast, now, who):
    given = grant(cast.mateo, Role.LEGAL, cast.bram, now)

    with pytest.raises(NotAllowed):
        personnel.confirm_role(given, actor=getattr(cast, who), at=now)

    assert not fresh(cast.mateo).has_role(Role.LEGAL)


def test_a_member_of_legal_who_is_an_administrator_does_not_confirm_what_they_gave(cast, now):
    RoleGrant.objects.create(person=cast.priya, role=Role.ADMIN, granted_at=now)
    given = grant(cast.mateo, Role.LEGAL, fresh(cast.priya), now)

    with pytest.raises(NotAllowed, match="A second person confirms"):
        personnel.confirm_role(given, actor=fresh(cast.priya), at=now)


def test_a_role_is_confirmed_once(cast, now):
    given = grant(cast.mateo, Role.LEGAL, cast.bram, now)
    personnel.confirm_role(given, actor=cast.priya, at=now)

    with pytest.raises(NotAllowed, match="already confirmed"):
        personnel.confirm_role(given, actor=cast.imogen, at=now)


@pytest.mark.parametrize(
    "fields",
    [
        {"granted_by": "mateo"},
        {"granted_by": "bram", "confirmed_by": "mateo"},
        {"granted_by": "bram", "confirmed_by": "bram"},
    ],
    ids=["given to oneself", "confirmed for oneself", "confirmed by the giver"],
)
def test_the_database_refuses_it_too(cast, now, fields):
    people = {name: getattr(cast, key) for name, key in fields.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=cast.mateo, role=Role.LEGAL, granted_at=now, confirmed_at=now, **people)


def test_giving_a_role_twice_is_giving_it_once(cast, now):
    first, second = grant(cast.dana, Role.HR, cast.bram, now), grant(cast.dana, Role.HR, cast.bram, now)

    assert first == second
    assert events_about(cast.dana).count() == 1
    assert Notice.objects.filter(recipient=cast.dana).count() == 1


@pytest.mark.parametrize("who", ["bram", "priya"])
def test_an_ended_role_counts_no_more(cast, now, who):
    given = cast.leona.role_grants.get()
    personnel.end_role(given, actor=getattr(cast, who), at=now)

    assert fresh(cast.leona).roles == frozenset()
    assert services.end_role(given, actor=cast.bram, at=now) is False


def test_others_end_no_roles(cast, now):
    with pytest.raises(NotAllowed):
        personnel.end_role(cast.leona.role_grants.get(), actor=cast.leona, at=now)

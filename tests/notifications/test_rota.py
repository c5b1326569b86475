"""The on-call rota: kept by the Legal Unit alone, in an order that two editors do not mix up."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from notifications.models import OnCallPlace
from notifications.services import (
    lower_on_rota,
    put_on_rota,
    raise_on_rota,
    rota_now,
    take_off_rota,
)
from people.models import RoleGrant, User
from people.roles import Role
from people.titles import EmploymentStatus
from tests.cast import LONG_AGO
from tests.factories.people import UserFactory
from tests.queries import MOST, queries_of
from workflow.errors import NotAllowed, Stale

PAGE = "/settings/on-call/"
ACTS = [put_on_rota, raise_on_rota, lower_on_rota, take_off_rota]


def order():
    return list(OnCallPlace.objects.values_list("person__username", flat=True))


def lawyer(name, cast):
    person = UserFactory(legal_first=name, username=name, reports_to=cast.imogen)
    RoleGrant.objects.create(person=person, role=Role.LEGAL, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
    return person


@pytest.fixture
def three(cast, now):
    """Priya, Imogen and Petra, in this order."""
    cast.petra = lawyer("petra", cast)
    for person in (cast.priya, cast.imogen, cast.petra):
        put_on_rota(person, actor=cast.priya, at=now)
    return cast


# The acts ---------------------------------------------------------------------------------------------------------------


def test_a_member_of_the_legal_unit_comes_last(three):
    assert order() == ["priya", "imogen", "petra"]


def test_places_are_exchanged_with_the_neighbor(three, now):
    raise_on_rota(three.petra, actor=three.imogen, at=now)
    assert order() == ["priya", "petra", "imogen"]

    lower_on_rota(three.priya, actor=three.imogen, at=now)
    assert order() == ["petra", "priya", "imogen"]


def test_the_first_goes_no_further_up_nor_the_last_down(three, now):
    version = rota_now().version

    raise_on_rota(three.priya, actor=three.imogen, at=now)
    lower_on_rota(three.petra, actor=three.imogen, at=now)

    assert (order(), rota_now().version) == (["priya", "imogen", "petra"], version)


def test_who_is_taken_off_can_come_back_at_the_end(three, now):
    take_off_rota(three.priya, actor=three.imogen, at=now)
    assert order() == ["imogen", "petra"]

    put_on_rota(three.priya, actor=three.imogen, at=now)
    assert order() == ["imogen", "petra", "priya"]


def test_each_change_is_on_the_trail(three, now):
    raise_on_rota(three.petra, actor=three.imogen, at=now)
    lower_on_rota(three.petra, actor=three.imogen, at=now)
    take_off_rota(three.petra, actor=three.imogen, at=now)

    events = AuditEvent.objects.filter(subject_id=str(rota_now().public_id))
    assert set(events.values_list("action", flat=True)) == {"rota.added", "rota.raised", "rota.lowered", "rota.removed"}
    assert {event.facts["person"] for event in events.exclude(action="rota.added")} == {three.petra.full_name}


@pytest.mark.parametrize("act", ACTS)
def test_only_the_legal_unit_keeps_it(three, now, act):
    for stranger in (three.dana, three.bram, three.ines, three.rolf):
        with pytest.raises(NotAllowed, match="Only the Legal Unit"):
            act(three.petra, actor=stranger, at=now)


def test_only_who_works_in_the_legal_unit_comes_onto_it_and_once(three, now):
    for person in (three.dana, three.bram):
        with pytest.raises(NotAllowed, match="Only who works in the Legal Unit"):
            put_on_rota(person, actor=three.imogen, at=now)
    with pytest.raises(NotAllowed, match="already"):
        put_on_rota(three.petra, actor=three.imogen, at=now)


@pytest.mark.parametrize("act", ACTS)
def test_what_was_seen_before_somebody_changed_it_is_not_done(three, now, act):
    seen = rota_now().version
    raise_on_rota(three.petra, actor=three.imogen, at=now, version=seen)

    with pytest.raises(Stale):
        act(three.petra, actor=three.priya, at=now, version=seen)
    assert order() == ["priya", "petra", "imogen"]


# The page ---------------------------------------------------------------------------------------------------------------


def move(person):
    return reverse("rota_move", args=[person.public_id])


def test_the_page_shows_the_order_and_after_how_long(three, as_user):
    body = as_user(three.priya).get(PAGE).text

    assert "called first" in body and "after 15 minutes" in body and "after 30 minutes" in body


def test_who_is_passed_over_is_shown_so_and_does_not_count(three, as_user, now):
    RoleGrant.objects.filter(person=three.priya).update(ended_at=now)
    User.objects.filter(pk=three.petra.pk).update(employment_status=EmploymentStatus.ON_LEAVE)

    body = as_user(three.imogen).get(PAGE).text

    assert "No longer of the Legal Unit: passed over" in body
    assert "On leave: passed over" in body
    assert "called first" in body and "after 15 minutes" not in body


def test_who_left_is_shown_so(three, as_user):
    User.objects.filter(pk=three.petra.pk).update(
        employment_status=EmploymentStatus.SEPARATED, separated_on=LONG_AGO.date(), is_active=False
    )

    assert "No longer works here: passed over" in as_user(three.imogen).get(PAGE).text


def test_an_empty_rota_says_what_happens(cast, as_user):
    body = as_user(cast.priya).get(PAGE).text

    assert "Until then what is urgent goes to the whole Legal Unit at once." in body


def test_somebody_is_added_moved_and_taken_off_on_the_page(cast, as_user):
    client, petra = as_user(cast.priya), lawyer("petra", cast)
    for version, person in enumerate((cast.priya, petra)):
        response = client.post(PAGE, {"person": person.public_id, "version": version})
        assert response.url == PAGE
    assert order() == ["priya", "petra"]

    client.post(move(petra), {"move": "up", "version": 2})
    assert order() == ["petra", "priya"]
    client.post(move(petra), {"move": "down", "version": 3})
    assert order() == ["priya", "petra"]
    client.post(move(petra), {"move": "off", "version": 4})
    assert order() == ["priya"]
    assert "took" in client.get(PAGE).text  # the history


def test_an_editor_who_comes_second_is_told_who_was_first(three, as_user, now):
    version = rota_now().version
    raise_on_rota(three.petra, actor=three.imogen, at=now)

    response = as_user(three.priya).post(move(three.petra), {"move": "off", "version": version})

    assert response.status_code == 409
    assert "Imogen Vasquez-Hale moved" in response.text
    assert order() == ["priya", "petra", "imogen"]


@pytest.mark.parametrize("sent", [{}, {"person": "nobody", "version": "0"}, {"person": "x\x00", "version": "9" * 30}])
def test_a_form_with_mistakes_says_so(cast, as_user, sent):
    response = as_user(cast.priya).post(PAGE, sent)

    assert response.status_code == 400
    assert order() == []


def test_nobody_of_another_unit_can_be_chosen(cast, as_user):
    response = as_user(cast.priya).post(PAGE, {"person": cast.dana.public_id, "version": 0})

    assert response.status_code == 400
    assert "This person cannot be added. Choose somebody else." in response.text


@pytest.mark.parametrize("sent", [{}, {"move": "away", "version": "3"}, {"move": "up", "version": "x"}])
def test_a_forged_move_changes_nothing(three, as_user, sent):
    response = as_user(three.imogen).post(move(three.petra), sent)

    assert (response.status_code, order()) == (302, ["priya", "imogen", "petra"])


def test_to_others_the_page_does_not_exist(three, as_user):
    for stranger in (three.dana, three.beatrix, three.bram, three.ines, three.leona, three.rolf):
        client = as_user(stranger)
        assert client.get(PAGE).status_code == 404
        assert client.post(move(three.petra), {"move": "off", "version": 3}).status_code == 404
    assert order() == ["priya", "imogen", "petra"]


def test_the_settings_lead_to_it_for_those_who_keep_it(cast, as_user):
    assert PAGE in as_user(cast.priya).get("/settings/").text
    assert PAGE not in as_user(cast.bram).get("/settings/").text


def test_a_long_rota_takes_no_more_queries_than_a_short_one(three, as_user, now):
    client = as_user(three.priya)
    short = len(queries_of(client, PAGE))
    for number in range(6):
        put_on_rota(lawyer(f"lawyer{number}", three), actor=three.imogen, at=now)

    assert len(queries_of(client, PAGE)) == short <= MOST

"""The pages on which the Legal Unit sets when reminders go."""

import pytest
from django.urls import reverse

from notifications.models import LadderVersion
from notifications.services import change_ladder
from tests.queries import queries_of

KIND = "supervision.expiry"
ADDRESS = f"/settings/reminders/{KIND}/"


def given(**more):
    days = {"30-days__days": 25, "7-days__days": 7, "30-days__unit": "calendar", "7-days__unit": "calendar"}
    return days | {"reason": "Asked for by staff", "version": 0} | more


def test_legal_moves_a_reminder(as_user, cast):
    answer = as_user(cast.priya).post(ADDRESS, given())

    assert answer.status_code == 302
    version = LadderVersion.objects.get()
    assert {entry["name"]: entry["offset_days"] for entry in version.stages} == {
        "30-days": -25,
        "7-days": -7,
        "last-day": 0,
    }
    assert version.made_by == cast.priya


@pytest.mark.parametrize("days", ["91", "0", "", "soon", "-3", "9" * 400, "\x00"])
def test_outside_its_bounds_the_field_says_so_and_keeps_what_was_typed(as_user, cast, days):
    answer = as_user(cast.priya).post(ADDRESS, given(**{"30-days__days": days}))

    assert answer.status_code == 400
    assert "Enter a whole number from 1 to 90." in answer.content.decode()
    assert "Asked for by staff" in answer.content.decode()
    assert not LadderVersion.objects.exists()


def test_others_read_why_they_do_not_change_it(as_user, cast):
    page = as_user(cast.bram).get(ADDRESS)

    assert page.status_code == 200
    assert "The Legal Unit sets the reminders." in page.content.decode()
    assert as_user(cast.bram).post(ADDRESS, given()).status_code == 403
    assert as_user(cast.dana).get(ADDRESS).status_code == 404


def test_an_old_form_is_stale(as_user, cast, now):
    change_ladder(KIND, {"7-days": {"offset_days": -5}}, actor=cast.priya, at=now, reason="Earlier")

    assert as_user(cast.priya).post(ADDRESS, given()).status_code == 409


@pytest.mark.parametrize("kind", ["unheard.of", "%00", "a" * 500])
def test_an_unknown_kind_is_missing(as_user, cast, kind):
    assert as_user(cast.priya).get(f"/settings/reminders/{kind}/").status_code == 404


def test_the_list_asks_the_same_for_any_number_of_versions(as_user, cast, now):
    client = as_user(cast.priya)
    before = len(queries_of(client, reverse("ladder_list")))
    for days in (5, 6, 4):
        change_ladder(KIND, {"7-days": {"offset_days": -days}}, actor=cast.priya, at=now, reason="So")

    assert len(queries_of(client, reverse("ladder_list"))) == before

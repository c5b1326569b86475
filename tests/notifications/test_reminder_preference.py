"""When reminders come by mail: one's own choice, within bounds; the usual for who chose nothing."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from audit.models import AuditEvent
from notifications.models import ReminderPreference
from notifications.services import choose_reminders, preference_of, preferences_of

PAGE = "/my/reminders/"


def chosen_events(person):
    return AuditEvent.objects.filter(action="reminders.chosen", actor_id=str(person.public_id))


def test_who_chose_nothing_has_eight_oclock_and_early_reminders_by_mail(cast):
    assert preference_of(cast.dana) == (8, True)


def test_what_a_person_chooses_is_theirs_alone(cast, now):
    choose_reminders(cast.dana, digest_hour=11, early_by_mail=False, at=now)

    assert preference_of(cast.dana) == (11, False)
    assert preference_of(cast.mateo) == (8, True)


def test_the_preferences_of_many_people_are_one_query(cast, now, django_assert_num_queries):
    choose_reminders(cast.dana, digest_hour=6, early_by_mail=True, at=now)
    people = [cast.dana, cast.mateo, cast.beatrix]

    with django_assert_num_queries(1):
        found = preferences_of(people)

    assert found == {cast.dana.pk: (6, True), cast.mateo.pk: (8, True), cast.beatrix.pk: (8, True)}


def test_choosing_is_on_the_trail_and_choosing_the_same_again_is_not(cast, now):
    for _time in range(2):
        choose_reminders(cast.dana, digest_hour=9, early_by_mail=False, at=now)

    assert [event.facts for event in chosen_events(cast.dana)] == [{"digest_hour": 9, "early_by_mail": False}]


def test_the_page_shows_what_was_chosen_and_takes_another(cast, as_user, now):
    choose_reminders(cast.dana, digest_hour=10, early_by_mail=False, at=now)
    client = as_user(cast.dana)

    shown = client.get(PAGE)
    sent = client.post(PAGE, {"digest_hour": "12", "early_by_mail": "on"}, follow=True)

    assert shown.context["form"].initial == {"digest_hour": 10, "early_by_mail": False}
    assert "Saved." in sent.text
    assert preference_of(cast.dana) == (12, True)


@pytest.mark.parametrize("hour", ["5", "13", "", "8.5", "-1", "eight", "\x00", "9" * 5_000, "８"])
def test_an_hour_out_of_bounds_is_refused_at_the_field(cast, as_user, hour):
    response = as_user(cast.dana).post(PAGE, {"digest_hour": hour})

    assert response.status_code == 400
    assert "digest_hour" in response.context["form"].errors
    assert not ReminderPreference.objects.exists()


@pytest.mark.parametrize("hour", [5, 13, 0])
def test_the_database_refuses_an_hour_out_of_bounds(cast, hour):
    insert = "INSERT INTO notifications_reminderpreference (user_id, digest_hour, early_by_mail) VALUES (%s, %s, true)"

    with pytest.raises(IntegrityError, match="hour_in_bounds"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [cast.dana.pk, hour])


def test_the_page_says_what_cannot_be_switched_off(cast, as_user):
    shown = as_user(cast.dana).get(PAGE).text

    assert "reminders cannot be switched off" in shown
    assert "always come by mail" in shown


def test_the_page_is_for_people_who_signed_in_and_everybody_finds_it(cast, as_user, client):
    assert client.get(PAGE).url.startswith(reverse("sign_in"))
    assert f'href="{PAGE}"' in as_user(cast.ines).get("/help/").text


def test_what_was_typed_survives_a_session_that_ended(cast, as_user, client):
    token = as_user(cast.dana).get(PAGE).text.partition('name="author" value="')[2].partition('"')[0]

    sent = client.post(PAGE, {"author": token, "digest_hour": "6"})
    client.force_login(cast.dana, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(f"{PAGE}?kept={sent.url.rpartition('kept%3D')[2]}")

    assert shown.context["form"]["digest_hour"].value() == "6"
    assert preference_of(cast.dana) == (8, True)

"""A session ends after 20 minutes without activity, and after 12 hours in any case (settings)."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from audit.services import events_about
from people.services.sessions import SEEN_AT, SIGNED_IN_AT, end_of
from policy.services import change_setting

LIMITS = {"idle_minutes": 20, "absolute_hours": 12}
MINUTE = datetime.timedelta(minutes=1)


def session_of(now, *, seen=0, signed_in=0):
    start = int(now.timestamp())
    return {SEEN_AT: start - seen * 60, SIGNED_IN_AT: start - signed_in * 60}


@pytest.mark.parametrize(
    ("seen", "signed_in", "end"),
    [
        (0, 0, ""),
        (19, 19, ""),
        (20, 20, "idle"),
        (500, 500, "idle"),
        (0, 12 * 60 - 1, ""),
        (0, 12 * 60, "absolute"),
        (30, 13 * 60, "absolute"),
    ],
)
def test_a_session_ends_at_its_limits(now, seen, signed_in, end):
    assert end_of(session_of(now, seen=seen, signed_in=signed_in), at=now, **LIMITS) == end


def test_the_last_look_is_noted_at_most_once_a_minute(now):
    session = session_of(now)
    first = dict(session)

    end_of(session, at=now + MINUTE * 0.9, **LIMITS)
    assert session == first

    end_of(session, at=now + MINUTE, **LIMITS)
    assert session[SEEN_AT] == first[SEEN_AT] + 60
    assert session[SIGNED_IN_AT] == first[SIGNED_IN_AT]


def test_a_session_opened_by_another_door_counts_from_its_first_page(now):
    session = {}

    assert end_of(session, at=now, **LIMITS) == ""
    assert session == session_of(now)


def test_an_idle_session_is_over_and_the_sign_in_page_says_so_once(cast, as_user, age):
    client = as_user(cast.dana)
    age(client, minutes=21)
    key = client.session.session_key

    answer = client.get(reverse("inbox"))

    assert answer.url == f"{reverse('sign_in')}?next={reverse('inbox')}"
    assert not Session.objects.filter(session_key=key).exists()
    assert "You were signed out after 20 minutes without activity." in client.get(answer.url).content.decode()
    assert "You were signed out" not in client.get(answer.url).content.decode()
    last = events_about(cast.dana).last()
    assert (last.action, last.facts) == ("session.expired", {"limit": "idle"})


def test_a_busy_session_is_over_after_twelve_hours(cast, as_user, age):
    client = as_user(cast.dana)
    age(client, hours=12)

    answer = client.get(reverse("inbox"))

    assert answer.status_code == 302
    assert "You were signed out after 12 hours" in client.get(answer.url).content.decode()


def test_the_limits_are_settings(cast, as_user, age, now):
    change_setting("session_idle_minutes", 5, actor=cast.bram, at=now, reason="Open screens in a shared office.")
    client = as_user(cast.dana)
    age(client, minutes=6)

    answer = client.get(reverse("inbox"))

    assert "You were signed out after 5 minutes without activity." in client.get(answer.url).content.decode()


def test_a_page_view_costs_no_extra_question(cast, as_user, django_assert_num_queries):
    client = as_user(cast.dana)
    client.get(reverse("sign_in"))
    client.get(reverse("sign_in"))

    with django_assert_num_queries(2):  # the session and the person
        client.get(reverse("sign_in"))

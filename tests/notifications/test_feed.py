"""An address for one's calendar: made, shown once, replaced, revoked; kept as a hash."""

import datetime
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from audit.models import AuditEvent
from audit.sentences import sentence
from notifications.models import CalendarFeed
from notifications.rules import may_revoke_feed
from notifications.services import live_feed, make_feed, person_of_feed, revoke_feed
from tests.queries import queries_of
from workflow.errors import NotAllowed

PAGE = "/my/reminders/"
MAKE = "/my/reminders/calendar/"
HOUR = datetime.timedelta(hours=1)
INSERT = """
INSERT INTO notifications_calendarfeed (public_id, user_id, key_hash, made_at, revoked_at)
VALUES (gen_random_uuid(), %s, %s, now(), %s)
"""


@pytest.fixture
def key(cast, now):
    return make_feed(cast.dana, replaces=None, at=now)


def shown_key(response):
    return re.search(r"/calendar/([\w-]{43})\.ics", response.text)[1]


def sentences(person):
    events = AuditEvent.objects.filter(action__startswith="feed.", actor_id=str(person.public_id)).order_by("event_id")
    return [sentence(event) for event in events]


def insert(*values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, values)


# Making


def test_the_key_opens_the_calendar_of_who_made_it(cast, key, now):
    assert person_of_feed(key, at=now) == cast.dana
    assert person_of_feed("x" * 43, at=now) is None


def test_every_key_is_another_one_of_256_bits(cast, key, now):
    other = make_feed(cast.mateo, replaces=None, at=now)

    assert key != other
    assert {len(one) for one in (key, other)} == {43}  # of six bits each


def test_a_new_address_revokes_the_old_one(cast, key, now):
    newer = make_feed(cast.dana, replaces=live_feed(cast.dana).public_id, at=now + HOUR)

    assert person_of_feed(key, at=now + HOUR) is None
    assert person_of_feed(newer, at=now + HOUR) == cast.dana
    assert [feed.revoked_at for feed in CalendarFeed.objects.of(cast.dana)] == [None, now + HOUR]


def test_a_page_sent_twice_makes_one_address(cast, key, now):
    again = make_feed(cast.dana, replaces=None, at=now)

    assert again == ""
    assert person_of_feed(key, at=now) == cast.dana


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_make_one_address(cast, at_once, now):
    keys = at_once(lambda: make_feed(cast.dana, replaces=None, at=now))

    assert sorted(map(bool, keys)) == [False, True]
    assert CalendarFeed.objects.live().count() == 1


def test_who_left_makes_none(cast, now):
    cast.dana.is_active = False

    with pytest.raises(NotAllowed):
        make_feed(cast.dana, replaces=None, at=now)


# Revoking


def test_a_revoked_address_opens_nothing(cast, key, now):
    revoke_feed(live_feed(cast.dana), actor=cast.dana, at=now)

    assert person_of_feed(key, at=now) is None
    assert live_feed(cast.dana) is None


def test_revoking_again_changes_nothing(cast, key, now):
    feed = live_feed(cast.dana)
    for hours in range(2):
        revoke_feed(feed, actor=cast.dana, at=now + hours * HOUR)

    feed.refresh_from_db()
    assert feed.revoked_at == now
    assert sentences(cast.dana)[1:] == ["Dana Okafor-Lane revoked the address of their calendar"]


def test_nobody_revokes_the_address_of_somebody_else(cast, key, as_user, now):
    feed = live_feed(cast.dana)
    address = reverse("feed_revoke", args=[feed.public_id])

    assert may_revoke_feed(cast.dana, feed)
    for person in (cast.mateo, cast.beatrix, cast.bram):
        assert as_user(person).post(address).status_code == 404
        with pytest.raises(NotAllowed):
            revoke_feed(feed, actor=person, at=now)
    assert person_of_feed(key, at=now) == cast.dana


def test_nobody_replaces_the_address_of_somebody_else(cast, key, as_user, now):
    response = as_user(cast.mateo).post(MAKE, {"replaces": str(live_feed(cast.dana).public_id)}, follow=True)

    assert "Nothing was done" in response.text
    assert person_of_feed(key, at=now) == cast.dana
    assert live_feed(cast.mateo) is None


# What is kept


def test_making_and_revoking_stand_on_the_trail(cast, key, now):
    make_feed(cast.dana, replaces=live_feed(cast.dana).public_id, at=now)

    made = "Dana Okafor-Lane made an address for their calendar"
    assert sorted(sentences(cast.dana)) == [made, made, "Dana Okafor-Lane revoked the address of their calendar"]


def test_the_use_is_noted_once_an_hour(cast, key, now):
    for minutes in (0, 30, 59, 61):
        person_of_feed(key, at=now + datetime.timedelta(minutes=minutes))
        noted = live_feed(cast.dana).last_used_at

        assert noted == now + datetime.timedelta(minutes=61 if minutes == 61 else 0)


def test_a_wrong_key_is_no_use_of_anybodys(cast, key, now):
    person_of_feed("x" * 43, at=now)

    assert live_feed(cast.dana).last_used_at is None


def test_the_database_keeps_one_live_address_for_each_person(cast, key):
    with pytest.raises(IntegrityError, match="one_live_per_person"):
        insert(cast.dana.pk, "a" * 64, None)

    insert(cast.mateo.pk, "b" * 64, None)
    insert(cast.dana.pk, "c" * 64, "9999-01-01")


def test_the_database_refuses_a_key_that_is_not_hashed(cast, key):
    for kept in (key, "A" * 64, "a" * 63, ""):
        with pytest.raises(IntegrityError, match="key_is_hashed"):
            insert(cast.mateo.pk, kept, None)


def test_the_database_refuses_an_address_revoked_before_it_was_made(cast):
    with pytest.raises(IntegrityError, match="revoked_after_made"):
        insert(cast.mateo.pk, "d" * 64, "2020-01-01")


# The page


def test_the_address_is_shown_once(cast, as_user, settings):
    settings.PORTAL_URL = "https://portal.example/"
    client = as_user(cast.dana)

    made = client.post(MAKE, {"replaces": ""})
    key = shown_key(made)
    later = client.get(PAGE).text

    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    assert f"https://portal.example/calendar/{key}.ics" in made.text
    assert key not in later and "/calendar/" not in later.replace(MAKE, "")


def test_the_key_stands_nowhere_in_the_database(cast, as_user):
    client = as_user(cast.dana)
    key = shown_key(client.post(MAKE, {"replaces": ""}))
    client.get(f"/calendar/{key}.ics")

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE strpos(row::text, %s) > 0', [key])
            assert cursor.fetchone() == (0,), table


def test_the_session_holds_no_key(cast, as_user):
    client = as_user(cast.dana)
    key = shown_key(client.post(MAKE, {"replaces": ""}))

    assert key not in str(dict(client.session))


def test_a_page_loaded_again_keeps_the_address_it_showed(cast, as_user, now):
    client = as_user(cast.dana)
    key = shown_key(client.post(MAKE, {"replaces": ""}))

    again = client.post(MAKE, {"replaces": ""}, follow=True)

    assert "Nothing was done" in again.text
    assert person_of_feed(key, at=now) == cast.dana


@pytest.mark.parametrize("replaces", ["\x00", "nonsense", "x" * 10_000, "é", "00000000-0000-4000-8000-000000000000"])
def test_a_forged_form_makes_nothing(cast, as_user, replaces):
    response = as_user(cast.dana).post(MAKE, {"replaces": replaces})

    assert (response.status_code, response.url) == (302, PAGE)
    assert live_feed(cast.dana) is None


def test_the_page_says_when_the_address_was_made_and_used(cast, key, as_user, now):
    client = as_user(cast.dana)
    unused = client.get(PAGE).text
    person_of_feed(key, at=now + HOUR)
    used = client.get(PAGE).text

    assert "2:41 pm" in unused and "Not yet" in unused
    assert "3:41 pm" in used and "Not yet" not in used


def test_revoking_from_the_page_leads_back_to_it(cast, key, as_user, now):
    response = as_user(cast.dana).post(reverse("feed_revoke", args=[live_feed(cast.dana).public_id]), follow=True)

    assert "Revoked." in response.text
    assert "Make a calendar address" in response.text
    assert person_of_feed(key, at=now) is None


def test_acts_take_only_forms_with_a_token(cast, key, as_user):
    client, revoke = as_user(cast.dana), reverse("feed_revoke", args=[live_feed(cast.dana).public_id])
    assert [client.get(address).status_code for address in (MAKE, revoke)] == [405, 405]
    client.handler.enforce_csrf_checks = True

    assert [client.post(address).status_code for address in (PAGE, MAKE, revoke)] == [403, 403, 403]


def test_the_page_says_what_a_calendar_shows(cast, as_user):
    assert "how many things are due" in as_user(cast.dana).get(PAGE).text


def test_the_page_asks_little_and_the_same_after_many_addresses(cast, key, as_user, now):
    client = as_user(cast.dana)
    few = queries_of(client, PAGE)
    for _time in range(5):
        make_feed(cast.dana, replaces=live_feed(cast.dana).public_id, at=now)

    assert len(queries_of(client, PAGE)) == len(few) <= 8

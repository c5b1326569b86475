"""The calendar feed: read without signing in, the same words for everything, nothing for who may not read it."""

import datetime
import io
import logging

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime
from icalendar import Calendar

from authorizations.choices import ViewerAnswer
from authorizations.services import accounts, notes
from dys_social import personnel
from dys_social.work_calendar import calendar_of, due_things
from dys_social.work_page import page_of
from dys_social.work_queue import gather
from notifications.services import live_feed, make_feed, revoke_feed
from people.models import User
from policy.calendar import local_day
from tests import hostile
from tests.factories import authorizations as make
from tests.factories import evidence, investigations
from tests.factories.people import YouthFactory
from tests.queries import queries_of

DAY = datetime.timedelta(days=1)
MARKER = "ZEBRA"
UNKNOWN = "/calendar/" + "x" * 43 + ".ics"


def fresh(person):
    return User.objects.get(pk=person.pk)


def address_of(person, at):
    live = live_feed(person)
    return reverse("calendar_feed", args=[make_feed(person, replaces=live and live.public_id, at=at)])


def entries(person, at):
    return Calendar.from_ical(calendar_of(fresh(person), at=at)).walk("VEVENT")


def days(person, at):
    return [entry.decoded("dtstart") for entry in entries(person, at)]


def uids(person, at):
    return {str(entry["uid"]) for entry in entries(person, at)}


def form_of(entry):
    """Everything of an entry but its day and its hash."""
    own = {"DTSTART", "DTEND", "UID"}
    return {name: entry[name].to_ical() for name in entry if name not in own} | {"length": len(entry["uid"])}


# The address


def test_the_address_works_without_signing_in(cast, client, now):
    response = client.get(address_of(cast.dana, now))

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store, private"
    assert not response.cookies
    assert Calendar.from_ical(response.content)["X-WR-CALNAME"] == "Social Media Compliance Portal"


def test_it_is_the_calendar_of_who_made_it_whoever_asks(cast, as_user):
    at = datetime.datetime.now(tz=datetime.UTC)
    request = make.submitted(cast.dana, cast.koa, at=at)
    theirs = address_of(cast.beatrix, at)

    for asking in (Client(), as_user(cast.dana), as_user(cast.beatrix)):
        found = Calendar.from_ical(asking.get(theirs).content).walk("VEVENT")

        assert [entry.decoded("dtstart") for entry in found] == [request.decide_by]


def test_unknown_revoked_and_of_somebody_who_left_are_missing_alike(cast, client, now):
    revoked, left, works = (address_of(person, now) for person in (cast.dana, cast.mateo, cast.juniper))
    revoke_feed(live_feed(cast.dana), actor=cast.dana, at=now)
    personnel.set_employment_status(cast.mateo, "separated", actor=cast.bram, at=now, day=local_day(now))

    answers = [client.get(address) for address in (UNKNOWN, revoked, left)]

    assert client.get(works).status_code == 200
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_who_is_on_leave_still_works_here(cast, client, now):
    address = address_of(cast.dana, now)
    personnel.set_employment_status(cast.dana, "on_leave", actor=cast.bram, at=now, day=local_day(now))

    assert client.get(address).status_code == 200


def test_it_is_only_read(cast, client, now):
    address = address_of(cast.dana, now)

    assert (client.head(address).status_code, client.head(address).content) == (200, b"")
    for known in (address, UNKNOWN):
        for method in (client.post, client.put, client.delete, client.patch):
            assert method(known).status_code == 405


@pytest.mark.parametrize("kind", sorted(set(hostile.NAUGHTY) - {"nothing", "a million"}))
def test_a_hostile_key_is_missing(client, db, kind):
    response = client.get("/calendar/" + hostile_path(hostile.NAUGHTY[kind]) + ".ics")

    assert response.status_code == 404


def hostile_path(text):
    return "".join(f"%{byte:02x}" for byte in text[:3_000].encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("around", ["{}=", "{}%0a", " {}", "{}%00", "A{}", "{}/", "./{}"])
def test_a_key_with_something_around_it_is_another_one(cast, client, now, around):
    address = address_of(cast.dana, now)
    key = address.removeprefix("/calendar/").removesuffix(".ics")

    assert client.get(address.replace(key, around.format(key))).status_code == 404


# The log


def test_no_log_line_holds_the_key(cast, now, settings):
    make.granted(cast.dana, cast.koa, at=now)
    address = address_of(cast.dana, now)
    key = address.removeprefix("/calendar/").removesuffix(".ics")

    written = log_of(lambda: asked_in_every_way(address, key, settings))

    assert "/calendar/[key]" in written
    assert written.count("[key]") > 8
    assert key not in written


def log_of(act):
    """What the portal's handlers write meanwhile, however little is asked of a line to be written."""
    root, kept = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(next(one.formatter for one in root.handlers if "structlog" in type(one.formatter).__module__))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        act()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    return kept.getvalue()


def asked_in_every_way(address, key, settings):
    """Read, refused, mistyped, forged, behind a question mark, and failing."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get(address)
    client.post(address)
    client.put(address)
    client.get(f"/calendar/{key}")
    client.get(f"/calendar%2F{key}.ics")
    client.get(f"/help/?next=%2Fcalendar%2F{key}.ics")
    Client(raise_request_exception=False).delete(address)
    settings.PORTAL_URL = None  # so that the page fails
    assert client.get(address).status_code == 500


# What stands in it


def test_nothing_due_is_an_empty_calendar(cast, now):
    assert entries(cast.ines, now) == []


def test_every_thing_with_a_day_has_an_entry_of_that_day(cast, now):
    granted = make.granted(cast.dana, cast.koa, at=now - 9 * DAY)  # its JJEMS note is to be confirmed
    captured = evidence.logged(granted, at=now - 2 * DAY)
    request = make.submitted(cast.mateo, cast.koa, at=now)

    first_duty = min([localtime(duty.due_at).date() for duty in captured.duties.all()] + [captured.file_by])

    assert days(cast.dana, now) == sorted([granted.notes.get().due_on, first_duty])
    assert days(cast.beatrix, now) == [request.decide_by]


def test_what_waits_for_somebody_else_or_has_no_day_has_none(cast, now):
    make.submitted(cast.dana, cast.koa, at=now)
    make.draft(cast.dana, cast.koa, at=now)

    assert entries(cast.dana, now) == []


def test_what_is_done_leaves_the_calendar(cast, now):
    granted = make.granted(cast.dana, cast.koa, at=now)
    before = uids(cast.dana, now)

    notes.confirm(granted.notes.get(), entered_on=local_day(now), jjems_reference="N-1", actor=cast.dana, at=now)

    assert len(before) == 1
    assert uids(cast.dana, now) == set()


def test_the_entry_of_a_thing_keeps_its_name_from_day_to_day_and_differs_between_people(cast, now):
    make.submitted(cast.dana, cast.koa, at=now)
    make.submitted(cast.mateo, cast.koa, at=now)

    first, later = uids(cast.beatrix, now), uids(cast.beatrix, now + 12 * DAY)

    assert first == later
    assert len(first) == 2
    assert first.isdisjoint(uids(cast.hollis, now + 12 * DAY))
    assert len(uids(cast.hollis, now + 12 * DAY)) == 2  # late by now, and the next in line may decide


def test_no_entry_says_what_it_is_about(cast, now, settings):
    settings.PORTAL_URL = "https://portal.example"
    youth = YouthFactory(jjems_number=f"{MARKER}-1", first=MARKER, last=MARKER, assigned_caseworker=cast.dana,
                         worksite=cast.koa.worksite)  # fmt: skip
    granted = make.granted(cast.dana, youth, at=now, handle=f"demo_{MARKER.lower()}")
    evidence.logged(granted, at=now)
    make.submitted(
        cast.mateo,
        youth,
        at=now,
        handle="demo_other",
        justification=f"{MARKER} posts where they are after curfew; seeing it helps.",
    )
    for person in (cast.dana, cast.beatrix):
        text = calendar_of(fresh(person), at=now).decode()
        unfolded = text.replace("\r\n ", "")

        assert MARKER not in unfolded.upper()
        for word in (granted.number, "SUP-", "B.2", "demo_", "Okafor", "Nwosu", "Rivard", "instagram", "evidence"):
            assert word.lower() not in unfolded.lower()
        for entry in Calendar.from_ical(text).walk("VEVENT"):
            assert entry["summary"] == "Due in the Social Media Compliance Portal"
            assert entry["description"] == "Sign in to see it: https://portal.example/sign-in/"
            assert entry.decoded("dtend") - entry.decoded("dtstart") == DAY
            assert str(entry["uid"]).endswith("@portal.example")


def test_confidential_work_is_in_it_and_looks_like_any_other(cast, now):
    investigations.designated(cast.dana, by=cast.priya, at=now)
    confidential = investigations.submitted(cast.dana, cast.koa, at=now, title=MARKER, facts=f"{MARKER} {MARKER} " * 9)
    plain = make.submitted(cast.mateo, cast.koa, at=now)

    found = entries(cast.beatrix, now)
    text = calendar_of(fresh(cast.beatrix), at=now).decode().replace("\r\n ", "").lower()

    assert sorted(entry.decoded("dtstart") for entry in found) == sorted([confidential.decide_by, plain.decide_by])
    assert form_of(found[0]) == form_of(found[1])
    for word in (MARKER, "confidential", "investigation", confidential.number, str(confidential.public_id)):
        assert word.lower() not in text


def test_confidential_work_is_in_nobody_elses(cast, now):
    investigations.designated(cast.dana, by=cast.priya, at=now)
    investigations.submitted(cast.dana, cast.koa, at=now)

    assert len(entries(cast.beatrix, now)) == 1
    for person in (cast.mateo, cast.hollis, cast.bram, cast.ines, cast.noor):
        assert entries(person, now) == []


def test_entries_of_one_day_stand_in_no_order_of_their_kinds(cast, now):
    for _time in range(4):
        make.submitted(cast.mateo, YouthFactory(worksite=cast.koa.worksite), at=now)

    found = [(entry.decoded("dtstart"), str(entry["uid"])) for entry in entries(cast.beatrix, now)]

    assert found == sorted(found)


def test_every_kind_of_row_with_a_deadline_has_a_name_of_its_own(cast, now):
    hidden = {"platform": "linkedin", "viewer_answer": ViewerAnswer.HIDDEN, "privacy_checked_on": local_day(now)}
    ending = make.granted(cast.dana, cast.koa, at=now, requested_to=local_day(now) + 6 * DAY)
    watched = make.granted(cast.dana, cast.koa, at=now, **hidden)
    renamed = make.granted(cast.mateo, cast.koa, at=now)
    accounts.ask_rename(renamed, new_handle_entered="demo_new", reason="Renamed", actor=cast.mateo, at=now)
    evidence.logged(renamed, at=now)
    make.submitted(cast.mateo, YouthFactory(worksite=cast.koa.worksite), at=now)
    investigations.designated(cast.dana, by=cast.priya, at=now)
    investigations.submitted(cast.dana, cast.koa, at=now)
    seen = [things(cast.dana, now), things(cast.mateo, now), things(cast.beatrix, now)]
    for leave in (ending, watched):
        notes.confirm(leave.notes.get(), entered_on=local_day(now), jjems_reference="N", actor=cast.dana, at=now)
    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)
    seen += [things(cast.dana, now), things(cast.dana, now + 95 * DAY), things(cast.noor, now)]

    kinds = {thing.partition(":")[0] for found in seen for thing in found}

    assert all(len(set(found)) == len(found) for found in seen)
    assert kinds == {
        "note",
        "end",
        "privacy",
        "evidence",
        "decision",
        "rename",
        "expiring",
        "reaffirm",
        "decide",
        "review",
    }


def things(person, at):
    return [thing for thing, _on in due_things(page_of(gather(fresh(person), at=at)))]


def test_the_feed_asks_no_more_than_my_work_and_the_same_for_many(cast, as_user, client):
    at = datetime.datetime.now(tz=datetime.UTC)
    make.submitted(cast.mateo, cast.koa, at=at)
    address, home = address_of(cast.beatrix, at), as_user(cast.beatrix)
    few = queries_of(client, address)
    for _time in range(12):
        make.submitted(cast.dana, YouthFactory(worksite=cast.koa.worksite), at=at)

    many = queries_of(client, address)

    assert len(many) == len(few) <= len(queries_of(home, "/"))
    assert len(Calendar.from_ical(client.get(address).content).walk("VEVENT")) == 13

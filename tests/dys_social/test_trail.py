"""The audit trail as a page: who reads what of it, and how it is narrowed."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEvent
from audit.services import record
from tests.factories import authorizations as make
from tests.factories import investigations
from workflow.keyset import PAGE_SIZE

pytestmark = pytest.mark.usefixtures("empty_trail")

DAY = datetime.timedelta(days=1)


@pytest.fixture
def trail():
    return reverse("trail_list")


def texts(response):
    return [entry["text"] for entry in response.context["entries"]]


def narrow(client, trail, **typed):
    """Send the filter as the form does, and follow to the page."""
    return client.post(trail, typed, follow=True)


@pytest.mark.parametrize(
    ("who", "status"), [("priya", 200), ("bram", 200), ("ines", 200), ("dana", 404), ("beatrix", 404)]
)
def test_the_trail_is_for_legal_administrators_and_auditors(as_user, cast, trail, who, status):
    assert as_user(getattr(cast, who)).get(trail).status_code == status


def test_events_of_confidential_records_are_for_legal_only(as_user, cast, now, trail):
    subject = ("authorizations.handleattempt", uuid.uuid4())
    record("account.conflict", subject=subject, actor=cast.dana, at=now, is_confidential=True)
    told = "Account name refused: held by somebody else"

    assert told in texts(as_user(cast.priya).get(trail))
    for person in (cast.bram, cast.ines):
        client = as_user(person)
        assert told not in texts(client.get(trail))
        assert texts(narrow(client, trail, about=str(subject[1]))) == []
        assert texts(narrow(client, trail, action="account.conflict")) == []


def test_the_number_of_an_investigation_finds_it_for_legal_and_stays_in_no_session(as_user, cast, now, trail):
    leave = investigations.active(cast.leona, cast.koa, at=now)
    priya = as_user(cast.priya)

    found = narrow(priya, trail, about=leave.number.lower())

    assert {entry["subject"]["text"] for entry in found.context["entries"]} == {leave.number}
    assert leave.number not in str(dict(priya.session)).upper()
    assert f'value="{leave.number}"' in found.content.decode()  # as it was typed
    for person in (cast.bram, cast.ines):
        assert texts(narrow(as_user(person), trail, about=leave.number)) == []


def test_looking_at_the_trail_is_on_the_trail_without_what_was_typed(as_user, cast, trail):
    narrow(as_user(cast.ines), trail, person="Dana Okafor-Lane")

    event = AuditEvent.objects.get(action="trail.viewed")

    assert event.actor_name == "Ines Farquhar-Odell"
    assert event.facts == {"narrowed": "person"}


def test_what_is_typed_stands_in_no_address(as_user, cast, trail):
    response = narrow(as_user(cast.ines), trail, person="Dana")

    assert response.redirect_chain == [(trail, 302)]


def test_an_authorization_is_linked_for_those_who_may_see_it_and_an_id_for_others(as_user, cast, now, trail):
    request = make.submitted(cast.dana, cast.koa, at=now)

    def subjects(person):
        shown = as_user(person).get(trail).context["entries"]
        return [entry["subject"] for entry in shown if entry["text"] == "Signed and sent by Dana Okafor-Lane"]

    linked = {"text": request.number, "url": request.get_absolute_url()}
    assert subjects(cast.ines) == subjects(cast.priya) == [linked]
    assert subjects(cast.bram) == [{"text": str(request.public_id).split("-")[0]}]


def test_a_youth_is_never_named_on_the_trail(as_user, cast, now, trail):
    make.granted(cast.dana, cast.koa, at=now)
    record("youth.changed", subject=cast.koa, actor=cast.bram, at=now, was="a", becomes="b")

    for person in (cast.priya, cast.bram, cast.ines):
        content = as_user(person).get(trail).content.decode()
        assert "Koa" not in content
        assert "Benningfield" not in content


def test_it_is_narrowed_by_number_person_act_kind_and_day(as_user, cast, now, trail):
    mine = make.submitted(cast.dana, cast.koa, at=now)
    make.submitted(cast.mateo, cast.koa, at=now + DAY)
    client = as_user(cast.ines)

    by_number = texts(narrow(client, trail, about=mine.number))
    by_person = texts(narrow(client, trail, person="mateo rivard"))
    by_act = texts(narrow(client, trail, action="supervision.submitted"))
    by_kind = texts(narrow(client, trail, kind="authorizations.socialmediaaccount"))
    by_day = texts(narrow(client, trail, last=now.date().isoformat(), action="supervision.submitted"))

    assert by_number == ["Signed and sent by Dana Okafor-Lane", "Draft begun by Dana Okafor-Lane"]
    assert set(by_person) == {
        "Signed and sent by Mateo Rivard",
        "Draft begun by Mateo Rivard",
        "Account registered by Mateo Rivard",
    }
    assert by_act == ["Signed and sent by Mateo Rivard", "Signed and sent by Dana Okafor-Lane"]
    assert by_kind == ["Account registered by Mateo Rivard", "Account registered by Dana Okafor-Lane"]
    assert by_day == ["Signed and sent by Dana Okafor-Lane"]


def test_the_filter_stays_until_it_is_cleared(as_user, cast, now, trail):
    make.submitted(cast.dana, cast.koa, at=now)
    client = as_user(cast.ines)
    narrow(client, trail, action="supervision.submitted")

    kept, cleared = texts(client.get(trail)), texts(narrow(client, trail, clear="1"))

    assert kept == ["Signed and sent by Dana Okafor-Lane"]
    assert len(cleared) > 1


@pytest.mark.parametrize(
    "typed",
    [
        {"about": "a\0b"},
        {"person": "\0"},
        {"person": "x" * 10_000},
        {"action": "nothing.of.the.kind"},
        {"kind": "auth.secret"},
        {"first": "yesterday"},
        {"last": "9999-99-99"},
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_finds_nothing(as_user, cast, trail, typed):
    response = as_user(cast.ines).post(trail, typed)

    assert response.status_code == 200
    assert set(response.context["form"].errors) == set(typed)
    assert response.context["entries"] == []


@pytest.mark.parametrize(
    "typed", [{"first": "0001-01-01"}, {"last": "9999-12-31"}, {"about": "\u202eSUP"}, {"person": "' or 1=1"}]
)
def test_odd_but_readable_values_break_nothing(as_user, cast, trail, typed):
    assert narrow(as_user(cast.ines), trail, **typed).status_code == 200


def test_pages_follow_each_other_without_gap_or_double(as_user, cast, now, trail):
    for number in range(2 * PAGE_SIZE):
        record("youth.not_found", subject=("people.youth", ""), actor=cast.dana, at=now - (number // 3) * DAY)
    client = as_user(cast.ines)
    narrow(client, trail, action="youth.not_found")

    first = client.get(trail).context["page"]
    second = client.get(trail, {"cursor": first.older}).context["page"]
    back = client.get(trail, {"cursor": second.newer}).context["page"]

    assert len({row.pk for row in [*first.rows, *second.rows]}) == 2 * PAGE_SIZE
    assert second.older == ""
    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]


@pytest.mark.parametrize("cursor", ["x", "W10=", "\0", "WyJvbGRlciIsICIyMDI2LTExLTE3IiwgIm5vIHV1aWQiXQ=="])
def test_a_cursor_that_is_none_of_ours_gives_the_first_page(as_user, cast, trail, cursor):
    assert as_user(cast.ines).get(trail, {"cursor": cursor}).status_code == 200


def test_the_page_takes_the_same_queries_for_few_events_as_for_many(as_user, cast, now, trail):
    client = as_user(cast.ines)
    make.granted(cast.dana, cast.koa, at=now)

    def count():
        client.get(trail)
        with CaptureQueriesContext(connection) as captured:
            client.get(trail)
        return len(captured)

    few = count()
    for _number in range(5):
        make.granted(cast.mateo, cast.koa, at=now)
    assert count() <= few
    assert few <= 20

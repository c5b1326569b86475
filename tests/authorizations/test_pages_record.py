"""The record of a granted authorization: its note, its acts, its letter; and the register (B.2, B.2.c)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from authorizations.services import accounts, course
from authorizations.states import NoteState, State
from tests.factories.authorizations import granted, submitted
from tests.factories.people import YouthFactory
from tests.queries import MOST


@pytest.fixture
def record(cast):
    return granted(cast.dana, cast.koa, at=timezone.now())


def url(name, record):
    return reverse(name, args=[record.public_id])


def note_answers(note, **changes):
    answers = {"version": note.version, "entered_on": timezone.localdate().isoformat(), "jjems_reference": "J-1"}
    return {f"n{note.pk}-{name}": value for name, value in (answers | changes).items()}


@pytest.mark.clause("B.2.c")
def test_the_employee_copies_and_confirms_the_note(cast, as_user, record):
    dana, note = as_user(cast.dana), record.notes.get()

    page = dana.get(record.get_absolute_url()).content.decode()
    assert "<b>Dana Okafor-Lane</b>" in page
    assert "<b>Beatrix Nwosu</b>" in page
    assert "<b>X - demo_dana</b>" in page

    dana.post(url("note_confirm", note), note_answers(note))
    note.refresh_from_db()
    assert (note.state, note.jjems_reference, note.entered_by) == (NoteState.CONFIRMED, "J-1", cast.dana)


def test_confirming_twice_is_once(cast, as_user, record):
    dana, note = as_user(cast.dana), record.notes.get()

    answers = note_answers(note)
    dana.post(url("note_confirm", note), answers)
    response = dana.post(url("note_confirm", note), answers)

    assert response.status_code == 302


def test_a_note_that_is_late_stays_so_until_it_is_confirmed(cast, as_user):
    record = granted(cast.dana, cast.koa, at=timezone.now() - datetime.timedelta(days=10))

    page = as_user(cast.dana).get(record.get_absolute_url()).content.decode()

    assert "The JJEMS note stays overdue." in page
    assert "turns overdue" not in page


@pytest.mark.parametrize("entered_on", ["2099-01-01", "2020-01-01", "yesterday", ""])
def test_a_wrong_day_is_said_at_the_field(cast, as_user, record, entered_on):
    note = record.notes.get()

    response = as_user(cast.dana).post(url("note_confirm", note), note_answers(note, entered_on=entered_on))

    assert response.status_code == 200
    assert 'value="J-1"' in response.content.decode()
    note.refresh_from_db()
    assert note.state == NoteState.GENERATED


@pytest.mark.parametrize("person", ["beatrix", "mateo", "noor", "priya", "bram", "ines"])
@pytest.mark.clause("B.2.c")
def test_only_the_employee_or_the_caseworker_confirms(cast, as_user, record, person):
    note = record.notes.get()

    response = as_user(getattr(cast, person)).post(url("note_confirm", note), note_answers(note))

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("act", "person", "answers", "state"),
    [
        ("supervision_suspend", "beatrix", {"reason": "A doubt"}, State.SUSPENDED),
        ("supervision_suspend", "priya", {"reason": "A doubt"}, State.SUSPENDED),
        ("supervision_revoke", "beatrix", {"reason": "Misuse"}, State.REVOKED),
        ("supervision_revoke", "priya", {"reason": "Misuse"}, State.REVOKED),
        ("supervision_close", "dana", {"reason": "purpose_achieved"}, State.CLOSED),
        ("supervision_close", "beatrix", {"reason": "other", "text": "No longer"}, State.CLOSED),
    ],
)
def test_acts_of_its_course(cast, as_user, record, act, person, answers, state):
    client = as_user(getattr(cast, person))
    assert client.get(url(act, record)).status_code == 200

    client.post(url(act, record), {"version": record.version} | answers)

    record.refresh_from_db()
    assert record.state == state


@pytest.mark.parametrize(
    ("act", "person", "status"),
    [
        ("supervision_suspend", "dana", 403),
        ("supervision_revoke", "dana", 403),
        ("supervision_revoke", "hollis", 403),
        ("supervision_close", "priya", 403),
        ("supervision_revoke", "mateo", 404),
        ("supervision_close", "bram", 404),
        ("supervision_resume", "beatrix", 403),
    ],
)
def test_acts_that_are_somebody_elses(cast, as_user, record, act, person, status):
    client = as_user(getattr(cast, person))

    response = client.post(url(act, record), {"version": record.version, "reason": "Because"})

    assert response.status_code == status
    record.refresh_from_db()
    assert record.state == State.ACTIVE


def test_an_end_note_prints_no_reason(cast, as_user, record):
    answers = {"version": record.version, "reason": "other", "text": "Something private"}
    as_user(cast.dana).post(url("supervision_close", record), answers)

    text = record.notes.get(kind="ended").text.reveal()
    assert "ENDED" in text
    assert "private" not in text


def test_a_renewal_opens_within_its_window(cast, as_user):
    early = timezone.now() - datetime.timedelta(days=170)
    old = granted(cast.dana, cast.koa, at=early)
    dana = as_user(cast.dana)

    response = dana.post(url("supervision_renew", old), {"version": old.version}, follow=True)

    assert old.renewals.get().state == State.DRAFT
    assert f"The answers of {old.number} are filled in" in response.content.decode()


def test_a_new_account_name_goes_to_the_supervisor(cast, as_user, record):
    as_user(cast.dana).post(url("account_rename", record), {"version": record.version, "new_handle": "demo_dana_new"})
    rename = record.renames.get()
    beatrix = as_user(cast.beatrix)
    assert "demo_dana_new" in beatrix.get(record.get_absolute_url()).content.decode()

    beatrix.post(url("rename_decide", rename), {"decision": "approve"})

    record.refresh_from_db()
    assert record.account.handle == "demo_dana_new"
    assert "from X - demo_dana to X - demo_dana_new" in record.notes.get(kind="amendment").text.reveal()


def test_a_new_name_held_by_somebody_else_gets_the_neutral_text(cast, as_user, record, now):
    submitted(cast.juniper, cast.tavi, at=now, handle="demo_taken")

    response = as_user(cast.dana).post(
        url("account_rename", record), {"version": record.version, "new_handle": "DEMO_taken"}
    )

    assert str(accounts.CONFLICT_TEXT) in response.content.decode()


def test_the_letter_prints_the_locked_copy(cast, as_user, record):
    cast.dana.legal_last = "Renamed"
    cast.dana.save()

    page = as_user(cast.beatrix).get(url("supervision_letter", record)).content.decode()

    assert "To Dana Okafor-Lane, Caseworker" in page
    assert record.snapshot_sha256 in page


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("dana", True),
        ("beatrix", True),
        ("hollis", True),
        ("rolf", True),
        ("priya", True),
        ("leona", True),
        ("ines", True),
        ("mateo", False),
        ("noor", False),
        ("juniper", False),
        ("bram", False),
        ("ottilie", False),
        ("lucinda", False),
    ],
)
def test_who_may_know_of_it(cast, as_user, record, person, sees):
    client = as_user(getattr(cast, person))

    assert client.get(record.get_absolute_url()).status_code == (200 if sees else 404)
    assert (record.number in client.get(reverse("supervision_list")).content.decode()) is sees


def test_the_supervisor_of_yesterday_sees_it_no_more(cast, as_user, record):
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(reports_to=cast.noor)

    assert as_user(cast.noor).get(record.get_absolute_url()).status_code == 200
    assert as_user(cast.beatrix).get(record.get_absolute_url()).status_code == 404


def test_forbidden_looks_like_missing(cast, as_user, record):
    mateo = as_user(cast.mateo)

    forbidden = mateo.get(record.get_absolute_url())
    missing = mateo.get("/authorizations/00000000-0000-4000-8000-000000000000/")

    assert (forbidden.status_code, forbidden.content) == (404, missing.content)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"find": "DEMO-100002"}, True),
        ({"find": "dana"}, True),
        ({"find": "okafor"}, True),
        ({"find": "nobody"}, False),
        ({"state": "in_force"}, True),
        ({"state": "ended"}, False),
        ({"state": "note_late"}, False),
        ({"site": "x"}, True),
        ({"site": "tumblr"}, False),
    ],
)
def test_the_register_is_narrowed(cast, as_user, record, query, found):
    page = as_user(cast.beatrix).post(reverse("supervision_list"), query, follow=True).content.decode()

    assert (record.number in page) is found


def test_a_link_narrows_by_state_and_a_broken_cursor_is_the_first_page(cast, as_user, record):
    beatrix, url = as_user(cast.beatrix), reverse("supervision_list")

    assert record.number in beatrix.get(url, {"state": "in_force", "cursor": "rubbish"}).content.decode()
    assert record.number not in beatrix.get(url, {"state": "ended"}).content.decode()


def test_what_is_looked_for_never_stands_in_an_address(cast, as_user, record):
    beatrix, url = as_user(cast.beatrix), reverse("supervision_list")

    assert beatrix.post(url, {"find": "DEMO-100002"}).url == url
    assert record.number in beatrix.get(url).content.decode()
    beatrix.post(url, {"find": "nobody"})
    assert record.number not in beatrix.get(url).content.decode()
    beatrix.post(url, {"clear": "1"})
    assert record.number in beatrix.get(url).content.decode()


@pytest.mark.parametrize("query", [{"find": "\0"}, {"state": "everything"}, {"site": "\0"}, {"find": "x" * 5000}])
def test_a_hostile_filter_is_answered_at_the_field(cast, as_user, record, query):
    response = as_user(cast.beatrix).post(reverse("supervision_list"), query)

    assert response.status_code == 200
    assert response.context["filter"].form.errors


def test_the_register_pages_by_key(cast, as_user):
    start = timezone.now() - datetime.timedelta(days=1)
    numbers = [
        submitted(cast.dana, YouthFactory(worksite=cast.dana.worksite), at=start + datetime.timedelta(minutes=n)).number
        for n in range(60)
    ]
    beatrix, seen, cursor = as_user(cast.beatrix), [], ""
    while True:
        page = beatrix.get(reverse("supervision_list"), {"cursor": cursor}).context["page"]
        seen += [row.number for row in page.rows]
        cursor = page.older
        if not cursor:
            break

    assert seen == numbers[::-1]


@pytest.mark.parametrize("rows", [1, 12])
def test_the_register_asks_the_same_whatever_its_length(cast, as_user, rows, django_assert_max_num_queries):
    for _turn in range(rows):
        submitted(cast.dana, cast.koa, at=timezone.now())
    beatrix = as_user(cast.beatrix)
    beatrix.get(reverse("supervision_list"))

    with django_assert_max_num_queries(10):
        beatrix.get(reverse("supervision_list"))


def test_the_record_asks_a_constant_number(cast, as_user, record, django_assert_max_num_queries):
    course.suspend(record, reason="A doubt", actor=cast.beatrix, at=timezone.now())
    dana = as_user(cast.dana)
    dana.get(record.get_absolute_url())

    with django_assert_max_num_queries(MOST):
        dana.get(record.get_absolute_url())

"""The canary crawl: every confidential field holds a word that stands nowhere else, everybody fetches every page, and
then all that the portal has written anywhere is searched (domain 4.4, 15 A4; design §4.3).

The house is built, crawled and searched once, with everything committed; the tests look at what was seen.
"""

import base64
import inspect
import logging
import re
from collections import defaultdict
from contextlib import suppress
from unittest.mock import patch

import psycopg2
import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from dys_social.access import ACCESS
from dys_social.celery import app as celery
from evidence.models import StoredFile
from investigations.models.authorization import InvestigationQuerySet
from people.models import KeptForm
from sealing.fields import SealedField
from tests.architecture import crawler
from tests.cast import assemble
from tests.investigations import canaries
from tests.investigations.canaries import SPELLED
from tests.investigations.crawl import BROKEN, CONFIDENTIAL, THOROUGH, Seen, pages_of, read_answer, walk
from tests.investigations.places import (
    everything_logged,
    files,
    folder_of_servers,
    places,
    real_stores,
    superuser,
    tasks,
    written,
)
from workflow.identity import acting_as

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # without the first pytest-django sets up no test database

# Pages of the compartment that open for people whom no record of it concerns; there is none in them.
SIGNED_OUT = {"nobody signed in", "Legal Unit, sign-in closed"}
OF_THE_ELIGIBLE = {"investigation_list", "investigation_new"}
OF_THE_UNIT = OF_THE_ELIGIBLE | {"designation_list", "designation_new"}
OPEN_TO = {
    "Apprehension Officer not concerned": OF_THE_ELIGIBLE,
    "former holder of the account": OF_THE_ELIGIBLE,
    "Investigation Unit, not assigned": OF_THE_UNIT,
    "portal administrator": {"emergency_list", "emergency_new"},
    "superuser": {"emergency_list", "emergency_new"},
    "administrator whose emergency access ran out": {"emergency_list", "emergency_new"},
    "Commissioner's designee": {"emergency_list", "emergency_answer"},
    "auditor": {"emergency_journal"},
}

# What is read without opening a sealed group: (page, by whom, names of the words). Each such reading is on the trail.
LEGAL = {"Legal Unit", "General Counsel"}
AT_ONCE = [
    ("investigation_edit", {"investigator"}, r"(draft|returned)_.*"),  # what one wrote oneself and has not sent
    ("confidential_issue", LEGAL, "explanation|statement|resolved_statement|resolution|no_report_reason"),
    ("disclosure_list", LEGAL, "recipient|disclosure_purpose|given"),
    ("designation_list", LEGAL, "scope_mateo"),
    ("designation_end", LEGAL, "scope_.*"),
    ("emergency_answer", {"General Counsel", "Commissioner's designee"}, "asked_reason|record_named"),
]  # fmt: skip
NEVER_SHOWN = r"typed_.*|.*_file_name|resume_reason|emergency_reason|emergency_answer"


@pytest.fixture(scope="module")
def seen(django_db_setup, django_db_blocker, tmp_path_factory):
    vault = tmp_path_factory.mktemp("canaries") / "vault"
    with django_db_blocker.unblock(), real_stores(vault):
        assert connection.settings_dict["NAME"].startswith("test_")
        try:
            yield _look(vault)
        finally:
            call_command("flush", verbosity=0, interactive=False)


def _look(vault):
    cast = assemble()
    known = crawler.records(cast)
    with everything_logged() as log:
        seen = Seen(canaries.build(cast, timezone.now()))
        walk(seen, pages_of(seen.house, known))
        seen.vault, seen.written, seen.places = vault, written(log), places(vault, log)
    return seen


# Everything there is to find is there ---------------------------------------------------------------------------------


def test_there_are_words_and_people_enough(seen):
    house = seen.house

    assert len([name for name in house.words if not name.startswith("typed_")]) >= 90
    assert (len(house.outsiders), len(house.insiders)) == (21, 6)
    assert {answer.name for answer in seen.of(house.insiders)} >= CONFIDENTIAL
    assert {answer.name for answer in seen.of([THOROUGH])} == ACCESS.keys()


def test_every_sealed_field_of_the_compartment_holds_a_word(seen):
    """Whoever adds a field has to give it a word, or the crawl would not know."""
    bare = []
    for model in apps.get_app_config("investigations").get_models():
        with acting_as(seen.house.cast.priya):
            rows = list(model._base_manager.all())
        for field_ in (one for one in model._meta.fields if isinstance(one, SealedField)):
            held = [str(getattr(row, field_.attname).reveal()) for row in rows if getattr(row, field_.attname)]
            bare += [] if SPELLED.search(" ".join(held)) else [f"{model.__name__}.{field_.name}"]

    assert bare == ["ReviewMeeting.since_last"]  # counts and the names of listed sites only
    assert SPELLED.search(" ".join(str(file.name.reveal()) for file in StoredFile.objects.all()))
    assert SPELLED.search(" ".join(kept.body.reveal() for kept in KeptForm.objects.all()))


def test_whoever_opens_a_group_reads_its_words(seen):
    read = frozenset().union(*(answer.words for answer in [*seen.answers, *seen.opened]))

    assert {name for name in seen.house.words.keys() - read if not re.fullmatch(NEVER_SHOWN, name)} == set()


def test_there_was_something_to_search(seen):
    """Each place holds what it should: the search did not pass over an empty one."""
    assert "investigation" in seen.written["log"] and BROKEN in seen.written["log"]
    assert seen.written["mails"].count("Subject: ") > 50
    assert "revealed" in seen.written["sessions"]
    assert "dys_social.tasks.sweep" in seen.written["store"]
    assert len(list(files(seen.vault))) >= 8
    assert {f"table {model._meta.db_table}" for model in apps.get_models()} <= seen.places.keys()


# Outsiders ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3.a")
def test_no_page_shows_an_outsider_a_word_or_a_number(seen):
    told = {(answer.who, answer.name) for answer in seen.of(seen.house.outsiders) if answer.words or answer.has_number}

    assert told == {("Commissioner's designee", "emergency_answer")}  # who asks for what, which he is to agree to


def test_to_an_outsider_a_record_is_as_missing_as_one_that_is_not_there(seen):
    """Status, headers and body: the same as for an id that nobody has."""
    different = set()
    for answer in seen.of(seen.house.outsiders.keys() - SIGNED_OUT):
        if answer.name in CONFIDENTIAL and answer.name not in OPEN_TO.get(answer.who, ()):
            nothing = seen.of_nothing.get((answer.name, answer.method), seen.missing)
            if answer.shape != nothing or (answer.status != 405 and answer.shape != seen.missing):
                different.add((answer.who, answer.name, answer.method, answer.status))

    assert different == set()


def test_what_opens_for_an_outsider_is_known(seen):
    opened = defaultdict(set)
    for answer in seen.of(seen.house.outsiders):
        if answer.name in CONFIDENTIAL and answer.status == 200:
            opened[answer.who].add(answer.name)

    assert opened == OPEN_TO


def test_who_is_not_signed_in_is_led_to_the_door(seen):
    answers = [answer for answer in seen.of(SIGNED_OUT) if answer.name in CONFIDENTIAL]

    assert {answer.status for answer in answers} == {302}


def test_no_search_finds_a_record_by_number_id_or_account_name(seen):
    found = [(answer, events) for answer, events in seen.searches if answer.words or answer.has_number or events]

    assert found == []
    assert {answer.name for answer, _events in seen.searches} >= {"people_list", "youth_list", "trail_list"}


def test_the_same_search_of_the_trail_finds_it_for_the_legal_unit(seen):
    client = crawler.client_of(seen.house.cast.priya)
    found = client.post(reverse("trail_list"), {"about": str(seen.house.leave.public_id)}, follow=True)

    assert len(found.context["entries"]) > 5


def test_the_trail_that_others_read_speaks_of_nothing_but_emergency_access(seen):
    """Of the compartment; and not one refusal of its pages stands there."""
    events = AuditEvent.objects.filter(is_confidential=False)
    about = set(events.filter(subject_label__startswith="investigations.").values_list("action", flat=True))
    refused = set(events.filter(subject_label="page").values_list("subject_id", flat=True))

    assert about == {"emergency.asked", "emergency.agreed"}
    assert refused & CONFIDENTIAL == set()
    assert AuditEvent.objects.filter(is_confidential=True, action="access.refused").count() > 100


# Insiders -------------------------------------------------------------------------------------------------------------


def test_without_opening_a_group_insiders_read_only_what_the_table_says(seen):
    allowed, read = defaultdict(set), defaultdict(set)
    for page, people, names in AT_ONCE:
        for who in people:
            allowed[page, who] |= {name for name in seen.house.words if re.fullmatch(names, name)}
    for answer in seen.answers:
        if answer.words:
            read[answer.name, answer.who] |= answer.words

    assert {what: words - allowed[what] for what, words in read.items() if words - allowed[what]} == {}
    assert {page for page, _who in read} == {page for page, _people, _names in AT_ONCE}


def test_what_one_session_opened_stays_closed_in_another(seen):
    assert [(answer.status, answer.words) for answer in seen.after_opening] == [(200, frozenset())] * 2


def test_no_title_of_a_page_holds_a_word_or_a_number(seen):
    answers = [*seen.answers, *seen.opened, *seen.after_opening]

    assert [(answer.who, answer.address) for answer in answers if answer.has_worded_title] == []


def test_the_registers_without_what_is_sealed_were_taken_out(seen):
    answers = [answer for answer in seen.of(LEGAL) if answer.name == "investigation_register_csv"]

    assert [answer for answer in answers if answer.has_number and answer.status == 200 and not answer.words]


def test_my_work_the_inbox_and_a_calendar_name_nothing_to_anybody(seen):
    answers = [answer for answer in seen.answers if answer.name in ("my_work", "inbox", "meeting_calendar")]
    seen_by = {answer.who for answer in answers if answer.name == "inbox" and answer.status == 200}

    assert seen_by == seen.house.insiders.keys() | (seen.house.outsiders.keys() - SIGNED_OUT)
    assert "meeting_calendar" in {answer.name for answer in answers if answer.status == 200}
    assert [answer for answer in answers if answer.words or answer.has_number] == []


def test_no_page_failed_on_the_way(seen):
    answers = [*seen.answers, *seen.opened, *(answer for answer, _events in seen.searches)]

    assert [(answer.who, answer.address) for answer in answers if answer.status >= 500] == []


# What is written anywhere ---------------------------------------------------------------------------------------------


def test_each_slip_was_made(seen):
    assert seen.slips == {
        "broken": 500, "not valid": 400, "too large": 413, "signed out": 302, "no token": 302, "stale": 409,
        "wrong proof": 400, "refused": 403, "file refused": 400,
    }  # fmt: skip


@pytest.mark.clause("B.3.a")
def test_no_place_holds_a_word_or_a_number(seen):
    """Database, sessions, store, mails, logs, evidence folder, and the servers' own files: so no backup does either."""
    assert {place: leaks for place, leaks in seen.places.items() if leaks} == {}


def test_no_task_of_the_portal_takes_anything_but_ids():
    taken = {
        (task.name, name)
        for task in tasks()
        for name in inspect.signature(task.run).parameters
        if not re.fullmatch(r"(\w+_)?(pk|id|ids)", name)
    }

    assert taken == set()
    assert len(tasks()) >= len(celery.conf.beat_schedule)


# The controls ---------------------------------------------------------------------------------------------------------


def test_with_its_walls_removed_the_crawl_sees_a_record(seen):
    """One wall after the other: the program's, the database's, the seal's. The second holds without the first."""
    house = seen.house
    client = crawler.client_of(house.cast.hollis)

    def look():
        address = reverse("investigation_detail", args=[house.leave.public_id])
        answer = read_answer(house, "next in line", "investigation_detail", client.get(address))
        return answer.status, answer.has_number, "facts" in answer.words

    with patch.object(InvestigationQuerySet, "visible_to", lambda rows, user, day: rows.all()):
        assert look() == (404, False, False)
        with patch("investigations.views.access.acting_as", lambda person: acting_as(house.cast.priya)):
            assert look() == (200, True, False)
            with patch("investigations.services.reveal.opened_until", lambda *_args, at: at):
                assert look() == (200, True, True)
    assert look() == (404, False, False)


def _plant(seen, word):
    """Put the word into every place that is searched."""
    with superuser() as raw, raw.cursor() as cursor:
        cursor.execute("UPDATE notifications_notice SET title = %s", [word])
        cursor.execute("UPDATE notifications_mail SET body = %s", [word])
        cursor.execute("UPDATE investigations_designation SET scope = %s", [word.encode()])
        cursor.execute("UPDATE people_user SET title_text = %s", [base64.b64encode(f"a {word}".encode()).decode()])
        with suppress(psycopg2.errors.InvalidTextRepresentation):
            cursor.execute("SELECT %s::int", [word])
    session = SessionStore()
    session["filter"] = word
    session.save()
    cache.set("seen", word)
    mail.outbox.append(mail.EmailMessage(subject=word))
    logging.getLogger("portal").debug("seen", extra={"what": word})
    (seen.vault / "stray").write_bytes(b"\0\1" + word.encode())


def test_a_word_in_the_clear_is_found_wherever_it_is(seen):
    with everything_logged() as log:
        _plant(seen, seen.house.words["facts"])
        found = {place for place, leaks in places(seen.vault, log).items() if leaks}

    assert found == {
        "table notifications_notice", "table notifications_mail", "table investigations_designation", "table people_user",
        "sessions", "store", "mails", "log", "evidence folder",
    } | ({"Postgres log", "files of the servers"} if folder_of_servers() else set())  # fmt: skip

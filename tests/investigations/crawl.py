"""Everybody fetches every page of the portal, slips while they type, opens what is sealed, and is told what fell due."""

import hashlib
import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from dys_social import sweeps
from dys_social.access import ACCESS
from investigations.choices import Group
from investigations.services.register_access import TITLES
from investigations.urls import urlpatterns
from notifications.services import deliver
from people.models import User
from tests.architecture import crawler
from tests.investigations.canaries import NUMBER, SPELLED
from tests.investigations.places import queue_every_task

CONFIDENTIAL = {pattern.name for pattern in urlpatterns}
PASSWORD = "a password for tests"
SEARCHED = {"people_list", "youth_list", "trail_list", "account_list", "evidence_list", "supervision_list"}
BROKEN = "The save is broken."
LATER = timedelta(days=45)  # meetings, reviews, records and decisions are overdue then
OF_EACH_REQUEST = {"X-Request-ID", "X-Correlation-ID"}

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


def read_answer(house, who, name, response, *, typed=""):
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


def pages_of(house, known):
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
                answer = read_answer(
                    seen.house, "", name, send(reverse(name, kwargs=own | {"public_id": uuid.uuid4()}))
                )
                seen.of_nothing[name, answer.method] = answer.shape
    seen.missing = read_answer(seen.house, "", "", client.get("/nowhere/")).shape


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
            seen.answers.append(read_answer(house, who, name, response))
            if is_outside and name in SEARCHED and response.status_code == 200:
                _search(seen, who, name, client, crawler.read(address, response.content.decode()))
            takes_forms = response.status_code == 405 or (who == THOROUGH and address == addresses[0])
            if is_outside and takes_forms and (name, "POST") in seen.of_nothing:
                seen.answers.append(read_answer(house, who, name, client.post(address)))
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
        seen.searches.append((read_answer(house, who, name, response, typed=term), len(events)))


def _take_out(seen):
    """Every register as CSV, without what is sealed."""
    for who in ("Legal Unit", "General Counsel"):
        client = crawler.client_of(seen.house.insiders[who])
        for register in TITLES:
            response = client.post(reverse("investigation_register_csv", args=[register]))
            seen.answers.append(read_answer(seen.house, who, "investigation_register_csv", response))


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
            seen.opened.append(read_answer(seen.house, "Legal Unit", name, response))
    another = crawler.client_of(seen.house.cast.priya)
    for name, kind in (("investigation_detail", "leave"), ("profile_detail", "profile")):
        response = another.get(reverse(name, args=[seen.house.ids[kind][0]]))
        seen.after_opening.append(read_answer(seen.house, "Legal Unit", name, response))


def _let_time_pass(seen, pages):
    """Everything falls due, and everybody is told; then everybody looks at what they were told."""
    house = seen.house
    sweeps.run(house.at + LATER)
    deliver(house.at + LATER)
    for who, person in (house.insiders | house.outsiders).items():
        client = crawler.client_of(person)
        for name in ("my_work", "inbox"):
            seen.answers.append(read_answer(house, who, name, client.get(pages[name][0])))


def walk(seen, pages):
    house = seen.house
    _ask_for_nothing(seen)
    for who, person in (house.insiders | house.outsiders).items():
        _crawl(seen, who, person, pages)
    house.outsiders["superuser"] = house.cast.bram
    with patch.object(User, "is_superuser", True), patch.object(User, "is_staff", True):
        _crawl(seen, "superuser", house.cast.bram, pages)
    _take_out(seen)
    _slip(seen)
    _open(seen)
    _let_time_pass(seen, pages)
    queue_every_task()

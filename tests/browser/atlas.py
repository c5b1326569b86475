"""Every page a person can come to by following links, and which of them are built of different parts."""

import re
from collections import Counter, deque
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, get_resolver, resolve, reverse

LINK = re.compile(r'<a [^>]*?href="([^"#]+)', re.ASCII)
CLASSES = re.compile(r'class="([^"]+)"', re.ASCII)
NOT_BY_GET = 405
NOWHERE = "00000000-0000-4000-8000-000000000000"
ARGUMENTS = {
    "public_id": NOWHERE,
    "grant_id": NOWHERE,
    "slug": "x",
    "key": "jjems_note_due",
    "step": "youth",
    "clause_id": "B.2",
    "name": "x",
    "file_id": NOWHERE,
    "number": 1,
    "group": "request",
    "part": "original",
    "register": "profiles",
    "act": "take",
    "target": NOWHERE,
    "file": NOWHERE,
    "link_id": NOWHERE,
    "entry_id": NOWHERE,
    "redaction_id": NOWHERE,
    "picture": NOWHERE,
    "batch": NOWHERE,
    "which": "document",
}
EACH = 15  # pages of one view; more are more of the same


@dataclass(frozen=True)
class Place:
    """A page: its address, the view that draws it, what it is built of; `is_there` unless it only leads on."""

    path: str
    view: str
    parts: frozenset
    status: int
    is_there: bool


def walk(page, also=()):
    """Every page that can be come to from home and from `also` by whoever is signed in. Drawing nothing, it is quick."""
    places, waiting, seen = [], deque(["/", *also]), Counter()
    known = set(waiting)
    while waiting:
        path = waiting.popleft()
        answer = page.request.get(path)
        is_text = answer.headers.get("content-type", "").startswith("text/")
        if not is_text or "attachment" in answer.headers.get("content-disposition", ""):  # a file to keep, not a page
            places.append(Place(path, name_of(path), frozenset(), answer.status, False))
            continue
        view, is_there = name_of(path), urlsplit(answer.url).path == urlsplit(path).path
        places.append(Place(path, view, parts_of(answer.text()), answer.status, is_there))
        for link in LINK.findall(answer.text()):
            target = urlsplit(urljoin(answer.url, unescape(link)))
            address = f"{target.path}?{target.query}" if target.query else target.path
            view = name_of(target.path)
            if view and address not in known and seen[view] < EACH and urlsplit(answer.url).netloc == target.netloc:
                known.add(address)
                seen[view] += 1
                waiting.append(address)
    return places


def name_of(path):
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def parts_of(text):
    """What a page is built of: the classes in it, whatever the words and the number of rows."""
    main = text.partition("<main")[2].partition("</main>")[0]
    return frozenset(name for names in CLASSES.findall(main) for name in names.split())


def takes_only_forms(page, view):
    """Whether the view shows no page; asked of a record that does not exist, so that nothing is done."""
    return page.request.get(somewhere(view), max_redirects=0).status == NOT_BY_GET


def somewhere(view):
    """An address of this view, of a record that does not exist."""
    for possibilities, *_rest in get_resolver().reverse_dict.getlist(view):
        for _template, parameters in possibilities:
            return reverse(view, kwargs={parameter: ARGUMENTS[parameter] for parameter in parameters})
    raise LookupError(view)

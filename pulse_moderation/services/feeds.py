"""Feeds of an intranet, Atom or RSS: looked at by the clock, with rests that grow while one is broken (B.1)."""

import calendar
import hashlib
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import feedparser
import requests
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from pulse_moderation.choices import Origin
from pulse_moderation.models import Feed
from pulse_moderation.services import entries, markup, receiving
from pulse_moderation.services.calling import leads_to_secrets
from pulse_moderation.services.entries import Unfit
from pulse_moderation.services.incoming import LONGEST, Incoming, IncomingFile

TIMEOUT = (3, 5)  # seconds to connect, and between two pieces
LONGEST_TAKES = timedelta(seconds=20)
MOST_BYTES, MOST_REDIRECTS, MOST_ENTRIES = 5 * 1024 * 1024, 3, 2000
MOST_AT_ONCE = 5  # feeds of one sweep: reminders must not wait for an intranet that is slow
LONGEST_REST = timedelta(days=1)
AGENT = "DYS social media compliance portal (feed reader)"
ATOM = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"


class Broken(Exception):
    """A feed that could not be read; the text says why, for an administrator."""


@transaction.atomic
def keep(source, *, url, every_minutes, is_active, actor, at, feed=None):
    """Add a feed to a source, or change it: then it is read anew at once. Raises IntegrityError where it has that one."""
    feed = feed or Feed(source=source, made_at=at)
    if feed.url != url:
        feed.etag = feed.modified = ""
    feed.url, feed.every_minutes, feed.is_active = url, every_minutes, is_active
    feed.next_poll_at, feed.failures, feed.last_error = at, 0, ""
    feed.save()
    record("pulse_feed.changed", subject=feed, actor=actor, at=at, clause="B.1", facts={"is_active": str(is_active)})
    return feed


def poll_due(at):
    """Look at the feeds that are due; returns how many posts and new texts came. A broken one keeps no other waiting."""
    due = Feed.objects.filter(is_active=True, source__is_active=True, next_poll_at__lte=at).order_by("next_poll_at")
    return sum(poll(feed, at=at) for feed in _claimed(due[:MOST_AT_ONCE], at))


def _claimed(due, at):
    for feed in list(due.select_related("source")):
        every = timedelta(minutes=feed.every_minutes)
        if Feed.objects.filter(pk=feed.pk, next_poll_at=feed.next_poll_at).update(next_poll_at=at + every):
            yield feed


def poll(feed, *, at):
    """Read a feed and take in what is new; a fault is written to it and shown. Returns how many posts and new texts came."""
    came, error = 0, ""
    try:
        content = fetch(feed)
        if content is not None:
            incoming, error = read(content, at=at)
            with transaction.atomic():
                received = receiving.receive_many(incoming, source=feed.source, origin=Origin.FEED, at=at)
            came = sum(one.what in (receiving.NEW, receiving.REVISED) for one in received)
    except Broken as broken:
        error = str(broken)
        feed.etag = feed.modified = ""
        feed.failures += 1
    else:
        feed.failures, feed.last_good_at = 0, at
    rest = timedelta(minutes=feed.every_minutes) * 2 ** min(feed.failures, 10)
    feed.next_poll_at = at + min(rest, max(LONGEST_REST, timedelta(minutes=feed.every_minutes)))
    feed.last_polled_at, feed.last_error = at, error[:300]
    feed.save(
        update_fields=["etag", "modified", "failures", "last_good_at", "next_poll_at", "last_polled_at", "last_error"]
    )
    return came


def fetch(feed):
    """The bytes of a feed, or None when it has not changed since. Raises Broken."""
    url = feed.url
    with requests.Session() as session:
        session.trust_env = False
        for _turn in range(MOST_REDIRECTS + 1):
            answer = _get(session, url, feed)
            with answer:
                if answer.is_redirect:
                    url = urljoin(url, answer.headers["Location"])
                    continue
                if answer.status_code == 304:
                    return None
                if answer.status_code != 200:
                    raise Broken(_("It answered %(status)s.") % {"status": answer.status_code})
                content = _content(answer)
                feed.etag, feed.modified = _kept(answer, "ETag", 300), _kept(answer, "Last-Modified", 100)
                return content
    raise Broken(_("It leads on and on."))


def _get(session, url, feed):
    _refuse_address(url)
    known = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    headers = {"User-Agent": AGENT, "Accept": ATOM} | {name: value for name, value in known.items() if value}
    try:
        return session.get(url, headers=headers, timeout=TIMEOUT, stream=True, allow_redirects=False)
    except (requests.RequestException, ValueError) as error:
        raise Broken(_("It could not be reached (%(error)s).") % {"error": type(error).__name__}) from error


def _refuse_address(url):
    """Only the web, and not the address at which a machine of a cloud tells its secrets."""
    try:
        entries.address(url, _("The address"))
        is_refused = leads_to_secrets(urlsplit(url).hostname)
    except Unfit as error:
        raise Broken(str(error)) from None
    except (OSError, UnicodeError):
        raise Broken(_("Its host is not known.")) from None
    if is_refused:
        raise Broken(_("Its address is not one of a web server."))


def _content(answer):
    parts, size, began = [], 0, datetime.now(UTC)
    try:
        for part in answer.iter_content(1 << 16):
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                raise Broken(_("It is larger than %(most)s MB.") % {"most": MOST_BYTES >> 20})
            if datetime.now(UTC) - began > LONGEST_TAKES:
                raise Broken(_("It comes too slowly."))
    except requests.RequestException as error:
        raise Broken(_("It broke off (%(error)s).") % {"error": type(error).__name__}) from error
    return b"".join(parts)


def _kept(answer, name, most):
    value = answer.headers.get(name, "")
    return value if len(value) <= most and value.isprintable() else ""


def read(content, *, at):
    """(entries, what was wrong with some of them or ""): of the bytes of a feed. Raises Broken for what is no feed."""
    try:
        found = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # whatever it stumbles over, it is this feed that is broken
        raise Broken(_("It cannot be read (%(error)s).") % {"error": type(error).__name__}) from error
    if not found.get("version") and not found.entries:
        raise Broken(_("What it answers is no Atom or RSS feed."))
    people = entries.People(name for one in found.entries for name in _authors(one))
    fit, rejected = [], []
    for one in found.entries[:MOST_ENTRIES]:
        try:
            fit.append(_incoming(one, people=people, at=at))
        except Unfit as error:
            rejected.append(str(error))
    if rejected:
        words = _("%(count)s entries could not be taken. The first: %(why)s")
        return fit, words % {"count": len(rejected), "why": rejected[0]}
    return fit, _("The feed is damaged; what could be read was taken.") if found.bozo and _is_cut(found) else ""


def _is_cut(found):
    return not isinstance(found.get("bozo_exception"), feedparser.exceptions.CharacterEncodingOverride)


def _incoming(one, *, people, at):
    title, above = markup.read(entries.text(one.get("title"), "title", most=LONGEST, default=""))
    body, shown = _body(one)
    title, body = entries.title_and_body(title, body)
    files = _once((*_files(one), *entries.shown([*above, *shown], base=one.get("link") or "")))
    if not title and not body and not files:
        raise Unfit(_("An entry holds no text."))
    name = entries.text(one.get("id") or one.get("link"), "id", most=entries.LONGEST_ID, default="").strip()
    # Where it was never updated feedparser would hand out when it was published, with a warning.
    is_updated = "updated" in one
    updated = one["updated"] if is_updated else one.get("published", "")
    parsed = one.get("published_parsed") or (is_updated and one.get("updated_parsed")) or None
    said = "\0".join([title, body, *(one.url for one in files)])
    by = list(_authors(one))
    return Incoming(
        name or f"entry:{hashlib.sha256(said.encode()).hexdigest()}",
        _moment(parsed, at),
        external_revision=hashlib.sha256(f"{updated}\0{said}".encode("utf-8", "replace")).hexdigest()[:40],
        author=next(filter(None, map(people.get, by)), None),
        author_name=entries.text(one.get("author"), "author", most=LONGEST, default="")[: entries.LONGEST_NAME],
        title=title,
        body=body,
        attachments=files,
    )


def _body(one):
    """(its text, what it shows beside)"""
    parts = [part for part in one.get("content", ()) if part.get("value")] or [one.get("summary_detail") or {}]
    read = [
        (part.get("value", ""), []) if part.get("type") == "text/plain" else markup.read(part.get("value") or "")
        for part in parts
    ]
    text = entries.text("\n".join(text for text, _shown in read), "content", most=4 * LONGEST).strip()
    return text, [one for _text, shown in read for one in shown]


def _authors(one):
    detail = one.get("author_detail") or {}
    yield from (value for value in (detail.get("email"), detail.get("name"), one.get("author")) if value)


def _files(one):
    for enclosure in _listed(one, "enclosures"):
        if enclosure.get("href"):
            media_type = entries.media_type(enclosure.get("type"), "type")
            yield IncomingFile(url=entries.address(enclosure["href"], "enclosure"), media_type=media_type)
    named = ("media_content", "media_thumbnail", "content")  # of Media RSS; of Atom, whose content may be elsewhere
    for media in (*(media for name in named for media in _listed(one, name)), one.get("image") or {}):
        if address := media.get("url") or media.get("src") or media.get("href"):
            address = entries.address(entries.under(one.get("link") or "", address), "media")
            yield IncomingFile(url=address, media_type=entries.media_type(media.get("type"), "type"))


def _listed(one, name):
    return list(one.get(name) or ())[: entries.MOST_FILES]


def _once(files):
    """Without those at an address that was named before: an entry often names its picture in several ways."""
    return tuple({one.url: one for one in reversed(files)}.values())[::-1]


def _moment(parsed, at):
    """What lies ahead, before 1990 or nowhere counts as now."""
    try:
        found = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return at
    return found if entries.EARLIEST <= found <= at else at

"""ActivityStreams 2.0, as a source sends it: Create, Update and Delete of Note, Article and Image."""

import hashlib

from django.utils.translation import gettext as _

from pulse_moderation.choices import Kind
from pulse_moderation.services import entries, markup
from pulse_moderation.services.entries import Unfit
from pulse_moderation.services.incoming import LONGEST, Incoming, IncomingFile

ACTS = ("Create", "Update", "Delete")
OBJECTS = ("Note", "Article", "Image")
SEEN = {"Image": "image/", "Video": "video/", "Audio": "audio/"}
COLLECTIONS = ("Collection", "OrderedCollection")
PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
MARKDOWN = "text/markdown"
PLAIN = ("text/plain", MARKDOWN)
LONGEST_MARKUP = 4 * LONGEST
MOST = 1000  # activities in one call


def items_of(document):
    """(activities, whether they came as a batch): of one activity, a collection, or a list. Raises Unfit."""
    if isinstance(document, list):
        return document, True
    if not isinstance(document, dict):
        raise Unfit(_("Send an activity, a Collection of activities, or a list of them."))
    if document.get("type") not in COLLECTIONS:
        return [document], False
    found = document.get("orderedItems", document.get("items"))
    if not isinstance(found, list):
        raise Unfit(_("A collection has its activities in “items” or “orderedItems”."))
    return found, True


def names_in(activities):
    """Everybody named in activities as they came, whatever else is wrong with them."""
    for activity in activities:
        if isinstance(activity, dict):
            found = activity.get("object")
            yield from _names(activity.get("actor"))
            if isinstance(found, dict):
                yield from _names(found.get("attributedTo"))
            for level in (activity, found):
                yield from _named(_addressed(level))


def read(activity, *, people, at):
    """The Incoming of one activity. Raises Unfit with the reason."""
    if not isinstance(activity, dict):
        raise Unfit(_("An activity is a JSON object."))
    act = activity.get("type")
    if act not in ACTS:
        raise Unfit(_("The type of an activity is Create, Update or Delete."))
    found = activity.get("object")
    if act == "Delete":
        return Incoming(_id(found.get("id") if isinstance(found, dict) else found), at, is_delete=True)
    if not isinstance(found, dict):
        raise Unfit(_("The object of %(act)s is a Note, an Article or an Image.") % {"act": act})
    if found.get("type") not in OBJECTS:
        raise Unfit(_("The type of an object is Note, Article or Image."))
    return _post(activity, found, people=people, at=at)


def _post(activity, found, *, people, at):
    body, shown = _body(found)
    title, body = entries.title_and_body(_plain(found, "name"), body)
    files = (*_files(found), *entries.shown(shown, base=_base(found)))
    if not title and not body and not files:
        raise Unfit(_("The object holds neither text nor a file."))
    by = list(_names(found.get("attributedTo"))) or list(_names(activity.get("actor")))
    author = next(filter(None, map(people.get, by)), None)
    posted = found.get("published") or activity.get("published")
    levels = [_addressed(level) for level in (activity, found)]
    # Where the two differ, the narrower one holds. Somebody it is for who is not known here is somebody all the same.
    is_message = any(level and not PUBLIC.intersection(_named(level)) for level in levels)
    to = list(_named([*levels[0], *levels[1]])) if is_message else []
    return Incoming(
        _id(found.get("id")),
        entries.moment(posted, "published", at=at) if posted is not None else at,
        external_revision=_revision(activity, found, title, body, files, to),
        source_at=_source_at(activity, found, at),
        kind=Kind.MESSAGE if is_message else Kind.COMMENT if found.get("inReplyTo") else Kind.POST,
        author=author,
        author_name=_author_name(found.get("attributedTo") or activity.get("actor")),
        title=title,
        body=body,
        attachments=files,
        recipients=tuple({user.pk: user for user in map(people.get, to) if user}.values()),
        is_youth_material=found.get("youthMaterial") is True,
    )


def _id(value):
    value = entries.text(value, "id", most=entries.LONGEST_ID).strip()
    if not value:
        raise Unfit(_("The object has no id."))
    return value


def _source_at(activity, found, at):
    """When its source wrote this text, or None. A Create is dated as the post is, an Update by itself."""
    said = found.get("published") or activity.get("published")
    when = found.get("updated") or (activity.get("published") if activity["type"] == "Update" else said)
    try:
        return entries.moment(when, "updated", at=at)
    except Unfit:
        return None


def _revision(activity, found, title, body, files, to):
    """The revision its source gives it, or else when it was updated and what it says: a text that differs is never known."""
    if (given := found.get("revision")) is not None:
        if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**18:
            given = str(given)
        if not (given := entries.text(given, "revision", most=entries.LONGEST_REVISION)):
            raise Unfit(_("The revision is empty."))
        return given
    when = found.get("updated") or (activity["type"] == "Update" and activity.get("published")) or ""
    when = entries.text(when, "updated", most=64)
    if activity["type"] == "Update" and not when:
        raise Unfit(
            _("An Update says “updated” or “revision”: without, an edit back to an earlier text would be lost.")
        )
    said = "\0".join([title, body, *(f"{one.url}\0{one.alt}" for one in files), *sorted(set(to))])
    return f"{when}#{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def _plain(found, key):
    return entries.text(found.get(key), key, most=LONGEST, default="").strip()


def _body(found):
    """(its text, what it shows beside)"""
    content = entries.text(found.get("content"), "content", most=LONGEST_MARKUP, default="")
    kind = found.get("mediaType")
    body, shown = markup.read(content)
    if kind in PLAIN:
        body, shown = content.strip(), [*shown, *markup.shown_by_markdown(content)] if kind == MARKDOWN else []
    summary, above = markup.read(entries.text(found.get("summary"), "summary", most=LONGEST, default=""))
    body = f"{summary}\n\n{body}".strip() if summary and summary not in body else body
    # A reference in markup can name what no text may hold.
    return entries.text(body, "content", most=LONGEST_MARKUP), [*above, *shown]


def _base(found):
    """Where addresses of its markup begin that do not say it themselves."""
    return next((one for one in (found.get("url"), found.get("id")) if isinstance(one, str)), "")


def _files(found):
    listed = found.get("attachment")
    listed = [] if listed is None else listed if isinstance(listed, list) else [listed]
    if len(listed) > entries.MOST_FILES:
        raise Unfit(_("More than %(most)s attachments.") % {"most": entries.MOST_FILES})
    if found["type"] == "Image":
        yield from _addresses(found | {"name": found.get("summary") or found.get("name")}, "url")
    for one in listed:
        yield from _addresses(one if isinstance(one, dict) else {"url": one}, "attachment.url")


def _addresses(one, what):
    """One file, or several where it is said to be at several places: any of them may be what is looked at."""
    urls = one.get("url", one.get("href"))
    for url in urls[: entries.MOST_FILES] if isinstance(urls, list) and urls else [urls]:
        yield _file(one, url, what)


def _file(one, url, what):
    kind = one.get("mediaType")
    if isinstance(url, dict):
        kind, url = url.get("mediaType", kind), url.get("href")
    kind = entries.media_type(kind, "mediaType")
    for name, seen in SEEN.items():  # whatever the type of the file says
        if one.get("type") in (name, [name]) and not kind.startswith(seen):
            kind = f"{seen}*"
    return IncomingFile(
        url=entries.address(url, what),
        media_type=kind,
        alt=entries.text(one.get("name"), "attachment.name", most=entries.LONGEST_ALT, default=""),
    )


def _names(actor):
    """What an actor is known by: its id, its preferred user name, its address."""
    for one in actor if isinstance(actor, list) else [actor]:
        if isinstance(one, dict):
            yield from (one[key] for key in ("id", "email", "preferredUsername") if isinstance(one.get(key), str))
        elif isinstance(one, str):
            yield one


def _author_name(actor):
    one = actor[0] if isinstance(actor, list) and actor else actor
    if isinstance(one, dict):
        one = next((one[key] for key in ("name", "preferredUsername", "id") if one.get(key)), None)
    name = entries.text(one, "actor", most=entries.LONGEST_ADDRESS, default="")
    return name.strip()[: entries.LONGEST_NAME]


def _addressed(level):
    """Everybody an activity, or its object, says it is for: as they came, known or not."""
    if not isinstance(level, dict):
        return []
    listed = [level.get(key) for key in ("to", "cc", "audience", "bto", "bcc")]
    return [
        one for many in listed for one in (many[: entries.MOST_PEOPLE] if isinstance(many, list) else [many]) if one
    ]


def _named(addressed):
    for one in addressed:
        yield from _names(one)

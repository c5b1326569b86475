"""The records of an imported file, and what each says of a post. CSV with a heading, or a JSON object a line."""

import csv
import hashlib
import io
import itertools
import json
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from pulse_moderation.choices import Kind
from pulse_moderation.models import FileKind
from pulse_moderation.services import activities, entries, markup
from pulse_moderation.services.entries import Unfit
from pulse_moderation.services.incoming import LONGEST, Incoming, IncomingFile

COLUMNS = ("id", "revision", "kind", "author", "author_email", "posted_at", "title", "body", "format", "image_url")
NEEDED = {"title", "body"}
YES = {"yes", "true", "1"}
LONGEST_LINE = 600_000  # characters of one record
SHOWN = 2_000  # characters of a rejected one that are kept to be looked at


class Unreadable(Exception):
    """A file that cannot be read at all; the text says why."""


@dataclass(frozen=True)
class Line:
    """One record: `fields` as they came, or `error`; `text` is what of it can be shown."""

    number: int
    fields: object = None
    error: str = ""
    text: str = ""


def kind_of(name, content):
    """CSV or NDJSON, by what stands in it first, and by its name where that says nothing."""
    first = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return FileKind.NDJSON if first == b"{" or name.lower().endswith((".ndjson", ".jsonl")) else FileKind.CSV


def lines_of(content, kind, *, done=0):
    """Every record of a file after the first `done`, with its number from 1. Raises Unreadable for a file without a usable
    heading.
    """
    # Bytes that are no UTF-8 become half characters, which no entry may hold: the line is rejected, not the file.
    text = content.decode("utf-8-sig", "surrogateescape")
    return _objects(text, done) if kind == FileKind.NDJSON else itertools.islice(_rows(text), done, None)


def _rows(text):
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        heading = [_shown(name).strip().lower().replace(" ", "_") for name in next(reader, [])]
    except csv.Error:
        heading = []
    if not NEEDED & set(heading):
        raise Unreadable(_("The first line must name the columns, with “body” or “title” among them."))
    if len(set(heading)) < len(heading):
        raise Unreadable(_("The first line names a column twice."))
    return _records(reader, heading)


def _records(reader, heading):
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Line(
                number, error=_("This line is no CSV, or longer than %(most)s characters.") % {"most": LONGEST_LINE}
            )
            continue
        if not any(cell.strip() for cell in row):
            number -= 1
            continue
        shown = _shown(", ".join(row))
        if len(row) != len(heading):
            error = _("The line has %(found)s columns, the heading %(named)s.")
            yield Line(number, error=error % {"found": len(row), "named": len(heading)}, text=shown)
        else:
            yield Line(number, dict(zip(heading, row, strict=True)), text=shown)


def _objects(text, done):
    number = 0
    for line in io.StringIO(text):
        if not line.strip():
            continue
        number += 1
        if number <= done:
            continue
        if len(line) > LONGEST_LINE:
            error = _("The line is longer than %(most)s characters.") % {"most": LONGEST_LINE}
            yield Line(number, error=error, text=_shown(line))
            continue
        try:
            yield Line(number, json.loads(line), text=_shown(line))
        except (ValueError, RecursionError):
            yield Line(number, error=_("The line is no JSON object."), text=_shown(line))


def _shown(text):
    """The beginning of a line as Postgres can hold it: what it cannot becomes a mark of replacement."""
    text = text[:SHOWN].replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not _is_whole(text) else text


def _is_whole(text):
    return not any("\ud800" <= char <= "\udfff" for char in text)


def names_in(lines):
    """Everybody these lines name, to be looked up at once."""
    for line in lines:
        if isinstance(line.fields, dict):
            if _is_activity(line.fields):
                yield from activities.names_in([line.fields])
            else:
                yield from (line.fields[key] for key in ("author_email", "author") if line.fields.get(key))


def read(line, *, people, at):
    """The Incoming of one line. Raises Unfit with the reason."""
    if line.error:
        raise Unfit(line.error)
    if not isinstance(line.fields, dict):
        raise Unfit(_("The line is no JSON object."))
    if _is_activity(line.fields):
        return activities.read(line.fields, people=people, at=at)
    return _post(_Fields(line.fields), people=people, at=at)


def _is_activity(fields):
    return "object" in fields and fields.get("type") in activities.ACTS


class _Fields:
    def __init__(self, fields):
        self.fields = fields

    def text(self, name, most):
        value = self.fields.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        return entries.text(value, name, most=most, default="").strip()

    def says_yes(self, name):
        value = self.fields.get(name)
        return value != 0 if isinstance(value, bool | int | float) else self.text(name, 10).lower() in YES


def _post(fields, *, people, at):
    body = fields.text("body", LONGEST_LINE)
    shown = []
    if fields.text("format", 20).lower() == "html":
        body, shown = markup.read(body)
    title, body = entries.title_and_body(fields.text("title", LONGEST), body)
    image = fields.text("image_url", entries.LONGEST_ADDRESS)
    files = [IncomingFile(url=entries.address(image, "image_url"), media_type="image/*")] if image else []
    files += entries.shown(shown, base=fields.text("id", entries.LONGEST_ID))
    if not title and not body and not files:
        raise Unfit(_("The line has no text."))
    kind = fields.text("kind", 20).lower() or Kind.POST
    if kind not in Kind.values:
        raise Unfit(_("The kind is post, comment or message."))
    by, mail = fields.text("author", entries.LONGEST_NAME), fields.text("author_email", 254)
    posted = fields.text("posted_at", 64)
    entry = Incoming(
        fields.text("id", entries.LONGEST_ID),
        entries.moment(posted, "posted_at", at=at) if posted else at,
        external_revision=fields.text("revision", entries.LONGEST_REVISION),
        kind=kind,
        author=people.get(mail) or people.get(by),
        author_name=by or mail[: entries.LONGEST_NAME],
        title=title,
        body=body,
        attachments=tuple(files),
        is_youth_material=fields.says_yes("youth_material"),
    )
    return _named(entry, posted)


def _named(entry, posted):
    """With an id and a revision of its own where the line gives none: the same line imported again is the same post."""
    said = "\0".join([entry.title, entry.body, *(one.url for one in entry.attachments)])
    if not entry.external_id:
        whole = "\0".join([entry.author_name, posted, entry.kind, said])
        entry = replace(entry, external_id=f"line:{hashlib.sha256(whole.encode()).hexdigest()}")
    if not entry.external_revision:
        entry = replace(entry, external_revision=f"#{hashlib.sha256(said.encode()).hexdigest()[:24]}")
    return entry

"""Labelled texts of others: CSV, JSON lines or a JSON array. Pure: no database."""

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, field

from pulse_moderation.screening.scorecard import ANY, Example, meaning

TEXT_FIELDS = (
    "text",
    "full_text",
    "body",
    "content",
    "tweet",
    "comment",
    "comment_text",
    "message",
    "post",
    "sentence",
)
LABEL_FIELDS = (
    *("label", "labels", "class", "category", "is_toxic", "toxic", "rule", "clause", "target", "type", "tag"),
    *("entity_type", "expected", "kind"),
)
LONGEST_FIELD = 10_000_000


class Unreadable(Exception):
    """A file of which nothing can be read; the message says why."""


@dataclass
class Reading:
    """What a file held: the examples, how each label was taken, and the lines that could not be used."""

    examples: list = field(default_factory=list)
    taken: Counter = field(default_factory=Counter)  # (label, rules) → rows
    unknown: Counter = field(default_factory=Counter)  # label → rows left out
    broken: list = field(default_factory=list)  # (line, why)
    fields: tuple = ()


def read_labelled(data, *, text_field="", label_field="", own=None):
    """What stands in a file of labelled texts, given as bytes. Raises Unreadable.

    Without field names the usual ones are tried. `own` says what labels mean that this project does not know.
    """
    text = data.decode("utf-8-sig", errors="replace")
    start = text.lstrip()[:1]
    if not start:
        raise Unreadable("The file is empty.")
    reading = Reading()
    rows = {"[": _array, "{": _lines}.get(start, _table)(text, reading)
    for number, row in rows:
        _take(reading, number, row, text_field, label_field, own)
    if not reading.examples and not reading.broken and not reading.unknown:
        raise Unreadable("The file holds no rows.")
    return reading


def _array(text, reading):
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"The file begins like a JSON array and is none: {problem}") from None
    yield from enumerate(rows, start=1)


def _lines(text, reading):
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as problem:
            reading.broken.append((number, f"no JSON: {problem}"))


def _table(text, reading):
    head = text.lstrip("\r\n").split("\n", 1)[0]
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head and "," not in head else ",")
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as problem:
            reading.broken.append((rows.line_num, str(problem)))
            continue
        yield rows.line_num, row


def _take(reading, number, row, text_field, label_field, own):
    if not isinstance(row, dict):
        reading.broken.append((number, "no object with a text and a label"))
        return
    names = {str(name).strip().casefold(): name for name in row if name is not None}
    text = _field(row, names, text_field, TEXT_FIELDS)
    labels = _labels(row, names, label_field)
    if not isinstance(text, str) or not text.strip():
        reading.broken.append((number, f"no text; the fields are {', '.join(map(str, names)) or 'none'}"))
        return
    if labels is None:
        reading.broken.append((number, f"no label; the fields are {', '.join(map(str, names))}"))
        return
    expected, is_known = {}, True
    for label in labels or ["clean"]:
        rules = meaning(label, own)
        if rules is None:
            reading.unknown[str(label)[:60]] += 1
            is_known = False
        else:
            reading.taken[str(label)[:60], rules] += 1
            if rules:
                expected["any rule" if rules == (ANY,) else str(label)[:60]] = rules
    if is_known or expected:
        reading.examples.append(Example(text=text, expected=expected))


def _field(row, names, asked, usual):
    for name in [asked.strip().casefold()] if asked else usual:
        if name in names:
            return row[names[name]]
    return None


def _labels(row, names, asked):
    """The labels of a row as a list, or None where it has none. Spans of personal data count as labels by their type."""
    if not asked and isinstance(row.get("spans"), list):
        return sorted({str(span.get("entity_type")) for span in row["spans"] if isinstance(span, dict)})
    value = _field(row, names, asked, LABEL_FIELDS)
    if isinstance(value, list):
        return [item for item in value if item is not None]
    if isinstance(value, dict) or value is None:
        return None
    if isinstance(value, str) and any(mark in value for mark in "|;"):
        return [part.strip() for part in value.replace(";", "|").split("|") if part.strip()]
    return [value]

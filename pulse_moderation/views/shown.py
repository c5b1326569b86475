"""A text as a moderator sees it: what rules found is numbered and marked; slurs are folded away, secrets are masked.

Nothing a post holds is ever markup: a template prints each piece as text.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.forms.fields import DIRECTION_MARKS

SECRET = frozenset({"S-CRED"})  # never shown to anybody (domain 8)
DETAILS = frozenset({"S-PII-OWN", "S-PII-OTHER"})  # masked until somebody asks, which is recorded
VEILED = frozenset({"S-PROF", "S-HARASS", "S-SEX"})  # folded away until somebody asks
NAMES = frozenset({"S-YOUTH", "S-REL"})
DOTS = "\N{BULLET}" * 8
WIDTH, LEAD = 150, 40  # of an excerpt, and how much of it stands before what was found


@dataclass(frozen=True)
class Piece:
    """Text of one kind: "" plain, "hit", "veiled" (folded away) or "masked". `numbers` are those of its rules."""

    text: str
    kind: str = ""
    numbers: tuple = ()
    is_critical: bool = False


def numbered(hits):
    """{code of a rule: its number on the page}, in the order in which they stand in the text."""
    numbers = {}
    for hit in hits:
        numbers.setdefault(hit.rule.code, len(numbers) + 1)
    return numbers


def pieces(text, hits, *, is_uncovered=False):
    """The text cut where something was found begins and ends. `is_uncovered` shows details, never secrets."""
    numbers = numbered(hits)
    hits = [hit for hit in hits if hit.start < hit.end <= len(text)]
    ends = sorted({0, len(text), *(hit.start for hit in hits), *(hit.end for hit in hits)})
    found = []
    for start, end in zip(ends, ends[1:], strict=False):
        here = [hit for hit in hits if hit.start <= start and end <= hit.end]
        found.append(_piece(text[start:end], end, here, numbers, is_uncovered))
    return found


def _piece(text, end, hits, numbers, is_uncovered):
    if not hits:
        return Piece(readable(text))
    codes = {hit.rule.code for hit in hits}
    at_end = tuple(sorted({numbers[hit.rule.code] for hit in hits if hit.end == end}))
    is_critical = any(hit.severity == "critical" for hit in hits)
    if codes & SECRET or codes & DETAILS and not is_uncovered:
        return Piece(DOTS, "masked", at_end, is_critical)
    return Piece(readable(text), "veiled" if codes & VEILED else "hit", at_end, is_critical)


def readable(text):
    """Marks that turn the direction of reading are named instead of obeyed."""
    if text.isascii():
        return text
    return "".join(f"[U+{ord(char):04X}]" if char in DIRECTION_MARKS else char for char in text)


def excerpt(text, hits):
    """One line around the first thing found, without names, numbers or slurs."""
    hits = sorted((hit for hit in hits if hit.start < hit.end <= len(text)), key=lambda hit: hit.start)
    start = max(hits[0].start - LEAD, 0) if hits else 0
    end, at, said = start + WIDTH, start, []
    for hit in hits:
        if hit.start >= end or hit.end <= at:
            continue
        word = _covered(hit)
        if word:
            said += [text[at : max(hit.start, at)], word]
            at = max(hit.end, at)
    said.append(text[at : max(end, at)])
    line = " ".join(readable("".join(said)).split())
    return f"{'…' if start else ''}{line}{'…' if len(text) > max(end, at) else ''}"


def _covered(hit):
    """What stands for it in a list, or "" for what may be read there."""
    if hit.rule.code in NAMES:
        return _("[name]")
    return _("[hidden]") if hit.rule.code in SECRET | DETAILS | VEILED else ""

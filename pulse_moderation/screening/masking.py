"""A few words around a hit, in which nothing can be read that the record of a hit must not hold."""

import re

LONGEST, AROUND = 80, 24
MASK = "•••"
_NUMBERS = re.compile(r"\d[\d\s().:/-]*\d|\d")
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?:\s+[A-Z]\.?)?\s+[A-Z][\w'’-]+\b|\S+@\S+")


def excerpt(text, start, end, secrets):
    """At most 80 characters of the text; the spans in `secrets`, numbers, addresses and names are masked."""
    first, last = max(0, start - AROUND), min(len(text), max(end, start) + AROUND)
    if last - first > LONGEST:
        last = min(last, first + LONGEST)
    pieces, at = [], first
    for begin, finish in sorted(secrets):
        if finish <= at or begin >= last:
            continue
        pieces += [_quiet(text[at : max(begin, at)]), MASK]
        at = min(finish, last)
    pieces.append(_quiet(text[at:last]))
    shown = " ".join("".join(char if char.isprintable() else " " for char in "".join(pieces)).split())
    shown = ("…" if first else "") + shown + ("…" if last < len(text) else "")
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _quiet(piece):
    return _NUMBERS.sub(MASK, _NAME.sub(MASK, piece))

"""A few words around a hit, in which nothing can be read that the record of a hit must not hold."""

import re

LONGEST, AROUND = 80, 24
MASK = "•••"
_NUMBERS = re.compile(r"\d[\d\s().:/-]*\d|\d")
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?:\s+[A-Z]\.?)?\s+[A-Z][\w'’-]+\b|\S+@\S+")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


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
    shown = " ".join(_UNSHOWN.sub(" ", "".join(pieces)).split())
    shown = ("…" if first else "") + shown + ("…" if last < len(text) else "")
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _quiet(piece):
    return _NUMBERS.sub(MASK, _NAME.sub(MASK, piece))

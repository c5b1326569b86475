"""Folding: one plain ASCII text to match on, with the way back to the offsets of the text as it was written."""

import html
import re
from dataclasses import dataclass, field

from pulse_moderation.screening.lookalikes import AMBIGUOUS, PLAIN, UNDERSCORE

# What makes ASCII read otherwise than it is written: control characters, entities, markup. RE2 and `re` both take it.
ODD = r"[\x00-\x08\x0e-\x1d\x1f\x7f]|&#?[0-9A-Za-z]{1,10};|<[/!A-Za-z]"
BACKWARDS = frozenset("\u202e\u2067\u202b\u200f")
_ODD = re.compile(ODD)
_MARKUP = re.compile(
    r"&#?[0-9A-Za-z]{1,10};|</?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,200})?/?>|<!--[^>]{0,200}-->", re.ASCII
)
_INLINE = re.compile(
    r"</?(?:b|i|u|s|em|strong|span|font|a|wbr|sup|sub|small|mark|del|ins|code|tt)\b|<!--", re.IGNORECASE
)
_ONES = str.maketrans("’‘“”–—…•\xa0éñáíóúèêçüöäÉÑÁÍÓÚ", "''\"\"--.. enaioueecuoaENAIOU")


@dataclass(frozen=True, slots=True)
class Folded:
    """`cased` keeps capitals, `base` does not; both are ASCII and of one length. `places` is None where nothing moved;
    `doubtful` says at which places a character may read as other letters, too.
    """

    original: str
    cased: str
    base: str
    places: tuple | None = None
    doubtful: dict = field(default_factory=dict)
    is_backwards: bool = False

    def span(self, start, end):
        """The span in the original text of one in the folded text."""
        if self.places is None:
            return start, end
        if start >= len(self.places):
            return len(self.original), len(self.original)
        return self.places[start][0], self.places[max(end - 1, start)][1]


def fold(text):
    """What the text reads as, whatever it is written with."""
    ones = text if text.isascii() else text.translate(_ONES)
    if ones.isascii() and not _ODD.search(ones):
        return Folded(text, ones, lowered(ones))
    return fold_all(text)


def lowered(text):
    return text.lower().replace("_", UNDERSCORE)


def fold_all(text):
    """The general way, a character at a time; for plain text it says what the short way says."""
    letters, places, doubtful = [], [], {}
    for start, end, char in _unmarked(text):
        if char in AMBIGUOUS:
            doubtful[len(letters)] = AMBIGUOUS[char]
        for plain in PLAIN[char]:
            letters.append(plain)
            places.append((start, end))
    cased = "".join(letters)
    return Folded(text, cased, lowered(cased), tuple(places), doubtful, not BACKWARDS.isdisjoint(text))


def _unmarked(text):
    """(start, end, character), where an entity is one character and markup that only dresses letters is none."""
    at = 0
    for found in _MARKUP.finditer(text):
        yield from ((n, n + 1, text[n]) for n in range(at, found.start()))
        at = found.end()
        if found[0][0] == "&":
            plain = html.unescape(found[0])
            yield from ((found.start(), at, char) for char in plain)
        elif not _INLINE.match(found[0]):
            yield found.start(), at, " "
    yield from ((n, n + 1, text[n]) for n in range(at, len(text)))

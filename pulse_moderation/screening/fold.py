"""Folding: one plain ASCII text to match on, with the way back to the offsets of the text as it was written."""

import html
import re
from dataclasses import dataclass, field

from pulse_moderation.screening.lookalikes import AMBIGUOUS, PLAIN, SYMBOL, UNDERSCORE

# What makes ASCII read otherwise than it is written: control characters, entities, markup. RE2 and `re` both take it.
ODD = (
    r"[\x00-\x08\x0e-\x1d\x1f\x7f]|&#?[0-9A-Za-z]+;|<[/!A-Za-z]|\[/[A-Za-z]|[A-Za-z]%[4-7][0-9A-Fa-f]"
    r"|\\[uU]00[4-7][0-9A-Fa-f]|\\x[4-7][0-9A-Fa-f]"
)
BACKWARDS = frozenset("\u202e\u2067\u202b\u200f")
TURNED = frozenset("ɐɔǝɟƃɥıᴉɾʞɯɹʇʌʍʎ")  # letters upside down, and so perhaps the word
_ODD = re.compile(ODD)
_MARKUP = re.compile(
    r"&#?[0-9A-Za-z]{1,10};|</?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,200})?/?>|<!--[^>]{0,200}-->", re.ASCII
)
_BOARD = re.compile(
    r"\[/?(b|i|u|s|sup|sub|em|strong|color|size|font|url|quote|spoiler|code)(?:=[^\[\]\n]{0,80})?\]", re.I
)
_ESCAPE = re.compile(r"(?<=[A-Za-z])%([4-7][0-9A-Fa-f])(?=[A-Za-z%])|\\(?:[uU]00|x)([4-7][0-9A-Fa-f])")
_LONE = re.compile(r"<(/?)([A-Za-z])>")
_INLINE = re.compile(
    r"</?(?:b|i|u|s|em|strong|span|font|a|wbr|sup|sub|small|mark|del|ins|code|tt)\b|<!--", re.IGNORECASE
)
_KEYCAP, _DIGITS = re.compile("\ufe0f?\u20e3"), frozenset("0123456789")
_ONES = str.maketrans("’‘“”–—\xa0éñáíóúèêçüöäÉÑÁÍÓÚ", "''\"\"-- enaioueecuoaENAIOU")


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
    is_turned: bool = False

    @property
    def needs_reading(self):
        return bool(self.doubtful) or self.is_backwards or self.is_turned

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
        elif "\U0001f1e6" <= char <= "\U0001f1ff" or (char in _DIGITS and _KEYCAP.match(text, end)):
            doubtful[len(letters)] = SYMBOL  # half a flag, or a digit on a key: a letter, or a picture between letters
        for plain in PLAIN[char]:
            letters.append(plain)
            places.append((start, end))
    cased = "".join(letters)
    return Folded(
        text,
        cased,
        lowered(cased),
        tuple(places),
        doubtful,
        not BACKWARDS.isdisjoint(text),
        not TURNED.isdisjoint(text),
    )


def _unmarked(text):
    """(start, end, character), where an entity is one character and markup that only dresses letters is none."""
    at = 0
    for found in _marks(text):
        yield from ((n, n + 1, text[n]) for n in range(at, found.start()))
        at = found.end()
        if found[0][0] == "&":
            plain = html.unescape(found[0])
            yield from ((found.start(), at, char) for char in plain)
        elif found[0][0] in "%\\":
            yield found.start(), at, chr(int(found[1] or found[2], 16))
        elif found[0][0] == "<" and not _INLINE.match(found[0]):
            yield found.start(), at, " "
    yield from ((n, n + 1, text[n]) for n in range(at, len(text)))


def _marks(text):
    """Entities, escapes, tags. A tag of one letter that is nowhere closed is that letter in brackets: "<f><u>"."""
    closed = {(kind, name.lower()) for kind, name in _LONE.findall(text)} if "<" in text else ()
    found = [
        m
        for m in _MARKUP.finditer(text)
        if not (lone := _LONE.fullmatch(m[0])) or {("", lone[2].lower()), ("/", lone[2].lower())} <= closed
    ]
    found += _ESCAPE.finditer(text)
    if "[/" in text:
        ends = {name.lower() for name in re.findall(r"\[/([A-Za-z]{1,8})\]", text)}
        found += [m for m in _BOARD.finditer(text) if m[1].lower() in ends]
    found.sort(key=lambda m: m.start())
    return [m for n, m in enumerate(found) if not n or m.start() >= found[n - 1].end()]

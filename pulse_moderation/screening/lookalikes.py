"""Which plain letter a character stands for: the eye's alphabet, not Unicode's."""

import re
import unicodedata

from pulse_moderation.screening.shapes import BY_SHAPE, GUESTS, OTHERS, PUNCTUATION, SIGNS

UNDERSCORE = "\x1e"  # part of a handle, a gap between words, a mask in a word: so neither a letter nor a hyphen
SYMBOL, LETTER = "\x1f", "\x1b"  # what folding leaves of a sign and of a letter that looks like none of ours

_LATIN = re.compile(
    r"(?:LATIN|MODIFIER LETTER|COMBINING LATIN|LATIN SUBSCRIPT|LATIN LETTER)"
    r"(?: (?:SMALL|CAPITAL|LETTER|MODIFIER|SUBSCRIPT|TURNED|REVERSED|INVERTED|SCRIPT|OPEN|LONG|SIDEWAYS|BARRED|INSULAR"
    r"|DOTLESS|BLACKLETTER|TOP HALF|BOTTOM HALF|STRETCHED|CLOSED|BASELINE|BROKEN|TAILLESS|MIDDLE-WELSH|VISIGOTHIC))*"
    r" ([A-Z])(?: .*)?"
)


def sign(letter):
    """What a sign that is drawn as this letter folds to: a control character, which no text keeps otherwise."""
    return _NOT_SPACE.get(letter) or chr(ord(letter) - 96)


_NOT_SPACE = {"i": "\x1d", "j": "\x0e", "k": "\x7f", "l": "\x1c", "m": "\x0e"}  # tab and new line are taken
SIGNED = r"\x01-\x08\x0e-\x1a\x1c\x1d\x7f"  # every such sign, for a class of characters
_SMALL = {char.lower(): plain for char, plain in BY_SHAPE.items()}
_EXPLICIT = BY_SHAPE | PUNCTUATION | {char: sign(letter) for char, letter in SIGNS.items()}
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_BLOCKS = ((0x1F150, "a"), (0x1F170, "a"), (0x1F1E6, "a"), (0x1F130, "a"), (0x249C, "a"), (0x1F110, "a"))


class _Plain(dict):
    """{character: what it reads as}; filled as characters are met. Capitals stay capitals."""

    def __missing__(self, char):
        plain = _plain(char)
        if len(self) < 70_000:  # as many as are ever met; nobody fills memory by sending every character there is
            self[char] = plain
        return plain


PLAIN = _Plain({chr(n): chr(n) if chr(n).isprintable() or chr(n) in "\t\n\v\f\r\x1e" else "" for n in range(128)})


AMBIGUOUS = GUESTS | OTHERS | {char.upper(): letters for char, letters in OTHERS.items() if len(char.upper()) == 1}


def _plain(char):
    if char in _INVISIBLE:
        return ""
    for first, letter in _BLOCKS:
        if first <= ord(char) < first + 26:
            return chr(ord(letter) + ord(char) - first)
    if (known := _named(char)) is not None:
        return known
    parts = unicodedata.normalize("NFKD", char)
    if parts == char:
        return _by_category(char)
    return "".join(_one(part) for part in parts)


def _one(part):
    if part.isascii():
        return part
    known = _named(part)
    return _by_category(part) if known is None else known


def _named(char):
    if char in _EXPLICIT:
        return _EXPLICIT[char]
    small = char.lower()
    if small in _SMALL:
        return _SMALL[small].upper()
    found = _LATIN.fullmatch(unicodedata.name(char, ""))
    if found is None or unicodedata.category(char).startswith("M"):
        return None
    return found[1] if char.isupper() else found[1].lower()


def _by_category(char):
    category = unicodedata.category(char)
    if category[0] == "Z" or char in "\x85":
        return " "
    if category in ("Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Cn", "Co"):
        return ""
    if category[0] == "N":
        return str(unicodedata.digit(char, LETTER))
    return LETTER if category[0] == "L" else SYMBOL

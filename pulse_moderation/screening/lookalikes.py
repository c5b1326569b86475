"""Which plain letter a character stands for: the eye's alphabet, not Unicode's."""

import re
import unicodedata

UNDERSCORE = "\x1e"  # part of a handle, a gap between words, a mask in a word: so neither a letter nor a hyphen
SYMBOL, LETTER = "\x1f", "\x1b"  # what folding leaves of a sign and of a letter that looks like none of ours

_BY_SHAPE = {
    # Cyrillic
    "а": "a", "б": "b", "в": "b", "г": "r", "ґ": "r", "д": "d", "е": "e", "ё": "e", "ѐ": "e", "є": "e", "ж": "x",
    "з": "3", "и": "u", "й": "u", "і": "i", "ї": "i", "ј": "j", "к": "k", "қ": "k", "ҝ": "k", "ҡ": "k", "л": "n",
    "м": "m", "н": "h", "ң": "h", "һ": "h", "ҥ": "h", "о": "o", "ө": "o", "п": "n", "р": "p", "с": "c", "ҫ": "c",
    "т": "t", "ҭ": "t", "у": "y", "ў": "y", "ү": "y", "ұ": "y", "ф": "o", "х": "x", "ҳ": "x", "ц": "u", "ч": "4",
    "ҷ": "4", "ш": "w", "щ": "w", "ъ": "b", "ы": "bi", "ь": "b", "ѕ": "s", "э": "e", "ю": "io", "я": "r", "ћ": "h",
    "ђ": "h", "џ": "u", "ԁ": "d", "ԛ": "q", "ԝ": "w", "ѡ": "w", "ѵ": "v", "ӏ": "l", "ғ": "f", "ҽ": "e", "ә": "e",
    "ԍ": "g", "ѓ": "r", "ќ": "k", "ԋ": "h", "ԉ": "n", "љ": "n", "њ": "h", "ҕ": "h", "ѫ": "x", "ѳ": "o", "ꙁ": "z",
    # Greek
    "α": "a", "β": "b", "γ": "y", "δ": "d", "ε": "e", "ζ": "z", "η": "n", "θ": "o", "ι": "i", "κ": "k", "λ": "a",
    "μ": "u", "ν": "v", "ξ": "e", "ο": "o", "π": "n", "ρ": "p", "σ": "o", "ς": "s", "τ": "t", "υ": "u", "φ": "o",
    "χ": "x", "ψ": "w", "ω": "w", "ϲ": "c", "ϳ": "j", "ϝ": "f", "ϱ": "p", "ϵ": "e", "ϑ": "o", "ϕ": "o", "ϰ": "k",
    "Α": "a", "Β": "b", "Γ": "r", "Δ": "a", "Ε": "e", "Ζ": "z", "Η": "h", "Ι": "i", "Κ": "k", "Λ": "a", "Μ": "m",
    "Ν": "n", "Ξ": "e", "Ο": "o", "Π": "n", "Ρ": "p", "Σ": "e", "Τ": "t", "Υ": "y", "Φ": "o", "Χ": "x", "Ψ": "w",
    "Ω": "o", "Ϲ": "c", "Ϝ": "f", "Ϛ": "c", "ϛ": "c", "Ϻ": "m", "Ϳ": "j",
    # Armenian, Hebrew, Georgian, Coptic, Cherokee, Lisu
    "ա": "u", "գ": "q", "զ": "q", "ժ": "d", "ի": "h", "հ": "h", "յ": "j", "ո": "n", "ս": "u", "օ": "o", "ց": "g",
    "ք": "p", "ռ": "n", "ւ": "l", "խ": "u", "կ": "u", "մ": "u", "ր": "n", "Տ": "s", "Ս": "u", "Օ": "o",
    "Լ": "l", "Հ": "z", "ו": "l", "ס": "o", "ט": "u", "ת": "n", "ⲟ": "o", "ⲥ": "c", "ⲣ": "p", "ⲧ": "t",
    "ⲕ": "k", "ⲙ": "m", "ⲛ": "n", "ⲓ": "i", "ⲁ": "a", "ⲉ": "e", "ⲏ": "h", "ⲭ": "x", "ⲩ": "y", "ϥ": "q", "ϣ": "w",
    "Ꭺ": "a", "Ᏼ": "b", "Ꮯ": "c", "Ꭰ": "d", "Ꭼ": "e", "Ꮐ": "g", "Ꮋ": "h", "Ꭵ": "i", "Ꭻ": "j", "Ꮶ": "k", "Ꮮ": "l",
    "Ꮇ": "m", "Ꮲ": "p", "Ꭱ": "r", "Ꮪ": "s", "Ꭲ": "t", "Ꮩ": "v", "Ꮃ": "w", "Ꮓ": "z", "Ꮴ": "v", "Ꮜ": "u", "Ꮍ": "y",
    "ꓐ": "b", "ꓚ": "c", "ꓓ": "d", "ꓰ": "e", "ꓝ": "f", "ꓖ": "g", "ꓧ": "h", "ꓲ": "i", "ꓙ": "j", "ꓗ": "k", "ꓡ": "l",
    "ꓟ": "m", "ꓠ": "n", "ꓳ": "o", "ꓑ": "p", "ꓣ": "r", "ꓢ": "s", "ꓔ": "t", "ꓴ": "u", "ꓦ": "v", "ꓪ": "w", "ꓫ": "x",
    "ꓬ": "y", "ꓜ": "z", "ꓮ": "a",
    # Latin whose names do not say it
    "æ": "ae", "œ": "oe", "ß": "ss", "ẞ": "ss", "þ": "p", "ð": "d", "ƿ": "p", "ı": "i", "ȷ": "j", "ŋ": "n", "ɑ": "a",
    "ɒ": "a", "ɩ": "i", "ʋ": "v", "ɡ": "g", "ɯ": "m", "ʌ": "v", "ƨ": "s", "ƽ": "s", "ʃ": "s", "ʒ": "3", "ȝ": "3",
    "ɣ": "y", "ƅ": "b", "ɟ": "f", "ʇ": "t", "ɐ": "a", "ǝ": "e", "ə": "e", "ɔ": "c", "ʞ": "k", "ʍ": "w", "ɹ": "r",
    "ʎ": "y", "ɥ": "h", "ᴉ": "i", "ƒ": "f", "ſ": "s", "ꞵ": "b", "ꭓ": "x",
}  # fmt: skip
# Signs that are drawn as letters. In "Narcan®" or "€20" they are none, so they fold to a sign of their own: see `sign`.
_SIGNS = {
    "µ": "u", "¢": "c", "€": "e", "£": "l", "¥": "y", "₵": "c", "₡": "c", "₣": "f", "₤": "l", "₦": "n", "₩": "w",
    "₭": "k", "₮": "t", "₱": "p", "₲": "g", "₳": "a", "₴": "s", "₹": "r", "₽": "p", "₿": "b", "₺": "t", "₫": "d",
    "§": "s", "¶": "p", "¡": "i", "†": "t", "‡": "t", "×": "x", "©": "c", "®": "r", "°": "o", "ª": "a", "º": "o",
    "∂": "d", "∑": "e", "∩": "n", "∪": "u", "⊂": "c", "⊃": "d", "∨": "v", "∧": "a", "∏": "n", "∆": "a", "∈": "e",
    "ℓ": "l", "℮": "e", "∅": "o", "⊕": "o", "⊗": "o", "Ø": "o", "⌀": "o", "⟨": "c", "♥": "o",
}  # fmt: skip
_PUNCTUATION = {
    "‘": "'", "’": "'", "‚": ",", "‛": "'", "“": '"', "”": '"', "„": '"', "′": "'", "″": '"', "ʼ": "'", "ˈ": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "…": ".", "·": ".", "•": ".", "‧": ".",
    "∙": ".", "․": ".", "⁎": "*", "∗": "*", "★": "*", "☆": "*", "✱": "*", "✻": "*", "⁄": "/", "∕": "/", "∣": "|",
    "¦": "|", "´": "'", "`": "'", "«": '"', "»": '"', "。": ".", "﹣": "-", "‖": "|", "ǀ": "|", "＿": "_", "█": "*",
    "■": "*", "▪": "*", "●": "*", "⬛": "*", "▓": "*",
}  # fmt: skip
# What the eye may take for other letters than the first.
_OTHERS = {
    "λ": "l", "μ": "m", "σ": "s", "ς": "c", "η": "h", "ρ": "r", "π": "p", "φ": "f", "γ": "gv", "ν": "n", "ω": "o",
    "υ": "y", "θ": "t", "ξ": "x", "ψ": "p", "β": "s", "δ": "o", "в": "v", "н": "n", "р": "r", "с": "s", "у": "u",
    "х": "h", "г": "g", "л": "l", "п": "p", "з": "z", "ш": "s", "ф": "f", "и": "in", "я": "a", "ч": "h", "к": "c",
    "т": "m", "ж": "z", "ц": "c", "ы": "i", "э": "a", "ю": "u", "µ": "m", "ո": "u", "ռ": "r", "ɟ": "j", "ɔ": "o",
    "ʌ": "a", "ƒ": "t", "ß": "b", "Σ": "s", "Λ": "l", "Π": "p", "Γ": "g", "Φ": "f", "Ξ": "x",
}  # fmt: skip
_LATIN = re.compile(
    r"(?:LATIN|MODIFIER LETTER|COMBINING LATIN|LATIN SUBSCRIPT|LATIN LETTER)"
    r"(?: (?:SMALL|CAPITAL|LETTER|MODIFIER|SUBSCRIPT|TURNED|REVERSED|INVERTED|SCRIPT|OPEN|LONG|SIDEWAYS|BARRED|INSULAR"
    r"|DOTLESS|BLACKLETTER|TOP HALF|BOTTOM HALF|STRETCHED|CLOSED|BASELINE|BROKEN|TAILLESS|MIDDLE-WELSH|VISIGOTHIC))*"
    r" ([A-Z])(?: .*)?"
)


def sign(letter):
    """What a sign that is drawn as this letter folds to: a control character, which no text keeps otherwise."""
    return chr(ord(letter) - 96)


_EXPLICIT = _BY_SHAPE | _PUNCTUATION | {char: sign(letter) for char, letter in _SIGNS.items()}
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


AMBIGUOUS = _OTHERS | {char.upper(): letters for char, letters in _OTHERS.items() if len(char.upper()) == 1}


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
    if small in _BY_SHAPE:
        return _BY_SHAPE[small].upper()
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

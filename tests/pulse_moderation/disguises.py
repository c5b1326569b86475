"""Ways in which people write a word so that a machine shall not read it. None of them is a secret."""

import random

LEET = str.maketrans("aeiostb", "43105+8")
SYMBOLS = str.maketrans("aisoeclt", "@!$0€(|+")
CYRILLIC = dict(zip("aceopxyikmthbjs", "асеорхуікмтнвјѕ", strict=True))
GREEK = dict(zip("abehikmnoptuxyzv", "αβεηικмνορτυχγζν", strict=True))
VOWELS = "aeiou"


def _mapped(word, table):
    return "".join(table.get(letter, letter) for letter in word)


def _shifted(word, first):
    return "".join(chr(first + ord(letter) - ord("a")) if letter.isalpha() else letter for letter in word)


def _masked(word, mask):
    """The first vowel after the first letter, or the second letter where there is none."""
    at = next((place for place in range(1, len(word)) if word[place] in VOWELS), 1)
    return word[:at] + mask + word[at + 1 :]


def _mixed(word, rng):
    return "".join(letter.upper() if rng.random() < 0.5 else letter for letter in word)


def _repeated(word, rng):
    at = rng.randrange(len(word))
    return word[:at] + word[at] * rng.randint(3, 6) + word[at + 1 :]


def _halves(word, rng, between):
    at = rng.randint(1, len(word) - 1)
    return word[:at] + between + word[at:]


STROKES = {
    "f": "|=",
    "u": "|_|",
    "k": "|<",
    "h": "|-|",
    "n": "|\\|",
    "m": "|\\/|",
    "w": "\\/\\/",
    "d": "|)",
    "a": "/\\",
    "o": "()",
}
GUESTS = dict(zip("abcdeghiklmnoprstuvwxy", "ᎪᏏⅽⅾҽցһɩκⅼⅿոဝрⲅѕтսνաχү", strict=True))
EMOJI = ("🔥", "❤️", "👏🏿", "1️⃣", "🇺🇸", "👨‍👩‍👧", "♪", "→")
TURNED = dict(zip("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥıɾʞlɯuodbɹsʇnʌʍxʎz", strict=True))


def _stroked(word, rng):
    """One letter or two drawn with strokes."""
    places = [at for at, letter in enumerate(word) if letter in STROKES]
    drawn = rng.sample(places, min(len(places), rng.choice([1, 2])))
    return "".join(STROKES[letter] if at in drawn else letter for at, letter in enumerate(word))


def _wrapped(word, rng):
    left, right = rng.choice(["()", "[]", "<>", "{}", '""', "【】"])
    return "".join(f"{left}{letter}{right}" for letter in word)


def _one_wrapped(word, rng):
    at = rng.randint(1, len(word) - 2)
    left, right = rng.choice(["()", "[]", '""', "**", "__", "【】"])
    return word[:at] + left + word[at] + right + word[at + 1 :]


def _unevenly_parted(word, rng):
    return "".join(letter + rng.choice([" ", ".", "-", "_", "*", "/", "~", " - "]) for letter in word[:-1]) + word[-1]


def _marked_up(word, rng):
    at = rng.randint(1, len(word) - 2)
    code = ord(word[at])
    kinds = (
        f"&#{code};",
        f"&#x{code:x};",
        f"%{code:02x}",
        f"\\u00{code:02x}",
        f"[u]{word[at]}[/u]",
        f"<b>{word[at]}</b>",
    )
    return word[:at] + rng.choice(kinds) + word[at + 1 :]


KINDS = {
    "upper case": lambda word, rng: word.upper(),
    "mixed case": _mixed,
    "digits for letters": lambda word, rng: word.translate(LEET),
    "symbols for letters": lambda word, rng: word.translate(SYMBOLS),
    "spaced letters": lambda word, rng: " ".join(word),
    "dotted letters": lambda word, rng: ".".join(word),
    "hyphened letters": lambda word, rng: "-".join(word),
    "zero-width spaces": lambda word, rng: "\u200b".join(word),
    "soft hyphen": lambda word, rng: _halves(word, rng, "\u00ad"),
    "combining marks": lambda word, rng: "".join(letter + "\u0336" for letter in word),
    "repeated letter": _repeated,
    "full width": lambda word, rng: _shifted(word, 0xFF41),
    "Cyrillic look-alikes": lambda word, rng: _mapped(word, CYRILLIC),
    "Greek look-alikes": lambda word, rng: _mapped(word, GREEK),
    "circled or mathematical": lambda word, rng: _shifted(word, rng.choice([0x24D0, 0x1D41A, 0x1D5BA, 0x1D68A])),
    "masked vowel": lambda word, rng: _masked(word, rng.choice("*#_")),
    "letters drawn with strokes": _stroked,
    "letters of other scripts": lambda word, rng: _mapped(word, GUESTS),
    "emoji between letters": lambda word, rng: rng.choice(EMOJI).join(word),
    "each letter in brackets": _wrapped,
    "one letter in brackets": _one_wrapped,
    "different signs between letters": _unevenly_parted,
    "letters on lines": lambda word, rng: "\n".join(word),
    "broken at a line": lambda word, rng: _halves(word, rng, "-\n"),
    "markup and escapes": _marked_up,
    "all letters doubled": lambda word, rng: "".join(letter * 2 for letter in word),
    "upside down": lambda word, rng: _mapped(word, TURNED)[::-1],
}
SENTENCES = (
    "what a {} day this is",
    "That was {} and everybody on the unit knows it.",
    "{} is all I can say about the new schedule",
    "I told them: {}!",
    "Who wrote this {} form",
)


def disguised(words, kind, seed=2025):
    """(word, sentence with the word disguised) of each word. The same seed gives the same sentences."""
    rng = random.Random(f"{seed}{kind}")
    for word in words:
        yield word, rng.choice(SENTENCES).format(KINDS[kind](word, rng))

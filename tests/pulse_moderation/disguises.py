"""Sixteen ways in which people write a word so that a machine shall not read it. None of them is a secret."""

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

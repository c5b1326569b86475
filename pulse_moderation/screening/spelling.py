"""How a word may be spelled by ear, by haste or by cunning and still be read: "kunt", "phuk", "btches", "fucikng".

What sounds the same is one key, so that a text is asked for all of it at once; what is left out, swapped, put in or
turned round is spelled out here beforehand.
"""

import re

_SOUND = bytearray(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))
for _letter, _as in zip(b"kqzyv", b"ccsiu", strict=True):
    _SOUND[_letter] = _as
_SOUND = bytes(_SOUND)
VOWELS = "aeiou"
_RUN = re.compile(rb"(.)\1+")
_TWO = "(?:" + "|".join(letter * 2 for letter in "abcdefghijklmnopqrstuvwxyz") + ")"
DRAWN_OUT = "|".join(letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz") + f"|{_TWO}{_TWO}"
IS_DRAWN_OUT = re.compile(DRAWN_OUT.encode())
SHORTEST_KEY = 4  # a shorter one is that of too many words
_BESIDE = {
    "u": "iy", "i": "uo", "o": "ip", "a": "s", "c": "vx", "t": "ry", "s": "ad", "h": "jg", "e": "rw", "r": "et",
    "n": "mb", "g": "fh", "k": "jl", "w": "qe", "l": "k", "b": "vn", "m": "n", "f": "gd", "d": "sf", "p": "o",
}  # fmt: skip
_BY_EAR = [
    (r"ck", "x"), (r"ck(?=ing?)", "gg"), (r"u", "oo"), (r"u", "uh"), (r"y$", "ee"), (r"y$", "ie"), (r"er$", "a"), (r"er$", "ah"),
    (r"er$", "ur"), (r"ers$", "as"), (r"er$", "uh"), (r"er$", "r"), (r"ing$", "ng"), (r"i", "ee"), (r"^wh", "h"), (r"ea", "e"),
    (r"g+(?=.)", "q"), (r"f", "ph"), (r"th", "f"), (r"ou", "oo"), (r"^n", "kn"), (r"tch", "ch"), (r"o", "0"), (r"u", "a"),
    (r"er$", "or"), (r"ss", "zs"), (r"e", "3"),
]  # fmt: skip


def heard(low):
    """The words of folded text by their sound: letters that sound the same are one."""
    return low.replace(b"ph", b"f").translate(_SOUND).replace(b"cc", b"c").split()


def key(word):
    """What one word sounds like, each letter once."""
    before, text = None, word.encode() if isinstance(word, str) else word
    while text != before:
        before, text = text, _RUN.sub(rb"\1", text.replace(b"ph", b"f").translate(_SOUND))
    return text


def near(word):
    """As it is heard, and with one letter doubled, or each double left out: most that is drawn out a little."""
    (ear,) = heard(word.encode()) or (b"",)
    made = {ear, key(word)}
    made |= {ear[:n] + ear[n : n + 1] + ear[n:] for n in range(len(ear))}
    return made | {ear[:n] + ear[n + 1 :] for n in range(1, len(ear)) if ear[n] == ear[n - 1]}


def rough(word):
    """As the key, with letters as often as they are written; "ck" is one."""
    return word.replace(b"ck", b"k").replace(b"ph", b"f").translate(_SOUND)


def misspelled(word):
    """The ways in which a long enough word is written wrong and read right. May hold the word itself."""
    vowels = [n for n in range(1, len(word)) if word[n] in VOWELS or (word[n] == "y" and n > 1)]
    made = {_x(word, [n]) for n in vowels} | {_x(word, vowels)}  # an x in place of a vowel
    if len(word) < 5:
        return made
    inner = range(1, len(word) - 1)
    made |= {re.sub(heard_as, written, word, count=1) for heard_as, written in _BY_EAR}
    made |= {word[:n] + word[n + 1 :] for n in inner if word[n] in VOWELS}
    made |= {word[:n] + word[n] + beside + word[n + 1 :] for n in inner for beside in _BESIDE.get(word[n], "")}
    made |= {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(1, len(word) - 2)}
    made |= {word[::-1], word[0] + "".join(letter for letter in word[1:] if letter not in VOWELS)}
    made |= {_x(word, [n, n + 1]) for n in inner if n in vowels or n + 1 in vowels}
    if len(word) > 6:
        made |= {_x(word, [n]) for n in inner} | {_x(word, [n, n + 1]) for n in inner}
    return made


def _x(word, places):
    return "".join("x" if n in places else letter for n, letter in enumerate(word))

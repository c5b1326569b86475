"""What a disguised word reads as: leet, masks, letters with gaps between. A tree of all forms is walked, never a product."""

import re
from dataclasses import dataclass

from pulse_moderation.screening.lookalikes import sign
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.terms import forms, is_open

ALL = "abcdefghijklmnopqrstuvwxyz"
_LEET = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "tl", "8": "b", "9": "gq",
    "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "(": "c", "<": "c", "{": "c", "[": "c", "^": "a", "&": "a",
    "%": "x", "#": "h", "~": "", "?": "", "=": "", ")": "", "]": "", "}": "", ">": "",
}  # fmt: skip
_LEET |= {sign(letter): letter for letter in ALL}
_SOLE = {"v": "vu", "z": "zs", "x": "xk", "q": "qg"}  # letters that stand for others, tried beside another disguise
_DRAWN = [
    (r"|<", "k"), (r"|\|", "n"), (r"/\/", "n"), (r"|-|", "h"), (r"\/\/", "w"), (r"\/", "v"), (r"/\\", "a"), (r"/\ ", "a"),
    (r"|)", "d"), (r"()", "o"), (r"[]", "o"), ("|_|", "u"), ("|-", "f"), ("|=", "f"), ("|*", "p"), ("|v|", "m"), ("vv", "w"),
    ("ph", "f"), ("ck", None),
]  # fmt: skip
_MASK = "*#%^&?~+=\x1f"
_TOKEN = re.compile(r"[^\s,;\"]+")
_ADDRESS = re.compile(r"://|www\.|@[a-z0-9-]+\.|\.(?:com|org|net|gov|edu)\b")
_CONTRACTION = re.compile(r"[a-z]+'(?:re|s|t|d|ll|ve|m)")
_LEADING, _TRAILING = ".,;:)]{}>\"'?-/~`\x1e\x1f*", ".,;:([]{}\"'?-/~`\x1e\x1f"
_SPACED = re.compile(
    r"(?<![a-z0-9'])[a-z0-9@$!](?:[^a-z0-9@$!]{1,4}[a-z0-9@$!](?![a-z0-9])){2,}"
    r"|(?<![a-z0-9'])[a-z0-9@$!]{1,3}(?:[^a-z0-9@$!\s]{1,3}[a-z0-9@$!]{1,3}){2,}(?![a-z0-9])"
)
_GAP = re.compile(r"[^a-z0-9@$!]+")
# "!!!!", "?!?!"; a hashtag; a setting of a program: signs that stand for no letters.
_NO_DISGUISE = re.compile(r"[!?@.*#%&=~+]+|#[a-z]+|[a-z0-9_-]{2,}=[a-z0-9_-]*[.,]?")
_TWICE = re.compile(r"\b(?:([a-z])\1+){3,}\b")
_LONGEST, _MOST_CELLS, _MOST_STEPS = 60, 80, 4000
# A mask over all but the first letter hides a name as well ("J***"), so only these are read.
_ALL_MASKED = re.compile(r"f\*{3}(?:ed|ing|er)?|s\*{3}|b\*{4}|c\*{3}|a\*{2}hole")

# What makes a text worth a closer look, for the set that is asked first.
TRIGGERS = (
    r"[a-z][0-9@$!|*#%^~+?=&(\x01-\x1a\x1f]+[a-z]",
    r"(?:^|[^a-z0-9])[$@!|][a-z0-9$*]{2}",
    r"(?:^|[^a-z0-9])[0-9]{1,4}[a-z]{3}",
    r"(?:^|[^a-z0-9])[0-9]{3,6}[a-z]{1,2}[0-9a-z+]*(?:[^a-z0-9]|$)",
    r"[a-z][0-9$*@\x01-\x1a]+(?:[^a-z0-9]|$)",
    r"[\x01-\x1a]",
    r"(?:^|[^a-z0-9])[a-z0-9@$!][^a-z0-9@$!]{1,4}[a-z0-9@$!*][^a-z0-9@$!]{1,4}[a-z0-9@$!*](?:[^a-z0-9]|$)",
    r"[a-z0-9@$!]{1,3}[^a-z0-9@$!\s]{1,3}[a-z]{1,3}[^a-z0-9@$!\s]{1,3}[a-z0-9@$!]{1,3}",
    "(?:" + "|".join(f"{letter}{letter}+" for letter in ALL) + "){3}",
    r"\|<|\\/|\|\||\|_|vv|phu|phag",
    r"[a-z]\*{2}|(?:^|[^a-z])\*[a-z]",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A disguised word found: by which group (its place in the list given), and where in the folded text."""

    group: int
    start: int
    end: int


class Readings:
    """All forms of all words that may be disguised."""

    def __init__(self, groups):
        self._tree = {}
        for place, group in enumerate(groups):
            if group.disguise:
                for word in group.words:
                    self._add(word, group, place)

    def _add(self, word, group, place):
        stem = word.removesuffix("*")
        if not stem.isalpha() or len(stem) < 3:
            return
        for form in forms(stem, group):
            node = self._tree
            for letter in form:
                node = node.setdefault(letter, {})
            strong = group.severity.rank >= Severity.HOLD.rank
            node.setdefault("ends", []).append((place, is_open(word, group), group.joined == "any", len(form), strong))

    def find(self, folded):
        """Every disguised word of the text. The text is folded; words that stand plainly are the patterns' to find."""
        base, doubtful = folded.base, folded.doubtful
        found = set()
        for token in _TOKEN.finditer(base):
            found |= self._of_token(token, doubtful)
        for spaced in _SPACED.finditer(base):
            for start, end in _even(spaced):
                cells = [(_letters(base[n]), n) for n in range(start, end) if not _GAP.match(base[n])]
                if 2 * sum(base[n].isdigit() for _letters_, n in cells) < len(cells):
                    found |= self._walk(cells, anywhere=True)
        for twice in _TWICE.finditer(base):
            cells = [
                (found_one[0][0], twice.start() + found_one.start()) for found_one in re.finditer(r"(.)\1*", twice[0])
            ]
            found |= {Reading(r.group, r.start, twice.end()) for r in self._walk(cells)}
        if folded.is_backwards:
            for word in re.finditer("[a-z]{3,60}", base):
                cells = [(char, word.start()) for char in reversed(word[0])]
                found |= {Reading(r.group, word.start(), word.end()) for r in self._walk(cells)}
        return found

    def _of_token(self, token, doubtful):
        text, start = token[0], token.start()
        whole = text.lstrip(_LEADING)
        start += len(text) - len(whole)
        whole = whole.rstrip(_TRAILING).removesuffix("'s")
        if text[0] == "*" or whole.count("*") == 1:  # emphasis or a footnote, not a mask
            whole = whole.rstrip("*").rstrip(_TRAILING)
        found = set()
        if (
            len(whole) > _LONGEST
            or _ADDRESS.search(whole)
            or _CONTRACTION.fullmatch(whole)
            or _NO_DISGUISE.fullmatch(whole)
        ):
            return found
        for part in dict.fromkeys((whole, whole.strip("!*~`"))):
            shift = start + whole.find(part)
            unsure = any(shift + n in doubtful for n in range(len(part))) if doubtful else False
            if (
                len(part) < 3
                or (part.isalpha() and not unsure and not any(d in part for d in ("vv", "ph")))
                or part.isdigit()
            ):
                continue
            for cells in _ways(part, shift, doubtful):
                found |= self._walk(cells)
        return found

    def _walk(self, cells, anywhere=False):
        found, budget = set(), [_MOST_STEPS]
        if len(cells) > _MOST_CELLS:
            cells = cells[:_MOST_CELLS]
        for first in range(len(cells)):
            self._step(self._tree, cells, first, first, "", found, budget, anywhere)
        return found

    def _step(self, node, cells, first, at, last, found, budget, anywhere):
        budget[0] -= 1
        if budget[0] < 0:
            return
        for place, is_open_, is_any, length, strong in node.get("ends", ()):
            starts, ends = first == 0, at == len(cells)
            loose = anywhere and length > 3 and strong
            if (starts or is_any or loose) and (ends or is_open_ or loose):
                found.add(Reading(place, cells[first][1], cells[at - 1][1] + 1))
        if at == len(cells):
            return
        for letter in cells[at][0]:
            if letter in node:
                self._step(node[letter], cells, first, at + 1, letter, found, budget, anywhere)
            if letter == last:
                self._step(node, cells, first, at + 1, last, found, budget, anywhere)


def _even(spaced):
    """The stretches of spaced letters whose gaps are alike: "f.u.c.k", but not "P.1, P.2"."""
    start, kind = spaced.start(), None
    for gap in _GAP.finditer(spaced[0]):
        this = " ".join(gap[0].split()) or " "
        if kind is not None and this != kind:
            yield start, spaced.start() + gap.start()
            start = spaced.start() + max(gap.start() - 1, 0)
        kind = this
    yield start, spaced.end()


def _ways(part, start, doubtful):
    """The ways to read a token: [(letters it may be, place)]."""
    letters = sum(char.isalpha() for char in part)
    plain = _drawn(part, start, doubtful)
    masked = sum(char in _MASK for char in part)
    if masked and (letters >= 2 or _ALL_MASKED.fullmatch(part)):
        yield [
            (ALL if char in _MASK or char in "@$!" else _at(char, n, doubtful), n)
            for n, char in plain
            if char not in "-'.\x1e"
        ]
        if masked == 1:  # one sign for two letters: f*k
            two = []
            for n, char in plain:
                two += [(ALL, n), (ALL, n)] if char in _MASK else [(_at(char, n, doubtful), n)]
            if letters >= 3 or part.find("*") == 1:
                yield two
    elif letters or any(n in doubtful for n, _char in plain):
        grawlix = [(n, char) for n, char in plain if char not in "-'./:\x1e"]
        yield [(_at(char, n, doubtful), n) for n, char in grawlix if _at(char, n, doubtful)]
        if re.search(r"[@$!#]{2}", part) and letters >= 2:
            yield [(ALL if char in "@$!#" else _at(char, n, doubtful), n) for n, char in grawlix]
    kept = [(n, char) for n, char in plain if char.isalpha()]
    if len(kept) < len(plain) and len(kept) > 3:
        yield [(_at(char, n, doubtful), n) for n, char in kept]
    for piece in re.finditer("(?<=[0-9])[a-z]{3,}|[a-z]{3,}(?=[0-9])", part):
        if piece.end() == len(part) or part[piece.end()].isdigit():
            yield [(char, start + piece.start() + n) for n, char in enumerate(piece[0])]


def _drawn(part, start, doubtful):
    """[(place, character)], where several signs that draw one letter are it."""
    made, at = [], 0
    while at < len(part):
        for signs, letter in _DRAWN:
            if letter and part.startswith(signs, at):
                made.append((start + at, letter))
                at += len(signs)
                break
        else:
            made.append((start + at, part[at]))
            at += 1
    return made


def _at(char, place, doubtful):
    return _letters(char) + doubtful.get(place, "")


def _letters(char):
    if char.isalpha():
        return _SOLE.get(char, char)
    if char == "*":
        return ALL
    return _LEET.get(char, "")

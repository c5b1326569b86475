"""What a disguised word reads as: leet, masks, letters with gaps between. A tree of all forms is walked, never a product."""

import re
from itertools import groupby

import re2

from pulse_moderation.screening import drawn
from pulse_moderation.screening.lookalikes import SIGNED, SYMBOL
from pulse_moderation.screening.matching import MEMORY, plain_options
from pulse_moderation.screening.spelling import DRAWN_OUT
from pulse_moderation.screening.tree import Tree
from pulse_moderation.screening.walk import TOKEN, Reading, Walk

_LONGEST = 120  # letters of a piece without white space
_ADDRESS = re.compile(r"://|www\.|@[a-z0-9-]+\.[a-z]{2}|\.(?:com|org|net|gov|edu)\b")
_HASHTAG = re.compile(r"#[A-Za-z][A-Za-z0-9]{3,60}")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Signs that stand for no letters: "!!!!", "?!?!"; a setting of a program.
_NO_DISGUISE = re.compile(r"[!?@.*#%&=~+-]+|[a-z0-9_-]{2,}=[a-z0-9_-]*[.,]?")
_SIGN = rf"0-9@$|*#%^~+?=&()<>\[\]{{}}\\!{SIGNED}\x1f\x1b"
# What makes a text worth a closer look, for the set that is asked first.
_OF_TOKENS = (
    rf"[a-z][{_SIGN}]+[a-z]",
    r"(?:^|[^a-z0-9])(?:[$@!|](?:[a-z0-9$*|]{2}|[a-z][!+|$])|\+[a-z]{3})",
    r"(?:^|[^a-z0-9])(?:[0-9]{1,4}[a-z]{3}|[0-9]{1,4}[+$!|@][0-9a-z]|[0-9]{1,2}[a-z]{1,2}[0-9]|[5789][0134]?[134578][a-z]{2})",
    r"(?:^|[^a-z0-9])[0-9]{3,6}[a-z]{1,2}[0-9a-z+]*(?:[^a-z0-9]|$)",
    rf"[a-z][0-9$*@+{SIGNED}]+(?:[^a-z0-9]|$)",
    rf"[{SIGNED}]",
    r"[|\\/]\S|vv|#[a-z]|[|(){}<>$\\/!+=\[\]-]{5}",
    r"[a-z](?:\*{2}|\x1f|\x1b)|(?:^|[^a-z])[*\x1f\x1b][a-z]",
    r"[a-z][^a-z0-9\s]{1,3}[a-z]{1,4}[^a-z0-9\s]{1,3}[a-z]",
    DRAWN_OUT,
)
_OF_GAPS = (r"(?:^|[^a-z0-9])[a-z0-9@$!]+[^a-z0-9@$!]{1,12}[a-z0-9@$!*][^a-z0-9@$!]{1,12}[a-z0-9@$!*](?:[^a-z0-9]|$)",)
TRIGGERS = (*_OF_TOKENS[:-1], *_OF_GAPS)
_END = "(?:[^a-z0-9]|$)"  # nothing that stands behind is taken along, it may belong to the next
PARTED = r"[a-z](?:-\r?\n|[^a-z0-9\s'-]{1,3})[a-z]"  # perhaps a word in two pieces
_MAY_HIDE, _MAY_BE_SPACED = (
    re2.compile(each.encode(), plain_options(MEMORY)) for each in ("|".join(_OF_TOKENS).replace(_END, ""), _OF_GAPS[0])
)
_SPACES = " \t\n\v\f\r"
_SPACED = re.compile(r"(?<![a-z0-9'])([a-z0-9@$!])\1*(?:[^a-z0-9@$!]{1,12}([a-z0-9@$!])\2*(?![a-z0-9])){2,}")
_CELL = re.compile(r"([a-z0-9@$!])\1*")
_UNEVEN = re.compile(r"[()\[\]{}<>]|[^\s]{2}")
_TURNED = {"n": "nu", "u": "un", "p": "pd", "d": "dp", "q": "qb", "b": "bq", "m": "mw", "w": "wm"}
# A mask over all but the first letter hides a name as well ("J***"), so only these are read.
_ALL_MASKED = re.compile(
    r"(?<![a-z0-9*])(?:f\*{3}(?:ed|ing|er)?|(?:fuc|shi|cun)\*+|f\*k(?:ed|ing|er)?|s\*{3}|b\*{4}|c\*{3})(?![a-z0-9*])"
)


class Readings:
    """All forms of all words that may be disguised."""

    def __init__(self, groups, lexis):
        self._tree, self._lexis = Tree(groups), lexis

    def find(self, folded, low):
        """Every disguised word of the text. The text is folded; words that stand plainly are for Lexis to find."""
        base, doubtful = folded.base, folded.doubtful
        found, walk = set(), Walk(self._tree, self._lexis, base, doubtful)
        for start, end in self._suspects(base, low, doubtful):
            walk.token(start, end)
            self._by_ear(base[start:end], start, found)
        if "#" in base:
            for tag in _HASHTAG.finditer(folded.cased):
                self._of_hashtag(tag, found)
        if _MAY_BE_SPACED.search(low):
            for spaced in _SPACED.finditer(base):
                self._of_spaced(spaced, walk)
        if folded.is_backwards or folded.is_turned:
            for word in re.finditer("[a-z\x1b]{3,60}", base):
                self._of_reversed(word, walk, doubtful, folded.is_turned)
        if "*" in base:
            found |= {Reading(p, *masked.span()) for masked in _ALL_MASKED.finditer(base) for p in self._masked()}
        return found | walk.found

    @staticmethod
    def _suspects(base, low, doubtful):
        """(start, end) of pieces between white space that may hide a word."""
        places = sorted(
            {*doubtful, *(found.start() + (base[found.start()] in _SPACES) for found in _MAY_HIDE.finditer(low))}
        )
        end = 0
        for place in places:
            if place < end:
                continue
            start = max(base.rfind(space, 0, place) for space in _SPACES) + 1
            end = TOKEN.match(base, start).end() if TOKEN.match(base, start) else place
            if place < end and 3 <= end - start <= _LONGEST and not _is_plain(base[start:end]):
                yield start, end

    def _masked(self):
        return self._lexis.spelled(b"fuck") or self._lexis.plain.get(b"cock", [])[:1]

    def _by_ear(self, text, start, found):
        """Letters alone, and leet as most read it, by their sound."""
        letters = sum(map(str.isalpha, text))
        for word in {re.sub("[^a-z]", "", text)} | drawn.plainly(text):
            if len(word) >= 5 and 2 * letters > len(word):
                if word.encode() in self._lexis.plain and len(word) < 6:
                    continue
                found |= {Reading(place, start, start + len(text)) for place in self._lexis.spelled(word.encode())}

    def _of_hashtag(self, tag, found):
        for piece in _CAMEL.finditer(tag[0]):
            word = piece[0].lower().encode()
            if len(word) > 3:
                start = tag.start() + piece.start()
                found |= {Reading(place, start, start + len(word)) for place in self._lexis.spelled(word)}

    def _of_spaced(self, spaced, walk):
        cells = [(m[0][0], spaced.start() + m.start(), spaced.start() + m.end()) for m in _CELL.finditer(spaced[0])]
        if sum(cell[0].isalpha() for cell in cells) * 2 < len(cells):
            return
        gaps = [walk.base[one[2] : two[1]].replace(SYMBOL, "") for one, two in zip(cells, cells[1:], strict=False)]
        runs = [cells]
        if len(set(gaps)) > 1 and any(map(_UNEVEN.search, gaps)):
            runs = [cells[n : n + len(list(same)) + 1] for n, same in _runs(gaps)]
        for run in runs:
            if len(run) > 2:
                walk.cells([(walk.letters(start), start, end) for _c, start, end in run], anywhere=True)
                word = "".join(cell[0] for cell in run)
                if word.isalpha() and 4 < len(word) < _LONGEST:
                    places = self._lexis.spelled(word.encode())
                    walk.found |= {Reading(place, run[0][1], run[-1][2]) for place in places}

    @staticmethod
    def _of_reversed(word, walk, doubtful, is_turned):
        start, end = word.span()
        cells = []
        for n in range(end - 1, start - 1, -1):
            letters = walk.base[n] + doubtful.get(n, "").strip(SYMBOL)
            if is_turned:
                letters += "".join(_TURNED.get(letter, "") for letter in letters)
            cells.append((letters, start, end))
        walk.cells(cells)


def _runs(gaps):
    """(place, group) of gaps that are alike."""
    at = 0
    for _gap, same in groupby(gaps):
        same = list(same)
        yield at, same
        at += len(same)


def _is_plain(text):
    return bool(_ADDRESS.search(text) or _NO_DISGUISE.fullmatch(text) or text.isdigit())

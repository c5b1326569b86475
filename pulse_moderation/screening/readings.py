"""What a disguised word reads as: leet, masks, letters with gaps between. A tree of all forms is walked, never a product."""

import re
from dataclasses import dataclass
from itertools import groupby

from pulse_moderation.screening import drawn
from pulse_moderation.screening.drawn import HEARD, LEET, LITERAL
from pulse_moderation.screening.lookalikes import SIGNED, SYMBOL, UNDERSCORE
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.spelling import DRAWN_OUT, VOWELS
from pulse_moderation.screening.terms import forms, is_glued, is_open

_LONGEST, _MOST_CELLS, _MOST_STEPS, _MOST_OF_TEXT = 120, 80, 6000, 150_000
_TOKEN = re.compile(r"\S+", re.ASCII)  # in a plain pattern \s takes in \x1c to \x1f, our signs
_ADDRESS = re.compile(r"://|www\.|@[a-z0-9-]+\.[a-z]{2}|\.(?:com|org|net|gov|edu)\b")
_HASHTAG = re.compile(r"#[A-Za-z][A-Za-z0-9]{3,60}")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Signs that stand for no letters: "!!!!", "?!?!"; a setting of a program.
_NO_DISGUISE = re.compile(r"[!?@.*#%&=~+-]+|[a-z0-9_-]{2,}=[a-z0-9_-]*[.,]?")
_SIGN = rf"0-9@$|*#%^~+?=&()<>\[\]{{}}\\!{SIGNED}\x1f\x1b"
# What makes a text worth a closer look, for the set that is asked first.
_OF_TOKENS = (
    rf"[a-z][{_SIGN}]+[a-z]",
    r"(?:^|[^a-z0-9])[$@!|][a-z0-9$*|]{2}",
    r"(?:^|[^a-z0-9])[0-9]{1,4}[a-z]{3}",
    r"(?:^|[^a-z0-9])[0-9]{3,6}[a-z]{1,2}[0-9a-z+]*(?:[^a-z0-9]|$)",
    rf"[a-z][0-9$*@+{SIGNED}]+(?:[^a-z0-9]|$)",
    rf"[{SIGNED}]",
    r"[|\\/]\S|vv|#[a-z]|[|(){}<>$\\/!+=\[\]-]{5}",
    r"[a-z](?:\*{2}|\x1f|\x1b)|(?:^|[^a-z])[*\x1f\x1b][a-z]",
    r"[a-z][^a-z0-9\s]{1,3}[a-z]{1,4}[^a-z0-9\s]{1,3}[a-z]",
    DRAWN_OUT,
)
_OF_GAPS = (
    r"(?:^|[^a-z0-9])[a-z0-9@$!]+[^a-z0-9@$!]{1,12}[a-z0-9@$!*][^a-z0-9@$!]{1,12}[a-z0-9@$!*](?:[^a-z0-9]|$)",
)
TRIGGERS = (*_OF_TOKENS[:-1], *_OF_GAPS, DRAWN_OUT)
_MAY_HIDE = re.compile("|".join(_OF_TOKENS), re.ASCII)
_SPACED = re.compile(r"(?<![a-z0-9'])([a-z0-9@$!])\1*(?:[^a-z0-9@$!]{1,12}([a-z0-9@$!])\2*(?![a-z0-9])){2,}")
_BETWEEN = re.compile(r"\.?[\s\x1e-]+", re.ASCII)
_CELL = re.compile(r"([a-z0-9@$!])\1*")
_TAIL = re.compile(r"(?:e?[sz$5\x13]+|'s|z[0o]r[sz]*|ing|ed|er[sz]?)?(?![a-z0-9$])")
_STROKES = re.compile(r"[|\\/)(].*[$+!0-9<>]|[$+!0-9<>].*[|\\/)(]")
_OF_PATHS = frozenset("-./:\\" + UNDERSCORE)
_SUM = re.compile("[+=]")
_HEX = re.compile(r"(?=(?:.*\d){2})[0-9a-f]{4,}")
_SHORT = re.compile(r"a\*s|c\*m|f\*g|t\*t")
_UNEVEN = re.compile(r"[()\[\]{}<>]|[^\s]{2}")
_TURNED = {"n": "nu", "u": "un", "p": "pd", "d": "dp", "q": "qb", "b": "bq", "m": "mw", "w": "wm"}
# A mask over all but the first letter hides a name as well ("J***"), so only these are read.
_ALL_MASKED = re.compile(r"(?<![a-z0-9*])(?:f\*{3}(?:ed|ing|er)?|(?:fuc|shi|cun)\*+|f\*k(?:ed|ing|er)?|s\*{3}|b\*{4}|c\*{3})(?![a-z0-9*])")


@dataclass(frozen=True, slots=True)
class Reading:
    """A disguised word found: by which group (its place in the list given), and where in the folded text."""

    group: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A form that ends at a node of the tree."""

    group: int
    length: int
    is_open: bool
    is_any: bool
    is_strong: bool


class Readings:
    """All forms of all words that may be disguised."""

    def __init__(self, groups, lexis):
        self._tree, self._lexis = {}, lexis
        for place, group in enumerate(groups):
            if group.disguise:
                for word in group.words:
                    self._add(word, group, place)

    def _add(self, word, group, place):
        stem = word.removesuffix("*")
        strong = group.severity.rank >= Severity.HOLD.rank and not group.near
        if not stem.isalpha():
            if strong and stem == word and group.joined == "no" and stem.replace(" ", "").isalpha() and len(stem) > 6:
                whole = Ending(place, len(stem), False, False, True)
                self._put(stem, whole)
                self._put(stem.replace(" ", ""), whole)
            return
        if len(stem) < 3:
            return
        for form in forms(stem, group):
            glued = is_glued(form, group)
            ending = Ending(place, len(form), is_open(word, group) or glued, group.joined == "any" or glued, strong)
            self._put(form, ending)
            if "ck" in form and len(form) > 4 and strong:
                self._put(form.replace("ck", "k"), ending)

    def _put(self, form, ending):
        node = self._tree
        for letter in form:
            node = node.setdefault(letter, {})
        node.setdefault("ends", []).append(ending)

    def find(self, folded):
        """Every disguised word of the text. The text is folded; words that stand plainly are for Lexis to find."""
        base, doubtful = folded.base, folded.doubtful
        found, walk = set(), _Walk(self._tree, self._lexis, base, doubtful)
        before = []
        for token in _TOKEN.finditer(base):
            text = token[0]
            if self._is_suspect(text, token, doubtful):
                walk.token(token, before[-4:])
                self._by_ear(text, token.start(), found)
            before.append(token.start())
        for tag in _HASHTAG.finditer(folded.cased):
            self._of_hashtag(tag, found)
        for spaced in _SPACED.finditer(base):
            self._of_spaced(spaced, walk)
        if folded.is_backwards or folded.is_turned:
            for word in re.finditer("[a-z\x1b]{3,60}", base):
                self._of_reversed(word, walk, doubtful, folded.is_turned)
        found |= {Reading(place, *masked.span()) for masked in _ALL_MASKED.finditer(base) for place in self._masked()}
        return found | walk.found

    def _masked(self):
        return self._lexis.spelled(b"fuck") or self._lexis.plain.get(b"cock", [])[:1]

    @staticmethod
    def _is_suspect(text, token, doubtful):
        if len(text) < 3 or len(text) > _LONGEST or not (_MAY_HIDE.search(text) or _any(doubtful, *token.span())):
            return False
        return not (_ADDRESS.search(text) or _NO_DISGUISE.fullmatch(text) or text.isdigit())

    def _by_ear(self, text, start, found):
        """Letters alone, and leet as most read it, by their sound."""
        letters = sum(map(str.isalpha, text))
        for word in {re.sub("[^a-z]", "", text)} | drawn.plainly(text):
            if 5 <= len(word) and 2 * letters > len(word):
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


class _Walk:
    """One text, walked along the tree, with a budget: a hostile text costs no more than another."""

    def __init__(self, tree, lexis, base, doubtful):
        self._tree, self._lexis, self.base, self._doubtful = tree, lexis, base, doubtful
        self.found, self._left, self._steps, self._at = set(), _MOST_OF_TEXT, 0, {}
        self._first = self._end = 0

    def letters(self, at):
        """All letters one character may be."""
        found = "".join(letters for letters, nxt, how in self._readings(at) if nxt == at + 1 and how != HEARD)
        return found + SYMBOL if SYMBOL in self._doubtful.get(at, "") else found

    def _readings(self, at):
        if at not in self._at:
            self._at[at] = drawn.readings_at(self.base, at, self._doubtful)
        return self._at[at]

    def token(self, token, before):
        """Every word that begins in a token, and phrases that begin a few words before."""
        start, self._end = token.span()
        later = _TOKEN.finditer(self.base, self._end)
        for _n in range(3):
            self._end = (following := next(later, None)) and following.end() or self._end
        for first in (*before, *range(*token.span())):
            if self.base[first] in drawn.FIRST and self._left > 0:
                self._steps = _MOST_STEPS
                self._first, self._from = first, start
                self._go(self._tree, first, "", (0, 0, 0, 0), (), "")
                self._left -= _MOST_STEPS - self._steps

    def _go(self, node, at, last, kept, gaps, read):
        self._steps -= 1
        if self._steps < 0:
            return
        if "ends" in node and at > self._from:
            for ending in node["ends"]:
                self._ended(ending, at, kept, gaps, read)
        if at >= self._end:
            return
        literal, leet, masks, weak = kept
        for letters, after, how in self._readings(at):
            more = (literal + (how == LITERAL), leet + (how in (LEET, HEARD)), masks, weak)
            for letter in letters:
                if letter in node:
                    self._go(node[letter], after, letter, more, gaps, read + letter)
                if letter == last:
                    self._go(node, after, letter, more, gaps, read + letter)
        if read:
            self._go_on(node, at, last, kept, gaps, read)

    def _go_on(self, node, at, last, kept, gaps, read):
        """Past a sign that is a mask over a letter or a gap between two."""
        base, (literal, leet, masks, weak) = self.base, kept
        if " " in node and (gap := _BETWEEN.match(base, at)):
            self._go(node[" "], gap.end(), "", kept, gaps, read + " ")
        if not gaps and drawn.is_mask(base, at, self._doubtful):
            if base[at] in drawn.FULL and base[at + 1 : at + 2] == base[at] != base[at - 1]:
                self._run_of_masks(node, at, kept, read)
            alone = base[at - 1] != base[at] and base[at + 1 : at + 2] != base[at]
            for letter, child in node.items():
                if len(letter) == 1 and letter != " ":
                    self._go(child, at + 1, "", (literal, leet, masks + 1, weak), gaps, read + "?")
                    if alone and base[at] in drawn.FULL and literal > 1 and base[at + 1 : at + 2].isalnum():
                        for second, grandchild in child.items():
                            if len(second) == 1 and second != " ":
                                self._go(grandchild, at + 1, "", (literal, leet, masks + 2, weak), gaps, read + "??")
        if not gaps and drawn.is_weak_mask(base, at):
            twice = base[at + 1 : at + 2] == base[at] or base[at - 1] == base[at]
            for letter, child in node.items():
                if len(letter) == 1 and (letter in VOWELS or (twice and letter != " ")):
                    self._go(child, at + 1, "", (literal, leet, masks, weak + 1), gaps, read + "?")
        if drawn.is_gap(base, at, self._doubtful) and not masks and not weak:
            if not gaps or gaps[-1] != at:
                gaps = (*gaps, at)
            self._go(node, at + 1, last, kept, (*gaps[:-1], at + 1), read) if len(gaps) < 40 else None

    def _run_of_masks(self, node, at, kept, read):
        """As many stars as it pleases for one letter or two."""
        after, (literal, leet, masks, weak) = at, kept
        while self.base[after : after + 1] == self.base[at]:
            after += 1
        for letter, child in node.items():
            if len(letter) == 1 and letter != " ":
                self._go(child, after, "", (literal, leet, masks + 1, weak), (), read + "?")
                for second, grandchild in child.items() if after - at > 2 else ():
                    if len(second) == 1 and second != " ":
                        self._go(grandchild, after, "", (literal, leet, masks + 2, weak), (), read + "??")

    def _ended(self, ending, at, kept, gaps, read):
        literal, leet, masks, weak = kept
        if gaps and gaps[-1] == at:
            return
        is_masked = bool(masks or weak)
        if not (leet or is_masked or gaps):
            if len(read) == ending.length and not self._beside_digits(at):
                return
            if self._lexis.is_english(self._word_around(at)):
                return
        elif gaps and not (leet or is_masked) and len(gaps) == 1:
            return  # two plain pieces: Lexis knows better
        if not self._is_enough(ending, at, kept, len(gaps)) or not self._is_whole(ending, at):
            return
        if (is_masked or gaps) and not self._stands_free(ending, at):
            return
        if not is_masked and self._lexis.is_english(read.encode()):
            return
        self.found.add(Reading(ending.group, self._first, at))

    def _is_enough(self, ending, at, kept, gaps):
        """Whether as much of the word stands there as nobody writes by chance."""
        (literal, leet, masks, weak), length = kept, ending.length
        written = self.base[self._first : at]
        if _HEX.fullmatch(written):
            return False
        if length == 3 and not gaps and (at - self._first > 3 or written.isalpha()):
            return False
        if length == 3:
            if masks:
                return bool(_SHORT.fullmatch(written))
            return literal >= 2 - leet and not weak and gaps in (0, 2) and (leet < 2 or written[1] == written[2:])
        if literal < 2 and not (ending.is_strong and self._is_drawn(written, literal, length)):
            return False
        if gaps and gaps < length - 1 and _SUM.search(written):
            return False
        if gaps and not ending.is_strong and (gaps < length - 1 or leet):
            return False
        if not masks and not weak:
            return True
        if not ending.is_strong or written[0] in drawn.BRACKETS or literal + leet < 2:
            return bool(masks == 1 and literal >= 3 and "*" in written[:-1])
        if not written[-1].isalnum() and literal < 4:
            return False
        signs = {char for char in written if not char.isalnum()}
        if weak or masks == 1:
            return literal >= 3 and (not weak or len(signs) == 1)
        return literal > 1 and masks <= (length + 1) // 2 and (literal >= 3 or any(sign * masks in written for sign in drawn.FULL))

    @staticmethod
    def _is_drawn(written, literal, length):
        """Whether signs with hardly a letter among them are drawn as a word: no number, no line of a table."""
        signs = sum(not char.isalnum() for char in written)
        return bool(signs and (length > 5 or signs > 1)) if literal else signs > length and bool(_STROKES.search(written))

    def _stands_free(self, ending, at):
        """Whether what is masked or parted is no piece of a path, a formula or a program."""
        before, after = self.base[self._first - 1 : self._first] if self._first else "", self.base[at : at + 1]
        glued = _OF_PATHS.isdisjoint(self.base[self._first : at])
        begins = before in drawn.BEFORE or (glued and ending.is_any and before.isalpha())
        return begins and (after in drawn.AFTER or (glued and ending.is_open and after.isalpha()))

    def _is_whole(self, ending, at):
        base, first = self.base, self._first
        before, after = base[first - 1 : first], base[at : at + 1]
        starts = not before.isalnum() or (before.isdigit() and base[first].isalpha())
        if not (starts or ending.is_any):
            return False
        if not after.isalnum() or ending.is_open or (after.isdigit() and base[at - 1].isalpha()):
            return True
        return ending.is_strong and ending.length > 3 and bool(_TAIL.match(base, at))

    def _beside_digits(self, at):
        return self.base[self._first - 1 : self._first].isdigit() or self.base[at : at + 1].isdigit()

    def _word_around(self, at):
        start, end = self._first, at
        while start and self.base[start - 1].isalpha():
            start -= 1
        while self.base[end : end + 1].isalpha():
            end += 1
        return self.base[start:end].encode()

    def cells(self, cells, anywhere=False):
        """[(letters it may be, start, end)]: letters that stand by themselves, or in another order than written."""
        cells = cells[:_MOST_CELLS]
        for first in range(len(cells)):
            self._steps = min(_MOST_STEPS, self._left)
            self._left -= self._steps
            self._step(self._tree, cells, first, first, "", anywhere)
            self._left += self._steps

    def _step(self, node, cells, first, at, last, anywhere):
        self._steps -= 1
        if self._steps < 0:
            return
        for ending in node.get("ends", ()):
            starts, ends = first == 0, at == len(cells)
            loose = anywhere and ending.length > 3 and ending.is_strong
            if (starts or ending.is_any or loose) and (ends or ending.is_open or loose):
                self.found.add(Reading(ending.group, *_span(cells[first:at])))
        if at == len(cells):
            return
        for letter in cells[at][0]:
            if letter in node:
                self._step(node[letter], cells, first, at + 1, letter, anywhere)
            if letter == last or (letter == SYMBOL and at > first):
                self._step(node, cells, first, at + 1, last, anywhere)


def _runs(gaps):
    """(place, group) of gaps that are alike."""
    at = 0
    for _gap, same in groupby(gaps):
        same = list(same)
        yield at, same
        at += len(same)


def _span(cells):
    return min(cell[1] for cell in cells), max(cell[2] for cell in cells)


def _any(doubtful, start, end):
    return bool(doubtful) and any(n in doubtful for n in range(start, end))

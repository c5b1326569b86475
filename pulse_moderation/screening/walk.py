"""One text, walked along the tree of words: letters, signs drawn as letters, masks over letters, gaps between them."""

import re
from dataclasses import dataclass

from pulse_moderation.screening import drawn
from pulse_moderation.screening.drawn import HEARD, LEET, LITERAL
from pulse_moderation.screening.lookalikes import SYMBOL, UNDERSCORE
from pulse_moderation.screening.spelling import VOWELS
from pulse_moderation.screening.tree import ROOT

TOKEN = re.compile(r"\S+", re.ASCII)  # in a plain pattern \s takes in \x1c to \x1f, our signs
_MOST_CELLS, _MOST_STEPS, _MOST_OF_TEXT = 80, 6000, 150_000
_AROUND = "\"'([{<*.,;:!?)]}>"
_BETWEEN = re.compile(r"\.?[\s\x1e-]+", re.ASCII)
_TAIL = re.compile(r"(?:e?[sz$5\x13]+|'s|z[0o]r[sz]*|ing|ed|er[sz]?)?(?![a-z0-9$])")
_STROKES = re.compile(r"[|\\/)(].*[$+!0-9<>]|[$+!0-9<>].*[|\\/)(]")
_HEX = re.compile(r"(?=(?:.*\d){2})(?:[0-9a-f]{4,5}|[0-9a-f]{8,})")
# Figures around a letter or two that read as a word: "5h17". "900k" and "n1964" are numbers with a letter to them.
_CODED = re.compile(r"(?!\d+[a-z]$|[a-z]\d+$)[a-z0-9]{4,}")
_SHORT = re.compile(r"a\*s|c\*m|f\*g|t\*t")
_OF_PATHS = frozenset("-./:\\" + UNDERSCORE)
_SUM = re.compile("[+=]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A disguised word found: by which group (its place in the list given), and where in the folded text."""

    group: int
    start: int
    end: int


class Walk:
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

    def token(self, start, end):
        """Every word that begins in a piece between white space, and phrases that begin a few words before."""
        before = [
            found.start()
            for found in [*TOKEN.finditer(self.base, max(0, start - 40), start)][-4:]
            if found[0].strip(_AROUND) in self._tree.begin_phrases
        ]
        self._end = end
        for n, following in enumerate(TOKEN.finditer(self.base, end, end + 40)):
            self._end = following.end() if n < 3 else self._end
        for first in (*before, *range(start, end)):
            if self.base[first] in drawn.FIRST and self._left > 0:
                self._steps = _MOST_STEPS
                self._first, self._from = first, start
                self._go(ROOT, first, "", (0, 0, 0, 0), (), "")
                self._left -= _MOST_STEPS - self._steps

    def _go(self, node, at, last, kept, gaps, read):
        self._steps -= 1
        if self._steps < 0:
            return
        if at > self._from:
            for ending in self._tree.ends.get(node, ()):
                self._ended(ending, at, kept, gaps, read)
        if at >= self._end:
            return
        (literal, leet, masks, weak), child_of = kept, self._tree.child
        for letters, after, how in self._readings(at):
            more = (literal + (how == LITERAL), leet + (how in (LEET, HEARD)), masks, weak)
            for letter in letters:
                if (child := child_of(node, letter)) is not None:
                    self._go(child, after, letter, more, gaps, read + letter)
                if letter == last:
                    self._go(node, after, letter, more, gaps, read + letter)
        if read:
            self._go_on(node, at, last, kept, gaps, read)

    def _go_on(self, node, at, last, kept, gaps, read):
        """Past a sign that is a mask over a letter or a gap between two."""
        base, (literal, leet, masks, weak) = self.base, kept
        if (space := self._tree.child(node, " ")) is not None and (gap := _BETWEEN.match(base, at)):
            self._go(space, gap.end(), "", kept, gaps, read + " ")
        if not gaps and drawn.is_mask(base, at, self._doubtful):
            if base[at] in drawn.FULL and base[at + 1 : at + 2] == base[at] != base[at - 1]:
                self._run_of_masks(node, at, kept, read)
            alone = base[at - 1] != base[at] and base[at + 1 : at + 2] != base[at]
            for _letter, child in self._tree.children(node):
                self._go(child, at + 1, "", (literal, leet, masks + 1, weak), gaps, read + "?")
                if alone and base[at] in drawn.FULL and literal > 1 and base[at + 1 : at + 2].isalnum():
                    for _second, grandchild in self._tree.children(child):
                        self._go(grandchild, at + 1, "", (literal, leet, masks + 2, weak), gaps, read + "??")
        if not gaps and drawn.is_weak_mask(base, at):
            twice = base[at + 1 : at + 2] == base[at] or base[at - 1] == base[at]
            for letter, child in self._tree.children(node):
                if letter in VOWELS or twice or base[at] == UNDERSCORE:
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
        for _letter, child in self._tree.children(node):
            self._go(child, after, "", (literal, leet, masks + 1, weak), (), read + "?")
            for _second, grandchild in self._tree.children(child) if after - at > 2 else ():
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
        if not is_masked and self._lexis.is_innocent(read.encode()):
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
            return (
                literal >= max(1, 2 - leet) and not weak and gaps in (0, 2) and (leet < 2 or written[1] == written[2:])
            )
        if literal < 2 and not (
            ending.is_strong and (self._is_drawn(written, literal, length) or (literal and _CODED.fullmatch(written)))
        ):
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
        if masks + weak == 2 and literal > 1 and any(sign * 2 in written for sign in signs):
            return True  # one sign over two letters: "c--t"
        if weak or masks == 1:
            return literal >= 3 and (not weak or len(signs) == 1)
        return (
            literal > 1
            and masks <= (length + 1) // 2
            and (literal >= 3 or any(sign * masks in written for sign in drawn.FULL))
        )

    @staticmethod
    def _is_drawn(written, literal, length):
        """Whether signs with hardly a letter among them are drawn as a word: no number, no line of a table."""
        signs = sum(not char.isalnum() for char in written)
        if literal:
            return length > 5 or signs > 1
        return signs > length and bool(_STROKES.search(written))

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
            self._step(ROOT, cells, first, first, "", anywhere)
            self._left += self._steps

    def _step(self, node, cells, first, at, last, anywhere):
        self._steps -= 1
        if self._steps < 0:
            return
        for ending in self._tree.ends.get(node, ()):
            starts, ends = first == 0, at == len(cells)
            loose = anywhere and ending.length > 3 and ending.is_strong
            if (starts or ending.is_any or loose) and (ends or ending.is_open or loose):
                self.found.add(Reading(ending.group, *_span(cells[first:at])))
        if at == len(cells):
            return
        for letter in cells[at][0]:
            if (child := self._tree.child(node, letter)) is not None:
                self._step(child, cells, first, at + 1, letter, anywhere)
            if letter == last or (letter == SYMBOL and at > first):
                self._step(node, cells, first, at + 1, last, anywhere)


def _span(cells):
    return min(cell[1] for cell in cells), max(cell[2] for cell in cells)

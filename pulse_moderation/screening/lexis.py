"""Words that stand in a text as words: one look-up of all of them, plain, by their sound, or in two pieces."""

import re
from functools import cache
from operator import add
from pathlib import Path

from pulse_moderation.screening.drawn import AFTER, BEFORE
from pulse_moderation.screening.known import words_of
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.spelling import IS_DRAWN_OUT, SHORTEST_KEY, VOWELS, heard, key, misspelled, near, rough
from pulse_moderation.screening.terms import COMMON, DOUBLED, LITTLE_WORDS, forms, is_open

_TOKEN = re.compile(rb"[a-z0-9]+")
_PHRASE_GAP = re.compile(rb"'?|\.?[\s\x1e-]+")
_SENTENCE = re.compile(rb"""[.!?,;:)"']+\s|\s+["(]""")
_CONTRACTED = frozenset((b"re", b"s", b"t", b"d", b"ll", b"ve", b"m"))
_GOES_ON = re.compile(rb"\.[a-z0-9]|\(")
_ONE_SIGN = re.compile(rb"([-.'~`\x1e*#?!^])\1?")
_TWO_SIGNS = re.compile(rb"[*\x1f#]|([-.*\x1e?])\1")
_MASKS, _DOUBLED_MASKS = (b"\x1e", b"\x1f", b"*"), (b"--", b"\x1e\x1e", b"\x1f\x1f")
_IN_TEXT, _WRAPPED = (b"/", b".", b",", b":", b"\x1e"), re.compile(rb"-\r?\n")
_LETTERS = frozenset(
    (b"a", b"i", b"s", b"t", b"d", b"m", b"ll", b"re", b"ve")
)  # that stand alone, or after an apostrophe
_OF_FORMAT = re.compile(rb"[a-z0-9]\.$")  # "MMmSS.FFs"
_RUDE = frozenset(b"ass arse tit tits cock suck lick lust hit die dick hump".split())
_MOST_CLEAN = 50_000
_AROUND = 200  # as far as a phrase reaches
_LONGEST_GAP = 6
_TAILS = ("s", "es", "sor", "sors", "sxc")
_ENDINGS = ("", "s", "ed", "ing", "in", "er", "ers", "y")


@cache
def english():
    """Words in good use that a disguise could be taken for, and those that are pieces of a word of the lists."""
    text = (Path(__file__).parent / "english.txt").read_text("utf-8")
    words = " ".join(line for line in text.splitlines() if not line.startswith("#")).split()
    return frozenset(word.encode() for word in words) | frozenset(word.encode() for word in LITTLE_WORDS)


class Lexis:
    """The words of all groups; a group is known by its place in the list."""

    def __init__(self, groups):
        self.plain, self.sounds, self.variants, self.pairs = {}, {}, {}, {}
        self._clean, self._pieces, self.phrases = set(), set(), []
        self._doubts = {}  # what is said of words that are not clean
        self._apart = set()  # three words in a row of which no two are one
        self._heard = set()  # what a word must be heard as to be looked at
        self._english = english()
        for place, group in enumerate(groups):
            for word in group.words:
                self._add(word, group, place)
        self.pairs = {pair: tuple(found) for pair, found in self.pairs.items()}
        self.plain = {word: tuple(places) for word, places in self.plain.items()}
        self.sounds = {sound: tuple(found) for sound, found in self.sounds.items()}
        self._plain, self._heard, self._pairs = frozenset(self.plain), frozenset(self._heard), frozenset(self.pairs)

    def _add(self, word, group, place):
        stem = word.removesuffix("*")
        if not stem.isalnum():
            if stem == word and group.joined == "no":
                self._add_phrase(word, group, place)
            return
        is_strong = group.severity.rank >= Severity.HOLD.rank and not group.near
        made = forms(stem, group)
        if is_open(word, group):
            made |= {stem + ending for ending in _ENDINGS if group.joined == "any"}
        else:
            for form in made:
                self.plain.setdefault(form.encode(), []).append(place)
        if group.disguise and stem.isalpha() and len(stem) >= 3:
            self._disguise(made, place, is_strong)

    def _disguise(self, made, place, is_strong):
        for form in made:
            if len(sound := key(form)) >= SHORTEST_KEY:
                self.sounds.setdefault(sound, []).append((place, form.encode()))
                self._heard |= near(form)
            if is_strong and len(form) >= 4:
                self._split(form, place)
                tails = [form + tail for tail in _TAILS] if len(form) >= 5 else []
                for spelled in (*misspelled(form), *tails):
                    if len(form) > 4 and len(spelled) < 5:
                        continue
                    if len(sound := key(spelled)) >= SHORTEST_KEY and (len(form) > 5 or sound not in self.sounds):
                        self.variants.setdefault(sound, place)
                        self._heard.add(sound)
                        self._heard.update(heard(spelled.encode()))

    def _split(self, form, place):
        word = form.encode()
        for n in range(1, len(word)):
            self._pair(word[:n], word[n:], (place, word, None))
            if n < len(word) - 1:  # a sign for one letter
                is_plain = len(word) > 4 or chr(word[n]) in VOWELS
                self._pair(
                    word[:n], word[n + 1 :], (place, (word[:n], word[n + 1 :], *(() if is_plain else (1,))), None)
                )
            if n < len(word) - 2:  # or for two
                self._pair(word[:n], word[n + 2 :], (place, (word[:n], word[n + 2 :], 2), None))
        if word[:1] in b"ck" and len(word) > 3:
            self.plain.setdefault(word[1:], []).append((place, re.compile(rb"[(<{[]" + word[1:] + rb"\b")))

    def _pair(self, left, right, found):
        (left,), (right,) = heard(left), heard(right)
        self._pieces |= {left, right}
        self.pairs.setdefault(left + right, []).append(found)

    def _add_phrase(self, word, group, place):
        """A phrase is kept under two words that stand side by side in it, the longest."""
        for written in dict.fromkeys((word, word.replace("'", ""))):
            parts = words_of(written.encode())
            pattern = None
            if re.search("[^a-z0-9 ]", written):
                pattern = re.compile(rb"\b" + re.escape(written).encode() + rb"\b")
            if len(parts) == 1:
                self.pairs.setdefault(parts[0], [])
                self.plain.setdefault(parts[0], []).append(
                    (place, re.compile(rb"\b" + re.escape(word).encode() + rb"\b"))
                )
                continue
            sounds = heard(written.encode())
            at = max(range(len(parts) - 1), key=lambda n: _weight(parts[n]) + _weight(parts[n + 1]))
            self.phrases.append(r"[^a-z0-9]+".join(part.decode() for part in parts))
            self.pairs.setdefault(sounds[at] + sounds[at + 1], []).append(
                (place, (tuple(parts), tuple(sounds), at), pattern)
            )
        joined = word.replace(" ", "")
        if group.severity.rank >= Severity.HOLD.rank and not group.near and joined.isalpha() and len(joined) >= 9:
            self._disguise({joined}, place, is_strong=False)
            self._split(joined, place)

    def may_hit(self, low, words, is_parted=False, is_phrased=False):
        """Whether it is worth to look closer. `is_parted`: a sign stands between letters.

        `is_phrased`: a phrase may be there. A word that is no word of ours and no piece of one is kept as clean, so that
        one question in C is enough for a text of such words.
        """
        if is_parted or is_phrased:
            return self._may_hold(low, words)
        if not self._clean.issuperset(words):
            for word in {*words} - self._clean:
                doubt = self._doubts[word] if word in self._doubts else self._look_at(word)
                if doubt or (doubt is not None and self._may_be_beside(word, words)):
                    return True
        return False

    def _look_at(self, word):
        """Whether a word may be one of ours by itself (True), as a piece of one (False), or not at all (None); it is kept."""
        (sound,) = heard(word) or (word,)
        is_heard = sound in self._heard and word not in self._english
        if word in self._plain or is_heard:
            doubt = True
        elif sound in self._pieces and word not in self._english and word not in _LETTERS:
            doubt = False
        else:
            doubt = None
        if doubt is None and len(self._clean) < _MOST_CLEAN:
            self._clean.add(word)
        elif len(self._doubts) < _MOST_CLEAN:
            self._doubts[word] = doubt
        return doubt

    def _may_be_beside(self, word, words):
        """Whether a piece is one of ours with the word before or after."""
        at = -1
        for _n in range(words.count(word)):
            at = words.index(word, at + 1)
            near = tuple(words[max(at - 1, 0) : at + 2])
            if near in self._apart:
                continue
            sounds = heard(b" ".join(near))
            if not self._pairs.isdisjoint(map(add, sounds, sounds[1:])):
                return True
            if len(self._apart) < _MOST_CLEAN:
                self._apart.add(near)
        return False

    def _may_hold(self, low, words):
        if not self._plain.isdisjoint(words):
            return True
        sounds = heard(low)
        if not self._heard.isdisjoint(sounds):
            doubted = self._heard.intersection(sounds)
            if any(sound in doubted and words[n] not in self._english for n, sound in enumerate(sounds)):
                return True
        if self._pairs.isdisjoint(map(add, sounds, sounds[1:])):
            return False
        there = set(sounds)
        return any(
            self._may_be(what, words[n : n + 2], there, low)
            for n, pair in enumerate(map(add, sounds, sounds[1:]))
            if pair in self._pairs
            for _place, what, _pattern in self.pairs[pair]
        )

    def _may_be(self, what, two, there, low):
        """Whether two words may be a parted one, or all words of a phrase are there."""
        if isinstance(what, tuple) and not isinstance(what[0], bytes):
            return there.issuperset(what[1])
        return not (self._english.issuperset(two) and b" ".join(two) in low)

    def find(self, low, is_drawn_out, is_parted, is_phrased):
        """{(place of the group, start, end)} of every word and phrase. `is_drawn_out`: some letters are."""
        words = words_of(low)
        if not is_drawn_out and not self.may_hit(low, words, is_parted, is_phrased):
            return set()
        sounds, found = heard(low), set()
        spans = [found.span() for found in _TOKEN.finditer(low)]
        for n, word in enumerate(words):
            if word in self._plain:
                found |= self._as_it_stands(word, low, spans[n])
            if sounds[n] in self._heard or (is_drawn_out and IS_DRAWN_OUT.search(word)):
                found |= {(place, *spans[n]) for place in self._spelled(word)}
        for n, pair in enumerate(map(add, sounds, sounds[1:])):
            if pair in self._pairs:
                self._of_pair(pair, low, words, sounds, spans, n, found)
        return found

    def _as_it_stands(self, word, low, span):
        found = set()
        for place in self.plain[word]:
            if not isinstance(place, int):
                found |= {
                    (place[0], *m.span()) for m in place[1].finditer(low, max(span[0] - _AROUND, 0), span[1] + _AROUND)
                }
            elif len(word) > 3 or not _OF_FORMAT.search(low, max(span[0] - 3, 0), span[0]):
                found.add((place, *span))
        return found

    def _of_pair(self, pair, low, words, sounds, spans, n, found):
        for place, what, pattern in self.pairs[pair]:
            if pattern is not None:
                around = max(spans[n][0] - _AROUND, 0), spans[n + 1][1] + _AROUND
                found |= {(place, *m.span()) for m in pattern.finditer(low, *around)}
            elif isinstance(what, bytes) or isinstance(what[0], bytes):
                stands = self._is_split if isinstance(what, bytes) else self._is_masked
                if stands(what, low, words, spans, n):
                    found.add((place, spans[n][0], spans[n + 1][1]))
            elif self._is_phrase(what, low, words, sounds, spans, n):
                first = n - what[2]
                found.add((place, spans[first][0], spans[first + len(what[0]) - 1][1]))

    def is_english(self, word):
        return word in self._english

    def is_innocent(self, word):
        """Whether a word that was disguised is in good use, and none of the lists."""
        return word in self._english and word not in self.plain

    def spelled(self, word):
        """The groups of a word that stands alone."""
        return [place for place in self.plain.get(word, ()) if isinstance(place, int)] or self._spelled(word)

    def _spelled(self, word):
        if word in self._english or word in self.plain:
            return []
        sound = key(word)
        places = [place for place, form in self.sounds.get(sound, ()) if _fits(word, form)]
        if not places and sound in self.variants and sound not in self.sounds:
            places = [self.variants[sound]]
        return places

    def _is_split(self, form, low, words, spans, n):
        """Whether two pieces are a word that is parted."""
        left, right = words[n], words[n + 1]
        gap = low[spans[n][1] : spans[n + 1][0]]
        if len(gap) > _LONGEST_GAP or (b"'" in gap and right in _CONTRACTED) or _SENTENCE.search(gap):
            return False
        if gap.isspace() and (left in _LETTERS or right in _LETTERS):
            return False
        if gap.strip() == gap and gap != b"-" and not _stands_free(low, spans[n][0], spans[n + 1][1]):
            return False
        known = (left in self._english) + (right in self._english)
        if known == 2 and not _WRAPPED.fullmatch(gap) and (gap.strip() != gap or not gap.strip()):
            return False
        if known == 2 and gap in _IN_TEXT and len(form) < 7:
            return False
        if gap.isspace() and len(right) > 3 and right in self._english and form in self.plain:
            return False
        return left + right == form or (known == 0 and len(form) >= 6 and min(len(left), len(right)) > 1)

    def _is_masked(self, what, low, words, spans, n):
        """Whether two pieces are a word with a sign in place of one letter or two."""
        left, right = words[n], words[n + 1]
        if (left, right) != what[:2]:
            return False
        if what[2:] and low[spans[n][1] : spans[n + 1][0]] in _DOUBLED_MASKS:  # "s--t"
            return _stands_free(low, spans[n][0], spans[n + 1][1])
        if (left in self._english or len(left) == 1) and right in self._english:
            return False
        if len(right) == 1 and left in self._english:
            return False
        gap = low[spans[n][1] : spans[n + 1][0]]
        if not _stands_free(low, spans[n][0], spans[n + 1][1]) or (b"'" in gap and right in _CONTRACTED):
            return False
        if what[2:] == (1,):
            return gap in _MASKS
        if what[2:] == (2,):
            return bool(_TWO_SIGNS.fullmatch(gap)) and len(left) + len(right) > 2 + (gap != b"*")
        return bool(_ONE_SIGN.fullmatch(gap)) and (gap != b"." or len(right) > 1)

    def _is_phrase(self, what, low, words, sounds, spans, n):
        parts, by_ear, at = what
        first = n - at
        if first < 0 or tuple(words[first : first + len(parts)]) != parts:
            if first < 0 or tuple(sounds[first : first + len(parts)]) != by_ear:
                return False
            for part, word in zip(parts, words[first:], strict=False):
                if part != word and (word in self._english or not _fits(word, part)):
                    return False
        stands = range(first, first + len(parts) - 1)
        return all(_PHRASE_GAP.fullmatch(low[spans[k][1] : spans[k + 1][0]]) for k in stands)


def _weight(word):
    """How seldom a word is met, by and large."""
    return 0 if word.decode() in COMMON and word not in _RUDE else len(word)


def _stands_free(low, start, end):
    """Whether what is parted by a sign is no piece of a path, a formula or a program."""
    before, after = low[start - 1 : start].decode() if start else "", low[end : end + 1].decode()
    return before in BEFORE and after in AFTER and not _GOES_ON.match(low, end)


def _fits(word, form):
    """Whether a word that sounds like a form may be it: no letter fewer, and twice only where English does not double."""
    if len(form) >= 6:
        return True
    runs, own = _runs(rough(word)), _runs(rough(form))
    if len(runs) != len(own):
        return False
    for n, (run, least) in enumerate(zip(runs, own, strict=True)):
        edge = n == 0 or (n == len(own) - 1 and len(form) > 3 and chr(least[0]) not in "oels")
        if len(run) < len(least):
            return False
        if len(run) == 2 and len(least) == 1 and not edge and chr(least[0]) in DOUBLED:
            return False
    return True


def _runs(word):
    return [found[0] for found in re.finditer(rb"(.)\1*", word)]

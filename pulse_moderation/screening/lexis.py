"""Words that stand in a text as words: one look-up of all of them, plain, by their sound, or in two pieces."""

import re
from functools import cache
from operator import add
from pathlib import Path

from pulse_moderation.screening.known import words_of
from pulse_moderation.screening.pieces import LETTERS, fits, is_masked, is_phrase, is_split
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.spelling import IS_DRAWN_OUT, SHORTEST_KEY, VOWELS, heard, key, misspelled, near
from pulse_moderation.screening.terms import COMMON, LITTLE_WORDS, forms, is_open

_TOKEN = re.compile(rb"[a-z0-9]+")
_OF_FORMAT = re.compile(rb"[a-z0-9]\.$")  # "MMmSS.FFs"
_RUDE = frozenset(b"ass arse tit tits cock suck lick lust hit die dick hump".split())
_MOST_CLEAN = 20_000
_AROUND = 200  # as far as a phrase reaches
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
        elif sound in self._pieces and word not in self._english and word not in LETTERS:
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
                stands = is_split if isinstance(what, bytes) else is_masked
                if stands(what, low, words, spans, n, self):
                    found.add((place, spans[n][0], spans[n + 1][1]))
            elif is_phrase(what, low, words, sounds, spans, n, self):
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
        places = [place for place, form in self.sounds.get(sound, ()) if fits(word, form)]
        if not places and sound in self.variants and sound not in self.sounds:
            places = [self.variants[sound]]
        return places


def _weight(word):
    """How seldom a word is met, by and large."""
    return 0 if word.decode() in COMMON and word not in _RUDE else len(word)

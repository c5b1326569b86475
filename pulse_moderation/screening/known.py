"""Names, numbers and handles that are known, kept as keyed hashes only: what is looked for cannot be read from here."""

import secrets
from dataclasses import dataclass
from hashlib import blake2b

_SEPARATED = bytes(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))


def words_of(low):
    """The words of folded text, in bytes; letters and digits only."""
    return low.translate(_SEPARATED).split()


MOST_UNMARKED = 20_000


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to be recognized: `others` are nicknames and other first names, `numbers` such as of JJEMS."""

    first: str
    last: str
    others: tuple = ()
    numbers: tuple = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Known words found: the first and last word of the text (by number), and what of them is known."""

    first: int
    last: int
    what: str


class Known:
    """Whether words of a text are somebody's name or number.

    A word is first asked for in a set of `hash()`es, which is seeded anew in each process and costs next to nothing; what
    that lets through is asked for by a keyed hash with a key of this process. Neither yields a name to who reads memory.
    """

    def __init__(self, people=(), *, fold):
        self._key = secrets.token_bytes(32)
        self._what, self._marks, self._longest = {}, set(), 1
        self._unmarked = set()  # words of texts that are no part of anybody's name
        for person in people:
            self._add(person, lambda text: tuple(words_of(fold(text).base.encode())))
        self.marks = frozenset(self._marks)

    def __bool__(self):
        return bool(self._what)

    def _add(self, person, words):
        last = words(person.last)
        for name in (person.first, *person.others):
            if not (first := words(name)):
                continue
            self._keep(first, "first", weak=True)
            if last:
                self._keep(first + last, "full")
                self._keep(last + first, "full")
                self._keep((*first, last[0][:1]), "initial", weak=True)
        for number in person.numbers:
            self._keep(words(number), "number")

    def _keep(self, words, what, weak=False):
        if not words or (what == "full" and len(b"".join(words)) < 4):
            return
        self._marks.update(map(hash, words if what != "initial" else words[:-1]))
        self._longest = max(self._longest, len(words))
        key = self._hashed(words)
        if not (weak and key in self._what):
            self._what[key] = what

    def _hashed(self, words):
        return blake2b(b" ".join(words), key=self._key, digest_size=16).digest()

    def is_near(self, words):
        """Whether it is worth to look closer. In C throughout."""
        if self._unmarked.issuperset(words):
            return False
        if not self.marks.isdisjoint(map(hash, words)):
            return True
        if len(self._unmarked) < MOST_UNMARKED:
            self._unmarked.update(words)
        return False

    def find(self, words):
        """[Seen]: the longest known names, and first names that stand alone."""
        found, after = [], 0
        marks, count = self.marks, len(words)
        marked = [n for n, word in enumerate(map(hash, words)) if word in marks]
        there = set(marked)
        for at in marked:
            if at < after:
                continue
            end = at + 1
            while end < count and end in there and end - at < self._longest:
                end += 1
            if seen := self._at(words, at, end, there):
                found.append(seen)
                after = seen.last + 1
        return found

    def _at(self, words, at, end, there):
        for last in range(end, at + 1, -1):
            if what := self._what.get(self._hashed(words[at:last])):
                return Seen(at, last - 1, what)
        # A middle name or initial does not hide anybody: "Jordan T. Smith".
        if at + 2 in there and self._what.get(self._hashed((words[at], words[at + 2]))) == "full":
            return Seen(at, at + 2, "full")
        if at + 1 < len(words) and len(words[at + 1]) == 1 and self._what.get(self._hashed(words[at : at + 2])):
            return Seen(at, at + 1, "initial")
        what = self._what.get(self._hashed(words[at : at + 1]))
        return Seen(at, at, what) if what else None

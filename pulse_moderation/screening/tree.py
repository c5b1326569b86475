"""All forms of all words as one tree of letters, kept in flat dictionaries of numbers: nothing for the collector to walk."""

from typing import NamedTuple

from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.terms import forms, is_glued, is_open

ROOT = 0


class Ending(NamedTuple):
    """A form that ends at a node of the tree: of which group, and how it may stand."""

    group: int
    length: int
    is_open: bool
    is_any: bool
    is_strong: bool


class Tree:
    """A node is a number."""

    def __init__(self, groups):
        self._children, self._letters, self.ends, self._count = {}, {}, {}, 1
        self.begin_phrases = set()  # first words of phrases
        for place, group in enumerate(groups):
            if group.disguise:
                for word in group.words:
                    self._add(word, group, place)

    def child(self, node, letter):
        """The node after a letter, or None."""
        return self._children.get(node << 7 | ord(letter))

    def children(self, node):
        """(letter, node) of all letters that go on from here, but for a space."""
        return [(letter, self._children[node << 7 | ord(letter)]) for letter in self._letters.get(node, "")]

    def _add(self, word, group, place):
        stem = word.removesuffix("*")
        strong = group.severity.rank >= Severity.HOLD.rank and not group.near
        if not stem.isalpha():
            letters = stem.replace(" ", "")
            if strong and stem == word and group.joined == "no" and letters.isalpha() and len(stem) > 6:
                whole = Ending(place, len(letters), False, False, True)
                self.begin_phrases.update(stem[:n] for n, letter in enumerate(stem) if letter == " ")
                self._put(stem, whole)
                self._put(letters, whole)
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
        node = ROOT
        for letter in form:
            step = node << 7 | ord(letter)
            if step not in self._children:
                self._children[step], self._count = self._count, self._count + 1
                if letter != " ":
                    self._letters[node] = self._letters.get(node, "") + letter
            node = self._children[step]
        self.ends[node] = (*self.ends.get(node, ()), ending)

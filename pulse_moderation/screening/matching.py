"""Many patterns in one pass: a set says which of them are in a text, and only those are then looked up for where."""

import re2
from django.utils.translation import gettext as _

from pulse_moderation.screening.rules import RuleRefused, options

MEMORY = 256 << 20  # what the automaton may grow to; it grows with what it meets


class PatternSet:
    """Patterns by number. RE2 runs in linear time, so no pattern and no text can make it hang."""

    def __init__(self):
        self._set = re2.Set.SearchSet(plain_options(MEMORY))
        self._patterns = []
        self._compiled = {}

    def add(self, pattern, where=None):
        """Add a pattern of RE2's kind; returns its number. `where` finds the place, if that takes more to say."""
        self._set.Add(pattern.encode("latin-1"))
        self._patterns.append(where or pattern)
        return len(self._patterns) - 1

    def ready(self):
        """Raises RuleRefused for patterns of which each may do alone, but which together are too many."""
        try:
            self._set.Compile()
        except re2.error:
            raise RuleRefused(_("Together with all others these are too many, or too long. Take some away.")) from None
        self.match = self._set._set.Match  # bytes in, numbers out, no wrapper between
        return self

    def spans(self, number, text):
        """Where a pattern stands in a (folded) text."""
        if number not in self._compiled:
            self._compiled[number] = re2.compile(self._patterns[number].encode("latin-1"), plain_options(MEMORY))
        return [found.span() for found in self._compiled[number].finditer(text) if found.end() > found.start()]


def plain_options(memory):
    chosen = options(memory)
    chosen.encoding = re2.Options.Encoding.LATIN1
    chosen.never_capture = True
    return chosen

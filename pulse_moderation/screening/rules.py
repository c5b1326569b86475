"""What a screening rule is (domain 8). Pure: the database keeps rules, this package only reads them."""

from dataclasses import dataclass, field

import re2
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_PATTERN = 1000
MEMORY = 8 << 20  # what one compiled pattern may take: (a{1000}){1000} is refused, not built


class Severity(TextChoices):
    INFO = "info", gettext_lazy("Note")
    CAUTION = "caution", gettext_lazy("Caution")
    HOLD = "hold", gettext_lazy("Hold")
    CRITICAL = "critical", gettext_lazy("Critical")

    @property
    def rank(self):
        return _RANKS[self.value]


_RANKS = {"info": 0, "caution": 1, "hold": 2, "critical": 3}


class Mode(TextChoices):
    SHADOW = "shadow", gettext_lazy("Shadow: counted only")
    CAUTION = "caution", gettext_lazy("Caution: the author is warned")
    SUSPECT = "suspect", gettext_lazy("Suspect: queued, not held")
    HOLD = "hold", gettext_lazy("Hold: waits for a moderator")


class Kind(TextChoices):
    WORDS = "words", gettext_lazy("Words and phrases")
    PATTERN = "pattern", gettext_lazy("Pattern")
    DETECTOR = "detector", gettext_lazy("Detector")


class RuleRefused(ValidationError):
    """A rule that cannot be compiled; the message says why, for whoever wrote it."""


@dataclass(frozen=True)
class Rule:
    """One version of a rule.

    `terms` holds words (plain strings, or groups as docs of the lexicons describe them: mappings with `words` and
    `severity`, `inflect`, `joined`, `near` …) or, of a pattern, regular expressions. A detector may have words, too.
    `options` holds `contexts` ({name: words}) and what a detector takes.
    """

    code: str
    version: int
    clause: str
    kind: Kind = Kind.WORDS
    severity: Severity = Severity.HOLD
    mode: Mode = Mode.HOLD
    terms: tuple = ()
    exceptions: tuple = ()
    options: dict = field(default_factory=dict)

    def check(self):
        """Raise RuleRefused unless everything in the rule compiles."""
        if self.kind == Kind.PATTERN:
            for pattern in self.terms:
                compiled(pattern)


def compiled(pattern):
    """The pattern, compiled by an engine that runs in linear time. Raises RuleRefused with the reason."""
    if not isinstance(pattern, str) or not pattern.strip():
        raise RuleRefused(_("Write a pattern."))
    if len(pattern) > LONGEST_PATTERN:
        raise RuleRefused(_("A pattern has at most %(n)s letters.") % {"n": LONGEST_PATTERN})
    if not pattern.isascii() or not pattern.isprintable():
        raise RuleRefused(_("Use plain letters: accents and look-alikes are folded before a pattern is matched."))
    try:
        made = re2.compile(pattern, options(MEMORY))
    except re2.error as problem:
        words = problem.args[0] if problem.args else problem
        reason = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        raise RuleRefused(_("This pattern cannot be used: %(reason)s.") % {"reason": reason}) from None
    if made.search("") is not None:
        raise RuleRefused(_("This pattern matches the empty text, so it would find every post."))
    return made


def options(memory):
    """How the engine is asked: quiet about faults, bounded in memory, case does not matter."""
    chosen = re2.Options()
    chosen.max_mem = memory
    chosen.log_errors = False
    chosen.case_sensitive = False
    chosen.never_capture = False
    return chosen

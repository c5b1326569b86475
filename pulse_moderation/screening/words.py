"""The words or patterns of one rule: which of them count, given what stands around them."""

from dataclasses import dataclass, field

import re2
from django.utils.translation import gettext as _

from pulse_moderation.screening.matching import MEMORY, plain_options
from pulse_moderation.screening.rules import Kind, RuleRefused, compiled
from pulse_moderation.screening.terms import Group, groups_of, phrase_pattern, tidy
from pulse_moderation.screening.view import is_near


@dataclass
class WordRule:
    """A rule with its groups of words, each known to the set by a number."""

    rule: object
    groups: list
    numbers: list
    exceptions: object = None
    contexts: dict = field(default_factory=dict)

    @classmethod
    def of(cls, rule, patterns):
        """Add the words or patterns of a rule to the set. Raises RuleRefused."""
        if rule.kind == Kind.PATTERN:
            groups = [
                Group((), rule.severity, disguise=False, asked=pattern, pattern=pattern)
                for pattern in rule.terms
                if compiled(pattern)
            ]
        else:
            groups = groups_of(rule)
        numbers = [patterns.add(group.asked, group.pattern) if group.asked else None for group in groups]
        contexts = {name: any_of(words) for name, words in rule.options.get("contexts", {}).items()}
        unknown = {name for group in groups for name in (*group.near, *group.soften)} - contexts.keys() - BUILT_IN
        if unknown:
            raise RuleRefused(f"{rule.code}: {', '.join(sorted(unknown))}")
        return cls(rule, groups, numbers, any_of(rule.exceptions), contexts)

    def excused(self, low):
        """Where phrases stand in which a hit is none."""
        return spans_of(self.exceptions, low)

    def severity(self, group, start, end, view):
        """How much a found word counts; None when it does not."""
        if group.near and not any(self._stands_near(name, group, start, end, view) for name in group.near):
            return group.otherwise
        if any(self._stands_near(name, group, start, end, view) for name in group.soften):
            return group.softened
        return group.severity

    def _stands_near(self, name, group, start, end, view):
        own = view.of(name)
        spans = (
            getattr(view, own)
            if own
            else view.cached((id(self), name), lambda: spans_of(self.contexts[name], view.low))
        )
        return is_near(spans, start, end, group.within)


BUILT_IN = frozenset(("@person", "@employee", "@name", "@you", "@told", "@youth"))


def any_of(words):
    """One pattern for any of these words or phrases, or None for none."""
    if not words:
        return None
    pattern = "|".join(phrase_pattern(tidy(word)) for word in words)
    try:
        return re2.compile(pattern.encode("latin-1"), plain_options(MEMORY))
    except re2.error:
        raise RuleRefused(_("These phrases are too many, or too long. Take some away.")) from None


def spans_of(pattern, low):
    return [found.span() for found in pattern.finditer(low)] if pattern is not None else []

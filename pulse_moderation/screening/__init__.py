"""Automatic screening of posts (domain 8): pure, without a database, a network or a clock.

screen = Screen(shipped_rules())
screen.hits("Text of a post", Context())
"""

from pulse_moderation.screening.context import Context
from pulse_moderation.screening.engine import Hit, Screen
from pulse_moderation.screening.floods import text_hash
from pulse_moderation.screening.known import Known, Person
from pulse_moderation.screening.rules import Kind, Mode, Rule, RuleRefused, Severity
from pulse_moderation.screening.shipped import shipped_rules

__all__ = [
    "Context", "Hit", "Kind", "Known", "Mode", "Person", "Rule", "RuleRefused", "Screen", "Severity", "shipped_rules",
    "text_hash",
]  # fmt: skip

"""Screens for tests: small sets of rules, and people who are invented."""

from functools import cache

from pulse_moderation.screening import Known, Person, Rule, Screen, shipped_rules
from pulse_moderation.screening.fold import fold

YOUTH = (
    Person("Zephyr", "Alderbrook", ("Zeph",), ("DEMO-100001",)),
    Person("Koa", "Quill-Marsh", (), ("DEMO-100002",)),
    Person("Will", "Young", (), ("DEMO-100003",)),
)
STAFF = (Person("Dana", "Whitfield"), Person("Koa", "Quill-Marsh"), Person("Ottilie", "Gray"))
HANDLES = {"demo_heron_12": b"1"}


@cache
def shipped():
    return Screen(
        shipped_rules(),
        youth=Known(YOUTH, fold=fold),
        staff=Known(STAFF, fold=fold),
        confidential=frozenset(HANDLES.values()),
        handle_keys=lambda handle: [HANDLES.get(handle, b"")],
    )


def of_words(*words, **group):
    return Screen((Rule("S-TEST", 1, "B.1.i.i", terms=({"words": words} | group,)),))


def found(text, context=None, screen=None):
    """{code: severity} of what the shipped rules find; the strongest of each."""
    made = {}
    for hit in (screen or shipped()).hits(text, *([context] if context else [])):
        before = made.get(hit.rule)
        made[hit.rule] = max(before, hit.severity, key=lambda one: one.rank) if before else hit.severity
    return {code: str(severity) for code, severity in made.items()}


def flagged(text, context=None, screen=None):
    """As `found`, without what is only noted."""
    return {code: severity for code, severity in found(text, context, screen).items() if severity != "info"}

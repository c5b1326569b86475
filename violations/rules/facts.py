"""What else a report says, beside what each clause needs: when, where, who is told of, and how bad it is (domain 5.10)."""

import unicodedata

from django.utils.translation import gettext as _

from policy.catalogue import catalogue
from policy.states import Severity
from violations.choices import Answer, Medium, SiteKind

LONGEST = 20_000  # letters that tell what happened
SHORT, ADDRESS = 2_000, 2_000
ACCOUNT = 300
ONE_OF = {"site_kind": SiteKind, "medium": Medium, "is_still_visible": Answer, "is_youth_at_risk": Answer}
AT_MOST = {"account_name": ACCOUNT, "url": ADDRESS, "youth_involved": SHORT, "already_told": SHORT}
DAYS = ("known_on", "occurred_from", "occurred_to")
NAMES = frozenset({*ONE_OF, *AT_MOST, *DAYS, "is_self_report", "is_ongoing", "reported_for", "platform"})
WORST_FIRST = [Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW]


def faults_of_facts(facts, today):
    """{name of a fact: what to do about it}; empty when the report can say all of it."""
    found = {name: not_a_day_yet(facts.get(name), today) for name in DAYS}
    found |= {name: unreadable(facts.get(name) or "", longest) for name, longest in AT_MOST.items()}
    found |= {name: _("Choose one answer.") for name in ONE_OF if name in facts and facts[name] not in ONE_OF[name]}
    if not found["occurred_to"]:
        found["occurred_to"] = ends_before(facts.get("occurred_from"), facts.get("occurred_to"))
    return {name: sentence for name, sentence in found.items() if sentence}


def not_a_day_yet(day, today):
    return _("This day is still to come. Choose today or an earlier day.") if day is not None and day > today else ""


def ends_before(first, last):
    is_wrong = first is not None and last is not None and last < first
    return _("The last day comes before the first. Choose a later day.") if is_wrong else ""


def unreadable(text, longest):
    """What is wrong with a text as such: it is too long, or holds what is no letter."""
    if len(text) > longest:
        return _("At most %(n)s letters. Shorten it, or add the rest as a file.") % {"n": f"{longest:,}"}
    if any(char == "\0" or unicodedata.category(char) == "Cs" for char in text):
        return _("This holds characters that cannot be read. Type it anew.")
    return ""


def severity_of(clauses):
    """The highest of these clauses; of a report that is not sure of any, medium."""
    known = catalogue().clauses
    found = {Severity(known[id].severity) if id else Severity.MEDIUM for id in clauses}
    return next((severity for severity in WORST_FIRST if severity in found), Severity.MEDIUM)


def is_restricted(clauses):
    """Whether it is about an investigation (B.3): for Legal and the Investigation Unit."""
    return any(id.startswith("B.3.") for id in clauses)


def is_urgent(report):
    return report.severity == Severity.CRITICAL or report.is_youth_at_risk == Answer.YES

"""The project's labelled texts: what must be found is found, and nothing clean is held (A11)."""

from collections import Counter

import pytest

from pulse_moderation.screening.own_corpus import make_context, own_corpus, own_screen
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.scorecard import RULES, by_rule

LEAST = 10  # of each kind, by A11
CLAUSES = {
    "S-LINK": "B.1.b",
    "S-SPAM": "B.1.d",
    "S-PII-OWN": "B.1.e",
    "S-PII-OTHER": "B.1.e",
    "S-CRED": "B.1.f",
    "S-YOUTH": "B.1.h",
    "S-HEALTH": "C.2.b",
    "S-CORI": "C.2.c",
    "S-LEO": "C.2.d",
    "S-PROF": "B.1.i.i",
    "S-SUBST": "B.1.i.ii",
    "S-SEX": "B.1.i.iii",
    "S-HARASS": "C.2.i",
    "S-IMG": "B.1.i.iii",
    "S-REL": "B.1.h",
    "S-CONF": "C.2.g",
}
EACH_RULE = [pytest.param(code, marks=pytest.mark.clause(CLAUSES[code])) for code in RULES]


def texts(rule, *, clean):
    return [example for example in own_corpus() if example.rule == rule and bool(example.expected) != clean]


def hits(example):
    return own_screen().hits(example.text, make_context(example.context))


def test_every_rule_has_enough_texts_of_either_kind():
    counted = Counter((example.rule, bool(example.expected)) for example in own_corpus())

    assert {code: counted[code, kind] for code in RULES for kind in (True, False) if counted[code, kind] < LEAST} == {}


def test_no_text_stands_twice():
    counted = Counter((example.rule, example.text, str(example.context)) for example in own_corpus())

    assert [text for text, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("rule", EACH_RULE)
def test_what_breaks_the_rule_is_found(rule):
    unread = [
        example.text
        for example in texts(rule, clean=False)
        if not any(hit.rule == rule and hit.severity != Severity.INFO for hit in hits(example))
    ]

    assert unread == []


@pytest.mark.parametrize("rule", EACH_RULE)
def test_what_only_looks_like_it_is_not_held(rule):
    """By no rule at all; a picture is held as a picture, which is S-IMG's duty and no mistake."""
    held = [
        (example.text, hit.rule, example.text[hit.start : hit.end])
        for example in texts(rule, clean=True)
        for hit in hits(example)
        if hit.severity in (Severity.HOLD, Severity.CRITICAL) and hit.rule != "S-IMG"
    ]

    assert held == []


def test_one_s_own_information_only_cautions_the_author():
    severities = {
        hit.severity for example in texts("S-PII-OWN", clean=False) for hit in hits(example) if hit.rule == "S-PII-OWN"
    }

    assert severities == {Severity.CAUTION}


@pytest.mark.clause("B.1.i.ii")
@pytest.mark.parametrize("text", ["Narcan training Tuesday", "The substance abuse counselor position is posted"])
def test_treatment_and_training_are_noted_and_never_held(text):
    assert {hit.severity for hit in own_screen().hits(text) if hit.rule == "S-SUBST"} <= {Severity.INFO}


def test_the_scorecard_of_the_corpus_is_full_marks():
    scores = by_rule(own_screen(), own_corpus(), make_context, Severity.CAUTION)

    assert {code: score.missed for code, score in scores.items() if score.missed} == {}

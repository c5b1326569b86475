"""The screen as a whole: any text, the same answer each time, and the quick way says what the thorough way says."""

import io
import json
import sys

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse_moderation.screening import Context, Screen, shipped_rules
from pulse_moderation.screening.engine import MOST_HITS
from pulse_moderation.screening.masking import LONGEST
from tests.pulse_moderation.screens import shipped

PIECES = st.sampled_from(
    ["fuck", "sh1t", "f u c k", "Zephyr", "Alderbrook", "A.", "617-555-0142", "SSN 219-09-9999", "@kit",
     "on insta", "password", "is",
     "Gull-77x", "Officer", "Ruiz", "court", "\n", "his", "$5", "sale", "http://a.com", "_", "<b>", "&amp;", "®",
     "ⓕ", "\u202e", "\0",
     "DOB 4/5/1990", "investigation", "Dana", "Whitfield", "**", "drunk", "ALL CAPS AND LOUD", "\ud800", "é", ".",
     ", ", "demo_heron_12"]
)  # fmt: skip
TEXT = st.one_of(
    st.text(st.characters(), max_size=120),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=14).map("".join),
)
THOROUGH = Context(is_thorough=True)


@settings(max_examples=400, deadline=None)
@given(TEXT)
def test_any_text_is_screened_and_the_quick_way_says_what_the_thorough_way_says(text):
    hits = shipped().hits(text)

    assert hits == shipped().hits(text, THOROUGH)
    for hit in hits:
        assert 0 <= hit.start <= hit.end <= len(text)
        assert len(hit.excerpt) <= LONGEST
        assert hit.excerpt.isprintable()


def test_a_huge_text_is_screened():
    assert shipped().hits("a" * 5_000_000) == ()
    assert shipped().hits("\u0430 " * 100_000) == ()


@pytest.mark.parametrize(
    "piece", ["a.b-", "f*u", "|\\/", "$|<", "ss--tt", "s h i x ", "fu**ck@@ ", "é*", "(unt ", "(", "a\n"]
)
def test_a_hostile_text_is_screened_to_its_end(piece):
    """A walk that knew no end would not come back; what it finds is a few, the gravest."""
    text = (piece * 200_000)[:200_000]

    assert len(shipped().hits(text)) <= MOST_HITS


def test_every_shipped_rule_has_its_clause_in_the_policy():
    rules = shipped_rules()

    assert len({rule.code for rule in rules}) == len(rules) == 16
    assert Screen(rules).hits("Good morning, all") == ()


def screened(monkeypatch, raw, *options):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    out = io.StringIO()
    call_command("screen", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_answers_each_line_in_order(monkeypatch):
    answers = screened(monkeypatch, b'{"id": 7, "text": "what the fuck"}\n{"id": "b", "text": "Good morning"}\n')

    assert answers == [
        {"id": 7, "hits": [{"rule": "S-PROF", "clause": "B.1.i.i", "severity": "hold", "start": 9, "end": 13}]},
        {"id": "b", "hits": []},
    ]


def test_the_command_writes_what_does_something_and_what_is_noted_when_asked(monkeypatch):
    line = b'{"id": 1, "text": "Narcan training, then the DEA talk on heroin"}\n'

    assert screened(monkeypatch, line) == [{"id": 1, "hits": []}]
    assert {hit["severity"] for hit in screened(monkeypatch, line, "--all")[0]["hits"]} == {"info"}


def test_the_command_says_which_lines_it_cannot_read(monkeypatch):
    answers = screened(
        monkeypatch,
        b'nope\n[1]\n\xff\xfe\n{"id": 1}\n{"id": 2, "text": 5}\n{"id": 3, "text": "\\ud800"}\n' + b"[" * 100_000,
    )

    assert [answer["id"] for answer in answers] == [None, None, None, None, None, 3, None]
    assert all("error" in answer for answer in answers if answer["id"] is None)

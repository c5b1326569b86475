"""Words of a rule: disguises, inflections, exceptions and what must stand near."""

import time

import pytest

from pulse_moderation.screening import Kind, Rule, RuleRefused, Screen
from tests.pulse_moderation.screens import found, of_words

WORD = of_words("gronk", "clatty", inflect=True)
DISGUISED = (
    "GRONK", "gr0nk", "gr*nk", "g r o n k", "g.r.o.n.k", "g-r-o-n-k", "g_r_o_n_k", "grooonk", "ggrroonnkk",
    "gr@nk!!", "gro nk",
    "gr-onk", "gr_nk", "gr\u200bonk", "ｇｒｏｎｋ", "grоnk", "ⓖⓡⓞⓝⓚ", "g🔥r🔥o🔥n🔥k", "gronk420", "gr<i>on</i>k",
    "g/r/o/n/k", "gr0nk3d",
    "gronking", "gronk's", "cl4tty", "clatt1es", "\u202eknorg\u202c", "gr#nk", "g r 0 n k", "6ronk", "gro|\\|k",
)  # fmt: skip


@pytest.mark.parametrize("written", DISGUISED)
@pytest.mark.clause("B.1.i.i")
def test_a_disguised_word_is_found_where_it_stands(written):
    text = f"well {written} then"

    hits = WORD.hits(text)

    assert len(hits) == 1
    assert 4 <= hits[0].start < hits[0].end <= len(text) - 4


@pytest.mark.parametrize(
    "text",
    ["grokn", "xgronky", "A1 of 3", "gron king", "the **all** of P.1, P.2", "who're there", "g and r", "3pm 2nd 10th"],
)
def test_other_words_are_not(text):
    assert WORD.hits(text) == ()


def test_doubled_letters_make_another_word_of_little_ones():
    words = of_words("anal", "shot", "hell", "ass", inflect=["s", "es"])

    assert [words.hits(text) for text in ("annals", "shoot", "he'll", "assess", "bass", "classes")] == [()] * 6
    assert [len(words.hits(text)) for text in ("anaaal", "shhhot", "heeell", "asses")] == [1, 1, 1, 1]


def test_a_word_inside_longer_words_is_asked_for():
    assert of_words("gronk").hits("megagronkish") == ()
    assert len(of_words("gronk", joined="any").hits("megagronkish")) == 1
    assert len(of_words("gronk", joined="start").hits("gronkish")) == 1


def test_an_exception_excuses_what_lies_within_it():
    rule = Rule("S-TEST", 1, "B.1.i.i", terms=("dick",), exceptions=("dick clark", "moby dick*"))
    screen = Screen((rule,))

    assert screen.hits("Dick Clark and Moby-Dicks") == ()
    assert len(screen.hits("Dick Clark is a dick")) == 1


def test_a_context_makes_a_word_count_or_softens_it():
    group = {"words": ("beer",), "near": ["use"], "otherwise": "info", "soften": ["work"], "within": 40}
    contexts = {"use": ("last night", "drink*"), "work": ("training",)}
    screen = Screen((Rule("S-TEST", 1, "B.1.i.ii", terms=(group,), options={"contexts": contexts}),))

    assert found("drinking beer", screen=screen) == {"S-TEST": "hold"}
    assert found("a beer bottle was found", screen=screen) == {"S-TEST": "info"}
    assert found("drinking beer: a training", screen=screen) == {"S-TEST": "info"}
    assert found("beer" + " " * 60 + "last night", screen=screen) == {"S-TEST": "info"}


@pytest.mark.parametrize(
    "pattern", [r"(a", r"(?=a)b", r"(a)\1", r"a{2000}", "", "a*", "x" * 2000, "(?:(?:a{100}){100}){100}", "é", "a\n"]
)
def test_a_pattern_that_cannot_be_used_is_refused_with_the_reason(pattern):
    with pytest.raises(RuleRefused) as refused:
        Screen((Rule("S-OWN", 1, "B.1.d", kind=Kind.PATTERN, terms=(pattern,)),))

    assert refused.value.messages[0].endswith(".")


def test_a_pattern_that_would_hang_another_engine_does_not():
    screen = Screen((Rule("S-OWN", 1, "B.1.d", kind=Kind.PATTERN, terms=(r"(a+)+$",)),))

    began = time.process_time()
    assert screen.hits("a" * 50_000 + "!") == ()
    assert time.process_time() - began < 5


@pytest.mark.parametrize("word", ["", " ", "a" * 300, "wörd☂", "(x)", "\0"])
def test_a_word_that_no_text_can_hold_is_refused(word):
    with pytest.raises(RuleRefused):
        Screen((Rule("S-OWN", 1, "B.1.d", terms=(word,)),))


def test_patterns_of_which_each_would_do_alone_are_refused_where_together_they_are_too_many():
    each = "|".join(f"[{letter}-z]{{900}}" for letter in "abcdefgh")
    patterns = tuple(f"x{number}({each})" for number in range(400))
    Screen((Rule("S-OWN", 1, "B.1.d", kind=Kind.PATTERN, terms=patterns[:1]),))

    with pytest.raises(RuleRefused, match="too many"):
        Screen((Rule("S-OWN", 1, "B.1.d", kind=Kind.PATTERN, terms=patterns),))

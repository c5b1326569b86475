"""Folding: what a text reads as, and the way back to how it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse_moderation.screening.fold import fold, fold_all

ANY_TEXT = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    "written",
    [
        "ＨＥＬＬＯ", "ⓗⓔⓛⓛⓞ", "𝖍𝖊𝖑𝖑𝖔", "h\u200be\u200dl\u00adl\ufeffo", "h̶e̶l̶l̶o̶", "héllö", "🅷🅴🅻🅻🅾", "🇭🇪🇱🇱🇴",
        "ʰᵉˡˡᵒ", "ʜᴇʟʟᴏ",
        "h<b>el</b>lo", "h&#101;llo", "һеⅼⅼо", "\u202dhello\u202c", "h\0ello",
    ],
)  # fmt: skip
def test_a_disguise_reads_as_the_word(written):
    assert fold(written).base == "hello"


def test_a_place_in_the_folded_text_leads_back_to_the_original():
    text = "say “ｈｅ\u200bllo” 🙂 ok"

    folded = fold(text)

    start = folded.base.index("hello")
    assert text[slice(*folded.span(start, start + 5))] == "ｈｅ\u200bllo"
    assert text[slice(*folded.span(folded.base.index("ok"), len(folded.base)))] == "ok"


def test_a_sign_beside_a_word_is_no_letter_of_it():
    assert fold("Narcan® at 72°F").base.startswith("narcan\x12")


@given(ANY_TEXT)
def test_folded_text_is_ascii_and_every_place_leads_into_the_original(text):
    folded = fold(text)

    assert folded.base.isascii() and len(folded.base) == len(folded.cased)
    for place in range(len(folded.base)):
        start, end = folded.span(place, place + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_the_short_way_folds_as_the_general_way(text):
    assert fold(text).base == fold_all(text).base

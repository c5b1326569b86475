"""The seven words of an anonymous report."""

import pytest
from argon2.low_level import Type, hash_secret_raw

from violations.services import keys


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch):
    """Not here: these words are hashed at their full cost."""
    monkeypatch.setattr(keys, "hash_secret_raw", hash_secret_raw)


def test_a_key_is_seven_words_of_the_published_list_and_no_two_are_the_same():
    drawn = {keys.draw() for _ in range(50)}

    assert len(drawn) == 50
    assert {len(key.split()) for key in drawn} == {7}
    assert len(keys._listed()) == 7776


def test_it_is_found_however_it_is_spaced_or_capitalized():
    key = keys.draw()

    assert keys.digest(key) == keys.digest(f"  {key.upper().replace(' ', ',  ')}\n")
    assert keys.digest(key) != keys.digest(keys.draw())


def test_guessing_costs_time_and_memory(monkeypatch):
    asked = {}
    monkeypatch.setattr(keys, "hash_secret_raw", lambda *_what, **cost: asked.update(cost) or b"")

    keys.digest(keys.draw())

    assert asked["type"] == Type.ID
    assert (asked["time_cost"], asked["memory_cost"]) == (3, 64 * 1024)


@pytest.mark.parametrize("typed", ["", "abacus", "abacus " * 6 + "zzzzz", "abacus " * 8, "\0 " * 7, "a" * 100_000])
def test_what_is_no_key_is_told_before_it_is_hashed(typed):
    with pytest.raises(keys.NoKey):
        keys.digest(typed)

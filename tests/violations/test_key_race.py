"""Many tries at one moment are counted as if they came one after the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from violations.models import KeyTry
from violations.services import following, keys, tries
from workflow.identity import acting_as_system

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 12


def at_once(do, *given):
    begin = Barrier(len(given))

    def one(value):
        begin.wait()
        try:
            return do(value)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(one, given))


def test_no_more_than_the_limit_are_computed(now, monkeypatch):
    computed, words = [], keys.draw()
    monkeypatch.setattr(keys, "digest", lambda typed: computed.append(typed) or b"\0" * 32)

    at_once(lambda typed: following.open_key(typed, at=now), *[words] * THREADS)

    with acting_as_system("intake"):
        assert KeyTry.objects.count() == len(computed) == tries.EACH


def test_without_the_lock_more_would_be(now, monkeypatch):
    """The control: each counts before any other has written."""
    computed, words, counted = [], keys.draw(), Barrier(THREADS)
    monkeypatch.setattr(keys, "digest", lambda typed: computed.append(typed) or b"\0" * 32)

    def unlocked(mark, at):
        with acting_as_system("intake"):
            too_often = KeyTry.objects.filter(mark=mark).count() >= tries.EACH
            counted.wait()
            if too_often:
                raise tries.Limited
            return KeyTry.objects.create(mark=mark, at=at)

    monkeypatch.setattr(tries, "_counted", unlocked)
    at_once(lambda typed: following.open_key(typed, at=now), *[words] * THREADS)

    assert len(computed) == THREADS

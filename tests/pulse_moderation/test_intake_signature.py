"""Who signed a call: the signature, the moment, the key; keys are rotated with an overlap."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from pulse_moderation.models import Delivery, Post, SourceKey
from pulse_moderation.rules import signing
from pulse_moderation.services import sources
from tests.pulse_moderation import calls

GUIDE = Path(settings.BASE_DIR) / "docs" / "guides" / "pulse-api.md"


def _problem(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    found = answer.json()
    assert (found["status"], found["code"]) == (status, code)
    assert found["title"] and found["detail"]
    return found


def _code_of(guide, name):
    return re.search(rf"```text {name}\n(.*?)\n```", guide, re.DOTALL)[1]


def test_the_example_of_the_guide_is_signed_as_the_guide_says():
    guide = GUIDE.read_text()
    secret, stamp = _code_of(guide, "secret"), _code_of(guide, "timestamp")
    body, signature = _code_of(guide, "body").encode(), _code_of(guide, "signature")

    assert signing.signature_of(secret, stamp, body) == signature
    assert signing.is_signed(secret, stamp, body, signature)
    assert not signing.is_signed(secret, stamp, body + b" ", signature)


@pytest.mark.parametrize("stamp", ["", "now", "-5", "1e9", "9" * 13, "١٢٣", "1.5", " 5"])
def test_what_is_no_moment_is_none(stamp, now):
    assert signing.seconds_off(stamp, now) is None


def test_a_call_that_is_signed_is_taken_and_says_where_its_status_is(cast):
    _source, key, secret = calls.source(cast.bram)

    answer = calls.call(key, secret, calls.note())

    assert answer.status_code == 202
    assert calls.status(key, secret, answer).json()["counts"]["new"] == 1
    assert SourceKey.objects.get().last_used_at is not None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"X_Pulse_Signature": "0" * 64}, "bad-signature"),
        ({"X_Pulse_Signature": "zz"}, "bad-signature"),
        ({"X_Pulse_Signature": "é" * 64}, "bad-signature"),
        ({"X_Pulse_Signature": None}, "not-signed"),
        ({"X_Pulse_Key": "pk_unknown"}, "unknown-key"),
        ({"X_Pulse_Key": "é\x00"}, "unknown-key"),
        ({"X_Pulse_Key": None}, "not-signed"),
        ({"X_Pulse_Timestamp": "yesterday"}, "bad-timestamp"),
        ({"X_Pulse_Timestamp": "9" * 5_000}, "bad-timestamp"),
        ({"X_Pulse_Timestamp": None}, "not-signed"),
    ],
)
def test_a_call_that_is_not_signed_is_refused_and_nothing_of_it_stays(cast, changed, code):
    _source, key, secret = calls.source(cast.bram)

    _problem(calls.call(key, secret, calls.note(), **changed), 401, code)

    assert not Post.objects.exists() and not Delivery.objects.exists()


@pytest.mark.parametrize("ago", [400, -400])
def test_a_call_that_is_too_old_or_lies_ahead_is_refused(cast, ago):
    _source, key, secret = calls.source(cast.bram)

    _problem(calls.call(key, secret, calls.note(), ago=ago), 401, "old-timestamp")
    assert calls.call(key, secret, calls.note(), ago=ago // 2).status_code == 202


def test_the_same_call_is_taken_once_and_the_second_time_says_where_its_status_is(cast):
    _source, key, secret = calls.source(cast.bram)
    stamp = {"X_Pulse_Timestamp": str(int(timezone.now().timestamp()) - 3)}
    body = b'{"type": "Delete", "object": "https://pulse.example/posts/1"}'
    signed = stamp | {"X_Pulse_Signature": signing.signature_of(secret, stamp["X_Pulse_Timestamp"], body)}

    first = calls.call(key, secret, body, **signed)
    second = calls.call(key, secret, body, **signed)

    assert first.status_code == 202
    assert _problem(second, 409, "replay")["taken"] == first.json()["status"]
    assert Delivery.objects.count() == 1


def test_an_old_key_is_good_until_its_overlap_ends_and_an_ended_one_at_once_is_not(cast):
    source, old, old_secret = calls.source(cast.bram)
    new, new_secret = sources.make_key(source, overlap=calls.WEEK, actor=cast.bram, at=timezone.now())

    assert calls.call(old, old_secret, calls.note(1)).status_code == 202
    assert calls.call(new, new_secret, calls.note(2)).status_code == 202
    old.refresh_from_db()
    assert old.is_live(timezone.now()) and not old.is_live(timezone.now() + calls.WEEK)

    sources.end_key(old, actor=cast.bram, at=timezone.now())

    _problem(calls.call(old, old_secret, calls.note(3)), 401, "unknown-key")
    assert calls.call(new, new_secret, calls.note(3)).status_code == 202


def test_a_key_that_was_rotated_again_never_lives_longer_for_it(cast):
    source, old, _secret = calls.source(cast.bram)
    at = timezone.now()
    sources.make_key(source, overlap=timedelta(0), actor=cast.bram, at=at)
    sources.make_key(source, overlap=timedelta(days=30), actor=cast.bram, at=at)

    old.refresh_from_db()

    assert old.ends_at == at


def test_nothing_is_taken_from_a_source_that_is_stopped(cast):
    source, key, secret = calls.source(cast.bram)
    sources.change(source, name=source.name, is_active=False, actor=cast.bram, at=timezone.now())

    _problem(calls.call(key, secret, calls.note()), 401, "unknown-key")


def test_one_source_learns_nothing_of_the_deliveries_of_another(cast):
    _source, key, secret = calls.source(cast.bram)
    _other, other_key, other_secret = calls.source(cast.bram, name="Another")
    answer = calls.call(key, secret, calls.note())

    _problem(calls.status(other_key, other_secret, answer), 404, "no-delivery")
    assert calls.status(key, secret, answer).status_code == 200

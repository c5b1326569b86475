"""Sealed fields: shut in the database and on every print, open only in their own row."""

import datetime
import logging
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import tink
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from authorizations.models import HandleAttempt, SupervisionAuthorization
from people.models import Youth
from sealing.fields import DOTS, Sealed
from sealing.hashes import keyed_hash
from sealing.keys import create_missing, field_cipher, path_of
from tests.factories.authorizations import draft

MARKER = "MARKER-Benningfield"


def _raw(model, column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [pk])
        return cursor.fetchone()[0]


@pytest.fixture
def request_(cast, now):
    return draft(cast.dana, cast.koa, at=now, justification=MARKER * 3, youth_accounts=None)


def test_the_database_holds_no_plain_value_and_never_the_same_twice(request_):
    before = bytes(_raw(SupervisionAuthorization, "justification", request_.pk))
    request_.save()
    after = bytes(_raw(SupervisionAuthorization, "justification", request_.pk))

    assert b"MARKER" not in before + after
    assert before != after
    assert SupervisionAuthorization.objects.get(pk=request_.pk).justification.reveal() == MARKER * 3


def test_a_value_prints_as_dots_wherever_it_goes(request_, caplog):
    sealed = SupervisionAuthorization.objects.get(pk=request_.pk).justification
    logging.getLogger("test").warning("%s %r", sealed, [sealed])

    assert f"{sealed}" == str(sealed) == repr(sealed) == DOTS
    assert MARKER not in caplog.text
    with pytest.raises(TypeError):
        hash(sealed)


def test_nothing_is_nothing(request_):
    nothing = SupervisionAuthorization.objects.get(pk=request_.pk).youth_accounts

    assert not nothing and str(nothing) == "" and nothing.reveal() is None
    assert _raw(SupervisionAuthorization, "youth_accounts", request_.pk) is None


def test_a_value_copied_to_another_row_or_column_does_not_open(cast, request_, now):
    other = draft(cast.mateo, cast.koa, at=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE authorizations_supervisionauthorization SET justification = "
            "(SELECT justification FROM authorizations_supervisionauthorization WHERE id = %s) WHERE id = %s",
            [request_.pk, other.pk],
        )
        cursor.execute(
            "UPDATE authorizations_supervisionauthorization SET youth_accounts = justification WHERE id = %s",
            [request_.pk],
        )

    for pk, name in [(other.pk, "justification"), (request_.pk, "youth_accounts")]:
        with pytest.raises(tink.TinkError):
            getattr(SupervisionAuthorization.objects.get(pk=pk), name).reveal()


def test_a_tampered_value_does_not_open(request_):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE authorizations_supervisionauthorization SET justification ="
            " set_byte(justification, 20, get_byte(justification, 20) # 1) WHERE id = %s",
            [request_.pk],
        )

    with pytest.raises(tink.TinkError):
        SupervisionAuthorization.objects.get(pk=request_.pk).justification.reveal()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Youth.objects.filter(first=MARKER),
        lambda: Youth.objects.filter(first__contains="M"),
        lambda: Youth.objects.filter(first__in=[MARKER]),
        lambda: Youth.objects.update(first=MARKER),
    ],
)
def test_a_sealed_field_is_neither_searched_nor_written_in_passing(db, ask):
    with pytest.raises(FieldError):
        list(ask())


def test_presence_may_be_asked(request_):
    assert SupervisionAuthorization.objects.filter(justification__isnull=False, youth_accounts__isnull=True).get()


def test_a_sealed_record_is_not_serialized(cast):
    with pytest.raises(FieldError):
        serializers.serialize("json", [cast.koa])


@pytest.mark.parametrize("value", [b"bytes", 7, ["list"], datetime.date(2010, 5, 4)])
def test_a_value_of_another_kind_is_refused_when_it_is_set(cast, value):
    with pytest.raises(TypeError):
        cast.koa.first = value


@settings(deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_comes_back_as_it_was_lone_surrogates_too(text):
    attempt = HandleAttempt(handle=text)
    stored = HandleAttempt._meta.get_field("handle").pre_save(attempt, add=True)
    again = HandleAttempt(public_id=attempt.public_id, handle="")
    again.handle = memoryview(stored) if stored is not None else None

    assert (again.handle.reveal() or "") == text
    assert isinstance(again.handle, Sealed)


def test_hashes_are_keyed_by_purpose_and_value():
    first = keyed_hash("handle", "x\0demo_dana")

    assert len(first) == 32
    assert first == keyed_hash("handle", "x\0demo_dana")
    assert len({first, keyed_hash("author", "x\0demo_dana"), keyed_hash("handle", "x\0demo_lane")}) == 3
    assert keyed_hash("handle", "\ud800")


def test_keysets_are_made_once_and_for_the_owner_only(settings, tmp_path):
    settings.KEYSET_DIR = tmp_path / "keys"

    assert sorted(create_missing()) == ["anchors", "fields", "files", "hashes"]
    before = path_of("fields").read_text()
    assert create_missing() == []
    assert path_of("fields").read_text() == before
    assert [path_of(name).stat().st_mode & 0o777 for name in ("anchors", "fields", "hashes")] == [0o600] * 3


# Forged values and many readers, without a database --------------------------------------------------------------------


def _sealed(handle):
    """A row whose handle is sealed, and the sealed bytes."""
    attempt = HandleAttempt(handle=handle)
    return attempt, HandleAttempt._meta.get_field("handle").pre_save(attempt, add=True)


def _opened(attempt, content):
    again = HandleAttempt(public_id=attempt.public_id, handle="")
    again.handle = memoryview(content)
    return again.handle.reveal()


def test_no_bit_of_a_sealed_value_can_be_changed():
    attempt, content = _sealed(MARKER)
    assert _opened(attempt, content) == MARKER

    for bit in range(len(content) * 8):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(tink.TinkError):
            _opened(attempt, bytes(changed))


def test_a_shortened_or_lengthened_value_does_not_open():
    attempt, content = _sealed(MARKER)

    for changed in [content[:length] for length in range(len(content))] + [content[1:], content + b"\0"]:
        with pytest.raises(tink.TinkError):
            _opened(attempt, changed)


@pytest.mark.parametrize("keeps_head", [False, True], ids=["random bytes", "random bytes under the name of the key"])
def test_a_forged_value_does_not_open(keeps_head):
    attempt, content = _sealed(MARKER)
    head = content[:5] if keeps_head else b""

    for _trial in range(200):
        with pytest.raises(tink.TinkError):
            _opened(attempt, head + os.urandom(len(content) - len(head)))


def test_plain_text_in_the_place_of_a_sealed_value_does_not_open():
    attempt, _content = _sealed(MARKER)

    with pytest.raises(tink.TinkError):
        _opened(attempt, MARKER.encode())


def test_a_thousand_readings_by_eight_threads_are_all_right():
    rows = [_sealed(f"{MARKER} {number}") for number in range(1000)]
    field_cipher.cache_clear()  # so that the threads also open the keyset at one moment

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda row: _opened(*row), rows))

    assert found == [f"{MARKER} {number}" for number in range(1000)]

"""Into custody: sealed with a fingerprint, whole or not at all, and never changed."""

import hashlib
import os
import resource
import signal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tink import TinkError

from evidence.models import ORIGINAL, CustodyEntry, StoredFile
from evidence.safety import Refused
from evidence.services import keep, open_part, read_part
from evidence.states import CustodyAct
from tests.evidence import pictures
from tests.evidence.conftest import parts_in


def test_a_file_is_kept_untouched_under_its_fingerprint(file, content, cast, now):
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert read_part(file, ORIGINAL) == content
    assert (file.kind, file.size, file.removed) == ("image/jpeg", len(content), ["exif", "location"])
    assert file.name.reveal() == "shot of Koa.jpg"
    entry = CustodyEntry.objects.get(file=file)
    assert (entry.act, entry.actor, entry.at, entry.part) == (CustodyAct.RECEIVED, cast.dana, now, "original")


def test_nothing_readable_lies_on_the_disk(file, content, vault):
    written = parts_in(vault)

    assert [path.name for path in written] == ["original", "page-1"]
    for path in written:
        assert not path.read_bytes().startswith(b"\xff\xd8\xff") and b"Camera of nobody" not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600


def test_the_copy_has_no_place_and_is_known_by_its_size(file):
    copy = read_part(file, 1)

    assert b"Camera of nobody" not in copy
    assert file.pages == [{"kind": "image/jpeg", "width": 320, "height": 200, "size": len(copy)}]


def test_a_refused_file_leaves_nothing(cast, now, vault):
    with pytest.raises(Refused):
        keep(b"GIF89a", name="a.gif", most_bytes=10**7, actor=cast.dana, at=now)

    assert (StoredFile.objects.count(), parts_in(vault)) == (0, [])


def test_a_full_disk_is_said_and_leaves_no_stub(cast, now, vault):
    big = pictures.encoded(pictures.Image.effect_noise((900, 900), 90))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))  # as a disk that takes no more in mid-file
    try:
        with pytest.raises(Refused) as refusal:
            keep(big, name="a.png", most_bytes=10**7, actor=cast.dana, at=now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert refusal.value.reason == "no_room"
    assert (StoredFile.objects.count(), parts_in(vault)) == (0, [])


def test_when_the_row_is_refused_the_sealed_files_go_too(cast, now, vault):
    cast.dana.pk = 10**9  # nobody

    with pytest.raises(IntegrityError), transaction.atomic():
        keep(pictures.screenshot(), name="a.png", most_bytes=10**7, actor=cast.dana, at=now)
        transaction.get_connection().check_constraints()

    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("table", ["evidence_storedfile", "evidence_custodyentry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_lets_nobody_change_what_was_received(file, table, statement):
    connection = transaction.get_connection()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_a_sealed_file_put_in_the_place_of_another_does_not_open(file, cast, now, vault):
    other = keep(pictures.screenshot(), name="b.png", most_bytes=10**7, actor=cast.dana, at=now)
    os.replace(vault / other.stored_as(ORIGINAL), vault / file.stored_as(ORIGINAL))

    with pytest.raises(TinkError), open_part(file, ORIGINAL) as stream:
        stream.read()


def test_a_copy_does_not_pass_for_the_original(file, vault):
    os.replace(vault / file.stored_as(1), vault / file.stored_as(ORIGINAL))

    with pytest.raises(TinkError):
        read_part(file, ORIGINAL)

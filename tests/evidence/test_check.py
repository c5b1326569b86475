"""The daily look: damage is found once and told, and what uploads left behind goes."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from evidence.models import ORIGINAL, FileCheck
from evidence.services import check_files, clear_leftovers, keep, read_part
from evidence.services.keep import STORAGE
from evidence.states import CustodyAct
from notifications.models import Notice
from tests.evidence import pictures
from tests.evidence.conftest import parts_in

DAY = timedelta(days=1)


def damage(path):
    content = path.read_bytes()
    path.write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])


def acts(file):
    return list(file.custody.values_list("act", flat=True))


def test_a_whole_file_is_checked_once_a_day_and_nothing_is_said(file, now):
    assert check_files(now + DAY) == (1, 0)
    assert check_files(now + DAY) == (0, 0)
    assert check_files(now + 2 * DAY) == (1, 0)

    assert acts(file) == ["received"]
    assert FileCheck.objects.get().is_whole


@pytest.mark.parametrize(
    "harm",
    [
        lambda vault, file: damage(vault / file.stored_as(ORIGINAL)),
        lambda vault, file: damage(vault / file.stored_as(1)),
        lambda vault, file: (vault / file.stored_as(ORIGINAL)).unlink(),
        lambda vault, file: (vault / file.stored_as(ORIGINAL)).write_bytes(b""),
        lambda vault, file: os.replace(vault / file.stored_as(1), vault / file.stored_as(ORIGINAL)),
    ],
    ids=["original changed", "copy changed", "gone", "emptied", "exchanged"],
)
def test_damage_is_entered_and_told_once(file, vault, now, cast, harm):
    harm(vault, file)

    assert check_files(now + DAY) == (1, 1)
    assert check_files(now + 2 * DAY) == (1, 1)

    assert acts(file) == [CustodyAct.RECEIVED, CustodyAct.DAMAGED]
    notice = Notice.objects.get(kind="evidence.damaged")
    assert (notice.recipient, notice.is_urgent) == (cast.bram, True)
    assert "Koa" not in notice.title


def test_a_file_brought_back_is_entered_as_whole_again(file, vault, now):
    path = vault / file.stored_as(ORIGINAL)
    sealed = path.read_bytes()
    damage(path)
    check_files(now + DAY)
    path.write_bytes(sealed)

    assert check_files(now + 2 * DAY) == (1, 0)

    assert acts(file) == [CustodyAct.RECEIVED, CustodyAct.DAMAGED, CustodyAct.WHOLE_AGAIN]


def test_the_longest_unchecked_come_first(file, cast, now):
    later = keep(pictures.screenshot(), name="", most_bytes=10**7, actor=cast.dana, at=now)
    check_files(now + DAY, limit=1)

    assert check_files(now + DAY, limit=1) == (1, 0)
    assert FileCheck.objects.filter(file=later).exists()


def test_what_an_upload_left_behind_goes_after_a_day_and_files_stay(file, vault, now):
    name = "ab/ab000000-0000-4000-8000-000000000000/original"
    storages[STORAGE].save(name, ContentFile(b"half a file"))
    modified = storages[STORAGE].get_modified_time(name)

    assert clear_leftovers(modified) == 0
    assert clear_leftovers(modified + 2 * DAY) == 1

    assert len(parts_in(vault)) == 2
    assert read_part(file, 1)


def test_an_empty_vault_has_nothing_to_clear(db, now):
    assert (clear_leftovers(now), check_files(now)) == (0, (0, 0))

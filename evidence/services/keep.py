"""Taking a file into custody, and opening it again."""

import contextlib
import io

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from evidence.models import ORIGINAL, CustodyEntry, StoredFile
from evidence.safety import Refused, examine, plain_name
from evidence.states import CustodyAct
from sealing.files import open_sealed, seal_into

STORAGE = "evidence"
CHUNK = 1 << 20
STORAGE_FAILED = (OSError, BotoCoreError, ClientError)  # of a disk or an S3-compatible store


def keep(content, *, name, most_bytes, actor, at):
    """Examine the bytes, store them sealed with their copies, and enter that they were received.

    All of it or nothing: the sealed files are written first, then the row that makes them a file of the portal. A
    process that dies in between leaves sealed bytes that belong to nothing, and `clear_leftovers` removes those.
    Raises Refused, also when the storage takes nothing more.
    """
    examined = examine(content, most_bytes=most_bytes)
    file = StoredFile(
        kind=examined.kind,
        sha256=examined.sha256,
        size=examined.size,
        name=plain_name(name) or None,
        pages=[
            {"kind": page.kind.value, "width": page.width, "height": page.height, "size": len(page.content)}
            for page in examined.pages
        ],
        removed=list(examined.removed),
        received_at=at,
        received_by=actor,
    )
    parts = {ORIGINAL: content} | {number: page.content for number, page in enumerate(examined.pages, start=1)}
    _write(file, parts)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
            enter_custody(file, CustodyAct.RECEIVED, actor=actor, at=at)
    except BaseException:
        _remove(file, parts)
        raise
    return file


def enter_custody(file, act, *, actor, at, part=ORIGINAL):
    """Add to the custody list who has `part` of the file (the original, or a page number) in hand."""
    return CustodyEntry.objects.create(file=file, act=act, actor=actor, at=at, part=str(part))


def open_part(file, part):
    """A stream of the plain bytes. Raises one of STORAGE_FAILED, and tink.TinkError when they are not what was sealed."""
    sealed = storages[STORAGE].open(file.stored_as(part))
    return open_sealed(sealed, context=file.sealed_as(part))


def read_part(file, part):
    """All plain bytes at once."""
    with open_part(file, part) as stream:
        return stream.read()


def _write(file, parts):
    storage = storages[STORAGE]
    try:
        for part, content in parts.items():
            sealed = io.BytesIO()
            seal_into(sealed, content, context=file.sealed_as(part))
            storage.save(file.stored_as(part), ContentFile(sealed.getvalue()))
    except STORAGE_FAILED as error:
        _remove(file, parts)
        raise Refused("no_room") from error
    except BaseException:
        _remove(file, parts)
        raise


def _remove(file, parts):
    """Leave no stub behind; what cannot be removed now, clear_leftovers removes."""
    for part in parts:
        with contextlib.suppress(*STORAGE_FAILED):
            storages[STORAGE].delete(file.stored_as(part))

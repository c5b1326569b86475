"""What the clock does with files: hash them again every day, and remove what never became a file."""

import hashlib
from datetime import timedelta

import structlog
from django.core.files.storage import storages
from django.db.models import Q
from tink import TinkError

from evidence import notices
from evidence.models import ORIGINAL, FileCheck, StoredFile
from evidence.services.keep import CHUNK, STORAGE, STORAGE_FAILED, enter_custody, open_part
from evidence.states import CustodyAct

DAILY = timedelta(hours=24)
ABANDONED = timedelta(hours=24)  # longer than any upload takes

log = structlog.get_logger(__name__)


def check_files(at, limit=2000):
    """Open and hash again up to `limit` files not checked in the last day, the longest unchecked first.

    One that is no longer what was received is entered in its custody list, once, and told to administrators at once.
    Returns (files checked, files found damaged).
    """
    waiting = StoredFile.objects.filter(
        Q(check_up=None) | Q(check_up__checked_at__lte=at - DAILY), received_at__lt=at
    ).select_related("check_up")
    damaged = 0
    files = list(waiting.order_by("check_up__checked_at", "pk")[:limit])
    for file in files:
        is_whole = _is_whole(file)
        damaged += not is_whole
        _enter(file, is_whole, at)
    return len(files), damaged


def _enter(file, is_whole, at):
    was_whole = file.check_up.is_whole if hasattr(file, "check_up") else True
    FileCheck.objects.update_or_create(file=file, defaults={"checked_at": at, "is_whole": is_whole})
    if was_whole == is_whole:
        return
    enter_custody(file, CustodyAct.WHOLE_AGAIN if is_whole else CustodyAct.DAMAGED, actor=None, at=at)
    if not is_whole:
        log.error("evidence.damaged", file=str(file.public_id))
        notices.file_damaged(file, at=at)


def _is_whole(file):
    """Whether the original still has its fingerprint and every copy still opens."""
    try:
        if _digest(file, ORIGINAL) != file.sha256:
            return False
        for number in range(1, len(file.pages) + 1):
            _digest(file, number)
    except (*STORAGE_FAILED, TinkError, ValueError):
        return False
    return True


def _digest(file, part):
    digest = hashlib.sha256()
    with open_part(file, part) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def clear_leftovers(at):
    """Remove sealed files older than a day that belong to no row: uploads that were cut off. Returns how many."""
    storage, removed = storages[STORAGE], 0
    for shelf in _folders(storage, ""):
        for name in _folders(storage, shelf):
            folder = f"{shelf}/{name}"
            if StoredFile.objects.filter(public_id=name).exists():
                continue
            for part in storage.listdir(folder)[1]:
                if storage.get_modified_time(f"{folder}/{part}") < at - ABANDONED:
                    storage.delete(f"{folder}/{part}")
                    removed += 1
    return removed


def _folders(storage, path):
    try:
        return storage.listdir(path)[0]
    except FileNotFoundError:
        return []

"""Files of posts: kept whole, read in chunks, and gone on with by whoever comes next when a worker dies (B.1)."""

import hashlib
import itertools
import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.services import record
from investigations.services.csv import safe
from pulse_moderation.choices import Origin
from pulse_moderation.models import Import, RejectedLine
from pulse_moderation.services import entries, import_lines, receiving, screening
from pulse_moderation.services.import_lines import Unreadable

logger = logging.getLogger(__name__)
MOST_BYTES = 50 * 1024 * 1024
CHUNK = 500
LEFT_ALONE = timedelta(minutes=2)  # then whoever worked on it is gone
AT_ONCE = 40  # chunks of one sweep


def upload(content, *, name, source, actor, at, form_key=None):
    """Keep a file to be read by `read_chunk`. The same form sent again gives the same. Raises ValidationError.

    `actor` is None for the command, which nobody signed in runs.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than %(most)s MB. Split it.") % {"most": MOST_BYTES >> 20})
    kind = import_lines.kind_of(name, content)
    try:
        total = sum(1 for _line in import_lines.lines_of(content, kind))
    except Unreadable as error:
        raise ValidationError(str(error)) from None
    if not total:
        raise ValidationError(_("The file has no records."))
    kept = Import(
        form_key=form_key, source=source, name=_plain(name), kind=kind, sha256=hashlib.sha256(content).hexdigest(),
        content=content, uploaded_by=actor, uploaded_at=at, touched_at=at, total=total,
    )  # fmt: skip
    try:
        with transaction.atomic():
            kept.save()
            record("pulse_import.uploaded", subject=kept, actor=actor or "system", at=at, clause="B.1",
                   facts={"sha256": kept.sha256})  # fmt: skip
    except IntegrityError:  # the same form, sent twice
        return Import.objects.get(form_key=form_key)
    return kept


def _plain(name):
    name = "".join(char if char.isprintable() else " " for char in name).encode("utf-8", "replace").decode()
    return name.strip()[-200:] or "posts"


def read_chunk(import_id, *, at, size=CHUNK):
    """Take in the next records of a file and screen them; returns whether more are left.

    The posts, the rejected lines and the count of what is done stand or fall together: nothing is counted twice.
    """
    with transaction.atomic():
        kept = Import.objects.select_for_update(skip_locked=True, of=("self",)).select_related("source")
        kept = kept.filter(pk=import_id, finished_at=None).first()
        if kept is None:  # read already, or somebody else has it in hand
            return False
        lines = import_lines.lines_of(bytes(kept.content), kept.kind, done=kept.done)
        lines = list(itertools.islice(lines, size))
        posts = _take(kept, lines, at)
        kept.done += len(lines)
        kept.touched_at = at
        changed = ["done", "accepted", "known", "rejected", "touched_at"]
        if kept.done >= kept.total:
            kept.finished_at, kept.content = at, b""
            changed += ["finished_at", "content"]
            record("pulse_import.finished", subject=kept, actor="system", at=at, clause="B.1")
        kept.save(update_fields=changed)  # the file itself, of many megabytes, is written once and emptied once
    screening.screen_posts(posts, at=at)
    return kept.finished_at is None


def _take(kept, lines, at):
    people = entries.People(import_lines.names_in(lines))
    fit, rejected = [], []
    for line in lines:
        try:
            fit.append(import_lines.read(line, people=people, at=at))
        except entries.Unfit as error:
            rejected.append(RejectedLine(imported=kept, line=line.number, reason=str(error)[:300], text=line.text))
    received = receiving.receive_many(fit, source=kept.source, origin=Origin.IMPORT, at=at) if fit else []
    RejectedLine.objects.bulk_create(rejected)
    changed = [one.post.pk for one in received if one.what in (receiving.NEW, receiving.REVISED)]
    kept.rejected += len(rejected)
    kept.accepted += len(changed)
    kept.known += len(received) - len(changed)
    return list(dict.fromkeys(changed))


def go_on(at):
    """Go on with files whose worker is gone, or that no worker ever took; returns how many chunks were read.

    One that fails keeps no other from its turn; what failed is raised at the end, as a group.
    """
    read, failed = 0, []
    left = Import.objects.filter(finished_at=None, touched_at__lte=at - LEFT_ALONE).order_by("touched_at")
    for import_id in list(left.values_list("pk", flat=True)):
        try:
            while read < AT_ONCE:
                read += 1
                if not read_chunk(import_id, at=at):
                    break
        except Exception as error:  # noqa: BLE001, whatever it is, the others are read
            logger.error("Import %s could not be read on: %s", import_id, type(error).__name__)
            failed.append(error)
    if failed:
        raise ExceptionGroup("Some files could not be read on", failed)
    return read


def rejected_csv(kept):
    """The rejected lines as CSV, line by line; no cell is taken for a formula by a spreadsheet (domain 15, A15)."""
    yield "\ufeff" + _row([_("Line"), _("Reason"), _("Text")])
    for rejected in kept.rejections.iterator():
        yield _row([rejected.line, rejected.reason, rejected.text])


def _row(cells):
    return ",".join('"{}"'.format(safe(cell).replace('"', '""')) for cell in cells) + "\r\n"

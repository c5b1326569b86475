"""What a source sends may come out of order: an older text never takes the place of a newer one, and what its source
deleted stays deleted, also when the post itself comes late (B.1.g).
"""

from dataclasses import dataclass
from datetime import datetime

from pulse_moderation.models import GoneBefore


@dataclass(frozen=True)
class Standing:
    """The text that stands, as its source counts and dates it."""

    external_revision: str
    source_at: datetime | None


def standing(entry):
    return Standing(entry.external_revision, entry.source_at)


def in_runs(entries):
    """Runs of entries in which nothing is deleted that came before it in the same run, nor comes again after it."""
    run, sent, deleted = [], set(), set()
    for entry in entries:
        if entry.external_id in (sent if entry.is_delete else deleted):
            yield run
            run, sent, deleted = [], set(), set()
        run.append(entry)
        (deleted if entry.is_delete else sent).add(entry.external_id)
    if run:
        yield run


def is_older(entry, stands):
    """Whether its source wrote this text before the one that stands: as it counts, or else as it dates them. Where it
    does neither, what comes later is newer.
    """
    mine, theirs = entry.external_revision, stands.external_revision
    if mine.isdecimal() and theirs.isdecimal():
        return int(mine) < int(theirs)
    return None not in (entry.source_at, stands.source_at) and entry.source_at < stands.source_at


def is_after(entry, gone_at):
    """Whether this text is dated after the post was deleted."""
    return entry.source_at is not None and entry.source_at > gone_at


def gone_before(source, ids):
    """{id: when} of posts that their source deleted before they came."""
    return dict(GoneBefore.objects.filter(source=source, external_id__in=ids).values_list("external_id", "at"))


def remember_gone(source, ids, *, at):
    GoneBefore.objects.bulk_create(
        [GoneBefore(source=source, external_id=one, at=at) for one in dict.fromkeys(ids)], ignore_conflicts=True
    )

"""A report while it is written: begun, saved page by page, found again, and gone in time (C.3; design §5).

Whoever files is a `Filer`: somebody signed in, or a browser of which nobody knows whose it is.
"""

import contextlib
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils.translation import gettext as _

from evidence.models import StoredFile
from evidence.services import STORAGE_FAILED, keep
from evidence.services.keep import STORAGE
from policy.services import settings_now
from sealing.hashes import keyed_hash
from violations.choices import Mode
from violations.models import Attachment, Draft, DraftFile, Report
from violations.notices import calls
from violations.services import handover, keys, tries, wall
from violations.services.filing import as_key_holder, as_reporter, file_report
from workflow.identity import acting_as_system

KNOWN, UNKNOWN = timedelta(days=14), timedelta(hours=72)
MOST_FILES = 10
MEGABYTE = 1 << 20
MODE = "mode"  # the answer of the first page


class TooManyFiles(ValueError):
    """A draft holds no more files; the text says what to do."""


@dataclass(frozen=True)
class Filer:
    """Who files: a person, or the secret that one browser alone has."""

    person: object = None
    secret: str = ""

    @property
    def is_known(self):
        return self.person is not None

    @property
    def keep_for(self):
        return KNOWN if self.is_known else UNKNOWN

    @property
    def marks(self):
        """The columns by which the database finds what is theirs."""
        if self.is_known:
            return {"owner_mark": wall.mark_of(self.person)}
        return {"token_digest": keyed_hash("report draft", self.secret)}

    def known(self):
        """One transaction in which the database yields what is theirs."""
        return as_reporter(self.person) if self.is_known else as_key_holder(self.marks["token_digest"])


def begin(filer, *, mode, at):
    """A new draft in the place of the one before, if there was one."""
    with filer.known():
        discard(filer)
        return Draft.objects.create(
            answers={MODE: mode}, begun_at=at, touched_at=at, kept_until=at + filer.keep_for, **filer.marks
        )


def current(filer, *, at):
    """The draft of this filer that is still kept, or None. An anonymous one that was filed has no answers any more."""
    with filer.known():
        return Draft.objects.filter(kept_until__gt=at, **filer.marks).order_by("-pk").first()


def answers_of(draft):
    return (draft.answers.reveal() or {}) if draft is not None else {}


def save(filer, page, typed, *, at):
    """Keep what was typed on one page, as it was typed; begins a draft when there is none. Returns it.

    `typed`: {name of a field: list of texts}, or the mode.
    """
    with filer.known():
        _one_at_a_time(filer)
        draft = _locked(filer, at)
        if draft is None:
            draft = begin(filer, mode=Mode.CONFIDENTIAL if filer.is_known else Mode.ANONYMOUS, at=at)
        draft.answers = answers_of(draft) | {page: typed}
        draft.touched_at, draft.kept_until = at, at + filer.keep_for
        draft.save(update_fields=["answers", "touched_at", "kept_until"])
    return draft


def _one_at_a_time(filer):
    """Of two clicks at one moment the later finds the draft that the first has begun."""
    (mark,) = filer.marks.values()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"report draft:{mark.hex()}"])


def _locked(filer, at):
    open_ = Draft.objects.filter(kept_until__gt=at, answers__isnull=False, **filer.marks)
    return open_.select_for_update().order_by("-pk").first()


def discard(filer):
    """Throw away what was begun, with its files."""
    with filer.known():
        files = _destroy(Draft.objects.filter(**filer.marks))
    _forget(files)


def call_for_help(draft, *, at):
    """A youth may be in danger: the on-call of Legal is called at once, before anything is named."""
    with transaction.atomic():
        calls.somebody_needs_help(draft, at=at)


# Files ----------------------------------------------------------------------------------------------------------------


def files_of(filer, draft):
    with filer.known():
        return list(DraftFile.objects.filter(draft=draft).select_related("file").order_by("pk"))


def add_file(filer, draft, content, *, name, at):
    """Keep one file of nobody with a draft. Raises evidence.safety.Refused and TooManyFiles, with what to do instead."""
    most_bytes = settings_now()["upload_max_mb"] * MEGABYTE
    with filer.known():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.files.count() >= MOST_FILES:
            raise TooManyFiles(_("A report takes at most %(n)s files. Add others later.") % {"n": MOST_FILES})
        file = keep(content, name=name if filer.is_known else "", most_bytes=most_bytes, actor=None, at=at)
        return DraftFile.objects.create(draft=locked, file=file)


def leave_out(filer, draft, public_id):
    with filer.known():
        files = DraftFile.objects.filter(draft=draft, file__public_id=public_id)
        left = list(files.values_list("file", flat=True))
        files.delete()
    _forget(left)


# Coming back ----------------------------------------------------------------------------------------------------------


def give_key(filer, *, at):
    """Seven words that open the draft in another browser; the ones before open it no more."""
    words = keys.draw()
    with filer.known():
        draft = _locked(filer, at)
        draft.key_digest = keys.digest(words)
        draft.save(update_fields=["key_digest"])
    return words


def resume(filer, typed, *, at):
    """The draft whose key was typed, from now on this browser's; None when it opens none.

    What this browser had begun itself is gone then.
    """
    try:
        words = keys.read(typed)
        with tries.one_try(words, at=at) as opened:
            digest = keys.digest(words)
            with as_key_holder(digest):
                found = Draft.objects.filter(key_digest=digest, kept_until__gt=at).first()
            if found is not None:
                opened()
    except (keys.NoKey, tries.Limited):
        return None
    if found is None or bytes(found.token_digest) == filer.marks["token_digest"]:
        return found
    discard(filer)
    with as_key_holder(digest):
        found.token_digest = filer.marks["token_digest"]
        found.save(update_fields=["token_digest"])
    return found


# Sending --------------------------------------------------------------------------------------------------------------


def send(filer, draft, *, mode, at, **told):
    """File what the draft says; the same form sent again gives the same report. Raises ValidationError."""
    with filer.known():
        return file_report(filer.person, mode=mode, form_key=draft.form_key, draft=draft, at=at, **told)


def show_key_again(draft, *, at):
    """(report, a new key) of an anonymous draft that was filed while its key was not typed back yet."""
    with acting_as_system("intake"):
        report = Report.objects.filter(form_key=draft.form_key).first()
        return report, handover.new_key(report, draft, at)


def type_back(draft, typed, *, at):
    """Whether this is the key of what was filed; then the portal forgets that this browser filed it."""
    try:
        digest = keys.digest(typed)
    except keys.NoKey:
        return False
    with acting_as_system("intake"):
        is_right = handover.has_key(draft, digest, at)
        if is_right:
            Draft.objects.filter(pk=draft.pk).delete()
    return is_right


def as_filed(report):
    """The transaction in which an anonymous report just filed yields what hangs on it: its key is known."""
    return as_key_holder(keys.digest(report.words))


def own_report(filer, **which):
    """A report this person made, or None."""
    with filer.known():
        return Report.objects.filter(reporter_mark=filer.marks["owner_mark"], **which).first()


# Gone in time ---------------------------------------------------------------------------------------------------------


def purge(at):
    """Destroy drafts that nobody went on with in time, with their files; returns how many."""
    with acting_as_system("intake"):
        ended = Draft.objects.filter(kept_until__lte=at)
        count, files = ended.count(), _destroy(ended)
    _forget(files)
    return count


def _destroy(drafts):
    """Returns the ids of the files they had."""
    rows = DraftFile.objects.filter(draft__in=drafts)
    files = list(rows.values_list("file", flat=True))
    rows.delete()
    drafts.delete()
    return files


def _forget(files):
    """Files of drafts alone: they were never part of a report. Their sealed bytes go with the row."""
    with acting_as_system("intake"):
        taken = Attachment.objects.filter(file__in=files).values_list("file", flat=True)
        for file in StoredFile.objects.filter(pk__in=set(files) - set(taken)):
            with connection.cursor() as cursor:
                cursor.execute("SELECT violations_forget_file(%s)", [file.pk])
            transaction.on_commit(lambda file=file: _remove(file))


def _remove(file):
    """What cannot be removed now, clear_leftovers removes."""
    parts = ["original", *range(1, len(file.pages) + 1)]
    for part in parts:
        with contextlib.suppress(*STORAGE_FAILED):
            storages[STORAGE].delete(file.stored_as(part))

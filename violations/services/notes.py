"""Notes of those who handle a report, and the privileged notes of Legal. Call these inside acting_as."""

from django.db import transaction

from audit.services import record
from violations.choices import NoteKind
from violations.models import Note
from violations.rules import handling as rules
from violations.rules.parts import Deed
from violations.services import words
from violations.services.standing import lock


@transaction.atomic
def add(report, *, text, kind, form_key, is_legal, actor, at):
    """Sent twice it is one note. A privileged one is of Legal, where Legal holds the report (the database refuses it
    otherwise). Raises NotAllowed, Stale; Report.DoesNotExist.
    """
    if (sent := Note.objects.filter(form_key=form_key).first()) is not None:
        return sent
    report = lock(report, actor, Deed.NOTE)
    rules.needs_words(text).enforce()
    rules.may_write_privileged(kind=kind, is_legal=is_legal).enforce()
    row = Note.objects.create(report=report, kind=kind, by=actor, text=text.strip(), at=at, form_key=form_key)
    words.index(report)
    record(
        "report.note_privileged" if kind == NoteKind.PRIVILEGED else "report.noted",
        subject=report,
        actor=actor,
        at=at,
        clause="C.3",
        is_confidential=True,
    )
    return row

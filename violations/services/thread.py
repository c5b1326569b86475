"""The thread between a reporter and those who handle the report: words and files, both ways (domain 12.3; C.3).

A reporter writes inside as_reporter or as_key_holder, those who handle it inside acting_as. Neither the reporter's words
nor the fact that they wrote stand on the trail.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.services import record
from evidence.services import keep
from policy.services import settings_now
from violations.models import Assignment, Attachment, CheckIn, Message, Report
from violations.rules import thread as rules
from violations.services import wall
from violations.services.telling import tell_handlers
from workflow.identity import acting_as_system

MEGABYTE = 1 << 20


class TooManyFiles(ValueError):
    """A report takes no more files of its reporter; the text says what to do."""


def entries_of(report):
    """[{at, text or file, who}], the oldest first; `who` is "reporter", "dys" or, of a check-in, "portal"."""
    asked = check_ins_of(report)
    found = [
        {"at": row.at, "who": _who(row, asked), "text": row.text.reveal()}
        for row in Message.objects.filter(report=report)
    ]
    found += [
        {"at": row.at, "who": "dys" if row.by_id else "reporter", "file": row.file}
        for row in Attachment.objects.filter(report=report).select_related("file")
    ]
    return sorted(found, key=lambda entry: entry["at"])


def check_ins_of(report):
    """Ids of the messages that the portal wrote by itself; of a report whose messages the caller was let to read."""
    with acting_as_system("intake"):
        return set(CheckIn.objects.filter(report=report).values_list("message", flat=True))


def _who(message, asked):
    if message.by_id is not None:
        return "dys"
    return "portal" if message.pk in asked else "reporter"


@transaction.atomic
def write_to_reporter(report, *, text, form_key, actor, at):
    """Of who handles the report. Sent twice it is one message. Raises NotAllowed, ValidationError;
    Report.DoesNotExist for who may not know of it.
    """
    report = Report.objects.get(pk=report.pk)
    with acting_as_system("intake"):
        is_reporter = wall.mark_of(actor) == wall.mark_on(report)
        rules.may_write(handles=_handles(report, actor), is_reporter=is_reporter).enforce()
    message, is_new = _write(report, text, form_key, actor, at)
    if is_new:
        record("report.written", subject=report, actor=actor, at=at, clause="C.3", is_confidential=True)
    return message


def _handles(report, person):
    """Whether they hold it, or accepted to handle it and are not kept away, or are let in."""
    if wall.is_holder(report, person):
        return True
    accepted = Assignment.objects.filter(report=report, person=person, accepted_at__isnull=False, ended_at=None)
    is_in = report.let_in.filter(person=person, ended_at=None).exists()
    return accepted.exists() and (is_in or not wall.is_kept_away(report, person))


@transaction.atomic
def answer(report, *, text, form_key, at):
    """Of the reporter; who handles the report hears that something waits. Raises ValidationError."""
    message, is_new = _write(report, text, form_key, None, at)
    if is_new:
        _tell(report, "answered", at)
    return message


def _write(report, text, form_key, by, at):
    """(message, whether it is new)"""
    if fault := rules.fault_of(text):
        raise ValidationError({"text": fault})
    of_form = Message.objects.filter(report=report, form_key=form_key)
    if (sent := of_form.first()) is not None:
        return sent, False
    try:
        with transaction.atomic():
            return Message.objects.create(report=report, by=by, text=text.strip(), form_key=form_key, at=at), True
    except IntegrityError:  # of two clicks the later one
        if (sent := of_form.first()) is not None:
            return sent, False
        raise ValidationError({"text": _("This was sent already.")}) from None


@transaction.atomic
def add_file(report, content, *, at):
    """Keep one file of the reporter: without its name, and of nobody. Raises evidence.safety.Refused, TooManyFiles."""
    if Attachment.objects.filter(report=report, by=None).count() >= rules.MOST_FILES:
        raise TooManyFiles(_("No more files fit. Write where the others can be seen."))
    most_bytes = settings_now()["upload_max_mb"] * MEGABYTE
    file = keep(content, name="", most_bytes=most_bytes, actor=None, at=at)
    row = Attachment.objects.create(report=report, file=file, at=at)
    _tell(report, f"file:{row.public_id}", at)
    return row


@transaction.atomic
def say_not_uploaded(report, *, where, form_key, at):
    """What may show sexual images of a minor is not uploaded: who handles the report is told at once (trap 21)."""
    text = _("There is something that may show sexual images of a person under 18. It was not uploaded.")
    _message, is_new = _write(report, f"{text}\n\n{where}".strip(), form_key, None, at)
    if is_new:
        _tell(report, "gate", at, urgent=True)


def _tell(report, event, at, *, urgent=False):
    with acting_as_system("intake"):
        whole = Report.objects.select_related("handler").get(pk=report.pk)
        tell_handlers(whole, event, at=at, urgent=urgent)

"""What a report takes over as it is filed: facts, files, the key of who stays anonymous.

Call these inside acting_as_system("intake").
"""

from violations.choices import Mode
from violations.models import Attachment, Draft, ReportKey
from violations.services import keys


def columns_of(facts):
    """The facts as a report keeps them."""
    known_on = facts.get("known_on")
    return facts | {"known_on": known_on.isoformat() if known_on else None}


def first_key(report, at):
    words = keys.draw()
    ReportKey.objects.create(report=report, digest=keys.digest(words), made_at=at)
    return words


def new_key(report, draft, at):
    """Another key, while nobody has shown to have the one before: of two clicks the later one shows it.

    "" when it is too late, or when this is not the browser that filed it.
    """
    if draft is None or not Draft.objects.filter(pk=draft.pk, form_key=report.form_key).exists():
        return ""
    words = keys.draw()
    waiting = ReportKey.objects.filter(report=report, typed_back_at=None)
    return words if waiting.update(digest=keys.digest(words), made_at=at) else ""


def has_key(draft, digest, at):
    """Whether this opens what the draft became; noted, so that the key is never drawn again."""
    rows = ReportKey.objects.filter(report__form_key=draft.form_key, digest=digest)
    return bool(rows.update(typed_back_at=at))


def take_over(report, draft, at):
    """The files of the draft. It goes; an anonymous one stays empty until the key was typed back."""
    draft = Draft.objects.select_for_update().filter(pk=draft.pk).first() if draft is not None else None
    if draft is None:
        return
    Attachment.objects.bulk_create(
        Attachment(report=report, file_id=file, at=at) for file in draft.files.values_list("file", flat=True)
    )
    draft.files.all().delete()
    if report.mode == Mode.ANONYMOUS:
        draft.answers, draft.key_digest = None, None
        draft.save(update_fields=["answers", "key_digest"])
    else:
        draft.delete()

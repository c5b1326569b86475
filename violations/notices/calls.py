"""Who is told of a report, in words that tell nothing of it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.services import call_off, call_out, notify
from violations.choices import Pool

HELP = "report.help"
URGENT = "report.urgent"


def somebody_needs_help(draft, *, at):
    """Call the on-call of Legal out before anything is named: the call says that somebody needs help, and no more."""
    call_out(
        _help_key(draft), kind=HELP, title=_("Somebody needs help now"), url=reverse("report_help"), at=at,
        is_confidential=True,
    )  # fmt: skip


def help_is_on_its_way(report, *, at):
    """What was filed calls those who may know of it: the call of its draft has nothing more to say."""
    call_off(_help_key(report), at=at)


def _help_key(form):
    """A draft and what it became have it in common."""
    return f"{HELP}:{form.form_key}"


def call_holders(report, readers, barred, *, at):
    """Call those who hold a report to it at once; of the others nobody is told, nor who is not."""
    key, title, url = f"{URGENT}:{report.public_id}", _("A report needs somebody now"), reverse("inbox")
    if report.pool in (Pool.LEGAL, Pool.GENERAL_COUNSEL):
        call_out(key, kind=URGENT, title=title, url=url, at=at, without=barred, is_confidential=True)
        return
    for person in readers:
        notify(key=f"{key}:{person.public_id}", recipient=person, kind=URGENT, title=title, url=url, at=at, urgent=True)

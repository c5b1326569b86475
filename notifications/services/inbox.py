"""Telling a person: an inbox entry that speaks, and a mail that says only that something waits."""

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator

from notifications.models import Notice
from notifications.services import outbox


@transaction.atomic
def notify(*, key, recipient, kind, title, url, at, mail=True, urgent=False, stage=None, about=None):
    """Write an inbox entry, and the mail that announces it, in the caller's transaction; returns the entry.

    A second call with the same key does nothing and returns the first entry. Put the recipient's public id into the
    key when several people are told of one event: the same key for somebody else raises ValueError. `url` is a path
    of the portal. The mail carries nothing of `title` or `url` (domain 9), and is left out when `mail` is false.
    `urgent` mails leave before the others. The mail of a reminder (`stage`) is the day's bundle. `about` is the public
    id of the record it tells of, whose page shows what became of it; a reminder knows its own.
    """
    if not url_has_allowed_host_and_scheme(url, allowed_hosts=None) or not url.startswith("/"):
        raise ValueError("The address of a notice is a path of the portal.")
    notice, is_new = Notice.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "kind": kind,
            "title": Truncator(str(title)).chars(200),
            "url": url,
            "is_urgent": urgent,
            "stage": stage,
            "subject_id": stage.obligation.subject_id if stage else about,
            "created_at": at,
        },
    )
    if notice.recipient_id != recipient.pk:
        raise ValueError(f"The notice {key} was written for somebody else: put the recipient into its key.")
    if is_new and mail:
        outbox.post(notice, recipient, at)
    return notice


def mark_read(notice, *, at):
    """Note when the recipient first opened it."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(user, *, at, up_to):
    """Mark what `user` has seen, entries not newer than the instant `up_to`; one that came since stays unread."""
    return Notice.objects.of(user).unread().filter(created_at__lte=up_to).update(read_at=at)

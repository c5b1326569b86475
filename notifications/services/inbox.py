"""Telling a person: an inbox entry that speaks, and a mail that says only that something waits."""

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext

from notifications.models import Mail, Notice


@transaction.atomic
def notify(*, key, recipient, kind, title, url, at, mail=True, urgent=False, stage=None):
    """Write an inbox entry, and the mail that announces it, in the caller's transaction; returns the entry.

    A second call with the same key does nothing and returns the first entry. Put the recipient's public id into the
    key when several people are told of one event: the same key for somebody else raises ValueError. `url` is a path
    of the portal. The mail carries nothing of `title` or `url` (domain 9), and is left out when `mail` is false.
    `urgent` mails leave before the others.
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
            "created_at": at,
        },
    )
    if notice.recipient_id != recipient.pk:
        raise ValueError(f"The notice {key} was written for somebody else: put the recipient into its key.")
    if is_new and mail:
        _write_mail(notice, recipient, at)
    return notice


def mark_read(notice, *, at):
    """Note when the recipient first opened it."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(user, *, at, up_to):
    """Mark what `user` has seen, entries not newer than the instant `up_to`; one that came since stays unread."""
    return Notice.objects.of(user).unread().filter(created_at__lte=up_to).update(read_at=at)


def unread_count(user):
    """How many entries `user` has not opened."""
    return Notice.objects.of(user).unread().count()


def _write_mail(notice, recipient, at):
    """Freeze the envelope now: whatever changes later, a second hand-over is the same message."""
    Mail.objects.create(
        notice=notice,
        to_address=recipient.work_email,
        subject=gettext("Social Media Compliance Portal: an item is waiting"),
        body=_body(),
        message_id=_message_id(notice.key),
        is_urgent=notice.is_urgent,
        next_attempt_at=at,
    )


def _body():
    """The same words for every item, so that no mail tells what its item is about (domain 9)."""
    lines = [
        gettext("You have an item waiting in the Social Media Compliance Portal."),
        gettext("Sign in to see it: {address}").format(address=settings.PORTAL_URL),
        gettext("This message says nothing about the item because mail can be read by others. Replies are not read."),
    ]
    return "\n\n".join(lines) + "\n"


def _message_id(key):
    """One id for one notice, whoever sends it and however often; it gives nothing of the key away."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    digest = hashlib.sha256(f"notice:{key}".encode()).hexdigest()
    return f"<{digest[:40]}@{domain}>"

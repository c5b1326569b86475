"""The mail of the demonstration: what the portal sent, read from the folder of the runner's mail server.

Everybody may look, since everybody in it is invented. Outside a demonstration there is no folder, and no page.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

NEWEST = 100
NAME = re.compile(r"(\d{8}T\d{6}\.\d{6})Z-[0-9a-f]{8}\.eml", re.ASCII)


@dataclass(frozen=True)
class Message:
    """One delivered mail; `name` is its file's."""

    name: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str

    @property
    def address(self):
        """The address in parts, so that a narrow page can break it at the @."""
        return self.to.partition("@")


@require_safe
def demonstration_mail(request):
    names = sorted((path.name for path in _folder().glob("*.eml") if NAME.fullmatch(path.name)), reverse=True)
    messages = [message for name in names[:NEWEST] if (message := _read(name)) is not None]
    return render(request, "dys_social/demonstration_mail.html", {"mails": messages})


@require_safe
def demonstration_message(request, name):
    message = _read(name) if NAME.fullmatch(name) else None
    if message is None:
        raise Http404
    return render(request, "dys_social/demonstration_message.html", {"mail": message})


def _folder():
    """The runner's folder of messages; 404 where there is none."""
    if not settings.DEMONSTRATION_MAIL_DIR:
        raise Http404
    return Path(settings.DEMONSTRATION_MAIL_DIR)


def _read(name):
    try:
        content = (_folder() / name).read_bytes()
    except FileNotFoundError:
        return None
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Message(
        name=name,
        at=datetime.strptime(NAME.fullmatch(name)[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body.get_content() if body else "",
    )

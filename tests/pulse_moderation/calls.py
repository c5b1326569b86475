"""Calls as a source makes them."""

import json
import time
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from pulse_moderation.models import Source
from pulse_moderation.rules.signing import signature_of
from pulse_moderation.services import sources

ACTIVITIES = "/api/pulse/v1/activities"
WEEK = timedelta(days=7)
PUBLISHED = "2026-11-17T14:41:00Z"


def source(actor, name="Pulse"):
    """(source, key, secret)"""
    found = Source.objects.filter(name=name).first() or sources.make(name, actor=actor, at=timezone.now())
    return found, *sources.make_key(found, overlap=WEEK, actor=actor, at=timezone.now())


def note(number=1, content="<p>Potluck on Thursday.</p>", act="Create", **fields):
    found = {"type": "Note", "id": f"https://pulse.example/posts/{number}", "published": PUBLISHED, "content": content}
    return {"type": act, "actor": "acct:nobody", "object": found | fields}


def headers(key, secret, body, *, ago=0):
    stamp = str(int(time.time()) - ago)
    return {
        "X-Pulse-Key": key.key_id, "X-Pulse-Timestamp": stamp, "X-Pulse-Signature": signature_of(secret, stamp, body),
    }  # fmt: skip


def call(key, secret, document, *, address=ACTIVITIES, ago=0, **changed):
    """The answer to a signed POST; `document` may be bytes. What is `changed` replaces a header (None: without it)."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    sent = headers(key, secret, body, ago=ago) | {name.replace("_", "-"): value for name, value in changed.items()}
    sent = {name: value for name, value in sent.items() if value is not None}
    return Client().post(address, body, content_type="application/activity+json", headers=sent)


def status(key, secret, answer):
    """The status that an answer of 202 names."""
    path = "/" + answer.json()["status"].split("/", 3)[3]
    return Client().get(path, headers=headers(key, secret, b""))

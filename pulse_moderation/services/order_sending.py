"""Handing orders over, so that a kill at any moment loses none: at least once, under one id and with one body.

taken under a lease > (commit) > HTTP > what came of it (commit). A worker that dies in between may or may not have been
heard: once its lease is over the same order goes out again, with the same Idempotency-Key.
"""

import json
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import requests
import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from pulse_moderation.choices import ConfirmedHow, OrderAnswer
from pulse_moderation.models import Order, OrderAttempt
from pulse_moderation.rules.orders import is_place
from pulse_moderation.rules.signing import signature_of
from pulse_moderation.services import orders
from pulse_moderation.services.calling import leads_to_secrets

LEASE = timedelta(minutes=2)  # longer than one hand-over can take
CONNECT_SECONDS, READ_SECONDS, MOST_SECONDS = 5, 10, 20
LONGEST_ANSWER = 4096
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440)]
MOST_ATTEMPTS = 30  # about three weeks at the last step of the back-off; then a person does it
LOST = "lost"
SAID = {"done": OrderAnswer.DONE, "accepted": OrderAnswer.ACCEPTED, "refused": OrderAnswer.REFUSED}

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reply:
    """What came of one hand-over: an OrderAnswer, the HTTP status if there was one, and what went wrong in a few words."""

    answer: str
    status: int | None = None
    error: str = ""


def send_due(at, limit=100):
    """Hand over at most `limit` orders due at the instant `at`; returns how many ended in each OrderAnswer.

    Any number of callers may run at once. Never call it inside a transaction: each step must be committed before the
    next begins (RuntimeError otherwise). A source that cannot be reached is left alone until the next call.
    """
    started = time.monotonic()
    counts, unreached = Counter(), set()
    while sum(counts.values()) < limit:
        order = take(at + timedelta(seconds=time.monotonic() - started), without=unreached)
        if order is None:
            break
        reply = hand_over(order, at + timedelta(seconds=time.monotonic() - started))
        counts[settle(order, reply, at=at + timedelta(seconds=time.monotonic() - started))] += 1
        if reply.answer == OrderAnswer.UNREACHED:
            unreached.add(order.source_id)
    return counts


def take(now, *, without=()):
    """The next order to send, under a lease and with its attempt begun, or None; what another worker holds is left."""
    with transaction.atomic(durable=True):
        waiting = Order.objects.open().filter(next_attempt_at__lte=now, source__webhook__is_active=True)
        free = waiting.filter(Q(lease_until=None) | Q(lease_until__lt=now)).exclude(source__in=without)
        locked = free.select_for_update(skip_locked=True, of=("self",)).select_related("source__webhook")
        order = locked.order_by("next_attempt_at", "pk").first()
        if order is None:
            return None
        order.lease_token, order.lease_until, order.attempts = uuid.uuid4(), now + LEASE, order.attempts + 1
        order.save(update_fields=["lease_token", "lease_until", "attempts"])
        OrderAttempt.objects.create(order=order, number=order.attempts, at=now)
    return order


def hand_over(order, now):
    """One signed call. Raises nothing: whatever happens is a Reply. Nothing of what was answered is kept."""
    webhook, body = order.source.webhook, order.body.encode()
    if not is_place(webhook.url, needs_https=settings.PRODUCTION):
        return Reply(OrderAnswer.UNREACHED, error="the address takes no orders")
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "dys-social-orders",
        "Idempotency-Key": str(order.public_id),
        "X-Pulse-Key": webhook.key_id,
        "X-Pulse-Timestamp": timestamp,
        "X-Pulse-Signature": signature_of(webhook.secret.reveal(), timestamp, body),
    }
    try:
        if leads_to_secrets(urlsplit(webhook.url).hostname):
            return Reply(OrderAnswer.UNREACHED, error="the address is not one of a web server")
        with requests.Session() as session:
            session.trust_env = False  # no proxy and no sign-in from the environment: orders go where they are sent
            with session.post(webhook.url, data=body, headers=headers, timeout=(CONNECT_SECONDS, READ_SECONDS),
                              allow_redirects=False, stream=True) as response:  # fmt: skip
                return _reply(response)
    except requests.Timeout:
        return Reply(OrderAnswer.UNREACHED, error="no answer in time")
    except (requests.RequestException, OSError, ValueError) as error:
        return Reply(OrderAnswer.UNREACHED, error=type(error).__name__)


def settle(order, reply, *, at):
    """Write down what came of it. A worker that lost its lease has no further say, except that it was done: that is so."""
    with transaction.atomic(durable=True):
        held = Order.objects.select_for_update(of=("self",)).filter(pk=order.pk, lease_token=order.lease_token).first()
        OrderAttempt.objects.filter(order=order, number=order.attempts).update(
            ended_at=at, answer=reply.answer, status=reply.status, error=reply.error
        )
        if reply.answer == OrderAnswer.DONE:
            orders.confirm(order, how=ConfirmedHow.ANSWER, at=at)
        elif held is None:
            log.warning("order.lease_lost", order=str(order.public_id))
            return LOST
        elif reply.answer == OrderAnswer.REFUSED:
            orders.refuse(held, at=at)
        else:
            _wait(held, reply, at)
    return reply.answer


def _wait(order, reply, at):
    """Until the source reports, or for the next attempt."""
    order.lease_token = order.lease_until = order.next_attempt_at = None
    if reply.answer == OrderAnswer.ACCEPTED:
        order.accepted_at = at
    elif order.attempts < MOST_ATTEMPTS:
        order.next_attempt_at = at + BACK_OFF[min(order.attempts, len(BACK_OFF)) - 1]
    order.save(update_fields=["lease_token", "lease_until", "next_attempt_at", "accepted_at"])


def _reply(response):
    status = response.status_code
    if 300 <= status < 400:
        return Reply(OrderAnswer.NOT_TAKEN, status, "the address leads elsewhere")
    if not 200 <= status < 300:
        return Reply(OrderAnswer.NOT_TAKEN, status)
    return Reply(_said(_read(response)), status)


def _read(response):
    """The first bytes of the answer, byte by byte, so that one that drips is cut off."""
    until, read = time.monotonic() + MOST_SECONDS, bytearray()
    for byte in response.iter_content(1):
        read += byte
        if len(read) > LONGEST_ANSWER or time.monotonic() > until:
            break
    return bytes(read)


def _said(answer):
    """A source that takes an order and says nothing of it has accepted it: somebody has still to confirm it."""
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        return OrderAnswer.ACCEPTED
    said = told.get("state") if isinstance(told, dict) else None
    return SAID.get(said, OrderAnswer.ACCEPTED) if isinstance(said, str) else OrderAnswer.ACCEPTED

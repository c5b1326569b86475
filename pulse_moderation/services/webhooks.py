"""Where the orders to a source go."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.services import record
from pulse_moderation.models import Order, Source, Webhook
from pulse_moderation.rules import orders as rules


@transaction.atomic
def set_webhook(source, *, url, is_active, actor, at):
    """Say where orders go, or that none are sent. Returns the webhook, and its secret when this made one, else "".

    What waits and could not be sent before goes there now. Raises NotAllowed, ValidationError for an address that is none.
    """
    rules.may_say_where(actor).enforce()
    if not (verdict := rules.is_place(url, needs_https=settings.PRODUCTION)):
        raise ValidationError({"url": verdict.reason})
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    webhook, secret = Webhook.objects.filter(source=source).first(), ""
    if webhook is None:
        secret = secrets.token_urlsafe(32)
        webhook = Webhook(source=source, key_id=_key_id(), secret=secret, made_at=at)
    changed = [name for name, value in (("url", url), ("is_active", is_active)) if getattr(webhook, name) != value]
    if webhook.pk and not changed:
        return webhook, ""
    webhook.url, webhook.is_active, webhook.changed_at, webhook.changed_by = url, is_active, at, actor
    webhook.save()
    record("pulse_webhook.changed", subject=webhook, actor=actor, at=at, facts={"source": str(source.public_id)})
    if is_active:
        _send_what_waits(source, at)
    return webhook, secret


@transaction.atomic
def make_secret(webhook, *, actor, at):
    """A new key and secret in place of the old; returns the webhook and, this once, the secret. Raises NotAllowed.

    What fails until the source knows it is sent again.
    """
    rules.may_say_where(actor).enforce()
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("source").get(pk=webhook.pk)
    secret = secrets.token_urlsafe(32)
    webhook.key_id, webhook.secret, webhook.changed_at, webhook.changed_by = _key_id(), secret, at, actor
    webhook.save()
    record("pulse_webhook.secret_made", subject=webhook, actor=actor, at=at)
    return webhook, secret


def _key_id():
    return f"orders-{secrets.token_hex(8)}"


def _send_what_waits(source, at):
    """Orders nobody could send, and those whose next attempt is hours away."""
    waiting = Order.objects.open().filter(source=source, accepted_at=None, refused_at=None)
    waiting.exclude(post__external_id="").update(next_attempt_at=at)

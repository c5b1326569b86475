"""Sources of posts and the keys they sign with: made, rotated with an overlap, ended (B.1)."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from audit.services import record
from pulse_moderation.models import Source, SourceKey

USED_ONCE_IN = timedelta(minutes=1)  # how exactly it is known when a key was last used


@transaction.atomic
def make(name, *, actor, at):
    """A new source. Raises IntegrityError when there is one of that name."""
    source = Source.objects.create(name=name, made_at=at)
    record("pulse_source.made", subject=source, actor=actor, at=at, clause="B.1")
    return source


@transaction.atomic
def change(source, *, name, is_active, actor, at):
    """Rename a source, stop it or let it go on. While it is stopped its calls are refused and its feeds rest."""
    source = Source.objects.select_for_update().get(pk=source.pk)
    if (source.name, source.is_active) == (name, is_active):
        return source
    source.name, source.is_active = name, is_active
    source.save(update_fields=["name", "is_active"])
    record(
        "pulse_source.changed", subject=source, actor=actor, at=at, clause="B.1", facts={"is_active": str(is_active)}
    )
    return source


@transaction.atomic
def make_key(source, *, overlap, actor, at):
    """(key, secret): a new key. The secret is told here and never again; those before it end after `overlap`."""
    Source.objects.select_for_update().get(pk=source.pk)
    secret = secrets.token_urlsafe(32)
    key = SourceKey(
        source=source, key_id=f"pk_{secrets.token_hex(8)}", secret=secret, made_by=actor, made_at=at, valid_from=at
    )
    ends = at + overlap
    before = source.keys.filter(Q(ends_at=None) | Q(ends_at__gt=ends))
    before.update(ends_at=ends)
    key.save()
    record("pulse_source.key_made", subject=source, actor=actor, at=at, clause="B.1", facts={"key": key.key_id})
    return key, secret


@transaction.atomic
def end_key(key, *, actor, at):
    """From now on nothing that was signed with it is taken."""
    key = SourceKey.objects.select_for_update().get(pk=key.pk)
    if not key.is_live(at):
        return key
    key.ends_at = at
    key.save(update_fields=["ends_at"])
    record("pulse_source.key_ended", subject=key.source, actor=actor, at=at, clause="B.1", facts={"key": key.key_id})
    return key


def used(key, *, at):
    """Remember that a key was used; to the minute, so that calls do not wait for each other."""
    if key.last_used_at is None or at - key.last_used_at >= USED_ONCE_IN:
        SourceKey.objects.filter(pk=key.pk).update(last_used_at=at)

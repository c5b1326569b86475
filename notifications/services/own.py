"""What a person chooses for themselves: when reminders come by mail, and an address for their calendar."""

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import transaction

from audit.services import record
from notifications import rules
from notifications.models import CalendarFeed, ReminderPreference
from notifications.models.own import USUAL_HOUR
from people.models import User

USUAL = (USUAL_HOUR, True)
KEY_BYTES = 32
KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes in base 64
NOTED_EVERY = timedelta(hours=1)  # a calendar may ask every minute: its use is noted once an hour


# Reminders ------------------------------------------------------------------------------------------------------------


def preference_of(user):
    """(digest_hour, early_by_mail) of one person; the usual ones for who chose nothing."""
    return preferences_of([user])[user.pk]


def preferences_of(users):
    """{user id: (digest_hour, early_by_mail)} for each of `users`, by one query."""
    wanted = [user.pk for user in users]
    rows = ReminderPreference.objects.filter(user__in=wanted).values_list("user", "digest_hour", "early_by_mail")
    return dict.fromkeys(wanted, USUAL) | {user_id: tuple(chosen) for user_id, *chosen in rows}


@transaction.atomic
def choose_reminders(actor, *, digest_hour, early_by_mail, at):
    """Set one's own preferences; what stands already is no event."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if preference_of(actor) == (digest_hour, early_by_mail):
        return
    chosen = {"digest_hour": digest_hour, "early_by_mail": early_by_mail}
    ReminderPreference.objects.update_or_create(user=actor, defaults=chosen)
    record("reminders.chosen", subject=actor, actor=actor, at=at, facts=chosen)


# The calendar's address -----------------------------------------------------------------------------------------------


def live_feed(user):
    """The feed whose address works now, or None."""
    return CalendarFeed.objects.of(user).live().first()


@transaction.atomic
def make_feed(actor, *, replaces, at):
    """Make an address for one's own calendar; returns its key, which nobody can ask for again.

    `replaces` is the public id of the live feed, which is revoked, or None. When another one is live by now nothing is
    made and "" returned: a page sent twice would revoke the address it has just shown.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    rules.may_make_feed(actor).enforce()
    live = live_feed(actor)
    if (live.public_id if live else None) != replaces:
        return ""
    if live:
        revoke_feed(live, actor=actor, at=at)
    key = secrets.token_urlsafe(KEY_BYTES)
    CalendarFeed.objects.create(user=actor, key_hash=_hash(key), made_at=at)
    record("feed.made", subject=actor, actor=actor, at=at)
    return key


@transaction.atomic
def revoke_feed(feed, *, actor, at):
    """End an address. Revoking again changes nothing. Raises NotAllowed for somebody else's."""
    rules.may_revoke_feed(actor, feed).enforce()
    if CalendarFeed.objects.live().filter(pk=feed.pk).update(revoked_at=at):
        record("feed.revoked", subject=actor, actor=actor, at=at)


def person_of_feed(key, *, at):
    """Whose calendar this key opens, noting the use; None when it opens nothing or they no longer work here."""
    if not KEY.fullmatch(key):
        return None
    feed = CalendarFeed.objects.live().select_related("user").filter(key_hash=_hash(key)).first()
    if feed is None or not feed.user.is_working:
        return None
    if feed.last_used_at is None or at - feed.last_used_at >= NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=at)
    return feed.user


def _hash(key):
    """Of 256 random bits: no salt and no slow hash is needed, and the row is found by it."""
    return hashlib.sha256(key.encode()).hexdigest()

"""What is a person's own: when reminders come by mail (ReminderPreference), and an address for calendars (CalendarFeed)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

EARLIEST_HOUR, USUAL_HOUR, LATEST_HOUR = 6, 8, 12


class ReminderPreference(models.Model):
    """The hour of the day, in Massachusetts, of the one mail of reminders; whether those before the day come by it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest_hour = models.PositiveSmallIntegerField(default=USUAL_HOUR)
    early_by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(digest_hour__range=(EARLIEST_HOUR, LATEST_HOUR)), name="reminder_preference_hour_in_bounds"
            ),
        ]

    def __str__(self):
        return f"{self.digest_hour}:00"


class CalendarFeedQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def live(self):
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """An address at which calendars read what is due for one person. Whoever knows the key reads it without signing in.

    Only the SHA-256 of the key is kept: the address can be revoked and replaced, never shown again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="calendar_feed_one_live_per_person"),
            CheckConstraint(condition=Q(key_hash__regex=r"^[0-9a-f]{64}$"), name="calendar_feed_key_is_hashed"),
            CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")), name="calendar_feed_revoked_after_made"
            ),
        ]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d}"

"""What a person was told (Notice), and the mail that says so (Mail)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from notifications.models.due import Stage
from notifications.states import LEASED, MailState, ObligationState


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at=None)


class Notice(models.Model):
    """One entry in a person's inbox, written in the transaction of what it tells: the exactly-once channel.

    `title` is read by the recipient alone, yet it is stored in the clear: never a sealed value nor a youth's name.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    is_urgent = models.BooleanField(default=False)
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="notices")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["stage", "recipient"], name="notice_once_per_stage"),
            CheckConstraint(condition=Q(url__regex=r"^/($|[^/\\])"), name="notice_url_is_a_path"),
        ]
        indexes = [
            Index(fields=["recipient", "-created_at", "-id"], name="notice_inbox"),
            Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return self.title

    @property
    def still_waits(self):
        """False when this reminds of something done or dropped since. Reads stage and obligation: select them too."""
        return self.stage is None or self.stage.obligation.state == ObligationState.OPEN


class Mail(models.Model):
    """The mail of one notice, frozen when it was written: address, text and Message-ID never change.

    `lease_token` fences: only the worker that holds it may say how the hand-over ended. `is_doubtful`: an earlier
    hand-over ended without an answer, so the next one without an answer makes the mail unknown.
    """

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="mail")
    to_address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=MailState, default=MailState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    is_doubtful = models.BooleanField(default=False)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False) | (~Q(state=MailState.SENT) & Q(sent_at=None)),
                name="mail_sent_at_iff_sent",
            ),
            CheckConstraint(
                condition=Q(state__in=LEASED, lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(state__in=LEASED) & Q(lease_until=None, lease_token=None)),
                name="mail_lease_iff_taken",
            ),
            CheckConstraint(condition=~Q(state=MailState.FAILED) | ~Q(last_error=""), name="mail_failed_says_why"),
        ]
        indexes = [
            Index(fields=["-is_urgent", "next_attempt_at"], condition=Q(state=MailState.PENDING), name="mail_pending"),
            Index(fields=["lease_until"], condition=Q(state__in=LEASED), name="mail_leased"),
        ]

    def __str__(self):
        return f"{self.message_id} {self.state}"

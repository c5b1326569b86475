"""What a person was told (Notice), the mail that says so (Mail), and each attempt to hand it over (MailAttempt)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from notifications.models.due import Stage
from notifications.states import LEASED, AttemptOutcome, MailState, ObligationState


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(recipient=user)

    def about(self, *subjects):
        """Entries that tell of these records, by their public ids."""
        return self.filter(subject_id__in=[subject.public_id for subject in subjects])

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
    subject_id = models.UUIDField(null=True)  # the public id of the record it tells of
    mail = models.ForeignKey("notifications.Mail", models.PROTECT, null=True, related_name="notices")
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
            Index(fields=["subject_id"], condition=Q(subject_id__isnull=False), name="notice_by_subject"),
        ]

    def __str__(self):
        return self.title

    @property
    def still_waits(self):
        """False when this reminds of something done or dropped since. Reads stage and obligation: select them too."""
        return self.stage is None or self.stage.obligation.state == ObligationState.OPEN


class Mail(models.Model):
    """One mail that says something waits: of one notice at once, or of a day's reminders to one person (`bundle_on`).

    Address and Message-ID never change, and the text not after the first hand-over (`submitted_at`). `lease_token`
    fences: only the worker that holds it may say how the hand-over ended. `is_doubtful`: an earlier hand-over ended
    without an answer, so the next one without an answer makes the mail unknown.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mails")
    bundle_on = models.DateField(null=True)
    created_at = models.DateTimeField()
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
    asked_at = models.DateTimeField(null=True)  # when its reminders were last asked whom they concern
    submitted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["recipient", "bundle_on"], name="mail_one_bundle_a_day"),
            CheckConstraint(condition=Q(bundle_on=None) | Q(is_urgent=False), name="mail_urgent_is_never_bundled"),
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
            Index(fields=["recipient"], condition=Q(state=MailState.FAILED), name="mail_failed"),
        ]

    def __str__(self):
        return f"{self.message_id} {self.state}"


class MailAttempt(models.Model):
    """One hand-over: begun before the server is spoken to, and what came of it. Without an outcome nobody knows."""

    mail = models.ForeignKey(Mail, models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=AttemptOutcome, blank=True)
    reply = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            UniqueConstraint(fields=["mail", "number"], name="mail_attempt_once"),
            CheckConstraint(condition=Q(outcome__in=["", *AttemptOutcome.values]), name="mail_attempt_outcome_known"),
        ]

    def __str__(self):
        return f"{self.number} {self.outcome}"

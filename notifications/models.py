"""What is due (Obligation, Stage), what a person was told (Notice), the mail that says so (Mail), and the clock itself."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.urls import reverse

from notifications.states import LEASED, MailState, ObligationState, StageState


def subject_name(subject):
    """(label, public id) of a record, or the pair itself; the names the audit trail uses too."""
    if isinstance(subject, models.Model):
        return subject._meta.label_lower, subject.public_id
    return subject


class ObligationQuerySet(models.QuerySet):
    def about(self, subject):
        label, subject_id = subject_name(subject)
        return self.filter(subject_label=label, subject_id=subject_id)

    def open(self):
        return self.filter(state=ObligationState.OPEN)

    def with_stage_due(self, day):
        """Open ones with a stage that should have fired by `day`, however long ago."""
        due = Stage.objects.filter(state=StageState.PLANNED, fires_on__lte=day)
        return self.open().filter(pk__in=due.values("obligation"))


class Obligation(models.Model):
    """Something a person owes by a day. `period` counts repetitions for one subject: a fresh ladder is a new period."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    period = models.PositiveIntegerField(default=1)
    anchor_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=ObligationState, default=ObligationState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["kind", "subject_label", "subject_id", "period"], name="obligation_once"),
            CheckConstraint(condition=Q(state__in=ObligationState.values), name="obligation_state_known"),
            CheckConstraint(
                condition=Q(state=ObligationState.OPEN, closed_at=None)
                | (~Q(state=ObligationState.OPEN) & Q(closed_at__isnull=False)),
                name="obligation_closed_at_iff_closed",
            ),
        ]
        indexes = [
            Index(fields=["subject_label", "subject_id"], name="obligation_by_subject"),
            Index(fields=["due_on"], condition=Q(state=ObligationState.OPEN), name="obligation_open_by_due"),
        ]

    def __str__(self):
        return f"{self.kind} {self.period}, due {self.due_on}"


class Stage(models.Model):
    """One rung of an obligation's ladder. `turn` counts the repeats of a repeating rule, from 0."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="stages")
    name = models.CharField(max_length=40)
    turn = models.PositiveIntegerField(default=0)
    fires_on = models.DateField()
    state = models.CharField(max_length=12, choices=StageState, default=StageState.PLANNED)
    fired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["obligation", "name", "turn"], name="stage_once"),
            CheckConstraint(condition=Q(state__in=StageState.values), name="stage_state_known"),
            CheckConstraint(
                condition=Q(state=StageState.FIRED, fired_at__isnull=False)
                | (~Q(state=StageState.FIRED) & Q(fired_at=None)),
                name="stage_fired_at_iff_fired",
            ),
        ]
        indexes = [Index(fields=["fires_on"], condition=Q(state=StageState.PLANNED), name="stage_planned_by_day")]

    def __str__(self):
        return f"{self.name} {self.fires_on}"


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


class SweepRun(models.Model):
    """One tick of the clock. The slot is taken once, whoever asks: beat, a command, or two of either at one moment."""

    slot = models.DateTimeField(primary_key=True)
    by = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    failed = models.JSONField(default=list)  # names of the errors of steps that could not be done

    class Meta:
        ordering = ["-slot"]

    def __str__(self):
        return f"{self.slot:%Y-%m-%d %H:%M}"


class Brake(models.Model):
    """A step of the sweep that would have ended too many records at once, and was not done. It holds until released."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    step = models.CharField(max_length=40)
    is_confidential = models.BooleanField()
    ended = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            UniqueConstraint(fields=["step"], condition=Q(closed_at=None), name="brake_one_open_per_step"),
            CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="brake_is_released_by_somebody",
            ),
        ]

    def __str__(self):
        return self.step

    def get_absolute_url(self):
        return reverse("brake_release", args=[self.public_id])

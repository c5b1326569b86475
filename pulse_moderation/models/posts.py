"""What is posted on Pulse: every revision is kept, also of what was removed (B.1.a, B.1.g; domain 5.11)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, Index, OuterRef, Q, UniqueConstraint
from django.db.models.functions import Lower
from django.urls import reverse

from evidence.models import StoredFile
from people.models import Worksite
from people.roles import Role
from pulse_moderation.choices import Kind, Origin
from pulse_moderation.states import MOVES, State
from workflow.models import Stateful

MODERATES = frozenset({Role.PULSE_MODERATOR, Role.ADMIN})
POTENTIAL_PUBLIC_RECORD = "potential_public_record"


class Source(models.Model):
    """Where posts come from and orders go: an intranet by its signed calls, its feed, or a file that was imported."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("source_detail", args=[self.public_id])


class PostQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Moderators, administrators: all. Auditors, Legal: all but private messages and copies made to report a post; Legal
        also what was escalated. Else: what is shown on Pulse, one's own, and messages one takes part in.
        """
        if user.roles & MODERATES:
            return self
        sent_to = self.model.recipients.through.objects.filter(post=OuterRef("pk"), user=user)
        mine = Q(author=user) | (Q(kind=Kind.MESSAGE, state=State.PUBLISHED, gone_at=None) & Exists(sent_to))
        public = ~Q(kind=Kind.MESSAGE) & ~Q(origin=Origin.FLAG)
        if user.has_role(Role.LEGAL, Role.GENERAL_COUNSEL):
            items = self.model.items.rel.related_model.objects.filter(post=OuterRef("pk"), is_escalated=True)
            return self.filter(mine | public | Exists(items))
        if user.has_role(Role.AUDITOR):
            return self.filter(mine | public)
        return self.filter(mine | (Q(state=State.PUBLISHED, gone_at=None) & public))

    def shown(self):
        """What everybody reads here. What is flagged stays on Pulse itself, but this portal does not spread it further; what
        somebody copied here to report it is no post of this portal.
        """
        return self.filter(state=State.PUBLISHED, gone_at=None).exclude(kind=Kind.MESSAGE).exclude(origin=Origin.FLAG)

    def messages_of(self, user):
        """Private messages this person takes part in, as they are shown."""
        sent_to = self.model.recipients.through.objects.filter(post=OuterRef("pk"), user=user)
        return self.filter(Q(author=user) | Exists(sent_to), kind=Kind.MESSAGE, state=State.PUBLISHED, gone_at=None)

    def to_read(self, user):
        """What this person reads as a reader, whatever their role: what is shown, their messages, and all of their own."""
        sent_to = self.model.recipients.through.objects.filter(post=OuterRef("pk"), user=user)
        public = ~Q(kind=Kind.MESSAGE) & ~Q(origin=Origin.FLAG)
        return self.filter(Q(author=user) | (Q(state=State.PUBLISHED, gone_at=None) & (public | Exists(sent_to))))

    def to_moderate(self, user):
        """What this person may decide on: never their own."""
        return self.exclude(author=user) if user.roles & MODERATES else self.none()

    def of_people(self):
        """With what a row of a list names."""
        return self.select_related("author", "source", "current", "worksite")


class Post(Stateful):
    """One post, comment or private message. `source` is None for what was written here."""

    MOVES = MOVES
    EVENT_PREFIX = "pulse_post"

    state = models.CharField(max_length=16, choices=State, default=State.RECEIVED)
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="posts")
    external_id = models.CharField(max_length=500, blank=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)  # one form, one post, however often it is sent
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.POST)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="pulse_posts")
    author_name = models.CharField(max_length=200, blank=True)  # as its source names who wrote it
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")  # of a message
    worksite = models.ForeignKey(Worksite, models.PROTECT, null=True, related_name="+")  # of the author, when posted
    current = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)  # deleted at its source; kept here
    is_youth_material = models.BooleanField(default=False)  # photo, art or other material of a youth (B.1.h)
    has_image = models.BooleanField(default=False)
    fine_sha256 = models.CharField(
        max_length=64, blank=True
    )  # of the text a moderator found fine: flags on it are quiet
    records_class = models.CharField(max_length=30, default=POTENTIAL_PUBLIC_RECORD, editable=False)
    is_on_legal_hold = models.BooleanField(default=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-pk"]
        indexes = [
            Index(fields=["-posted_at", "-id"], name="pulse_newest"),
            Index(fields=["author", "-posted_at"], condition=Q(author__isnull=False), name="pulse_of_author"),
            Index(
                Lower("author_name"),
                condition=Q(author__isnull=True) & ~Q(author_name=""),
                name="pulse_of_name",
            ),
            Index(fields=["state", "-posted_at", "-id"], name="pulse_by_state"),
            Index(fields=["worksite", "-posted_at"], condition=Q(worksite__isnull=False), name="pulse_of_worksite"),
            Index(fields=["received_at"], condition=Q(state=State.RECEIVED), name="pulse_unscreened"),
        ]
        constraints = [
            UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="pulse_post_of_a_source_once"
            ),
            CheckConstraint(condition=Q(state__in=State.values), name="pulse_post_state_known"),
            CheckConstraint(
                condition=(Q(origin=Origin.COMPOSED) & Q(source=None, author__isnull=False))
                | ~Q(origin=Origin.COMPOSED),
                name="pulse_post_written_here_has_an_author",
            ),
            CheckConstraint(
                condition=~Q(state=State.LIVE_FLAGGED) | ~Q(origin=Origin.COMPOSED), name="pulse_post_live_elsewhere"
            ),
            CheckConstraint(
                condition=~Q(state__in=[State.RETURNED, State.WITHDRAWN]) | Q(origin=Origin.COMPOSED),
                name="pulse_post_returned_only_here",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.public_id.hex[:8]}"

    def get_absolute_url(self):
        return reverse("post_detail", args=[self.public_id])

    @property
    def is_ours(self):
        """Written here, so that holding it hides it. What lives on Pulse itself can only be flagged, or ordered away."""
        return self.origin == Origin.COMPOSED

    @property
    def writer(self):
        """Who wrote it, as pages say it."""
        return self.author.full_name if self.author else self.author_name


class Revision(models.Model):
    """One text of a post. Every edit is a new one; each is screened and kept, and none is ever changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    external_revision = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    urls = models.JSONField(default=list)  # as found in it, http and https alone
    sha256 = models.CharField(max_length=64)  # of title and body (pulse_moderation.services.incoming.fingerprint)
    duplicate_key = models.BinaryField(max_length=16)  # the same for texts that differ in case, space and marks alone
    posted_at = models.DateTimeField()
    source_at = models.DateTimeField(null=True)  # when its source wrote this text, where it says so
    received_at = models.DateTimeField()
    screened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            Index(fields=["duplicate_key", "received_at"], name="pulse_same_text"),
            Index(fields=["received_at"], condition=Q(screened_at=None), name="pulse_revision_unscreened"),
        ]
        constraints = [
            UniqueConstraint(fields=["post", "number"], name="pulse_revision_numbered_once"),
            UniqueConstraint(
                fields=["post", "external_revision"],
                condition=~Q(external_revision=""),
                name="pulse_revision_of_a_source_once",
            ),
            CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="pulse_revision_has_its_fingerprint"),
        ]

    def __str__(self):
        return f"{self.post_id}/{self.number}"

    @property
    def text(self):
        """What is screened: the title, a line break, the body. Offsets of hits count in it."""
        return f"{self.title}\n{self.body}" if self.title else self.body


class Attachment(models.Model):
    """A picture or other file of a revision: kept here, or only named by the address its source gave."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    url = models.CharField(max_length=2000, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    alt = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(file__isnull=False) | ~Q(url=""), name="pulse_attachment_is_somewhere")
        ]


class MessageReading(models.Model):
    """Who opened a private message of others, and when (B.1.a). Added, never changed."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

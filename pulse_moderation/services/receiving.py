"""Taking posts in: each text is kept as a revision before anybody says that it was accepted (B.1.a, B.1.g)."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.services import record, record_many
from evidence.models import StoredFile
from people.models import User
from pulse_moderation.choices import FlagOutcome, Kind, Origin
from pulse_moderation.models import Attachment, Post, Revision
from pulse_moderation.rules import writing
from pulse_moderation.services import items, orders
from pulse_moderation.states import Act, State
from workflow.moves import transition

NEW, REVISED, KNOWN, GONE, MISSING = "new", "revised", "known", "gone", "missing"
LONGEST, LONGEST_TITLE = 100_000, 300
LINK = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{1,1900}", re.IGNORECASE)
SPELLING = re.compile(r"[\W_]+")
IMAGE = "image/"


@dataclass(frozen=True)
class IncomingFile:
    """A file that was kept already (`file`), or the address its source gives for it."""

    url: str = ""
    media_type: str = ""
    alt: str = ""
    file: StoredFile | None = None


@dataclass(frozen=True)
class Incoming:
    """One post as a source sends it. The same `external_id` and `external_revision` are taken once."""

    external_id: str
    posted_at: datetime
    external_revision: str = ""
    kind: str = Kind.POST
    author: User | None = None
    author_name: str = ""
    title: str = ""
    body: str = ""
    attachments: tuple = ()
    recipients: tuple = ()
    is_youth_material: bool = False
    is_delete: bool = False


@dataclass
class Received:
    """What became of one: `what` is new, revised, known (nothing was done), gone, or missing (a delete of nothing)."""

    post: Post | None
    revision: Revision | None = None
    what: str = NEW


@dataclass
class _Batch:
    source: object
    origin: str
    at: datetime
    posts: dict = field(default_factory=dict)  # by external id
    known: set = field(default_factory=set)  # (post id, external revision)
    last: dict = field(default_factory=dict)  # post id: number of its last revision


def fingerprint(title, body):
    """SHA-256 in hex of what was posted, title and body apart."""
    return hashlib.sha256(f"{title}\0{body}".encode("utf-8", "surrogatepass")).hexdigest()


def duplicate_key(title, body):
    """16 bytes that are the same for texts which differ in case, spacing, marks and compatible letters alone."""
    plain = SPELLING.sub("", unicodedata.normalize("NFKC", f"{title}{body}").casefold())
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@transaction.atomic
def receive_many(entries, *, source, origin, at):
    """Take in what a source sent: one Received each, in order. Nothing is screened yet; screening finds what waits.

    The same entries sent again, also at the same moment, change nothing. An edit of what is waiting, shown or flagged makes
    it wait for screening again; of what was removed it is kept, and the post stays removed.
    """
    entries = list(entries)
    with connection.cursor() as cursor:  # one batch of a source at a time: what it sends twice is found
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"pulse:{source.public_id}"])
    batch = _Batch(source, origin, at)
    _find(batch, entries)
    received, new, revised = [], [], []
    for entry in entries:
        received.append(_sort(batch, entry, new, revised))
    _write_new(batch, new)
    _write_revised(batch, revised)
    return received


def _find(batch, entries):
    ids = {entry.external_id for entry in entries}
    locked = (
        Post.objects.filter(source=batch.source, external_id__in=ids).select_for_update(of=("self",)).order_by("pk")
    )
    batch.posts = {post.external_id: post for post in locked}
    of = {post.pk: post for post in batch.posts.values()}
    for post, revision, number in Revision.objects.filter(post__in=of).values_list(
        "post", "external_revision", "number"
    ):
        batch.known.add((of[post].external_id, revision))
        batch.last[of[post].external_id] = max(number, batch.last.get(of[post].external_id, 0))


def _sort(batch, entry, new, revised):
    post = batch.posts.get(entry.external_id)
    if entry.is_delete:
        return _gone(batch, post)
    if post is None:
        post = _post(entry, batch.source, batch.origin, batch.at)
        batch.posts[entry.external_id] = post
        made = Received(post, _revision(post, entry, 1, batch.at), NEW)
        new.append((made, entry))
    elif (entry.external_id, entry.external_revision) in batch.known:
        return Received(post, None, KNOWN)
    else:
        number = batch.last[entry.external_id] + 1
        made = Received(post, _revision(post, entry, number, batch.at), REVISED)
        revised.append((made, entry))
    batch.known.add((entry.external_id, entry.external_revision))
    batch.last[entry.external_id] = made.revision.number
    return made


def _post(entry, source, origin, at):
    return Post(
        origin=origin, source=source, external_id=entry.external_id, kind=entry.kind, author=entry.author,
        author_name=entry.author_name[:200], worksite=entry.author.worksite if entry.author else None,
        posted_at=entry.posted_at, received_at=at, created_at=at, is_youth_material=entry.is_youth_material,
        has_image=_has_image(entry.attachments),
    )  # fmt: skip


def _revision(post, entry, number, at):
    title, body = entry.title[:LONGEST_TITLE], entry.body
    return Revision(
        post=post, number=number, external_revision=entry.external_revision, title=title, body=body,
        urls=links_of(f"{title}\n{body}"), sha256=fingerprint(title, body), duplicate_key=duplicate_key(title, body),
        posted_at=entry.posted_at, received_at=at,
    )  # fmt: skip


def _has_image(attachments):
    return any(one.file is not None or not one.media_type or one.media_type.startswith(IMAGE) for one in attachments)


def links_of(text):
    return list(dict.fromkeys(LINK.findall(text)))[:100]


def _write_new(batch, new):
    if not new:
        return
    Post.objects.bulk_create([made.post for made, _entry in new], batch_size=500)
    _write_revisions(new)
    for made, entry in new:
        made.post.current = made.revision
        if entry.recipients:
            made.post.recipients.set(entry.recipients)
    # An edit in the same batch comes after it and counts as one.
    Post.objects.bulk_update([made.post for made, _entry in new], ["current"], batch_size=500)
    record_many(
        {"action": "pulse_post.received", "subject": made.post, "actor": "system", "at": batch.at,
         "becomes": State.RECEIVED, "facts": {"origin": str(batch.origin)}}
        for made, _entry in new
    )  # fmt: skip


def _write_revised(batch, revised):
    if not revised:
        return
    _write_revisions(revised)
    for made, entry in revised:
        _stand(made.post, made.revision, at=batch.at, actor="system", attachments=entry.attachments,
               is_youth_material=made.post.is_youth_material or entry.is_youth_material)  # fmt: skip


def _write_revisions(pairs):
    Revision.objects.bulk_create([made.revision for made, _entry in pairs], batch_size=500)
    Attachment.objects.bulk_create(
        Attachment(revision=made.revision, url=one.url, media_type=one.media_type, alt=one.alt, file=one.file)
        for made, entry in pairs
        for one in entry.attachments
    )


def _stand(post, revision, *, at, actor, attachments, is_youth_material):
    """`revision` is the text of the post from now on, and waits for screening."""
    to = State.REMOVED if post.state == State.REMOVED else State.RECEIVED
    transition(
        post, to, act=Act.REVISE, actor=actor, at=at, current=revision, gone_at=None, is_youth_material=is_youth_material,
        has_image=_has_image(attachments),
    )  # fmt: skip
    if to == State.REMOVED:
        orders.renew(post, at=at)


def _gone(batch, post):
    if post is None:
        return Received(None, None, MISSING)
    if post.gone_at is None and post.pk is not None:
        post.gone_at = batch.at
        post.save(update_fields=["gone_at"])
        record("pulse_post.gone", subject=post, actor="system", at=batch.at)
        orders.confirm_gone(post, at=batch.at)
    return Received(post, None, GONE)


@transaction.atomic
def compose(
    author, *, form_key, body, at, title="", attachments=(), is_youth_material=False, kind=Kind.POST, recipients=()
):
    """Take in a post written here; the same form sent again gives the same post. Raises NotAllowed, ValidationError.

    It waits for screening: call services.screening.screen_posts on it in the same request, so that its author sees at once
    whether it is shown.
    """
    writing.may_write(author, kind, recipients).enforce()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"pulse:{form_key}"])
    if (sent := Post.objects.filter(form_key=form_key).first()) is not None:
        if sent.author_id != author.pk:
            raise ValidationError(_("This was sent already. Begin a new post."))
        return sent
    entry = Incoming("", at, title=title, body=body, author=author, kind=kind, attachments=tuple(attachments),
                     is_youth_material=is_youth_material)  # fmt: skip
    post = _post(entry, None, Origin.COMPOSED, at)
    post.form_key = form_key
    post.save()
    revision = _revision(post, entry, 1, at)
    _write_revisions([(Received(post, revision), entry)])
    post.current = revision
    post.save(update_fields=["current"])
    post.recipients.set(recipients)
    record("pulse_post.received", subject=post, actor=author, at=at, becomes=State.RECEIVED, clause="B.1",
           facts={"origin": str(Origin.COMPOSED)})  # fmt: skip
    return post


@transaction.atomic
def revise_own(post, *, actor, at, body, title="", attachments=(), is_youth_material=False):
    """The author's new text of a post written here; the old one is kept. Raises NotAllowed, Stale."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk).as_seen(post.version)
    writing.may_revise(actor, post).enforce()
    number = post.revisions.latest("number").number + 1
    entry = Incoming("", at, title=title, body=body, attachments=tuple(attachments))
    revision = _revision(post, entry, number, at)
    _write_revisions([(Received(post, revision), entry)])
    _stand(post, revision, at=at, actor=actor, attachments=attachments,
           is_youth_material=post.is_youth_material or is_youth_material)  # fmt: skip
    return post


@transaction.atomic
def withdraw(post, *, actor, at):
    """The author takes a post back that is not shown: nobody waits for it any longer. Raises NotAllowed, Stale."""
    writing.may_withdraw(actor, post).enforce()
    transition(post, State.WITHDRAWN, act=Act.WITHDRAW, actor=actor, at=at)
    items.settle(post, at=at)
    items.answer_flags(post, FlagOutcome.GONE, at=at)
    return post

"""Taking posts in: each text is kept as a revision before anybody says that it was accepted (B.1.a, B.1.g)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.services import record, record_many
from pulse_moderation.choices import FlagOutcome, Kind, Origin
from pulse_moderation.models import Attachment, Post, Revision
from pulse_moderation.rules import writing
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import arrival, holding, items, orders
from pulse_moderation.services.incoming import (
    LONGEST_TITLE,
    Incoming,
    duplicate_key,
    fingerprint,
    has_image,
    links_of,
)
from pulse_moderation.states import Act, State
from workflow.moves import transition

NEW, REVISED, KNOWN, GONE, MISSING = "new", "revised", "known", "gone", "missing"


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
    stands: dict = field(default_factory=dict)  # external id: the text that stands
    gone_before: dict = field(default_factory=dict)  # external id: when it was deleted, before it came
    new: list = field(default_factory=list)  # (Received, Incoming): of each list
    revised: list = field(default_factory=list)
    late: list = field(default_factory=list)
    known_again: list = field(default_factory=list)
    missing: list = field(default_factory=list)  # external ids that were deleted

    def is_late(self, entry, post):
        """Whether a post that was deleted before it came stays deleted: nothing says that this was written since."""
        gone_at = self.gone_before.get(entry.external_id)
        return gone_at is not None and post.gone_at in (None, gone_at) and not arrival.is_after(entry, gone_at)


@transaction.atomic
def receive_many(entries, *, source, origin, at):
    """Take in what a source sent: one Received each, in order. Nothing is screened yet; screening finds what waits.

    The same entries sent again, also at the same moment, change nothing. An edit of what is waiting, shown or flagged makes
    it wait for screening again; of what was removed it is kept, and the post stays removed. A text that is older than the
    one that stands is kept and screened, and changes nothing else; a post never becomes less private than it was.
    """
    with connection.cursor() as cursor:  # one batch of a source at a time: what it sends twice is found
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"pulse:{source.public_id}"])
    return [one for run in arrival.in_runs(entries) for one in _receive(_Batch(source, origin, at), run)]


def _receive(batch, entries):
    _find(batch, entries)
    received = [_sort(batch, entry) for entry in entries]
    _write_new(batch)
    _write_revised(batch)
    _write_late(batch)
    for made, entry in (*batch.late, *batch.known_again):
        _keep_private(made.post, entry, at=batch.at)
    if batch.missing:
        arrival.remember_gone(batch.source, batch.missing, at=batch.at)
    return received


def _find(batch, entries):
    ids = {entry.external_id for entry in entries}
    locked = (
        Post.objects.filter(source=batch.source, external_id__in=ids).select_for_update(of=("self",)).order_by("pk")
    )
    batch.posts = {post.external_id: post for post in locked}
    of = {post.pk: post for post in batch.posts.values()}
    columns = ("post", "pk", "external_revision", "source_at", "number")
    for post, pk, revision, source_at, number in Revision.objects.filter(post__in=of).values_list(*columns):
        name = of[post].external_id
        batch.known.add((name, revision))
        batch.last[name] = max(number, batch.last.get(name, 0))
        if pk == of[post].current_id:
            batch.stands[name] = arrival.Standing(revision, source_at)
    batch.gone_before = arrival.gone_before(batch.source, ids)


def _sort(batch, entry):
    name, post = entry.external_id, batch.posts.get(entry.external_id)
    if entry.is_delete:
        return _gone(batch, post, name)
    if post is None:
        post = batch.posts[name] = _post(entry, batch.source, batch.origin, batch.at)
        post.gone_at = batch.gone_before[name] if batch.is_late(entry, post) else None
        made = Received(post, _revision(post, entry, 1, batch.at), NEW)
        batch.new.append((made, entry))
    elif (name, entry.external_revision) in batch.known:
        return _known(batch, entry, post)
    else:
        made = Received(post, _revision(post, entry, batch.last[name] + 1, batch.at), REVISED)
        is_older = arrival.is_older(entry, batch.stands[name])
        (batch.late if is_older else batch.revised).append((made, entry))
    if made.what == NEW or not is_older:
        batch.stands[name] = arrival.standing(entry)
    batch.known.add((name, entry.external_revision))
    batch.last[name] = made.revision.number
    return made


def _known(batch, entry, post):
    """What was sent before. After a delete, the text that stands comes back with it."""
    made = Received(post, None, KNOWN)
    batch.known_again.append((made, entry))
    is_standing = batch.stands[entry.external_id].external_revision == entry.external_revision
    if post.gone_at is not None and is_standing and not batch.is_late(entry, post):
        post.gone_at = None
        post.save(update_fields=["gone_at"])
        record("pulse_post.back", subject=post, actor="system", at=batch.at)
    return made


def _post(entry, source, origin, at):
    return Post(
        origin=origin, source=source, external_id=entry.external_id, kind=entry.kind, author=entry.author,
        author_name=entry.author_name[:200], worksite=entry.author.worksite if entry.author else None,
        posted_at=entry.posted_at, received_at=at, created_at=at, is_youth_material=entry.is_youth_material,
        has_image=has_image(entry.attachments),
    )  # fmt: skip


def _revision(post, entry, number, at):
    title, body = entry.title[:LONGEST_TITLE], entry.body
    return Revision(
        post=post, number=number, external_revision=entry.external_revision, title=title, body=body,
        urls=links_of(f"{title}\n{body}"), sha256=fingerprint(title, body), duplicate_key=duplicate_key(title, body),
        posted_at=entry.posted_at, source_at=entry.source_at, received_at=at,
    )  # fmt: skip


def _write_new(batch):
    if not (new := batch.new):
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


def _write_revised(batch):
    if not batch.revised:
        return
    _write_revisions(batch.revised)
    for made, entry in batch.revised:
        gone_at = made.post.gone_at if batch.is_late(entry, made.post) else None
        _stand(made.post, made.revision, at=batch.at, actor="system", attachments=entry.attachments, gone_at=gone_at,
               is_youth_material=made.post.is_youth_material or entry.is_youth_material)  # fmt: skip
        _keep_private(made.post, entry, at=batch.at, is_newest=True)


def _write_late(batch):
    """Older texts than the one that stands: kept, to be screened. What they say of youth counts as if they came in time."""
    if not batch.late:
        return
    _write_revisions(batch.late)
    for made, entry in batch.late:
        post = made.post
        record("pulse_post.late", subject=post, actor="system", at=batch.at)
        if entry.is_youth_material and not post.is_youth_material:
            post.is_youth_material = True
            post.save(update_fields=["is_youth_material"])
            holding.hold(post, at=batch.at, clause="B.1.h", severity=Severity.CRITICAL, is_about_youth=True, why="late")


def _keep_private(post, entry, *, at, is_newest=False):
    """A text for some people alone makes its post a message. What was a message stays one, whatever is said later."""
    if entry.kind != Kind.MESSAGE:
        if is_newest and post.kind == Kind.MESSAGE:
            record("pulse_post.kept_private", subject=post, actor="system", at=at)
        return
    was_open = post.kind != Kind.MESSAGE
    if was_open:
        post.kind = Kind.MESSAGE
        post.save(update_fields=["kind"])
        record("pulse_post.made_private", subject=post, actor="system", at=at)
    if was_open or is_newest:
        post.recipients.set(entry.recipients)


def _write_revisions(pairs):
    Revision.objects.bulk_create([made.revision for made, _entry in pairs], batch_size=500)
    Attachment.objects.bulk_create(
        Attachment(revision=made.revision, url=one.url, media_type=one.media_type, alt=one.alt, file=one.file)
        for made, entry in pairs
        for one in entry.attachments
    )


def _stand(post, revision, *, at, actor, attachments, is_youth_material, gone_at=None):
    """`revision` is the text of the post from now on, and waits for screening."""
    to = State.REMOVED if post.state == State.REMOVED else State.RECEIVED
    transition(
        post, to, act=Act.REVISE, actor=actor, at=at, current=revision, gone_at=gone_at, is_youth_material=is_youth_material,
        has_image=has_image(attachments),
    )  # fmt: skip
    if to == State.REMOVED:
        orders.renew(post, at=at)


def _gone(batch, post, external_id):
    if post is None:
        batch.missing.append(external_id)
        return Received(None, None, MISSING)
    if post.gone_at is None:
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

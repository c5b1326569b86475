"""Screening what was received: hits are kept, and the post is published, held, or flagged where it lives (domain 7.6).

Nothing is rejected and nobody is accused: a hit holds, queues or notes, and a person decides.
"""

import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, Exists, OuterRef, Q

from policy.services import settings_now
from pulse_moderation import notices
from pulse_moderation.choices import DecisionKind, FlagOutcome, Origin
from pulse_moderation.models import Decision, Flag, Hit, Item, Post, Revision, ScreenRule
from pulse_moderation.rules.deciding import YOUTH_CLAUSES
from pulse_moderation.screening import Context, text_hash
from pulse_moderation.screening.rules import Mode, Severity
from pulse_moderation.services import attached, confidential, items, privileges, relying, rulebook
from pulse_moderation.states import Act, State
from workflow.moves import transition_many

logger = logging.getLogger(__name__)
AT_ONCE = 500
HOLDS = (Severity.HOLD, Severity.CRITICAL)
HOLD_ALL = "hold_all"
SETTLES = (
    DecisionKind.APPROVE, DecisionKind.REMIND, DecisionKind.RETURN, DecisionKind.REMOVE, DecisionKind.RESTORE,
)  # fmt: skip


@dataclass
class _Found:
    """One revision, and what its hits come to."""

    revision: Revision
    hits: tuple
    must_hold: bool = False
    is_suspect: bool = False
    is_unscreened: bool = False

    @property
    def severity(self):
        """What is for Legal alone shows as a hold like any other (domain 8)."""
        counted = (hit for hit in self.hits if hit.mode != Mode.SHADOW)
        without = Severity.HOLD if self.is_unscreened else Severity.CAUTION
        return max(map(_shown, counted), key=items.RANK.get, default=without)

    @property
    def is_about_youth(self):
        return any(hit.clause in YOUTH_CLAUSES for hit in self.hits if hit.mode != Mode.SHADOW)


def screen_waiting(at):
    """Screen what waits, the oldest first; returns how many revisions. What a worker that died left is taken up again."""
    done, failed = 0, []
    while ids := _waiting(AT_ONCE):
        found = _halved(ids, rulebook.screen_now(), at, failed)
        done += found
        if not found:  # somebody else has them in hand
            break
    _raise(failed)
    return done


def _waiting(most):
    revisions = Revision.objects.filter(screened_at=None).order_by("received_at", "pk")
    return list(dict.fromkeys(revisions.values_list("post", flat=True)[:most]))


def screen_posts(ids, *, at):
    """Screen every revision of these posts that was not yet; returns how many. Posts that others hold locked are left.

    One that cannot be screened keeps none of the others waiting: a moderator has to look at it.
    """
    failed = []
    done = _halved(list(ids), rulebook.screen_now(), at, failed)
    _raise(failed)
    return done


def _raise(failed):
    if failed:
        raise ExceptionGroup("Some posts could be neither screened nor put before a moderator", failed)


def _halved(ids, screen, at, failed):
    """Screen these posts together; where that fails, each half of them, down to the one that cannot be screened."""
    try:
        return _together(ids, screen, at)
    except (OperationalError, InterfaceError):  # the database is away: nothing is said of the posts
        raise
    except Exception as error:  # noqa: BLE001, whatever it is, the others are screened
        why = type(error).__name__
    if len(ids) == 1:
        logger.error("Post %s could not be screened: %s", ids[0], why)
        return _put_aside(ids[0], at, failed)
    half = len(ids) // 2
    return _halved(ids[:half], screen, at, failed) + _halved(ids[half:], screen, at, failed)


def _put_aside(post_id, at, failed):
    try:
        return _to_a_moderator(post_id, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001, told at the end
        failed.append(error)
        return 0


@transaction.atomic
def _to_a_moderator(post_id, at):
    """Unscreened, with a word why."""
    waiting = _locked([post_id])
    if not waiting:
        return 0
    found = [_Found(revision, (), must_hold=True, is_unscreened=True) for revision in waiting]
    _write(found, at)
    with suppress(Exception), transaction.atomic():  # if it can be, Legal hears of what is theirs
        confidential.look_through(waiting, beside=attached.of(waiting), at=at)
    _move([one for one in found if _is_standing(one.revision)], at, settings_now())
    return len(waiting)


def _locked(ids):
    """The revisions that wait for screening of those of these posts that nobody else has in hand."""
    posts = {
        post.pk: post
        for post in Post.objects.filter(pk__in=ids).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
        .select_related("author", "source")
    }  # fmt: skip
    waiting = list(Revision.objects.filter(post__in=posts, screened_at=None).order_by("pk"))
    for revision in waiting:
        revision.post = posts[revision.post_id]
    return waiting


@transaction.atomic
def _together(ids, screen, at):
    waiting = _locked(ids)
    if not waiting:
        return 0
    settings = settings_now()
    beside = attached.of(waiting)
    found = _screen(waiting, beside, screen, settings, at)
    _write(found, at)
    confidential.look_through(waiting, beside=beside, at=at)
    _move([one for one in found if _is_standing(one.revision)], at, settings)
    return len(waiting)


def preview(author, *, title, body, at, has_image=False, is_youth_material=False):
    """What screening would find in a text before it is sent: hits, of which nothing is kept."""
    text = f"{title}\n{body}" if title else body
    context = _context(author, has_image=has_image, youth_material=is_youth_material)
    return rulebook.screen_now().hits(text, context)


def _is_standing(revision):
    """Whether this text decides the state of its post: it is the newest, and the post waits for screening."""
    return revision.post.state == State.RECEIVED and revision.post.current_id == revision.pk


def _screen(revisions, beside, screen, settings, at):
    repeated = _repeated(revisions, settings, at)
    kept = _kept({revision.post_id for revision in revisions}, settings) | _sent_again(revisions, beside)
    barred = privileges.barred_among({revision.post.author_id for revision in revisions}, at)
    found = []
    for revision in revisions:
        post = revision.post
        context = _context(
            post.author,
            author_name=post.author_name,
            has_image=post.has_image and settings["pulse_hold_images"],
            youth_material=post.is_youth_material,
            released=post.is_youth_material and bool(relying.may_show(post, at=at)),
            recent_hashes=(text_hash(revision.text),) if repeated[revision.pk] else (),
        )
        # Registered handles, which are for Legal alone, are not among these: services.confidential finds them.
        one = _Found(revision, attached.hits(screen, revision.text, beside[revision.pk].said, context))
        one.must_hold = settings["pulse_mode"] == HOLD_ALL or any(_holds(hit) for hit in one.hits)
        one.must_hold = one.must_hold or post.pk in kept or post.author_id in barred
        one.is_suspect = any(hit.mode == Mode.SUSPECT and hit.severity in HOLDS for hit in one.hits)
        found.append(one)
    return found


def _kept(posts, settings):
    """Posts that a person, or enough flags, put before a moderator: a new text alone does not let them out."""
    waiting = Item.objects.filter(post__in=posts, closed_at=None)
    said = Decision.objects.filter(
        post=OuterRef("post"), kind=DecisionKind.HOLD, undone_by=None, decided_at__gte=OuterRef("opened_at")
    )
    flags = Flag.objects.filter(post__in=posts, outcome=FlagOutcome.OPEN).order_by().values("post")
    flagged = flags.annotate(n=Count("pk")).filter(n__gte=settings["pulse_flags_to_hold"])
    return {
        *waiting.filter(Q(is_escalated=True) | Exists(said)).values_list("post", flat=True),
        *flagged.values_list("post", flat=True),
    }


def _sent_again(revisions, beside):
    """Posts whose text, with all that hangs on it, is one that was returned or removed: that decision stands."""
    settled = Decision.objects.filter(
        post__in={revision.post_id for revision in revisions}, kind__in=SETTLES, undone_by=None
    )
    settled = list(settled.select_related("revision").order_by("decided_at", "pk"))
    then = attached.of([one.revision for one in settled]) if settled else {}
    last = {(one.post_id, then[one.revision_id].content): one.kind for one in settled}
    return {
        revision.post_id
        for revision in revisions
        if last.get((revision.post_id, beside[revision.pk].content)) in (DecisionKind.RETURN, DecisionKind.REMOVE)
        and _is_standing(revision)
    }


def _shown(hit):
    return Severity.HOLD if hit.restricted and hit.severity == Severity.CRITICAL else hit.severity


def _holds(hit):
    return hit.mode == Mode.HOLD and hit.severity in HOLDS


def _context(author, *, author_name="", **facts):
    names = (author.full_name, author.preferred_name, author_name) if author else (author_name,)
    values = (author.work_email,) if author else ()
    return Context(author_names=tuple(name for name in names if name), author_values=values, **facts)


def _repeated(revisions, settings, at):
    """{revision id: True where its author posted the same text as often, within the window, as the setting says}"""
    since = at - timedelta(hours=settings["duplicate_window_hours"])
    keys = {bytes(revision.duplicate_key) for revision in revisions}
    same = Revision.objects.filter(duplicate_key__in=keys, received_at__gt=since).values_list(
        "duplicate_key", "post", "post__author", "post__author_name"
    )
    posts = {(bytes(key), author or name, post) for key, post, author, name in same}
    times = Counter((key, who) for key, who, _post in posts)
    least = settings["duplicate_window_count"]
    return {
        revision.pk: times[bytes(revision.duplicate_key), revision.post.author_id or revision.post.author_name] >= least
        for revision in revisions
    }


def _write(found, at):
    rules = dict(ScreenRule.objects.values_list("code", "pk"))
    Hit.objects.bulk_create(
        (
            Hit(revision=one.revision, rule_id=rules[hit.rule], rule_version=hit.version, clause_id=hit.clause,
                severity=hit.severity, mode=hit.mode, start=hit.start, end=hit.end, excerpt=hit.excerpt[:120], found_at=at,
                is_restricted=hit.restricted)
            for one in found
            for hit in one.hits
            if hit.rule in rules
        ),
        batch_size=1000,
    )  # fmt: skip
    Revision.objects.filter(pk__in=[one.revision.pk for one in found]).update(screened_at=at)


def _move(found, at, settings):
    by_post = {one.revision.post_id: one for one in found}
    _to(by_post, State.SCREENED, Act.SCREEN, at)
    ours = {pk for pk, one in by_post.items() if one.must_hold and one.revision.post.is_ours}
    theirs = {pk for pk, one in by_post.items() if one.must_hold and not one.revision.post.is_ours}
    _to(ours, State.HELD, Act.HOLD, at)
    _to(theirs, State.LIVE_FLAGGED, Act.FLAG, at)
    _to(by_post.keys() - ours - theirs, State.PUBLISHED, Act.PUBLISH, at)
    # Of an earlier text, which the new one mended.
    items.settle_quiet([pk for pk, one in by_post.items() if not (one.must_hold or one.is_suspect)], at=at)
    critical = []
    for pk, one in by_post.items():
        post = one.revision.post
        if one.must_hold or one.is_suspect:
            items.attach(post, at=at, severity=one.severity, is_about_youth=one.is_about_youth, settings=settings,
                         is_unscreened=one.is_unscreened)  # fmt: skip
            if one.must_hold and one.severity == Severity.CRITICAL:
                critical.append(post)
        if pk in ours and post.origin == Origin.COMPOSED:
            notices.tell_author(post, at=at, key=f"held:{one.revision.public_id}", title=notices.HELD)
    notices.call_moderators(critical, at=at)


def _to(ids, to, act, at):
    if ids:
        transition_many(Post.objects.filter(Q(pk__in=list(ids))), to, act=act, actor="system", at=at)

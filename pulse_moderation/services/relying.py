"""What a post shows of youth, the releases it relies on, and what follows when one no longer stands (B.1.h)."""

from django.db import transaction

from audit.services import record
from policy.calendar import local_day
from pulse_moderation.models import Post, PostRelease, YouthMaterial, YouthRelease
from pulse_moderation.rules import releases as rules
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import holding
from pulse_moderation.states import SHOWN, ReleaseState
from workflow.errors import Stale
from workflow.verdicts import YES, no

CLAUSE = "B.1.h"
REVOKED, UNCOVERED, CHANGED = "release_revoked", "no_release", "author_says_otherwise"  # words for the trail


@transaction.atomic
def say_what_it_shows(post, *, kinds, shows, youth_count, actor, at):
    """Say of the text as its reader saw it which material of how many youth it shows. Held when nothing covers that, and
    when its author says otherwise than before of what is shown. The same said twice is said once.

    `post` is as its reader saw it, and its version is counted up in place. Raises NotAllowed, and Stale when the post, or
    what is said of it, changed since it was read.
    """
    seen, post = post, _locked(post)
    rules.may_say_what_it_shows(actor, post).enforce()
    said = {"kinds": list(kinds), "shows": list(shows), "youth_count": youth_count}
    if (same := YouthMaterial.objects.filter(post=post, revision=post.current, **said).first()) is not None:
        return same
    _count_up(post, seen)
    material, _is_new = YouthMaterial.objects.update_or_create(
        post=post, defaults={"revision": post.current, "said_by": actor, "said_at": at, **said}
    )
    if not post.is_youth_material:
        post.is_youth_material = True
        post.save(update_fields=["is_youth_material"])
    record("pulse_post.shows_said", subject=post, actor=actor, at=at, clause=CLAUSE, facts=said)
    _look_again(post, actor=actor, at=at)
    return material


@transaction.atomic
def link(post, release, *, actor, at):
    """Let the post rely on a release. The same one twice is one. `post` as above. Raises NotAllowed, Stale."""
    # The release before the post, as whoever revokes it does: neither waits for the other.
    release = YouthRelease.objects.select_for_update(of=("self",)).get(pk=release.pk)
    seen, post = post, _locked(post)
    rules.may_say_what_it_shows(actor, post).enforce()
    if (same := PostRelease.objects.standing().filter(post=post, release=release).first()) is not None:
        return same
    if release.state != ReleaseState.VERIFIED or release.valid_to < local_day(at):
        no(rules.NOT_IN_FORCE, CLAUSE).enforce()
    _count_up(post, seen)
    linked = PostRelease.objects.create(post=post, release=release, linked_by=actor, linked_at=at)
    record("pulse_post.release_linked", subject=post, actor=actor, at=at, clause=CLAUSE,
           facts={"release": release.number})  # fmt: skip
    return linked


@transaction.atomic
def unlink(post, linked, *, actor, at):
    """Take a release off a post; the row stays. Held when nothing else covers what it shows, and when its author does so
    of what is shown. `post` as above. Raises NotAllowed, Stale.
    """
    seen, post = post, _locked(post)
    rules.may_say_what_it_shows(actor, post).enforce()
    linked = PostRelease.objects.select_for_update(of=("self",)).select_related("release").get(pk=linked.pk, post=post)
    if linked.unlinked_at is not None:
        return
    _count_up(post, seen)
    linked.unlinked_by, linked.unlinked_at = actor, at
    linked.save(update_fields=["unlinked_by", "unlinked_at"])
    record("pulse_post.release_unlinked", subject=post, actor=actor, at=at, clause=CLAUSE,
           facts={"release": linked.release.number})  # fmt: skip
    _look_again(post, actor=actor, at=at)


def may_show(post, *, at):
    """Whether the post may be shown as far as releases go: it holds nothing of a youth, or every youth is covered."""
    if not post.is_youth_material:
        return YES
    material = YouthMaterial.objects.filter(post=post).first()
    if material is None or material.revision_id != post.current_id:
        return no(rules.NOT_SAID, CLAUSE)
    releases = linked_releases(post)
    youths = {release.youth_id: release.youth for release in releases}
    return rules.covers(depicted(post, material), releases, list(youths.values()), day=local_day(at))


def depicted(post, material):
    """What the rules ask of a post, from what was said of its text."""
    return rules.Depicted(
        posted_on=local_day(post.current.posted_at),
        kinds=frozenset(material.kinds),
        shows=frozenset(material.shows),
        youth_count=material.youth_count,
    )


def linked_releases(post):
    """The releases it relies on now, with their youth."""
    rows = PostRelease.objects.standing().filter(post=post).select_related("release__youth")
    return [row.release for row in rows]


def hold_all(release, *, actor, at):
    """Put every post that relies on this release before a moderator at once, those that are shown off Pulse."""
    relying = Post.objects.filter(releases__release=release, releases__unlinked_at=None).order_by("pk")
    for post in relying:
        holding.hold(
            post, at=at, clause=CLAUSE, severity=Severity.CRITICAL, actor=actor, is_about_youth=True, why=REVOKED
        )


def _look_again(post, *, actor, at):
    """A moderator looks before it is shown on: at what nothing covers, and at what its author says of what was approved."""
    is_covered = bool(may_show(post, at=at))
    if post.state in SHOWN and not (is_covered and actor.pk != post.author_id):
        holding.hold(
            post, at=at, clause=CLAUSE, severity=Severity.HOLD, actor=actor, is_about_youth=True,
            why=CHANGED if is_covered else UNCOVERED,
        )  # fmt: skip


def _locked(post):
    return Post.objects.select_for_update(of=("self",)).select_related("current", "author", "source").get(pk=post.pk)


def _count_up(post, seen):
    """What a post shows and relies on is part of what its readers decide about: a change of it makes their page stale."""
    if post.version != seen.version:
        raise Stale(post)
    post.version += 1
    post.save(update_fields=["version"])
    seen.version = post.version

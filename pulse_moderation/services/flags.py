"""Reporting a post (C.3): a dated, numbered receipt for whoever reports it; who that was is never told."""

import secrets
import uuid

from django.db import connection, transaction

from audit.context import request_id
from audit.services import record
from policy.calendar import local_day
from policy.services import settings_now
from pulse_moderation import notices
from pulse_moderation.choices import FlagOutcome, Origin
from pulse_moderation.models import Flag, Post, Revision
from pulse_moderation.rules import flags as rules
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import attached, holding, items, screening
from pulse_moderation.services.incoming import duplicate_key, fingerprint, links_of

NUMBERS = 999_999


@transaction.atomic
def flag(post, *, by, form_key, clause, comment, at):
    """Report a post; `clause` may be None. The same form sent again gives the same flag. Raises NotAllowed.

    Enough flags (pulse_flags_to_hold) hold the post; fewer bring it before a moderator. A text that a moderator found
    fine already is answered at once.
    """
    if (sent := _sent(form_key, by)) is not None:
        return sent
    return _flag(post, by, _own_key(form_key), clause, comment, at)


@transaction.atomic
def flag_elsewhere(*, by, form_key, text, address, author_name, clause, comment, at):
    """Report what stands on Pulse and not in the portal, from a copy of its text, its address, or both."""
    if (sent := _sent(form_key, by)) is not None:
        return sent
    urls = list(dict.fromkeys([*links_of(address), *links_of(text)]))
    post = Post.objects.create(origin=Origin.FLAG, author_name=author_name, posted_at=at, received_at=at, created_at=at)
    post.current = Revision.objects.create(
        post=post, number=1, body=text, urls=urls, sha256=fingerprint("", text), duplicate_key=duplicate_key("", text),
        posted_at=at, received_at=at,
    )  # fmt: skip
    post.save(update_fields=["current"])
    _record("pulse_post.received", post, at, becomes=post.state)
    screening.screen_posts([post.pk], at=at)
    return _flag(post, by, _own_key(form_key), clause, comment, at)


def flags_of(person):
    """What this person reported, the newest first."""
    return Flag.objects.filter(by=person).select_related("clause")


def _flag(post, by, form_key, clause, comment, at):
    post = Post.objects.select_for_update(of=("self",)).select_related("current").get(pk=post.pk)
    earlier = Flag.objects.filter(post=post, by=by, outcome=FlagOutcome.OPEN).first()
    rules.may_flag(by, post, earlier=earlier).enforce()
    is_quiet = rules.is_seen_before(post, attached.content_of(post.current))
    made = Flag.objects.create(
        number=_new_number(local_day(at).year), form_key=form_key, post=post, revision=post.current, by=by,
        clause=clause, comment=comment.strip(), made_at=at,
        outcome=FlagOutcome.ALREADY_SEEN if is_quiet else FlagOutcome.OPEN, settled_at=at if is_quiet else None,
    )  # fmt: skip
    _record("pulse_post.flagged", post, at, clause=made.clause_id or "")
    if not is_quiet:
        _bring_before_a_moderator(post, made.clause_id or "", at)
    return made


def _bring_before_a_moderator(post, clause, at):
    is_youth = rules.is_about_youth(clause)
    severity = Severity.CRITICAL if is_youth else Severity.CAUTION
    count = Flag.objects.filter(post=post, outcome=FlagOutcome.OPEN).count()
    if count >= settings_now()["pulse_flags_to_hold"] or post.origin == Origin.FLAG:
        holding.hold(post, at=at, clause=clause or "B.1.a", severity=severity, is_about_youth=is_youth, why="flags")
        return
    items.attach(post, at=at, severity=severity, is_about_youth=is_youth)
    if is_youth:
        notices.call_moderators([post], at=at)


def _sent(form_key, by):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"flag:{form_key}"])
    return Flag.objects.filter(form_key=form_key, by=by).first()


def _own_key(form_key):
    """The key of the form, or a new one where somebody else's flag has it."""
    return uuid.uuid4() if Flag.objects.filter(form_key=form_key).exists() else form_key


def _new_number(year):
    """FLAG-2026-471193: drawn, so that nobody counts from the numbers they see what they do not."""
    while True:
        number = f"FLAG-{year}-{1 + secrets.randbelow(NUMBERS):06}"
        if not Flag.objects.filter(number=number).exists():
            return number


def _record(action, post, at, **more):
    """Nothing of the request stands on it: whatever else that request did would tell who reported."""
    here = request_id.set("")
    try:
        record(action, subject=post, actor="reporter", at=at, **more)
    finally:
        request_id.reset(here)

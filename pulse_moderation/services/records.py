"""Public-records requests about Pulse: drawn, read, covered, agreed to by a second person (B.1.g)."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from audit.services import record
from authorizations.services.numbers import next_number
from people.models import User
from policy.calendar import local_day
from pulse_moderation.choices import Origin
from pulse_moderation.models import Hit, Post, RecordsEntry, RecordsRequest, Redaction, Revision
from pulse_moderation.rules import records as rules
from pulse_moderation.services import reading, records_alike, screening
from pulse_moderation.services.search import narrowed
from pulse_moderation.states import RecordsAct, RecordsState
from workflow.moves import transition
from workflow.verdicts import no

PREFIX = "PRR"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: who asked and when, of which days, by whom, with which words."""

    requester: str
    requested_on: object
    first_on: object
    last_on: object
    author: str = ""
    term: str = ""


@transaction.atomic
def draw(wanted, *, form_key, actor, at):
    """Begin a request with every text that matches, also of posts that were removed; the same form gives the same one.

    What may tell of a youth and private messages are proposed to be withheld, personal data to be covered: both are
    judged by whoever made the request, and read by a second person. What was not screened yet is screened first. Raises
    NotAllowed, also when nothing matches.
    """
    rules.may_make(actor).enforce()
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if (sent := RecordsRequest.objects.filter(form_key=form_key, made_by=actor).first()) is not None:
        return sent
    rules.plan_fits(first_on=wanted.first_on, last_on=wanted.last_on).enforce()
    revisions = list(_matching(wanted, at)[: rules.MOST_TEXTS + 1])
    rules.is_not_too_much(len(revisions)).enforce()
    _screen(revisions, at)
    request = RecordsRequest.objects.create(
        number=next_number(PREFIX, local_day(at).year), form_key=form_key, created_at=at, made_by=actor,
        requested_on=wanted.requested_on, requester=wanted.requester, first_on=wanted.first_on, last_on=wanted.last_on,
        author=wanted.author, term=wanted.term,
    )  # fmt: skip
    hits = {}
    found = Hit.objects.filter(revision__in=revisions).shown().select_related("rule")
    for hit in found:
        hits.setdefault(hit.revision_id, []).append(hit)
    entries = RecordsEntry.objects.bulk_create(
        _entry(request, position, revision, hits.get(revision.pk, ()))
        for position, revision in enumerate(revisions, start=1)
    )
    Redaction.objects.bulk_create(
        (one for entry in entries for one in _covering(entry, hits.get(entry.revision_id, ()), actor, at)),
        ignore_conflicts=True,
    )
    records_alike.cover(request, actor=actor, at=at)
    record("records_request.drawn", subject=request, actor=actor, at=at, clause="B.1.g",
           facts={"number": request.number, "texts": str(len(entries))})  # fmt: skip
    return request


def _matching(wanted, at):
    """Every text of what was posted; what somebody copied here to report it is no post, and would say that it was."""
    asked = {"first": wanted.first_on, "last": wanted.last_on, "author": wanted.author, "words": wanted.term}
    posts = narrowed(Post.objects.exclude(origin=Origin.FLAG), asked, at=at)
    revisions = Revision.objects.filter(post__in=posts.order_by().values("pk")).select_related("post")
    return revisions.order_by("post__posted_at", "post_id", "number")


def _screen(revisions, at):
    """Nothing is proposed of a text that no rule has read: it would look as if it could be given out whole."""
    waiting = [revision.post_id for revision in revisions if revision.screened_at is None]
    if waiting:
        screening.screen_posts(waiting, at=at)
        if Revision.objects.filter(pk__in=[one.pk for one in revisions], screened_at=None).exists():
            no(_("Some of these texts are being screened at this moment. Try again in a minute.")).enforce()


def _entry(request, position, revision, hits):
    codes = {hit.rule.code for hit in hits}
    post = revision.post
    exemption, reason = rules.proposal(post.kind, is_youth_material=post.is_youth_material, codes=codes)
    return RecordsEntry(
        request=request, position=position, post=post, revision=revision, is_included=not exemption,
        is_sensitive=bool(exemption), exemption=exemption, reason=reason,
    )  # fmt: skip


def _covering(entry, hits, actor, at):
    for hit in hits:
        code = hit.rule.code
        if code in rules.COVERED and hit.start < hit.end <= len(entry.revision.text):
            yield Redaction(
                entry=entry, start=hit.start, end=hit.end, exemption=rules.COVERED[code],
                is_bound=code == rules.SECRET, made_by=actor, made_at=at,
            )  # fmt: skip


def is_readable(post, actor, *, at):
    """Whether this person may read the text of a post now; of a private message, after opening it was entered."""
    return Post.objects.visible_to(actor).filter(pk=post.pk).exists() and reading.is_open_to(post, actor, at=at)


# Ruling on one text ---------------------------------------------------------------------------------------------------


@transaction.atomic
def rule_on(entry, *, is_included, exemption="", reason="", actor, at):
    """Give a text out, or withhold it whole. Raises NotAllowed. A second reader has to agree anew."""
    entry = _to_rule_on(entry, actor, at)
    rules.withholding_fits(is_included=is_included, exemption=exemption, reason=reason).enforce()
    entry.is_included = is_included
    entry.exemption, entry.reason = ("", "") if is_included else (exemption, reason.strip())
    _save_anew(entry, "is_included", "exemption", "reason", by=actor)
    record("records_request.ruled", subject=entry.request, actor=actor, at=at, clause="B.1.g",
           facts={"entry": str(entry.public_id)}, becomes="given out" if is_included else "withheld")  # fmt: skip
    _cover_alike(entry.request, actor, at)
    return entry


@transaction.atomic
def cover(entry, spans, *, exemption, note="", actor, at):
    """Cover words: `spans` are (start, end) in the text, and the same words in every other text of the request. Raises
    NotAllowed. A second reader has to agree anew.
    """
    entry = _to_rule_on(entry, actor, at)
    for start, end in spans:
        rules.span_fits(entry.revision.text, start, end, exemption).enforce()
        if not entry.redactions.filter(start=start, end=end).exists():
            Redaction.objects.create(
                entry=entry, start=start, end=end, exemption=exemption, note=note.strip(), made_by=actor, made_at=at
            )
    _save_anew(entry, by=actor)
    records_alike.tell([entry], entry.request, actor=actor, at=at)
    _cover_alike(entry.request, actor, at)
    return entry


def _cover_alike(request, actor, at):
    touched = records_alike.cover(request, actor=actor, at=at, is_theirs=lambda entry: rules.is_theirs(actor, entry))
    for entry in touched:
        _save_anew(entry, by=actor)
    records_alike.tell(touched, request, actor=actor, at=at)


@transaction.atomic
def uncover(redaction, *, actor, at):
    """Give covered words out after all, here and in every other text of the request. Raises NotAllowed, also for a
    password. A second reader has to agree.
    """
    entry = _to_rule_on(redaction.entry, actor, at)
    redaction.entry = entry
    same = records_alike.same(redaction)
    if any(one.is_bound for one in same):
        no(_("A password is never given out."), "B.1.f").enforce()
    theirs = {}
    for one in same:
        one.entry.request = entry.request
        if rules.is_theirs(actor, one.entry):
            theirs.setdefault(one.entry_id, one.entry)
    Redaction.objects.filter(pk__in=[one.pk for one in same if one.entry_id in theirs]).delete()
    for one in theirs.values():
        one.is_sensitive = True  # it was thought to be covered: somebody else looks at it
        _save_anew(one, "is_sensitive", by=actor)
        record("records_request.uncovered", subject=entry.request, actor=actor, at=at, clause="B.1.g",
               facts={"entry": str(one.public_id)})  # fmt: skip
    return theirs[entry.pk]


def _to_rule_on(entry, actor, at):
    entry = _locked(entry)
    rules.may_rule(actor, entry, may_read=is_readable(entry.post, actor, at=at)).enforce()
    return entry


def _locked(entry):
    """The entry, locked behind its request, so that nothing changes while it is read to its end or given out."""
    request = RecordsRequest.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=entry.request_id)
    entry = RecordsEntry.objects.select_for_update(of=("self",)).select_related("revision", "post").get(pk=entry.pk)
    entry.request = request
    return entry


def _save_anew(entry, *fields, by):
    entry.agreed_by = entry.agreed_at = None
    entry.ruled_by = by
    entry.save(update_fields=[*fields, "ruled_by", "agreed_by", "agreed_at"])


# The second reader ----------------------------------------------------------------------------------------------------


def mark_of(entry):
    """What is withheld and covered of a text, for a form to say what its reader saw."""
    spans = sorted(Redaction.objects.filter(entry=entry).values_list("start", "end", "exemption"))
    return hashlib.sha256(repr((entry.is_included, entry.exemption, spans)).encode()).hexdigest()


@transaction.atomic
def agree(entry, *, actor, at, seen=None):
    """Agree, as the second reader, to what is covered or withheld of a text. Raises NotAllowed.

    `seen` is its mark_of when the reader opened it: what was changed since is read again first.
    """
    entry = _locked(entry)
    rules.may_agree(actor, entry, may_read=is_readable(entry.post, actor, at=at)).enforce()
    if seen is not None and seen != mark_of(entry):
        no(_("What is covered was changed since you opened the page. Read it again."), "B.1.g").enforce()
    entry.agreed_by, entry.agreed_at = actor, at
    entry.save(update_fields=["agreed_by", "agreed_at"])
    record("records_request.agreed", subject=entry.request, actor=actor, at=at, clause="B.1.g",
           facts={"entry": str(entry.public_id)})  # fmt: skip
    return entry


def waiting(request):
    """The texts that need a second reader's agreement and have none."""
    covered = Exists(Redaction.objects.filter(entry=OuterRef("pk")))
    return request.entries.filter(Q(is_included=False) | Q(is_sensitive=True) | covered, agreed_by=None)


def readable_alike(request):
    """The numbers of the texts in which words can still be read that are covered in another one."""
    return [entry.position for entry, _spans in records_alike.readable(request)]


def may_review(actor, request):
    """Whether this person may say that the request is read to its end."""
    own = request.entries.filter(post__author=actor, agreed_by=None).count()
    readable = readable_alike(request) if request.is_open else ()
    return rules.may_review(actor, request, waiting=waiting(request).count(), readable=readable, own=own)


def may_export(actor, request):
    """Whether this person may give the request out."""
    readable = readable_alike(request) if request.state == RecordsState.REVIEWED else ()
    return rules.may_export(actor, request, waiting=waiting(request).count(), readable=readable)


@transaction.atomic
def review(request, *, actor, at):
    """Say, as the second reader, that the request is read to its end. Raises NotAllowed, Stale."""
    request = locked(request)
    may_review(actor, request).enforce()
    return transition(request, RecordsState.REVIEWED, act=RecordsAct.REVIEW, actor=actor, at=at, clause="B.1.g",
                      read_by=actor, read_at=at)  # fmt: skip


@transaction.atomic
def reopen(request, *, actor, at):
    """Take it up again before it is given out. Raises NotAllowed, Stale."""
    request = locked(request)
    rules.may_reopen(actor, request).enforce()
    return transition(request, RecordsState.OPEN, act=RecordsAct.REOPEN, actor=actor, at=at, clause="B.1.g",
                      read_by=None, read_at=None)  # fmt: skip


def locked(request):
    seen = request.version
    kept = RecordsRequest.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=request.pk)
    return kept.as_seen(seen)

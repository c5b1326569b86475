"""Deciding about posts, and undoing a decision: rows are added, and an undo reverses what that decision did alone."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from pulse_moderation import notices
from pulse_moderation.choices import AGAINST, DecisionKind, Detection, FlagOutcome, HitOutcome, Outcome
from pulse_moderation.models import Decision, Hit, Post, Reconsideration
from pulse_moderation.rules import deciding as rules
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import attached, items, orders, privileges, relying
from pulse_moderation.states import SHOWN, Act, State
from workflow.errors import NotAllowed, Stale
from workflow.moves import transition
from workflow.verdicts import no

ACTS = {
    DecisionKind.APPROVE: (Act.APPROVE, State.PUBLISHED),
    DecisionKind.REMIND: (Act.APPROVE, State.PUBLISHED),
    DecisionKind.RETURN: (Act.RETURN, State.RETURNED),
    DecisionKind.REMOVE: (Act.REMOVE, State.REMOVED),
    DecisionKind.RESTORE: (Act.RESTORE, State.PUBLISHED),
}
SHOWS = (DecisionKind.APPROVE, DecisionKind.REMIND, DecisionKind.RESTORE)
FINE = (DecisionKind.APPROVE, DecisionKind.RESTORE)
SETTLES = (*ACTS,)


@dataclass(frozen=True)
class Grounds:
    """Why: `clauses` are policy.models.Clause. The author reads `reason`, moderators alone read `note`."""

    clauses: tuple = ()
    is_discretion: bool = False
    reason: str = ""
    note: str = ""
    report_id: object = None
    no_report_reason: str = ""


@dataclass
class Bulk:
    """What became of many: decisions, and (post, reason) of those left alone."""

    done: list = field(default_factory=list)
    skipped: list = field(default_factory=list)


@transaction.atomic
def decide(post, *, kind, actor, at, version, grounds=None, detection=Detection.MODERATOR, batch=None, privilege=None):
    """Decide about the text of a post as its reader saw it (`version`), tell its author and who flagged it.

    `privilege` is a services.privileges.Wish for its author, done in the same act. Raises NotAllowed; Stale when
    somebody decided, or the text changed, meanwhile.
    """
    grounds = grounds or Grounds()
    if privilege is not None:
        privileges.locked(post.author)
    post = _locked(post)
    if post.version != version:
        raise Stale(post)
    rules.may_decide(actor, post, kind).enforce()
    if kind in (*AGAINST, DecisionKind.HOLD):
        _respect_another_look(post, actor)
    rules.grounds_suffice(
        kind, [clause.pk for clause in grounds.clauses], is_discretion=grounds.is_discretion, reason=grounds.reason,
        report_id=grounds.report_id, no_report_reason=grounds.no_report_reason,
    ).enforce()  # fmt: skip
    if kind in SHOWS:
        relying.may_show(post, at=at).enforce()
    was = post.state
    _move(post, kind, actor, at, grounds)
    decision = _write(post, kind, actor, at, was, grounds, detection=detection, batch=batch)
    _effects(post, decision, kind, at)
    orders.follow(decision, at=at)
    if privilege is not None:
        privileges.act_with(decision, privilege, actor=actor, at=at)
    notices.tell_of_decision(decision, at=at)
    return decision


def bulk(posts, *, kind, actor, at, grounds, batch, detection=Detection.MODERATOR):
    """Decide the same about many: `posts` are (post, version). Each stands alone: what cannot be decided is skipped."""
    result = Bulk()
    for post, version in posts:
        try:
            decision = decide(post, kind=kind, actor=actor, at=at, version=version, grounds=grounds, batch=batch,
                              detection=detection)  # fmt: skip
            result.done.append(decision)
        except (NotAllowed, Stale) as refusal:
            result.skipped.append((post, refusal))
    return result


@transaction.atomic
def undo(decision, *, actor, at, note=""):
    """Reverse what a decision did, as a new row. Raises NotAllowed once anything was decided or changed since."""
    if decision.privileges.exists():
        privileges.locked(decision.post.author)
    post = _locked(decision.post)
    last = post.decisions.order_by("-decided_at", "-pk").first()
    rules.may_undo(actor, decision, post, is_last=last.pk == decision.pk).enforce()
    if decision.kind == DecisionKind.RESTORE:
        _respect_another_look(post, actor)
    if decision.was in SHOWN and decision.became not in SHOWN:
        relying.may_show(post, at=at).enforce()
    transition(post, decision.was, act=Act.UNDO, actor=actor, at=at, **_fine_before(post, decision))
    undone = Decision.objects.create(
        post=post, revision=decision.revision, kind=DecisionKind.UNDO, note=note, detection=decision.detection,
        was=decision.became, became=decision.was, undoes=decision, batch=decision.batch, decided_by=actor, decided_at=at,
    )  # fmt: skip
    if decision.kind in SETTLES:
        items.reopen(post, decision, at=at)
        _judge_hits_as_before(decision)
    else:
        items.let_go(post, decision, at=at)
    privileges.undo_of(decision, actor=actor, at=at)
    orders.follow(undone, at=at)
    notices.tell_of_undo(undone, at=at)
    return undone


def undo_batch(batch, *, actor, at):
    """Undo every decision of a batch that still can be; a Bulk of what was and what was not."""
    result = Bulk()
    for decision in Decision.objects.filter(batch=batch, undone_by=None).exclude(kind=DecisionKind.UNDO).order_by("pk"):
        try:
            result.done.append(undo(decision, actor=actor, at=at))
        except (NotAllowed, Stale) as refusal:
            result.skipped.append((decision.post, refusal))
    return result


def _respect_another_look(post, actor):
    """Whose decision on this text another moderator overturned does not decide against it again (domain 4.5)."""
    overturned = Reconsideration.objects.filter(
        decision__post=post, decision__revision=post.current_id, outcome=Outcome.OVERTURNED, first_decider=actor
    )
    if overturned.exists():
        no(
            _("Another moderator overturned your decision on this text. Somebody else has to act on it."), "B.1.a"
        ).enforce()


def _locked(post):
    return Post.objects.select_for_update(of=("self",)).select_related("current", "author", "source").get(pk=post.pk)


def _move(post, kind, actor, at, grounds):
    clause = grounds.clauses[0].pk if grounds.clauses else "B.1.a" if grounds.is_discretion else ""
    said = {"actor": actor, "at": at, "clause": clause}
    if kind in ACTS:
        act, to = ACTS[kind]
        fine = {"fine_sha256": attached.content_of(post.current)} if kind in FINE else {}
        transition(post, to, act=act, **said, **fine)
    elif kind == DecisionKind.ESCALATE:
        transition(post, post.state, act=Act.ESCALATE, **said)
    elif post.state == State.PUBLISHED:
        to, act = (State.HELD, Act.HOLD) if post.is_ours else (State.LIVE_FLAGGED, Act.FLAG)
        transition(post, to, act=act, **said)
    else:
        transition(post, post.state, act=Act.KEEP, **said)


def _write(post, kind, actor, at, was, grounds, *, detection, batch):
    decision = Decision.objects.create(
        post=post, revision=post.current, kind=kind, is_discretion=grounds.is_discretion, reason=grounds.reason.strip(),
        note=grounds.note.strip(), detection=detection, report_id=grounds.report_id,
        no_report_reason=grounds.no_report_reason.strip(), was=was, became=post.state, batch=batch, decided_by=actor,
        decided_at=at,
    )  # fmt: skip
    decision.clauses.set(grounds.clauses)
    return decision


def _effects(post, decision, kind, at):
    if kind in SETTLES:
        items.settle(post, at=at)
        _judge_hits(decision)
        items.answer_flags(post, FlagOutcome.NOTHING_WRONG if kind in FINE else FlagOutcome.ACTED, at=at)
    else:
        items.attach(post, at=at, severity=Severity.HOLD, is_escalated=kind == DecisionKind.ESCALATE)


def _judge_hits(decision):
    """What the decision says of each rule: cited against the author, confirmed; nothing wrong, a false alarm. Of what was
    found and not cited against them it says nothing.
    """
    hits = Hit.objects.filter(revision=decision.revision)
    if decision.kind in AGAINST:
        cited = {clause.pk for clause in decision.clauses.all()}
        if not cited.isdisjoint(rules.YOUTH_CLAUSES):
            cited.update(rules.YOUTH_CLAUSES)
        hits.filter(clause__in=cited).update(outcome=HitOutcome.CONFIRMED)
        hits.exclude(clause__in=cited).update(outcome=HitOutcome.OPEN)
    else:
        hits.update(outcome=HitOutcome.FALSE_ALARM)


def _judge_hits_as_before(undone):
    """What the last decision on this text that stands says of its hits; without one, nothing is said."""
    standing = Decision.objects.filter(revision=undone.revision, kind__in=SETTLES, undone_by=None).first()
    if standing is None:
        Hit.objects.filter(revision=undone.revision).update(outcome=HitOutcome.OPEN)
    else:
        _judge_hits(standing)


def _fine_before(post, decision):
    """What an undone "fine" leaves: the last decision before it that found this text fine, if any."""
    if decision.kind not in FINE:
        return {}
    earlier = post.decisions.filter(kind__in=FINE, undone_by=None, revision__sha256=decision.revision.sha256)
    found_fine = {one.revision for one in earlier.exclude(pk=decision.pk).select_related("revision")}
    content = {pk: one.content for pk, one in attached.of([decision.revision, *found_fine]).items()}
    is_fine = any(content[one.pk] == content[decision.revision_id] for one in found_fine)
    return {} if is_fine else {"fine_sha256": ""}

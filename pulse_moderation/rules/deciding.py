"""Who may decide about a post, and what a decision needs (B.1.a, C.2, C.3; domain 4.5, 5.11, 7.6)."""

from django.utils.translation import gettext as _

from pulse_moderation.choices import AGAINST, DecisionKind
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.states import WAITING, State
from workflow.verdicts import YES, first_no, no

YOUTH_CLAUSES = ("B.1.h", "C.2.a")  # of the same: what may tell who a youth is

FROM = {
    DecisionKind.APPROVE: (*WAITING, State.PUBLISHED),
    DecisionKind.REMIND: (*WAITING, State.PUBLISHED),
    DecisionKind.RETURN: (State.HELD,),
    DecisionKind.REMOVE: (*WAITING, State.PUBLISHED),
    DecisionKind.RESTORE: (State.REMOVED,),
    DecisionKind.ESCALATE: (*WAITING, State.PUBLISHED, State.REMOVED),
    DecisionKind.HOLD: (*WAITING, State.PUBLISHED),
}


def may_work_on(actor, post):
    if not actor.roles & MODERATES:
        return no(_("Only a Pulse moderator or an administrator decides about posts."), "B.1.a")
    if post.author_id == actor.pk:
        return no(_("Nobody decides about their own post."), "B.1.a")
    return YES


def may_decide(actor, post, kind):
    return first_no(may_work_on(actor, post), _is_possible(post, kind))


def _is_possible(post, kind):
    if post.state in FROM.get(kind, ()):
        return YES
    if kind == DecisionKind.RETURN and post.state == State.LIVE_FLAGGED:
        return no(_("A post that lives on Pulse itself cannot be returned. It can be approved or removed."))
    return no(_("This is not possible for a post in this state."))


def is_of_conduct(clause_id):
    """Whether a ground is one of the prohibited uses (C) or the purpose (P): whoever learns of one reports it (C.3)."""
    return clause_id.startswith(("C.", "P."))


def grounds_suffice(kind, clauses, *, is_discretion, reason, report_id, no_report_reason):
    """`clauses` are ids."""
    if kind not in AGAINST:
        return YES
    if not clauses and not is_discretion:
        return no(_("Name the clause, or say that DYS removes it at its discretion (B.1.a)."), "B.1.a")
    if not reason.strip():
        return no(_("Say why: the author reads it."))
    if any(map(is_of_conduct, clauses)) and report_id is None and not no_report_reason.strip():
        return no(
            _("A violation of section C is reported. Name the report, file one, or say why there is none."), "C.3"
        )
    return YES


def may_undo(actor, decision, post, *, is_last):
    if not actor.roles & MODERATES:
        return no(_("Only a Pulse moderator or an administrator decides about posts."), "B.1.a")
    if post.author_id == actor.pk:
        return no(_("Nobody decides about their own post."), "B.1.a")
    if decision.kind == DecisionKind.UNDO:
        return no(_("An undo is not undone: decide anew."))
    if not is_last or post.state != decision.became or post.current_id != decision.revision_id:
        return no(_("Something was decided or changed since. Decide anew."))
    return YES

"""What an author reads of their own post: where it stands, what the screen said, what was decided."""

from django.utils.translation import gettext_lazy as _

from policy.services import settings_now
from pulse_moderation.choices import DecisionKind, Detection, Outcome
from pulse_moderation.notices import TOLD
from pulse_moderation.rules import reconsidering as rules
from pulse_moderation.services import composing
from pulse_moderation.states import State

STANDS = {
    State.RECEIVED: ("later", _("Being screened"), _("It is shown, or a moderator looks at it first.")),
    State.SCREENED: ("later", _("Being screened"), _("It is shown, or a moderator looks at it first.")),
    State.PUBLISHED: ("passed", _("Shown on Pulse"), ""),
    State.LIVE_FLAGGED: ("later", _("Shown on Pulse"), _("A moderator looks at it.")),
    State.HELD: ("hold", _("Waits for a moderator"), _("Nobody else reads it until a moderator has looked at it.")),
    State.RETURNED: ("returned", _("Returned to you"), _("Change what was asked and send it again, or take it back.")),
    State.WITHDRAWN: ("ended", _("Taken back"), _("Nobody else reads it. The text is kept.")),
    State.REMOVED: ("refused", _("Removed"), _("Nobody else reads it. The text is kept.")),
}
DECIDED = {
    DecisionKind.APPROVE: _("Approved: nothing is wrong with it"),
    DecisionKind.REMIND: _("Approved, with a reminder to you"),
    DecisionKind.RETURN: _("Returned to you"),
    DecisionKind.REMOVE: _("Removed"),
    DecisionKind.RESTORE: _("Restored"),
    DecisionKind.HOLD: _("Held for another look"),
    DecisionKind.UNDO: _("An earlier decision was undone"),
}
AUTOMATIC, REVIEW = _("Found by the automatic screen"), _("Found by DYS review")


def standing_of(post):
    kind, text, means = STANDS[post.state]
    return {"kind": kind, "text": text, "means": means}


def how(detection):
    """How it came to light, as its author reads it: never who, nor whether somebody reported it."""
    return AUTOMATIC if detection == Detection.AUTOMATIC else REVIEW


def told_of(post):
    """While it waits: {how, told} of what the screen found, or that DYS looks at it."""
    if post.state != State.HELD:
        return None
    told = [one for one in composing.told_of(post.current) if one.waits]
    return {"how": AUTOMATIC if told else REVIEW, "told": told}


def decisions_of(post, *, actor):
    """The decisions the author is told of, the newest first; with the first whether they may ask for another look."""
    rows = list(
        post.decisions.filter(kind__in=(*TOLD, DecisionKind.UNDO))
        .select_related("reconsideration", "revision")
        .prefetch_related("clauses")
    )
    is_enabled = settings_now()["reconsideration_enabled"] if rows else False
    last = post.decisions.order_by("-decided_at", "-pk").first() if rows else None
    return [_decision(one, post, actor, is_last=one == last, is_enabled=is_enabled) for one in rows]


def _decision(decision, post, actor, *, is_last, is_enabled):
    asked = getattr(decision, "reconsideration", None)
    return {
        "decision": decision,
        "text": DECIDED[decision.kind],
        "how": how(decision.detection),
        "clauses": [clause.pk for clause in decision.clauses.all()],
        "asked": asked,
        "is_waiting": asked is not None and asked.outcome == Outcome.ASKED,
        "may_ask": rules.may_ask(
            actor, decision, post, is_last=is_last, is_asked=asked is not None, is_enabled=is_enabled
        ),
    }

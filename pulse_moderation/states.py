"""The states of a post on Pulse and what may follow what (domain 7.6)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Moves


class State(TextChoices):
    RECEIVED = "received", _("Received")
    SCREENED = "screened", _("Screened")
    PUBLISHED = "published", _("Published")
    HELD = "held", _("Held for a moderator")
    LIVE_FLAGGED = "live_flagged", _("Live on Pulse, flagged")
    RETURNED = "returned", _("Returned to the author")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REMOVED = "removed", _("Removed")


class Act(TextChoices):
    SCREEN = "screened", _("screen")
    PUBLISH = "published", _("publish")
    HOLD = "held", _("hold")
    FLAG = "flagged_live", _("flag as live")
    APPROVE = "approved", _("approve")
    RETURN = "returned", _("return")
    REMOVE = "removed", _("remove")
    RESTORE = "restored", _("restore")
    REVISE = "revised", _("revise")
    WITHDRAW = "withdrawn", _("withdraw")
    ESCALATE = "escalated", _("escalate")
    KEEP = "kept_held", _("keep on hold")
    UNDO = "undone", _("undo")


WAITING = (State.HELD, State.LIVE_FLAGGED)  # for a moderator
SHOWN = (State.PUBLISHED, State.LIVE_FLAGGED)  # to readers of Pulse

MOVES = Moves(
    {
        Act.SCREEN: {State.RECEIVED: State.SCREENED},
        Act.PUBLISH: {State.SCREENED: State.PUBLISHED},
        # A post that lives on Pulse itself stays there while a moderator looks: it is flagged, not held.
        Act.HOLD: {State.SCREENED: State.HELD, State.PUBLISHED: State.HELD},
        Act.FLAG: {State.SCREENED: State.LIVE_FLAGGED, State.PUBLISHED: State.LIVE_FLAGGED},
        Act.APPROVE: {
            State.HELD: State.PUBLISHED,
            State.LIVE_FLAGGED: State.PUBLISHED,
            State.PUBLISHED: State.PUBLISHED,  # one that waits in the queue though it is shown
        },
        Act.ESCALATE: {state: state for state in (*WAITING, State.PUBLISHED, State.REMOVED)},
        Act.KEEP: {state: state for state in WAITING},
        Act.RETURN: {State.HELD: State.RETURNED},
        Act.REMOVE: {
            State.HELD: State.REMOVED,
            State.LIVE_FLAGGED: State.REMOVED,
            State.PUBLISHED: State.REMOVED,
        },
        Act.RESTORE: {State.REMOVED: State.PUBLISHED},
        Act.REVISE: {
            State.RETURNED: State.RECEIVED,
            State.HELD: State.RECEIVED,
            State.LIVE_FLAGGED: State.RECEIVED,
            State.PUBLISHED: State.RECEIVED,
            State.RECEIVED: State.RECEIVED,
            State.REMOVED: State.REMOVED,  # kept and screened; what was removed does not come back by an edit
        },
        Act.WITHDRAW: {State.RETURNED: State.WITHDRAWN, State.HELD: State.WITHDRAWN},
        Act.UNDO: {
            State.PUBLISHED: (State.HELD, State.LIVE_FLAGGED, State.REMOVED, State.PUBLISHED),
            State.RETURNED: State.HELD,
            State.REMOVED: (State.HELD, State.LIVE_FLAGGED, State.PUBLISHED, State.REMOVED),
            State.HELD: (State.PUBLISHED, State.HELD),
            State.LIVE_FLAGGED: (State.PUBLISHED, State.LIVE_FLAGGED),
        },
    }
)


class AuditState(TextChoices):
    """Of an audit of decisions on Pulse."""

    OPEN = "open", _("Open")
    FINISHED = "finished", _("Finished")


class AuditAct(TextChoices):
    FINISH = "finished", _("finish")


AUDIT_MOVES = Moves({AuditAct.FINISH: {AuditState.OPEN: AuditState.FINISHED}})

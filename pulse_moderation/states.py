"""The states of a post on Pulse and of a written release, and what may follow what (domain 7.6, 7.10)."""

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


class OrderState(TextChoices):
    """Of an order to a source: what became of it there, not how far its delivery got."""

    ORDERED = "ordered", _("Ordered")
    CONFIRMED = "confirmed", _("Confirmed")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    OVERTAKEN = "overtaken", _("Overtaken by a later order")


class OrderAct(TextChoices):
    CONFIRM = "confirmed", _("confirm")
    MISS = "not_confirmed", _("miss")
    OVERTAKE = "overtaken", _("overtake")


OPEN_ORDERS = (OrderState.ORDERED, OrderState.NOT_CONFIRMED)

ORDER_MOVES = Moves(
    {
        OrderAct.CONFIRM: {
            OrderState.ORDERED: OrderState.CONFIRMED,
            OrderState.NOT_CONFIRMED: OrderState.CONFIRMED,
        },
        OrderAct.MISS: {OrderState.ORDERED: OrderState.NOT_CONFIRMED},
        OrderAct.OVERTAKE: {
            OrderState.ORDERED: OrderState.OVERTAKEN,
            OrderState.NOT_CONFIRMED: OrderState.OVERTAKEN,
        },
    }
)


class ReleaseState(TextChoices):
    """Of a written release (domain 7.10)."""

    DRAFT = "draft", _("Draft")
    UPLOADED = "uploaded", _("To verify")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class ReleaseAct(TextChoices):
    SUBMIT = "submitted", _("hand in")
    VERIFY = "verified", _("verify")
    REJECT = "rejected", _("reject")
    CORRECT = "corrected", _("correct")
    EXPIRE = "expired", _("expire")
    REVOKE = "revoked", _("revoke")


RELEASE_ON_RECORD = tuple(state for state in ReleaseState if state != ReleaseState.DRAFT)
RELEASE_WAS_VERIFIED = (ReleaseState.VERIFIED, ReleaseState.EXPIRED, ReleaseState.REVOKED)

RELEASE_MOVES = Moves(
    {
        ReleaseAct.SUBMIT: {ReleaseState.DRAFT: ReleaseState.UPLOADED},
        ReleaseAct.VERIFY: {ReleaseState.UPLOADED: ReleaseState.VERIFIED},
        ReleaseAct.REJECT: {ReleaseState.UPLOADED: ReleaseState.REJECTED},
        # Ours: a slip of the pen is put right by whoever handed it in, and looked at anew.
        ReleaseAct.CORRECT: {ReleaseState.REJECTED: ReleaseState.DRAFT},
        ReleaseAct.EXPIRE: {ReleaseState.VERIFIED: ReleaseState.EXPIRED},
        # Ours: what was posted while it stood is still shown when its term is over, and can be taken back.
        ReleaseAct.REVOKE: {
            ReleaseState.VERIFIED: ReleaseState.REVOKED,
            ReleaseState.EXPIRED: ReleaseState.REVOKED,
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


class RecordsState(TextChoices):
    """Of a public-records request."""

    OPEN = "open", _("Being read")
    REVIEWED = "reviewed", _("Read by a second person")
    EXPORTED = "exported", _("Given out")


class RecordsAct(TextChoices):
    REVIEW = "reviewed", _("review")
    REOPEN = "reopened", _("reopen")
    EXPORT = "exported", _("export")


RECORDS_MOVES = Moves(
    {
        RecordsAct.REVIEW: {RecordsState.OPEN: RecordsState.REVIEWED},
        RecordsAct.REOPEN: {RecordsState.REVIEWED: RecordsState.OPEN},
        RecordsAct.EXPORT: {RecordsState.REVIEWED: RecordsState.EXPORTED},
    }
)

"""What states a supervision authorization, its JJEMS note, a captured item and its duties, and its reviews,
and what may follow what (domain 7.1, 7.2, 7.8, 7.9)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Moves


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for a decision")
    RETURNED = "returned", _("Returned for changes")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DENIED = "denied", _("Denied")
    APPROVED_PENDING_NOTE = "approved_pending_note", _("Granted, JJEMS note first")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    CLOSED = "closed", _("Closed")
    EXPIRED = "expired", _("Expired")


class Act(TextChoices):
    """What can be done with an authorization, in the policy's verbs."""

    SUBMIT = "submitted", _("submit")
    RETURN = "returned", _("return")
    WITHDRAW = "withdrawn", _("withdraw")
    DENY = "denied", _("deny")
    GRANT = "granted", _("grant")
    ACTIVATE = "activated", _("activate")
    SUSPEND = "suspended", _("suspend")
    RESUME = "resumed", _("resume")
    REVOKE = "revoked", _("revoke")
    CLOSE = "closed", _("close")
    EXPIRE = "expired", _("expire")


# Decided and not yet ended: the handle is in use, the youth's file holds the note.
LIVE = (State.APPROVED_PENDING_NOTE, State.ACTIVE, State.SUSPENDED)
PENDING = (State.SUBMITTED, State.RETURNED)
# States that nobody reaches without a written decision (B.2).
DECIDED = (*LIVE, State.DENIED, State.REVOKED, State.CLOSED, State.EXPIRED)
OPEN = (State.DRAFT, *PENDING, *LIVE)
ENDED = (State.WITHDRAWN, State.DENIED, State.REVOKED, State.CLOSED, State.EXPIRED)

MOVES = Moves(
    {
        Act.SUBMIT: {State.DRAFT: State.SUBMITTED, State.RETURNED: State.SUBMITTED},
        Act.RETURN: {State.SUBMITTED: State.RETURNED},
        Act.WITHDRAW: {State.SUBMITTED: State.WITHDRAWN, State.RETURNED: State.WITHDRAWN},
        Act.DENY: {State.SUBMITTED: State.DENIED},
        Act.GRANT: {State.SUBMITTED: (State.ACTIVE, State.APPROVED_PENDING_NOTE)},
        Act.ACTIVATE: {State.APPROVED_PENDING_NOTE: State.ACTIVE},
        Act.SUSPEND: {State.ACTIVE: State.SUSPENDED},
        Act.RESUME: {State.SUSPENDED: State.ACTIVE},
        Act.REVOKE: {
            State.ACTIVE: State.REVOKED,
            State.SUSPENDED: State.REVOKED,
            State.APPROVED_PENDING_NOTE: State.REVOKED,
        },
        Act.CLOSE: {
            State.ACTIVE: State.CLOSED,
            State.SUSPENDED: State.CLOSED,
            State.APPROVED_PENDING_NOTE: State.CLOSED,
        },
        Act.EXPIRE: {State.ACTIVE: State.EXPIRED, State.SUSPENDED: State.EXPIRED},
    }
)


class NoteState(TextChoices):
    GENERATED = "generated", _("To be entered")
    DUE = "due", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    CONFIRMED = "confirmed", _("Entered in JJEMS")
    SUPERSEDED = "superseded", _("Superseded")


class NoteAct(TextChoices):
    FALL_DUE = "fell_due", _("fall due")
    GO_OVERDUE = "went_overdue", _("go overdue")
    CONFIRM = "confirmed", _("confirm")
    SUPERSEDE = "superseded", _("supersede")


OPEN_NOTE = (NoteState.GENERATED, NoteState.DUE, NoteState.OVERDUE)

NOTE_MOVES = Moves(
    {
        NoteAct.FALL_DUE: {NoteState.GENERATED: NoteState.DUE},
        NoteAct.GO_OVERDUE: {NoteState.GENERATED: NoteState.OVERDUE, NoteState.DUE: NoteState.OVERDUE},
        NoteAct.CONFIRM: {state: NoteState.CONFIRMED for state in OPEN_NOTE},
        NoteAct.SUPERSEDE: {state: NoteState.SUPERSEDED for state in OPEN_NOTE},
    }
)


class ItemState(TextChoices):
    DRAFT = "draft", _("Draft")
    LOGGED = "logged", _("To be filed")
    FILED = "filed", _("Filed in the youth's file")
    GATED = "gated", _("No image kept: with the Legal Unit")
    SUPERSEDED = "superseded", _("Corrected by a newer item")


class ItemAct(TextChoices):
    LOG = "logged", _("log")
    FILE = "filed", _("file in the youth's file")
    SUPERSEDE = "superseded", _("correct by a newer item")


ITEM_MOVES = Moves(
    {
        ItemAct.LOG: {ItemState.DRAFT: ItemState.LOGGED},
        ItemAct.FILE: {ItemState.LOGGED: ItemState.FILED},
        ItemAct.SUPERSEDE: {
            ItemState.LOGGED: ItemState.SUPERSEDED,
            ItemState.FILED: ItemState.SUPERSEDED,
        },
    }
)


class DutyState(TextChoices):
    OPEN = "open", _("To be done")
    DONE = "done", _("Done")
    NOT_REQUIRED = "not_required", _("Not required")


class DutyAct(TextChoices):
    MAKE = "made", _("make")
    DROP = "dropped", _("say why it is not required")


DUTY_MOVES = Moves(
    {
        DutyAct.MAKE: {DutyState.OPEN: DutyState.DONE},
        DutyAct.DROP: {DutyState.OPEN: DutyState.NOT_REQUIRED},
    }
)


class ReviewState(TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    DUE_SOON = "due_soon", _("Due soon")
    DUE = "due", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    ESCALATED = "escalated", _("Overdue for a week")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("No longer owed")


class ReviewAct(TextChoices):
    COME_NEAR = "came_near", _("come near")
    FALL_DUE = "fell_due", _("fall due")
    GO_OVERDUE = "went_overdue", _("go overdue")
    ESCALATE = "escalated", _("be overdue for a week")
    HOLD = "held", _("hold")
    CANCEL = "cancelled", _("cancel")


OWED_REVIEW = (
    ReviewState.SCHEDULED,
    ReviewState.DUE_SOON,
    ReviewState.DUE,
    ReviewState.OVERDUE,
    ReviewState.ESCALATED,
)

REVIEW_MOVES = Moves(
    {
        ReviewAct.COME_NEAR: {ReviewState.SCHEDULED: ReviewState.DUE_SOON},
        ReviewAct.FALL_DUE: {state: ReviewState.DUE for state in OWED_REVIEW[:2]},
        ReviewAct.GO_OVERDUE: {state: ReviewState.OVERDUE for state in OWED_REVIEW[:3]},
        ReviewAct.ESCALATE: {state: ReviewState.ESCALATED for state in OWED_REVIEW[:4]},
        ReviewAct.HOLD: {state: ReviewState.HELD for state in OWED_REVIEW},
        ReviewAct.CANCEL: {state: ReviewState.CANCELLED for state in OWED_REVIEW},
    }
)

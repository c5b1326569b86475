"""What states an investigation authorization, its profiles, communication and review meetings have,
and what may follow what (domain 7.3 to 7.5, 7.8)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Moves


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for the supervisor")
    RETURNED = "returned", _("Returned for changes")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DENIED = "denied", _("Denied")
    SUPERVISOR_GRANTED = "supervisor_granted", _("Granted, waiting for Legal")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    CLOSED = "closed", _("Closed")


class Act(TextChoices):
    SUBMIT = "submitted", _("sign and send")
    WITHDRAW = "withdrawn", _("withdraw")
    RETURN = "returned", _("return")
    DENY = "denied", _("deny")
    GRANT = "granted", _("grant")
    ACTIVATE = "activated", _("put in force")
    CONCUR = "concurred", _("concur")
    OBJECT = "objected", _("object")
    ESCALATE = "escalated", _("bring before the General Counsel")
    SUSPEND = "suspended", _("suspend")
    RESUME = "resumed", _("resume")
    REVOKE = "revoked", _("revoke")
    CLOSE = "closed", _("close")
    EXPIRE = "expired", _("expire")


LIVE = (State.ACTIVE, State.SUSPENDED)
WAITING = (State.SUBMITTED, State.RETURNED, State.SUPERVISOR_GRANTED)
ENDED = (State.EXPIRED, State.REVOKED, State.CLOSED)

MOVES = Moves(
    {
        Act.SUBMIT: {State.DRAFT: State.SUBMITTED, State.RETURNED: State.SUBMITTED},
        Act.WITHDRAW: {State.SUBMITTED: State.WITHDRAWN, State.RETURNED: State.WITHDRAWN},
        Act.RETURN: {State.SUBMITTED: State.RETURNED},
        Act.DENY: {State.SUBMITTED: State.DENIED},
        Act.GRANT: {State.SUBMITTED: State.SUPERVISOR_GRANTED},
        Act.ACTIVATE: {State.SUPERVISOR_GRANTED: State.ACTIVE},
        Act.CONCUR: {State.SUPERVISOR_GRANTED: State.ACTIVE},
        Act.OBJECT: {State.SUPERVISOR_GRANTED: State.RETURNED},
        Act.ESCALATE: {State.RETURNED: State.SUPERVISOR_GRANTED},
        Act.SUSPEND: {State.ACTIVE: State.SUSPENDED},
        Act.RESUME: {State.SUSPENDED: State.ACTIVE},
        Act.REVOKE: {state: State.REVOKED for state in LIVE},
        Act.CLOSE: {state: State.CLOSED for state in LIVE},
        Act.EXPIRE: {state: State.EXPIRED for state in LIVE},
    }
)


class ProfileState(TextChoices):
    GRANTED = "granted", _("Granted, no account yet")
    IN_USE = "in_use", _("In use")
    DORMANT = "dormant", _("At rest")
    TO_DEACTIVATE = "to_deactivate", _("To be deactivated")
    DEACTIVATED = "deactivated", _("Deactivated")
    COMPROMISED = "compromised", _("Compromised")
    NOT_CREATED = "not_created", _("Not created")


class ProfileAct(TextChoices):
    RECORD = "recorded", _("record the account")
    REST = "rested", _("put at rest")
    WAKE = "woken", _("take up again")
    WIND_DOWN = "wound_down", _("call for deactivation")
    COMPROMISE = "compromised", _("report as compromised")
    DEACTIVATE = "deactivated", _("deactivate")
    GIVE_UP = "not_created", _("say that none was created")


HELD = (ProfileState.IN_USE, ProfileState.DORMANT)
OPEN_PROFILE = (*HELD, ProfileState.TO_DEACTIVATE, ProfileState.COMPROMISED)

PROFILE_MOVES = Moves(
    {
        ProfileAct.RECORD: {ProfileState.GRANTED: ProfileState.IN_USE},
        ProfileAct.GIVE_UP: {ProfileState.GRANTED: ProfileState.NOT_CREATED},
        ProfileAct.REST: {ProfileState.IN_USE: ProfileState.DORMANT},
        ProfileAct.WAKE: {ProfileState.DORMANT: ProfileState.IN_USE},
        ProfileAct.WIND_DOWN: {state: ProfileState.TO_DEACTIVATE for state in HELD},
        ProfileAct.COMPROMISE: {state: ProfileState.COMPROMISED for state in HELD},
        ProfileAct.DEACTIVATE: {
            ProfileState.TO_DEACTIVATE: ProfileState.DEACTIVATED,
            ProfileState.COMPROMISED: ProfileState.DEACTIVATED,
        },
    }
)


class ContactState(TextChoices):
    REQUESTED = "requested", _("Waiting for the supervisor")
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")
    ENDED = "ended", _("Ended")


class ContactAct(TextChoices):
    APPROVE = "approved", _("approve")
    DENY = "denied", _("deny")
    END = "ended", _("end")


CONTACT_MOVES = Moves(
    {
        ContactAct.APPROVE: {ContactState.REQUESTED: ContactState.APPROVED},
        ContactAct.DENY: {ContactState.REQUESTED: ContactState.DENIED},
        ContactAct.END: {ContactState.APPROVED: ContactState.ENDED},
    }
)


class MeetingState(TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    DUE_SOON = "due_soon", _("Due soon")
    DUE = "due", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    ESCALATED = "escalated", _("Overdue, with the Legal Unit")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("No longer owed")


class MeetingAct(TextChoices):
    COME_NEAR = "came_near", _("come near")
    FALL_DUE = "fell_due", _("fall due")
    GO_OVERDUE = "went_overdue", _("go overdue")
    ESCALATE = "escalated", _("go to the Legal Unit")
    HOLD = "held", _("hold")
    CANCEL = "cancelled", _("cancel")


S = MeetingState
OWED = (S.SCHEDULED, S.DUE_SOON, S.DUE, S.OVERDUE, S.ESCALATED)

MEETING_MOVES = Moves(
    {
        MeetingAct.COME_NEAR: {S.SCHEDULED: S.DUE_SOON},
        MeetingAct.FALL_DUE: {S.SCHEDULED: S.DUE, S.DUE_SOON: S.DUE},
        MeetingAct.GO_OVERDUE: {state: S.OVERDUE for state in (S.SCHEDULED, S.DUE_SOON, S.DUE)},
        MeetingAct.ESCALATE: {state: S.ESCALATED for state in (S.SCHEDULED, S.DUE_SOON, S.DUE, S.OVERDUE)},
        MeetingAct.HOLD: {state: S.HELD for state in OWED},
        MeetingAct.CANCEL: {state: S.CANCELLED for state in OWED},
    }
)


class IssueState(TextChoices):
    OPEN = "open", _("Waiting for Legal")
    RESOLVED = "resolved", _("Resolved")


ISSUE_MOVES = Moves(
    {
        "taken": {IssueState.OPEN: IssueState.OPEN},
        "handed_over": {IssueState.OPEN: IssueState.OPEN},
        "resolved": {IssueState.OPEN: IssueState.RESOLVED},
    }
)


class AskState(TextChoices):
    ASKED = "asked", _("Waiting for agreement")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")


ASK_MOVES = Moves({"agreed": {AskState.ASKED: AskState.AGREED}, "refused": {AskState.ASKED: AskState.REFUSED}})

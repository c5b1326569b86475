"""The states of a report and what may follow what (domain 7.7)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Moves


class State(TextChoices):
    SUBMITTED = "submitted", _("Received")
    TRIAGE = "triage", _("Being looked at")
    INVESTIGATING = "investigating", _("Being investigated")
    WITH_SUPERVISOR = "with_supervisor", _("With a manager")
    REFERRED = "referred", _("Referred")
    DEFERRED = "deferred", _("Waiting for an outside authority")
    FINDINGS_REVIEW = "findings_review", _("Findings to countersign")
    DUPLICATE = "duplicate", _("Joined to another report")
    DISMISSED = "dismissed", _("Dismissed")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")


class Act(TextChoices):
    TAKE = "taken", _("take up")
    PASS_ON = "passed_on", _("pass on")
    INVESTIGATE = "investigated", _("investigate")
    TO_SUPERVISOR = "given_to_manager", _("give to a manager")
    REFER = "referred", _("refer")
    DEFER = "deferred", _("wait for an outside authority")
    JOIN = "joined", _("join to another report")
    DISMISS = "dismissed", _("dismiss")
    FIND = "found", _("hand in findings")
    SEND_BACK = "sent_back", _("send back")
    CLOSE = "closed", _("close")
    REOPEN = "reopened", _("open again")


OPEN = (
    State.SUBMITTED,
    State.TRIAGE,
    State.INVESTIGATING,
    State.WITH_SUPERVISOR,
    State.REFERRED,
    State.DEFERRED,
    State.FINDINGS_REVIEW,
    State.REOPENED,
)
ENDED = (State.DUPLICATE, State.DISMISSED, State.CLOSED)

MOVES = Moves(
    {
        Act.TAKE: {State.SUBMITTED: State.TRIAGE},
        # Those who hold it next begin anew; what has ended stays as it ended.
        Act.PASS_ON: dict.fromkeys(OPEN, State.SUBMITTED) | {state: state for state in ENDED},
        Act.INVESTIGATE: {
            State.TRIAGE: State.INVESTIGATING,
            State.REFERRED: State.INVESTIGATING,
            State.DEFERRED: State.INVESTIGATING,
            State.REOPENED: State.INVESTIGATING,
        },
        Act.TO_SUPERVISOR: {State.TRIAGE: State.WITH_SUPERVISOR},
        Act.REFER: {State.TRIAGE: State.REFERRED},
        Act.DEFER: {State.TRIAGE: State.DEFERRED, State.INVESTIGATING: State.DEFERRED},
        Act.JOIN: {State.TRIAGE: State.DUPLICATE},
        Act.DISMISS: {State.TRIAGE: State.DISMISSED},
        Act.FIND: {State.INVESTIGATING: State.FINDINGS_REVIEW, State.WITH_SUPERVISOR: State.FINDINGS_REVIEW},
        Act.SEND_BACK: {State.FINDINGS_REVIEW: State.INVESTIGATING},
        Act.CLOSE: {State.FINDINGS_REVIEW: State.CLOSED, State.REFERRED: State.CLOSED},
        Act.REOPEN: {state: State.REOPENED for state in ENDED},
    }
)

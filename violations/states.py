"""The states of a report and what may follow what (domain 7.7), as far as its handling goes yet."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Moves


class State(TextChoices):
    SUBMITTED = "submitted", _("Received")
    TRIAGE = "triage", _("Being looked at")


class Act(TextChoices):
    TAKE = "taken", _("take up")
    PASS_ON = "passed_on", _("pass on")


MOVES = Moves(
    {
        Act.TAKE: {State.SUBMITTED: State.TRIAGE},
        Act.PASS_ON: {State.SUBMITTED: State.SUBMITTED, State.TRIAGE: State.SUBMITTED},
    }
)

"""What several reports at once may be done to: only what the actor has opened, and each by the rule for one alone."""

from enum import StrEnum

from django.utils.translation import gettext as _

from violations.rules import parts
from violations.rules.parts import Deed
from violations.states import Act
from workflow.verdicts import YES, first_no, no


class Several(StrEnum):
    ASSIGN = "assign"
    CLOSE = "close"


ASKS = {Several.ASSIGN: Deed.ASSIGN, Several.CLOSE: Act.CLOSE}


def may_be_among(what, state, standing, *, is_opened, missing=()):
    """`missing`: what keeps it from being closed, as sentences."""
    return first_no(
        YES if is_opened else no(_("You have not opened it."), clause="C.3"),
        parts.may(ASKS[what], state, standing),
        no(" ".join(missing), clause="C.3") if missing else YES,
    )

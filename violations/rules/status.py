"""What a reporter is told of the state of their report: so coarse that a change of hands does not show (domain 7.7)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from violations.states import State


class Status(TextChoices):
    RECEIVED = "received", _("Received")
    LOOKED_AT = "looked_at", _("Being looked at")
    ENDED = "ended", _("Closed")


def status_of(report):
    """A report that was joined to another one is looked at with it. Until triage has decided it counts as received, and
    once it has, as looked at: also when others begin anew with it.
    """
    if report.state in (State.CLOSED, State.DISMISSED):
        return Status.ENDED
    is_new = report.state in (State.SUBMITTED, State.TRIAGE) and report.triaged_at is None
    return Status.RECEIVED if is_new else Status.LOOKED_AT

"""The states of what is due, of its stages, and of a mail on its way.

A mail's states are attempts at delivery, not acts of a person: they are kept on the row and write no audit event.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ObligationState(TextChoices):
    OPEN = "open", _("Open")
    MET = "met", _("Met")
    CANCELLED = "cancelled", _("Cancelled")


class StageState(TextChoices):
    DUE = "due", _("Waits to be sent")
    FIRED = "fired", _("Sent")
    SUPPRESSED = "suppressed", _("Overtaken by a later one")
    CANCELLED = "cancelled", _("No longer needed")


class MailState(TextChoices):
    """pending > claimed > submitting > sent; each of the first three may end cancelled, failed, or pending again."""

    PENDING = "pending", _("Waiting")
    CLAIMED = "claimed", _("Taken by a worker")
    SUBMITTING = "submitting", _("Being handed over")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused")
    UNKNOWN = "unknown", _("Not known whether it arrived")
    CANCELLED = "cancelled", _("Cancelled")


class AttemptOutcome(TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("No such mailbox")
    REJECTED = "rejected", _("Refused")
    LATER = "later", _("Not now")
    DOUBT = "doubt", _("No answer")
    UNREACHED = "unreached", _("Server out of reach")
    DROPPED = "dropped", _("Could not be sent")


LEASED = (MailState.CLAIMED, MailState.SUBMITTING)
UNSENT = (MailState.PENDING, MailState.CLAIMED)

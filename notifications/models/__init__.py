"""What is due, what a person was told, the mail that says so, who is called when it is urgent, and the clock itself."""

from notifications.models.clock import Brake, SweepRun
from notifications.models.due import Obligation, Stage, subject_name
from notifications.models.oncall import OnCallPlace, OnCallRota, UrgentCall, UrgentTurn
from notifications.models.outbox import Mail, Notice

__all__ = [
    "Brake",
    "Mail",
    "Notice",
    "Obligation",
    "OnCallPlace",
    "OnCallRota",
    "Stage",
    "SweepRun",
    "UrgentCall",
    "UrgentTurn",
    "subject_name",
]

"""What is due, who was told and by which mail, who is called when it is urgent, each one's own choices, the clock itself."""

from notifications.models.clock import Brake, SweepRun
from notifications.models.due import LadderVersion, Obligation, Stage, subject_name
from notifications.models.oncall import OnCallPlace, OnCallRota, UrgentCall, UrgentTurn
from notifications.models.outbox import Mail, MailAttempt, Notice
from notifications.models.own import CalendarFeed, ReminderPreference

__all__ = [
    "Brake",
    "CalendarFeed",
    "LadderVersion",
    "Mail",
    "MailAttempt",
    "Notice",
    "Obligation",
    "OnCallPlace",
    "OnCallRota",
    "ReminderPreference",
    "Stage",
    "SweepRun",
    "UrgentCall",
    "UrgentTurn",
    "subject_name",
]

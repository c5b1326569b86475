"""What is due, what a person was told, the mail that says so, what each chose for themselves, and the clock itself."""

from notifications.models.clock import Brake, SweepRun
from notifications.models.due import LadderVersion, Obligation, Stage, subject_name
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
    "ReminderPreference",
    "Stage",
    "SweepRun",
    "subject_name",
]

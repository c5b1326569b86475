"""What is due, what a person was told, the mail that says so, and the clock itself."""

from notifications.models.clock import Brake, SweepRun
from notifications.models.due import LadderVersion, Obligation, Stage, subject_name
from notifications.models.outbox import Mail, MailAttempt, Notice

__all__ = ["Brake", "LadderVersion", "Mail", "MailAttempt", "Notice", "Obligation", "Stage", "SweepRun", "subject_name"]

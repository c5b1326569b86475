"""What is due, what a person was told, the mail that says so, and the clock itself."""

from notifications.models.clock import Brake, SweepRun
from notifications.models.due import Obligation, Stage, subject_name
from notifications.models.outbox import Mail, Notice

__all__ = ["Brake", "Mail", "Notice", "Obligation", "Stage", "SweepRun", "subject_name"]

"""Posts on Pulse, what screening found, what was decided, and people's use of Pulse."""

from pulse_moderation.models.audits import Audit, AuditEntry
from pulse_moderation.models.decisions import Decision, PrivilegeAction, Reconsideration
from pulse_moderation.models.posts import Attachment, MessageReading, Post, Revision, Source
from pulse_moderation.models.queue import Flag, Item
from pulse_moderation.models.screening import ConfidentialHit, Hit, RuleVersion, ScreenRule

__all__ = [
    "Attachment",
    "Audit",
    "AuditEntry",
    "ConfidentialHit",
    "Decision",
    "Flag",
    "Hit",
    "Item",
    "MessageReading",
    "Post",
    "PrivilegeAction",
    "Reconsideration",
    "Revision",
    "RuleVersion",
    "ScreenRule",
    "Source",
]

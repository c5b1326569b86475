"""Posts on Pulse, what screening found, what was decided, people's use of Pulse, and written releases."""

from pulse_moderation.models.audits import Audit, AuditEntry
from pulse_moderation.models.decisions import Decision, PrivilegeAction, Reconsideration
from pulse_moderation.models.orders import Order, OrderAttempt, Webhook
from pulse_moderation.models.posts import Attachment, MessageReading, Post, Revision, Source
from pulse_moderation.models.queue import Flag, Item
from pulse_moderation.models.records import RecordsEntry, RecordsPackage, RecordsRequest, Redaction
from pulse_moderation.models.releases import YouthRelease
from pulse_moderation.models.relying import PostRelease, YouthMaterial
from pulse_moderation.models.replays import Replay, ReplayFind, ReplayPart
from pulse_moderation.models.screening import ConfidentialHit, Hit, RuleVersion, ScreenRule
from pulse_moderation.models.sources import Delivery, Feed, FileKind, GoneBefore, Import, RejectedLine, SourceKey
from pulse_moderation.models.views import QueueView

__all__ = [
    "Attachment",
    "Audit",
    "AuditEntry",
    "ConfidentialHit",
    "Decision",
    "Delivery",
    "Feed",
    "FileKind",
    "Flag",
    "GoneBefore",
    "Hit",
    "Import",
    "Item",
    "MessageReading",
    "Order",
    "OrderAttempt",
    "Post",
    "PostRelease",
    "PrivilegeAction",
    "QueueView",
    "Reconsideration",
    "RecordsEntry",
    "RecordsPackage",
    "RecordsRequest",
    "Redaction",
    "RejectedLine",
    "Replay",
    "ReplayFind",
    "ReplayPart",
    "Revision",
    "RuleVersion",
    "ScreenRule",
    "Source",
    "SourceKey",
    "Webhook",
    "YouthMaterial",
    "YouthRelease",
]

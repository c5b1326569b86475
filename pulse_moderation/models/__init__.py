"""Posts on Pulse, what screening found, what was decided, people's use of Pulse, and written releases."""

from pulse_moderation.models.decisions import Decision, PrivilegeAction, Reconsideration
from pulse_moderation.models.posts import Attachment, MessageReading, Post, Revision, Source
from pulse_moderation.models.queue import Flag, Item
from pulse_moderation.models.releases import YouthRelease
from pulse_moderation.models.relying import PostRelease, YouthMaterial
from pulse_moderation.models.screening import ConfidentialHit, Hit, RuleVersion, ScreenRule

__all__ = [
    "Attachment",
    "ConfidentialHit",
    "Decision",
    "Flag",
    "Hit",
    "Item",
    "MessageReading",
    "Post",
    "PostRelease",
    "PrivilegeAction",
    "Reconsideration",
    "Revision",
    "RuleVersion",
    "ScreenRule",
    "Source",
    "YouthMaterial",
    "YouthRelease",
]

"""What other apps call: tell somebody, open and close what is due; and what the clock calls: fire, deliver."""

from notifications.services.delivery import deliver
from notifications.services.inbox import mark_all_read, mark_read, notify, unread_count
from notifications.services.schedule import close_obligations, fire_due, next_period, open_obligation

__all__ = [
    "close_obligations",
    "deliver",
    "fire_due",
    "mark_all_read",
    "mark_read",
    "next_period",
    "notify",
    "open_obligation",
    "unread_count",
]

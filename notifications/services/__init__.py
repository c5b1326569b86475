"""What other apps call: tell somebody, open and close what is due; and what the clock calls: fire, deliver."""

from notifications.services.clock import (
    ClockIsWrong,
    begin_run,
    end_run,
    is_late,
    last_runs,
    open_brakes,
    release_brake,
    set_brake,
    settle_brake,
    too_many,
    use_release,
)
from notifications.services.delivery import deliver
from notifications.services.inbox import mark_all_read, mark_read, notify, unread_count
from notifications.services.schedule import close_obligations, fire_due, next_period, open_obligation

__all__ = [
    "ClockIsWrong",
    "begin_run",
    "close_obligations",
    "deliver",
    "end_run",
    "fire_due",
    "is_late",
    "last_runs",
    "mark_all_read",
    "mark_read",
    "next_period",
    "notify",
    "open_brakes",
    "open_obligation",
    "release_brake",
    "set_brake",
    "settle_brake",
    "too_many",
    "unread_count",
    "use_release",
]

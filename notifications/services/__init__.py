"""What other apps call: tell somebody, call somebody out, open and close what is due; and what the clock calls."""

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
from notifications.services.oncall import (
    PASSED_ON_AFTER,
    acknowledge,
    call_off,
    call_out,
    pass_on,
    waiting_for,
)
from notifications.services.rota import (
    lower_on_rota,
    may_be_called,
    put_on_rota,
    raise_on_rota,
    rota_history,
    rota_now,
    rota_places,
    take_off_rota,
)
from notifications.services.schedule import close_obligations, fire_due, next_period, open_obligation

__all__ = [
    "PASSED_ON_AFTER",
    "ClockIsWrong",
    "acknowledge",
    "begin_run",
    "call_off",
    "call_out",
    "close_obligations",
    "deliver",
    "end_run",
    "fire_due",
    "is_late",
    "last_runs",
    "lower_on_rota",
    "mark_all_read",
    "mark_read",
    "may_be_called",
    "next_period",
    "notify",
    "open_brakes",
    "open_obligation",
    "pass_on",
    "put_on_rota",
    "raise_on_rota",
    "release_brake",
    "rota_history",
    "rota_now",
    "rota_places",
    "set_brake",
    "settle_brake",
    "take_off_rota",
    "too_many",
    "unread_count",
    "use_release",
    "waiting_for",
]

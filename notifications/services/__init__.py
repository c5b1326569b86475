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
from notifications.services.firing import fire_due
from notifications.services.inbox import mark_all_read, mark_read, notify
from notifications.services.ladders import (
    change_ladder,
    from_row,
    ladder_history,
    ladder_on,
    ladders_on,
    newest_ladder,
    next_day,
)
from notifications.services.oncall import (
    PASSED_ON_AFTER,
    acknowledge,
    call_off,
    call_out,
    pass_on,
    waiting_for,
)
from notifications.services.outbox import send_again
from notifications.services.own import (
    choose_reminders,
    live_feed,
    make_feed,
    person_of_feed,
    preference_of,
    preferences_of,
    revoke_feed,
)
from notifications.services.planning import plan
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
from notifications.services.schedule import close_obligations, next_period, open_obligation, open_obligations
from notifications.services.told import told_about

__all__ = [
    "PASSED_ON_AFTER",
    "ClockIsWrong",
    "acknowledge",
    "begin_run",
    "call_off",
    "call_out",
    "change_ladder",
    "choose_reminders",
    "close_obligations",
    "deliver",
    "end_run",
    "fire_due",
    "from_row",
    "is_late",
    "ladder_history",
    "ladder_on",
    "ladders_on",
    "last_runs",
    "live_feed",
    "lower_on_rota",
    "make_feed",
    "mark_all_read",
    "mark_read",
    "may_be_called",
    "newest_ladder",
    "next_day",
    "next_period",
    "notify",
    "open_brakes",
    "open_obligation",
    "open_obligations",
    "pass_on",
    "person_of_feed",
    "plan",
    "preference_of",
    "preferences_of",
    "put_on_rota",
    "raise_on_rota",
    "release_brake",
    "revoke_feed",
    "rota_history",
    "rota_now",
    "rota_places",
    "set_brake",
    "send_again",
    "settle_brake",
    "take_off_rota",
    "told_about",
    "too_many",
    "use_release",
    "waiting_for",
]

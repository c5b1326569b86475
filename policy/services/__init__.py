"""What other apps call: acknowledge texts, read and change settings, keep the calendar of legal holidays."""

from policy.services.acknowledgements import (
    acknowledge,
    current_wording,
    current_wordings,
    is_current,
    latest_acknowledgement,
    may_renew,
    standing_acknowledgement,
)
from policy.services.holidays import (
    add_holiday,
    change_holiday,
    days_off,
    holiday_history,
    holidays_end_on,
    is_calendar_short,
    load_ahead,
)
from policy.services.settings import change_setting, setting_history, settings_now

__all__ = [
    "acknowledge",
    "add_holiday",
    "change_holiday",
    "change_setting",
    "current_wording",
    "current_wordings",
    "days_off",
    "holiday_history",
    "holidays_end_on",
    "is_calendar_short",
    "is_current",
    "latest_acknowledgement",
    "load_ahead",
    "may_renew",
    "setting_history",
    "settings_now",
    "standing_acknowledgement",
]

"""Reading and changing settings."""

from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.services import events_about, record
from policy import rules
from policy.models import Setting
from policy.settings_table import SETTINGS
from workflow.errors import Stale


def settings_now():
    """All settings by key: the stored value, or the default. One query; ask once an act and pass the mapping on."""
    values = {key: entry.default for key, entry in SETTINGS.items()}
    for key, stored in Setting.objects.filter(key__in=SETTINGS).values_list("key", "value"):
        try:
            values[key] = SETTINGS[key].clean(stored)
        except ValidationError:
            continue  # bounds were narrowed since it was stored; the default holds until somebody chooses again
    return MappingProxyType(values)


@transaction.atomic
def change_setting(key, value, *, actor, at, reason, version=None):
    """Give a setting another value. `version` is the one the actor saw (0: never changed); None does not compare.

    Raises KeyError for an unknown key, NotAllowed, ValidationError outside the bounds, Stale when somebody changed it
    first. The value it already has changes nothing.
    """
    entry = SETTINGS[key]
    rules.may_change_setting(actor, entry).enforce()
    rules.may_change_for(reason).enforce()
    value = entry.clean(value)
    Setting.objects.get_or_create(key=key, defaults={"value": entry.default})
    setting = Setting.objects.select_for_update().get(key=key)
    if version is not None and version != setting.version:
        raise Stale(setting)
    was = entry.clean(setting.value) if entry.is_within(setting.value) else setting.value
    if was == value:
        return setting
    setting.value, setting.version = value, setting.version + 1
    setting.changed_by, setting.changed_at = actor, at
    setting.save()
    record(
        "setting.changed",
        subject=setting,
        actor=actor,
        at=at,
        clause=entry.clause,
        was=_short(entry, was),
        becomes=_short(entry, value),
        facts={"key": key, "label": str(entry.label), "reason": reason.strip()},
    )
    return setting


def setting_history(setting):
    """The changes of a setting, newest first."""
    return events_about(setting).order_by("-at")


def _short(entry, value):
    return entry.in_words(value) if entry.is_within(value) else str(value)

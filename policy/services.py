"""Acknowledging texts, reading and changing settings."""

from datetime import timedelta
from types import MappingProxyType

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction

from audit.services import events_about, record
from policy import rules
from policy.calendar import local_day
from policy.models import Acknowledgement, Setting, Wording
from policy.settings_table import SETTINGS
from workflow.errors import Stale


def current_wording(kind, *, at=None):
    """The version of a text in effect at `at`; without it, the newest. Raises Wording.DoesNotExist."""
    return Wording.objects.filter(kind=kind).select_related("clause").current(at).get()


def current_wordings(kinds, *, at=None):
    """{kind: wording} of several texts at once, in the order asked for."""
    found = {row.kind: row for row in Wording.objects.filter(kind__in=kinds).select_related("clause").current(at)}
    return {kind: found[kind] for kind in kinds}


@transaction.atomic
def acknowledge(person, *, kind, at):
    """Record that `person` agreed to the text in effect. Returns the acknowledgement.

    Doing it again while the first one holds records nothing and returns the first.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    if (standing := standing_acknowledgement(person, kind, at=at)) is not None:
        return standing
    wording = current_wording(kind, at=at)
    acknowledgement = Acknowledgement.objects.create(person=person, wording=wording, at=at, on=local_day(at))
    record(
        "policy.acknowledged",
        subject=person,
        actor=person,
        at=at,
        clause=wording.clause_id or "",
        facts={"kind": wording.kind, "version": wording.version},
    )
    return acknowledgement


def latest_acknowledgement(person, kind):
    """The last time `person` agreed to any version of a text, or None."""
    return (
        Acknowledgement.objects.filter(person=person, wording__kind=kind)
        .select_related("wording")
        .order_by("-at")
        .first()
    )


def is_current(person, kind, at):
    """Whether `person` agreed to the version in effect, and not longer ago than acknowledgement_interval_days."""
    return standing_acknowledgement(person, kind, at=at) is not None


def standing_acknowledgement(person, kind, *, at):
    """The newest acknowledgement of a text when it still counts at `at`, else None."""
    latest = latest_acknowledgement(person, kind)
    if latest is None or latest.wording_id != current_wording(kind, at=at).pk:
        return None
    last_day = holds_until(latest, settings_now()["acknowledgement_interval_days"])
    return latest if local_day(at) <= last_day else None


def holds_until(acknowledgement, days):
    """The last day on which an acknowledgement counts."""
    return acknowledgement.on + timedelta(days=days)


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

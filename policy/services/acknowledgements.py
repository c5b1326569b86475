"""Acknowledging the texts of the policy."""

from django.contrib.auth import get_user_model
from django.db import transaction

from audit.services import record
from policy.calendar import local_day
from policy.models import Acknowledgement, Wording
from policy.rules import RENEWABLE, holds_until
from policy.services.settings import settings_now


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

    Doing it again while the first one holds, and is not near its end, records nothing and returns the first.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    standing = standing_acknowledgement(person, kind, at=at)
    if standing is not None and not may_renew(standing, at=at):
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
    return latest if local_day(at) <= holds_until(latest.on, settings_now()) else None


def may_renew(acknowledgement, *, at):
    """Whether it is so near its end that it may be given again: from the day of the first reminder on."""
    return local_day(at) >= holds_until(acknowledgement.on, settings_now()) - RENEWABLE

"""Ladders as they are in force: those of the code, or as the Legal Unit has set them since."""

from dataclasses import asdict, replace
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.services import events_of, record
from notifications.ladder_words import days_words
from notifications.ladders import AGAIN, BUSINESS, CALENDAR, all_ladders, ladder_of
from notifications.models import LadderVersion, Obligation
from notifications.rules import may_change_ladder
from notifications.services.planning import plan
from policy.calendar import local_day
from workflow.errors import Stale

ONE_DAY = timedelta(days=1)
CHANGEABLE = ("offset_days", "unit", "repeat_every", "is_on")


def ladders_on(day):
    """{kind: the Ladder in force on `day`}, by one query."""
    set_since = LadderVersion.objects.filter(effective_on__lte=day).order_by("kind", "-number").distinct("kind")
    found = {version.kind: version for version in set_since}
    return {ladder.kind: _as_set(ladder, found.get(ladder.kind)) for ladder in all_ladders()}


def ladder_on(kind, day):
    """The Ladder of one kind in force on `day`. Raises KeyError for a kind nobody registered."""
    newest = LadderVersion.objects.filter(kind=kind, effective_on__lte=day).order_by("-number").first()
    return _as_set(ladder_of(kind), newest)


def ladder_at(kind, number):
    """The Ladder of one kind as it was at a version; that of the code for 0."""
    return _as_set(ladder_of(kind), LadderVersion.objects.filter(kind=kind, number=number).first())


def newest_ladder(kind):
    """The last one set, also when it is in force only from tomorrow."""
    return _as_set(ladder_of(kind), LadderVersion.objects.filter(kind=kind).order_by("-number").first())


def next_day(day):
    """The first day, not before `day`, on which a stage of anything open comes; None without one."""
    ladders = ladders_on(day)
    rungs = [ladders[kind].next_rung(due_on, day - ONE_DAY) for kind, due_on in Obligation.objects.due_dates()]
    return min((rung.day for rung in rungs if rung is not None), default=None)


def from_row(kind, number, stages, effective_on):
    """The Ladder of a row read elsewhere; that of the code when `number` is None."""
    ladder = ladder_of(kind)
    if number is None:
        return ladder
    given = {entry["name"]: entry for entry in stages}
    rules = [_changed(rule, given.get(rule.name, {})) for rule in ladder.stages]
    return replace(ladder, stages=rules, version=number, effective_on=effective_on)


@transaction.atomic
def change_ladder(kind, changes, *, actor, at, reason, version=None):
    """Set the stages of a kind from tomorrow on; what is due by today is planned as it was.

    `changes` is {stage name: {offset_days, unit, repeat_every, is_on}}, with what is left out unchanged. Returns the
    ladder. `version` is the one the actor saw. Raises NotAllowed, Stale, and ValidationError outside the bounds.
    """
    may_change_ladder(actor, reason).enforce()
    _one_at_a_time(kind)
    before = newest_ladder(kind)
    if version is not None and version != before.version:
        raise Stale(LadderVersion.objects.filter(kind=kind).first() or LadderVersion(kind=kind))
    rules = [_within(rule, _changed(rule, changes.get(rule.name, {}))) for rule in before.stages]
    if rules == list(before.stages):
        return before
    plan(at, ladders_on(local_day(at)))
    made = LadderVersion.objects.create(
        kind=kind, number=before.version + 1, stages=[_as_json(rule) for rule in rules],
        effective_on=local_day(at) + ONE_DAY, made_by=actor, made_at=at,
    )  # fmt: skip
    was, becomes = _in_words(before.stages, rules), _in_words(rules, before.stages)
    record("ladder.changed", subject=made, actor=actor, at=at, clause=before.clause, was=was, becomes=becomes,
           facts={"kind": kind, "label": str(before.label), "reason": reason.strip()})  # fmt: skip
    return newest_ladder(kind)


def ladder_history(kind):
    """What was changed of a ladder, newest first."""
    versions = LadderVersion.objects.filter(kind=kind).values_list("public_id", flat=True)
    return events_of(LadderVersion, list(versions)).order_by("-at")


def _as_set(ladder, version):
    if version is None:
        return ladder
    return from_row(ladder.kind, version.number, version.stages, version.effective_on)


def _changed(rule, entry):
    if entry.get("unit", CALENDAR) not in (BUSINESS, CALENDAR):
        raise ValidationError({rule.name: _("Choose business or calendar days.")})
    return replace(rule, **{name: entry[name] for name in CHANGEABLE if name in entry})


def _as_json(rule):
    return {"name": rule.name} | {name: value for name, value in asdict(rule).items() if name in CHANGEABLE}


def _within(before, rule):
    """The rule, when who changes it keeps to its bounds (domain 11)."""
    low, high = before.within
    if not low <= rule.offset_days <= high:
        raise ValidationError({rule.name: _("Between %(low)s and %(high)s days.") % {"low": low, "high": high}})
    if (rule.repeat_every is None) != (before.repeat_every is None):
        raise ValidationError({rule.name: _("A reminder that repeats goes on repeating.")})
    if rule.repeat_every is not None and not 1 <= rule.repeat_every <= AGAIN:
        raise ValidationError({rule.name: _("At most %(most)s days apart.") % {"most": AGAIN}})
    if rule.is_reminder and not rule.is_on:
        raise ValidationError({rule.name: _("A reminder cannot be switched off.")})
    return rule


def _in_words(rules, others):
    """What stands in the trail: the stages that differ."""
    return ", ".join(f"{rule.name}: {days_words(rule)}" for rule in rules if rule not in others)


def _one_at_a_time(kind):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"ladder:{kind}"])

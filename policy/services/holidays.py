"""The legal holidays of the Commonwealth: a table, filled from the `holidays` package, kept by an administrator."""

import time
from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import events_about, record
from policy import rules
from policy.models import LegalHoliday
from policy.reference import YEARS_AHEAD, load_holidays
from workflow.errors import Stale
from workflow.verdicts import no

_read = []  # (the days, until when they count as fresh by the monotonic clock), or nothing; replaced as a whole


def days_off():
    """{year: the days of it that are no business days}, of the years in the table.

    Read again after CALENDAR_FRESH_SECONDS: a change made in another process is known everywhere within that time.
    """
    for days, until in list(_read):  # threads share it: what this one has read stays whole, whoever forgets meanwhile
        if time.monotonic() < until:
            return days
    days = _days_in_table()
    _read[:] = [(days, time.monotonic() + settings.CALENDAR_FRESH_SECONDS)]
    return days


def forget():
    """Read the table again when next asked."""
    _read.clear()


def load_ahead(day):
    """Fill the years that are not in the table from the package; returns how many holidays were added.

    Asks nothing of the database while the table is ahead of the calendar.
    """
    last = day.year + YEARS_AHEAD
    if days_off().keys() >= set(range(day.year, last + 1)):
        return 0
    added = load_holidays(LegalHoliday, "default", day.year, last)
    forget()
    return added


def holidays_end_on(day):
    """The last day up to which the table is filled without a gap from the year of `day` on, or None."""
    year = day.year
    while year in days_off():
        year += 1
    return date(year - 1, 12, 31) if year > day.year else None


def is_calendar_short(day):
    """Whether due dates may soon reach past the table: next year's holidays are not in it."""
    end = holidays_end_on(day)
    return end is None or end.year <= day.year


@transaction.atomic
def add_holiday(day, *, name, reason, actor, at):
    """Enter a holiday the package does not know. Raises NotAllowed, also for a day that stands in the table.

    The year has to be in the table: one holiday alone would keep the others from being filled in.
    """
    rules.may_change_calendar(actor).enforce()
    rules.may_change_for(reason).enforce()
    if day.year not in days_off():
        no(_("The calendar does not reach this year yet.")).enforce()
    holiday, is_new = LegalHoliday.objects.get_or_create(
        day=day, defaults={"name": name, "version": 1, "changed_by": actor, "changed_at": at}
    )
    if not is_new:
        no(_("This day is in the table: %(name)s.") % {"name": holiday.name}).enforce()
    record("holiday.added", subject=holiday, actor=actor, at=at, facts=_facts(holiday, reason))
    _read_anew()
    return holiday


@transaction.atomic
def change_holiday(holiday, *, is_kept, reason, actor, at, version=None):
    """Say that a day of the table is a business day after all, or a holiday again.

    Due dates already set stay; new ones follow it. Raises NotAllowed; Stale when somebody changed it first.
    """
    rules.may_change_calendar(actor).enforce()
    rules.may_change_for(reason).enforce()
    holiday = LegalHoliday.objects.select_for_update().get(pk=holiday.pk)
    if version is not None and version != holiday.version:
        raise Stale(holiday)
    if holiday.is_kept == is_kept:
        return holiday
    holiday.is_kept, holiday.version = is_kept, holiday.version + 1
    holiday.changed_by, holiday.changed_at = actor, at
    holiday.save()
    facts = _facts(holiday, reason)
    record("holiday.kept" if is_kept else "holiday.dropped", subject=holiday, actor=actor, at=at, facts=facts)
    _read_anew()
    return holiday


def holiday_history(holiday):
    """What was changed of a holiday, newest first."""
    return events_about(holiday).order_by("-at")


def _facts(holiday, reason):
    return {
        "day": f"{holiday.day:%B} {holiday.day.day}, {holiday.day.year}",
        "name": holiday.name,
        "reason": reason.strip(),
    }


def _read_anew():
    """Now, and after the commit what was read meanwhile."""
    forget()
    transaction.on_commit(forget)


def _days_in_table():
    found = defaultdict(set)
    for day, is_kept in LegalHoliday.objects.values_list("day", "is_kept"):
        found[day.year] |= {day} if is_kept else set()
    return {year: frozenset(days) for year, days in found.items()}

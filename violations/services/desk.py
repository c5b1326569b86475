"""The desk: the reports somebody holds, handles or was let into, narrowed by what they ask for.

Which there are is the database's answer alone: call these inside acting_as.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import BooleanField, Q, Value
from django.db.models.expressions import RawSQL

from people.models import User
from people.roles import Role
from people.titles import JobTitle
from policy.calendar import MASSACHUSETTS
from violations.models import Allegation, Report
from violations.services import words
from violations.states import ENDED, OPEN, State

NUMBER = re.compile(r"VR-\d{4}-\d{1,5}", re.IGNORECASE)
GROUPS = {"open": OPEN, "ended": ENDED}
NOBODY = "nobody"
OF_ALL = (Role.LEGAL, Role.GENERAL_COUNSEL)  # whose pool holds nearly all there are
POOLS = frozenset({Role.LEGAL, Role.GENERAL_COUNSEL, Role.COMMISSIONER_DESIGNEE})
HANDLERS = (Role.LEGAL, Role.GENERAL_COUNSEL, Role.INVESTIGATIONS, Role.COMMISSIONER_DESIGNEE)


@dataclass(frozen=True)
class Place:
    """Whether somebody has a desk at all, and whether they hold what is on it with others of a pool."""

    has_desk: bool
    is_of_pool: bool


def has_desk(user):
    """Whether they belong to a pool, were asked to handle a report, or were let into one: an expression for a query."""
    if _is_of_pool(user):
        return Value(True)
    return RawSQL("violations_has_desk(%s)", [user.pk], output_field=BooleanField())


def _is_of_pool(user):
    return bool(user.roles & POOLS) or user.job_title == JobTitle.COMMISSIONER


def place_of(user):
    """They belong to a pool, were asked to handle a report, or were let into one."""
    if _is_of_pool(user):
        return Place(has_desk=True, is_of_pool=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT violations_has_desk(%s), EXISTS ("
            "SELECT FROM violations_reservehandler WHERE person_id = %s AND ended_at IS NULL)",
            [user.pk, user.pk],
        )
        return Place(*cursor.fetchone())


def handlers():
    """Who may be asked for as the handler of a report."""
    return User.objects.working().holding(*HANDLERS).order_by("legal_last", "legal_first")


def narrowed(user, asked):
    """The reports of this person's desk. `asked`: state, severity, clause, handler, mine, restricted, month, find, words."""
    found = Report.objects.to_handle(user)
    if not _holds_all(user):
        found = found.filter(_among("violations_near()"))
    for name, narrow in NARROW.items():
        if value := asked.get(name):
            found = narrow(found, value, user)
    return found


def _holds_all(user):
    return user.has_role(*OF_ALL)


def _among(ids, *values):
    """An array, not a set: of few rows each is looked up, where the database would else go through all of them."""
    sql = f"violations_report.id = ANY (ARRAY(SELECT {ids}))"  # nosec B608
    return Q(RawSQL(sql, values, output_field=BooleanField()))  # nosec B611


def _by_state(found, value, user):
    if value not in GROUPS and value not in State.values:
        return found
    return found.filter(state__in=GROUPS.get(value, [value]))


def _by_clause(found, value, user):
    return found.filter(pk__in=Allegation.objects.filter(clause=value).values("report"))


def _by_handler(found, value, user):
    return found.filter(handler=None) if value == NOBODY else found.filter(handler__public_id=value)


def _mine(found, value, user):
    """What they handle, and what they were asked to handle."""
    asked = "report_id FROM violations_assignment WHERE person_id = %s AND ended_at IS NULL"
    return found.filter(Q(handler=user) | _among(asked, user.pk))


def _by_month(found, value, user):
    year, month = map(int, value.split("-"))
    first = datetime(year, month, 1, tzinfo=MASSACHUSETTS)
    following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=MASSACHUSETTS)
    return found.filter(filed_at__gte=first, filed_at__lt=following)


def _find(found, value, user):
    """A number, whole; or every word of it, in the narrative, the notes and the names of files."""
    if NUMBER.fullmatch(value.strip()):
        return found.filter(number=value.strip().upper())
    return _by_words(found, words.hashed(value), user)


def _by_words(found, value, user):
    return words.narrowed(found, value, are_many=_holds_all(user)) if value else found.none()


NARROW = {
    "state": _by_state,
    "severity": lambda found, value, user: found.filter(severity=value),
    "clause": _by_clause,
    "handler": _by_handler,
    "mine": _mine,
    "restricted": lambda found, value, user: found.filter(is_restricted=True),
    "month": _by_month,
    "find": _find,
    "words": _by_words,
}

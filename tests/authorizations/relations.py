"""Who stands how to a request, and as what they may decide it (B.2; domain 4.4, 4.5, 15 A2).

RELATIONS is one table for the rules, the services and the pages: `arrange(cast, at)` makes a request that is waiting at
the instant `at` and returns it with the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from authorizations.choices import Capacity
from dys_social import personnel
from people import services as people
from people.titles import EmploymentStatus
from policy.calendar import add_business_days, local_day
from policy.services import change_setting
from tests.factories.authorizations import submitted

DAY = timedelta(days=1)
DECISION_DUE = 5  # business days, the default


@dataclass(frozen=True)
class Relation:
    """`capacity`: as what the person decides, None when they may not. `sees`: the request exists for them at all."""

    name: str
    arrange: Callable
    capacity: Capacity | None = None
    sees: bool = True
    can_sign_in: bool = True

    def __str__(self):
        return self.name


def _asked(person):
    """Dana's request of this moment, seen by somebody of the cast."""

    def arrange(cast, at):
        return submitted(cast.dana, cast.koa, at=at), getattr(cast, person)

    return arrange


def _late(person, *, is_over_due=True, is_chain_on=True):
    """Dana's request, on the last day of the time for deciding or on the first day after it."""

    def arrange(cast, at):
        request = submitted(cast.dana, cast.koa, at=at - _days_waiting(at, is_over_due) * DAY)
        if not is_chain_on:
            change_setting("allow_chain_decision", False, actor=cast.bram, at=at, reason="Supervisors only")
        return request, getattr(cast, person)

    return arrange


def _days_waiting(at, is_over_due):
    """How many days ago a request was sent that is just late at `at`, or just not yet."""
    today = local_day(at)
    late = next(days for days in range(30) if add_business_days(local_day(at - days * DAY), DECISION_DUE) < today)
    return late if is_over_due else late - 1


def _delegate(first, last, *, is_ended=False):
    """Noor decides for Beatrix from `first` to `last`, in days from today."""

    def arrange(cast, at):
        request, today = submitted(cast.dana, cast.koa, at=at), local_day(at)
        delegation = people.delegate(
            cast.beatrix,
            cast.noor,
            from_on=today + first * DAY,
            to_on=today + last * DAY,
            reason="Annual leave",
            actor=cast.beatrix,
            at=at,
        )
        if is_ended:
            people.end_delegation(delegation, actor=cast.beatrix, at=at)
        return request, cast.noor

    return arrange


def _delegate_of_a_separated_supervisor(cast, at):
    request, noor = _delegate(-1, 1)(cast, at)
    people.set_employment_status(cast.beatrix, EmploymentStatus.SEPARATED, actor=cast.bram, at=at, day=local_day(at))
    return request, noor


def _delegate_is_the_requester(cast, at):
    request = submitted(cast.beatrix, cast.koa, at=at)
    today = local_day(at)
    people.delegate(cast.hollis, cast.beatrix, from_on=today, to_on=today, reason="Away", actor=cast.hollis, at=at)
    return request, cast.beatrix


def _caseworker_of_the_youth(cast, at):
    return submitted(cast.mateo, cast.koa, at=at), cast.dana


def _supervisor_separated(person):
    def arrange(cast, at):
        request = submitted(cast.dana, cast.koa, at=at)
        people.set_employment_status(
            cast.beatrix, EmploymentStatus.SEPARATED, actor=cast.bram, at=at, day=local_day(at)
        )
        return request, getattr(cast, person)

    return arrange


def _supervisor_on_leave(person):
    def arrange(cast, at):
        request = submitted(cast.dana, cast.koa, at=at)
        people.set_employment_status(cast.beatrix, EmploymentStatus.ON_LEAVE, actor=cast.bram, at=at, day=local_day(at))
        return request, getattr(cast, person)

    return arrange


def _supervisor_changed(person, *, to):
    def arrange(cast, at):
        request = submitted(cast.dana, cast.koa, at=at)
        personnel.change_supervisor(cast.dana, getattr(cast, to) if to else None, actor=cast.bram, at=at)
        request.refresh_from_db()
        return request, getattr(cast, person)

    return arrange


RELATIONS = [
    Relation("own supervisor", _asked("beatrix"), Capacity.SUPERVISOR),
    Relation("own supervisor on leave", _supervisor_on_leave("beatrix"), Capacity.SUPERVISOR),
    Relation("other supervisor", _asked("noor"), sees=False),
    Relation("new supervisor", _supervisor_changed("noor", to="noor"), Capacity.SUPERVISOR),
    Relation("former supervisor", _supervisor_changed("beatrix", to="noor"), sees=False),
    Relation("supervisor who left", _supervisor_separated("beatrix"), can_sign_in=False),
    Relation("supervisor removed, no other named", _supervisor_changed("beatrix", to=None), sees=False),
    Relation("delegate in the period", _delegate(-1, 1), Capacity.DELEGATE),
    Relation("delegate on the first day", _delegate(0, 3), Capacity.DELEGATE),
    Relation("delegate on the last day", _delegate(-3, 0), Capacity.DELEGATE),
    Relation("delegate before the period", _delegate(1, 3), sees=False),
    Relation("delegate after the period", _delegate(-3, -1), sees=False),
    Relation("delegate whose time was ended", _delegate(-1, 1, is_ended=True), sees=False),
    Relation("delegate of one who left", _delegate_of_a_separated_supervisor, sees=False),
    Relation("delegate who is the requester", _delegate_is_the_requester),
    Relation("next in line, in time", _asked("hollis")),
    Relation("next in line, on the last day", _late("hollis", is_over_due=False)),
    Relation("next in line, late", _late("hollis"), Capacity.CHAIN),
    Relation("next in line, late, not allowed", _late("hollis", is_chain_on=False)),
    Relation("next in line, supervisor on leave", _supervisor_on_leave("hollis")),
    Relation("next in line, supervisor left", _supervisor_separated("hollis"), Capacity.CHAIN),
    Relation("next in line, no supervisor named", _supervisor_changed("hollis", to=None), Capacity.CHAIN),
    Relation("two levels up, late", _late("rolf")),
    Relation("two levels up, supervisor left", _supervisor_separated("rolf")),
    Relation("Commissioner, late", _late("adaeze")),
    Relation("oneself", _asked("dana")),
    Relation("oneself, late", _late("dana")),
    Relation("peer", _asked("mateo"), sees=False),
    Relation("caseworker of the youth", _caseworker_of_the_youth, sees=False),
    Relation("Legal Unit", _late("priya")),
    Relation("General Counsel", _late("imogen")),
    Relation("Investigation Unit", _late("leona")),
    Relation("auditor", _late("ines")),
    Relation("portal administrator", _late("bram"), sees=False),
    Relation("Human Resources", _late("ottilie"), sees=False),
    Relation("Pulse moderator", _late("lucinda"), sees=False),
]

"""The sweeps: everything that falls due by the calendar, as plain functions of an instant.

Celery beat, `manage.py run_sweeps` and the tests call the same function. Running it twice does nothing twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from authorizations.models import SupervisionAuthorization
from authorizations.services import compliance, course, duties, follow, notes, reviews
from dys_social import acknowledgements
from investigations.models import InvestigationAuthorization
from investigations.services import contacts, issues, meetings
from investigations.services import course as investigation_course
from investigations.services import people as investigators
from notifications import services as clock
from policy.calendar import local_day
from policy.services import load_ahead
from pulse_moderation.models import YouthRelease
from pulse_moderation.services import feeds, imports, orders, release_decisions, replays, screening, watching
from pulse_moderation.states import ReleaseState
from violations import services as violations
from violations.services import drafts, retaliation, tries
from workflow.identity import acting_as_system


@dataclass(frozen=True)
class Step:
    """`do(day, at)` returns how many it did. `live()` counts the records it could end: then the brake holds it.

    What is done in the compartment (`is_confidential`) is counted for nobody but the Legal Unit.
    """

    do: Callable
    live: Callable | None = None
    is_confidential: bool = False


class _TooMany(Exception):
    """Rolls back a step that ended too many."""


def _as_clock(function):
    """In the compartment as the clock, which sees what is due there and nothing more (B.3)."""

    def inside(*args):
        with acting_as_system("clock"):
            return function(*args)

    return inside


@_as_clock
def _end_confidential(day, at):
    ended = len(investigation_course.expire_due(day, at=at)) + investigators.watch(day, at=at)
    return ended + len(meetings.suspend_missed(day, at=at))


@_as_clock
def _move_confidential(day, at):
    return contacts.expire(day, at=at) + meetings.watch(day, at=at) + issues.watch(at)


def _pass_reports_on(day, at):
    with acting_as_system("intake"):
        return violations.watch(at)


def _tell_of_reports(day, at):
    with acting_as_system("intake"):
        return violations.tell_of_filed(at)


def _look_at_openings(day, at):
    with acting_as_system("intake"):
        return violations.find_conflicts(at=at)


def _watch_over_reporters(day, at):
    return retaliation.check_in(at) + retaliation.watch(at)


def _purge_drafts(day, at):
    return drafts.purge(at)


def _live_supervision():
    return SupervisionAuthorization.objects.live().count()


def _live_releases():
    return YouthRelease.objects.filter(state=ReleaseState.VERIFIED).count()


@_as_clock
def _live_investigations():
    return InvestigationAuthorization.objects.live().count()


STEPS = {
    "holidays": Step(lambda day, at: load_ahead(day)),
    "expired": Step(lambda day, at: len(course.expire_due(day, at=at)), live=_live_supervision),
    "suspended": Step(
        lambda day, at: len(follow.suspend_unsupervised(day, at=at)) + len(follow.suspend_absent(at=at)),
        live=_live_supervision,
    ),
    "notes overdue": Step(lambda day, at: notes.watch(day, at=at)),
    "supervision reviews": Step(lambda day, at: reviews.watch(day, at=at)),
    "issues watched": Step(lambda day, at: compliance.watch(at)),
    "acknowledgements": Step(lambda day, at: acknowledgements.watch(day, at=at)),
    "releases expired": Step(lambda day, at: len(release_decisions.expire_due(day, at=at)), live=_live_releases),
    "51A reminders": Step(lambda day, at: duties.remind_of_reports(at)),
    "confidential ended": Step(_end_confidential, live=_live_investigations, is_confidential=True),
    "confidential": Step(_move_confidential, is_confidential=True),
    "reports passed on": Step(_pass_reports_on, is_confidential=True),
    "reports told of": Step(_tell_of_reports, is_confidential=True),
    "reports seen": Step(_look_at_openings, is_confidential=True),
    "report views": Step(lambda day, at: violations.tell_of_new(at), is_confidential=True),
    "reporters watched over": Step(_watch_over_reporters, is_confidential=True),
    "key tries purged": Step(lambda day, at: tries.purge(at), is_confidential=True),
    "drafts purged": Step(_purge_drafts, is_confidential=True),
    "posts overdue": Step(lambda day, at: watching.watch(at)),
    "orders watched": Step(lambda day, at: orders.watch(at)),
    "urgent calls": Step(lambda day, at: clock.pass_on(at), is_confidential=True),
    "reminders": Step(lambda day, at: clock.fire_due(at)["fired"]),
    "imports read": Step(lambda day, at: imports.go_on(at)),
    "rules replayed": Step(lambda day, at: replays.go_on(at)),
    # Last: what waits for an intranet keeps nothing else waiting.
    "feeds read": Step(lambda day, at: feeds.poll_due(at)),
    "posts screened": Step(lambda day, at: screening.screen_waiting(at)),
}


def tick(at, *, by):
    """One tick of the clock: `run`, once in its minute, with a record of it. None when somebody else has the minute.

    Raises ClockIsWrong, and what `run` raises.
    """
    slot = clock.begin_run(at, by=by)
    if slot is None:
        return None
    try:
        done = run(at)
    except ExceptionGroup as failed:
        clock.end_run(slot, at=timezone.now(), counts={}, failed=[type(one).__name__ for one in failed.exceptions])
        raise
    clock.end_run(slot, at=timezone.now(), counts=without_confidential(done))
    return done


def without_confidential(done):
    """The counts as others than the Legal Unit may read them: nothing of the compartment, not even that it moves (4.4)."""
    return {what: count for what, count in done.items() if not STEPS[what].is_confidential}


def run(at):
    """Expire, suspend, mark notes, pass urgent calls on, fire reminders. Returns what was done, as counts.

    A step that fails does not keep the others from being done; what failed is raised at the end, as a group. A step
    that would end too many records at once is not done: it waits until somebody releases it.
    """
    day, done, failed = local_day(at), {}, []
    for what, step in STEPS.items():
        try:
            done[what] = step.do(day, at) if step.live is None else _with_brake(what, step, day, at)
        except Exception as error:  # noqa: BLE001, one bad record must not silence every reminder
            failed.append(error)
    if failed:
        raise ExceptionGroup("The sweep could not do everything that is due", failed)
    return done


def rehearse(at):
    """What `run` would do, as counts; nothing of it stays."""
    with transaction.atomic():
        done = run(at)
        transaction.set_rollback(True)
    return done


def _with_brake(what, step, day, at):
    live = step.live()
    try:
        with transaction.atomic():
            ended = step.do(day, at)
            if not clock.too_many(ended, live):
                clock.settle_brake(what, at=at)
            elif not clock.use_release(what, ended, at=at):
                raise _TooMany
    except _TooMany:
        clock.set_brake(what, ended=ended, live=live, is_confidential=step.is_confidential, at=at)
        return 0
    return ended

"""The sweeps: everything that falls due by the calendar, as plain functions of an instant.

Celery beat, `manage.py run_sweeps` and the tests call the same function. Running it twice does nothing twice.
"""

from authorizations.services import course, duties, follow, notes
from investigations.services import contacts, meetings
from investigations.services import course as investigation_course
from investigations.services import people as investigators
from notifications.services import fire_due
from policy.calendar import local_day
from workflow.identity import acting_as_system


def _confidential(day, at):
    """What falls due in the compartment, as the clock, which sees what is due there and nothing more (B.3)."""
    with acting_as_system("clock"):
        done = len(investigation_course.expire_due(day, at=at))
        done += contacts.expire(day, at=at)
        done += investigators.watch(day, at=at)
        done += meetings.watch(day, at=at)
        return done + len(meetings.suspend_missed(day, at=at))


STEPS = {
    "expired": lambda day, at: len(course.expire_due(day, at=at)),
    "suspended": lambda day, at: len(follow.suspend_unsupervised(day, at=at)) + len(follow.suspend_absent(at=at)),
    "notes overdue": lambda day, at: notes.watch(day, at=at),
    "51A reminders": lambda day, at: duties.remind_of_reports(at),
    "confidential": _confidential,
    "reminders": lambda day, at: fire_due(at)["fired"],
}


def run(at):
    """Expire, suspend, mark notes, fire reminders. Returns what was done, as counts.

    A step that fails does not keep the others from being done; what failed is raised at the end, as a group.
    """
    day, done, failed = local_day(at), {}, []
    for what, step in STEPS.items():
        try:
            done[what] = step(day, at)
        except Exception as error:  # noqa: BLE001, one bad record must not silence every reminder
            failed.append(error)
    if failed:
        raise ExceptionGroup("The sweep could not do everything that is due", failed)
    return done

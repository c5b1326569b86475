"""The sweeps: everything that falls due by the calendar, as plain functions of an instant.

Celery beat, `manage.py run_sweeps` and the tests call the same function. Running it twice does nothing twice.
"""

from authorizations.services import course, duties, follow, notes
from notifications.services import fire_due
from policy.calendar import local_day

STEPS = {
    "expired": lambda day, at: len(course.expire_due(day, at=at)),
    "suspended": lambda day, at: len(follow.suspend_unsupervised(day, at=at)) + len(follow.suspend_absent(at=at)),
    "notes overdue": lambda day, at: notes.watch(day, at=at),
    "51A reminders": lambda day, at: duties.remind_of_reports(at),
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

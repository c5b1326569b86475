"""The sweeps: everything that falls due by the calendar, as plain functions of an instant.

Celery beat, `manage.py run_sweeps` and the tests call the same function. Running it twice does nothing twice.
"""

from authorizations.services import course, follow, notes
from notifications.services import fire_due
from people.services import purge_kept_forms
from policy.calendar import local_day


def run(at):
    """Expire, suspend, mark notes, fire reminders. Returns what was done, as counts."""
    day = local_day(at)
    return {
        "expired": len(course.expire_due(day, at=at)),
        "suspended": len(follow.suspend_unsupervised(day, at=at)),
        "notes overdue": notes.watch(day, at=at),
        "reminders": fire_due(at)["fired"],
        "kept forms purged": purge_kept_forms(at),
    }

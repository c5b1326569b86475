"""The violation reports that whoever decides filed themselves: one of them may stand behind a ground of section C (C.3)."""

from violations.services import following
from violations.services.filing import as_reporter

MOST = 20


def filed_by(user):
    """[(public id, number, filed at)], the newest first. Nobody else's report is ever offered."""
    with as_reporter(user):
        return [(one.public_id, one.number, one.filed_at) for one in following.reports_of(user)[:MOST]]

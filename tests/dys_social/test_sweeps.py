"""The sweep does everything that is due, whatever fails beside it."""

import pytest

from dys_social import sweeps
from people.models import User

pytestmark = pytest.mark.django_db


def test_it_says_what_was_done(now):
    assert sweeps.run(now) == {
        "holidays": 0,
        "expired": 0,
        "suspended": 0,
        "notes overdue": 0,
        "supervision reviews": 0,
        "issues watched": 0,
        "acknowledgements": 0,
        "51A reminders": 0,
        "confidential ended": 0,
        "confidential": 0,
        "reports passed on": 0,
        "reports told of": 0,
        "reports seen": 0,
        "report views": 0,
        "releases expired": 0,
        "reporters watched over": 0,
        "key tries purged": 0,
        "drafts purged": 0,
        "posts screened": 0,
        "posts overdue": 0,
        "orders watched": 0,
        "urgent calls": 0,
        "reminders": 0,
        "imports read": 0,
        "rules replayed": 0,
        "feeds read": 0,
    }


def test_a_step_that_fails_keeps_no_other_from_being_done(now, monkeypatch):
    reached = []

    def broken(day, at):
        raise User.DoesNotExist

    monkeypatch.setitem(sweeps.STEPS, "expired", sweeps.Step(broken))
    monkeypatch.setitem(sweeps.STEPS, "reminders", sweeps.Step(lambda day, at: reached.append(at) or 0))

    with pytest.raises(ExceptionGroup):
        sweeps.run(now)

    assert reached == [now]

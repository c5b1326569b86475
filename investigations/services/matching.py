"""What the taking in of a violation report, and whoever holds it, learns of the compartment (C.3; domain 5.10).

Call these inside acting_as_system("intake"), which alone the database answers (migrations/0006_matching.py). Each is one
statement, whatever it finds.
"""

from collections import namedtuple

from django.db import connection

Leave = namedtuple(
    "Leave",
    "profile number state created_on closed_on leave_from leave_to ended_on was_interrupted people",
)
Contact = namedtuple("Contact", "profile state methods valid_from valid_to approved_by approved_on ended_on")


def behind(keys, first_on, last_on):
    """[(public id of a profile, id of somebody who stands behind it)] for account names that stood on one of the days."""
    return _asked("investigations_behind(%s::bytea[], %s, %s)", [list(keys), first_on, last_on])


def leave_behind(profiles, first_on, last_on):
    """The leave of profiles that were met; `people` are ids of who was authorized to access the account."""
    found = _asked("investigations_leave_behind(%s::uuid[], %s, %s)", [_texts(profiles), first_on, last_on])
    return [Leave(*row) for row in found]


def contact_behind(profiles, first_on, last_on):
    """The communication approvals of these profiles that covered one of the days."""
    found = _asked("investigations_contact_behind(%s::uuid[], %s, %s)", [_texts(profiles), first_on, last_on])
    return [Contact(*row) for row in found]


def _texts(ids):
    return [str(one) for one in ids]


def _asked(function, values):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}", values)  # nosec B608
        return cursor.fetchall()

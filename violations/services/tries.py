"""How often a key or a code may be tried that opens nothing: so often each, so often all, counted in the database.

Of who tries nothing is known, so nothing is counted by it.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from sealing.hashes import keyed_hash
from violations.models import KeyTry
from workflow.identity import acting_as_system

MARK = "key try"
EACH, EACH_WITHIN = 5, timedelta(hours=1)
ALL, ALL_WITHIN = 60, timedelta(minutes=1)  # nobody guesses 90 bits so; it bounds the work, and is soon over
KEPT = timedelta(days=1)


class Limited(Exception):
    """It was tried too often; said in the same words as a key that opens nothing."""


@contextmanager
def one_try(typed, *, at):
    """Count a try before the work is done; what is given is called when it opened something, and it counts no more.

    Raises Limited before the block runs. The count is taken and written under one lock, and written for good before
    the block begins: whoever tries beside sees it.
    """
    row = _counted(keyed_hash(MARK, typed), at)
    yield lambda: _take_back(row)


def _counted(mark, at):
    with acting_as_system("intake"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('violations_keytry'))")
        of_all = KeyTry.objects.filter(at__gt=at - ALL_WITHIN).count()
        of_it = KeyTry.objects.filter(mark=mark, at__gt=at - EACH_WITHIN).count()
        if of_all >= ALL or of_it >= EACH:
            raise Limited
        return KeyTry.objects.create(mark=mark, at=at)


def _take_back(row):
    with acting_as_system("intake"):
        row.delete()


def purge(at):
    """Tries older than a day; returns how many."""
    with acting_as_system("intake"):
        return KeyTry.objects.filter(at__lte=at - KEPT).delete()[0]

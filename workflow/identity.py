"""Who acts, as the database knows it: what row-level security of confidential tables is keyed on.

Set for one transaction and undone at its end, so that a connection kept for the next request knows nobody. Without it
a confidential table yields no row and takes none.
"""

from contextlib import contextmanager

from django.db import connection, transaction

PERSON, SYSTEM = "dys.person", "dys.system"


@contextmanager
def acting_as(person):
    """One transaction in which the database knows that `person`, who is signed in, acts."""
    with _known(person=str(person.pk), system=""):
        yield


@contextmanager
def acting_as_system(name):
    """One transaction in which a named part of the portal acts, such as "clock"; each has policies of its own."""
    with _known(person="", system=name):
        yield


@contextmanager
def acting_in_emergency(person):
    """As acting_as, inside it or alone: besides what `person` may know, the records that break-glass opened for them
    can be read. Nothing of the compartment can be written meanwhile, whoever they are.
    """
    with _known(person=str(person.pk), system="emergency"):
        yield


@contextmanager
def _known(*, person, system):
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        before = _exchange(person, system)
        yield
        if not is_outermost:  # else the end of the transaction does it, as the rollback does after an error
            _exchange(*before)


def _exchange(person, system):
    """Set both in one statement; returns what they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT current_setting(%s, true) AS person, current_setting(%s, true) AS system)"
            " SELECT person, system, set_config(%s, %s, true), set_config(%s, %s, true) FROM before",
            [PERSON, SYSTEM, PERSON, person, SYSTEM, system],
        )
        return [value or "" for value in cursor.fetchone()[:2]]

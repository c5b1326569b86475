"""Forms with a key: sent twice, done once."""

from django.db import IntegrityError, transaction


def once(do):
    """Do it, and of two clicks at one moment let the later find what the first has made.

    `do` looks for its form's key first; what it had begun before a refusal is undone.
    """
    try:
        with transaction.atomic():
            return do()
    except IntegrityError:
        with transaction.atomic():
            return do()

"""What stands on a report in the place of who made it."""

from sealing.hashes import keyed_hash

MARK = "reporter"


def mark_of(person):
    """What stands on a report in the place of who made it."""
    return keyed_hash(MARK, person.public_id)


def mark_on(report):
    """The mark of who made it; None on an anonymous report."""
    return bytes(report.reporter_mark) if report.reporter_mark is not None else None

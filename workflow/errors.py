"""What can go wrong with an act; workflow.middleware.Refusals turns each into a page."""


class NotAllowed(Exception):
    """A rule refused; `verdict` holds the sentence and the clause."""

    def __init__(self, verdict):
        super().__init__(str(verdict.reason))
        self.verdict = verdict


class Stale(Exception):
    """Somebody acted since the caller looked; `current` is the record as it stands now."""

    def __init__(self, current):
        super().__init__(f"{current._meta.label} changed meanwhile")
        self.current = current


class ImpossibleMove(Exception):
    """A move that stands in no table: a fault of the program, not of the user."""

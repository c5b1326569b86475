"""The answer of a rule: yes, or no with the sentence the user reads and the clause behind it."""

from dataclasses import dataclass

from workflow.errors import NotAllowed


@dataclass(frozen=True)
class Verdict:
    """Truthy when the act is allowed."""

    is_allowed: bool
    reason: str = ""
    clause: str = ""

    def __bool__(self):
        return self.is_allowed

    def enforce(self):
        """Raise NotAllowed unless the act is allowed."""
        if not self.is_allowed:
            raise NotAllowed(self)


YES = Verdict(True)


def no(reason, clause=""):
    return Verdict(False, reason, clause)


def first_no(*verdicts):
    """The first refusal, or YES."""
    return next((verdict for verdict in verdicts if not verdict), YES)

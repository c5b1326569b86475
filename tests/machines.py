"""What state machines share: a person of the house tries an act, and it is done or refused."""

import datetime

from django.core.exceptions import ObjectDoesNotExist
from hypothesis.stateful import RuleBasedStateMachine

from workflow.errors import ImpossibleMove, NotAllowed
from workflow.identity import acting_as, acting_as_system

CLOCK = "clock"  # also a source, which sends without a person
MINUTE = datetime.timedelta(minutes=1)


class Machine(RuleBasedStateMachine):
    """`house` has the people by name, `at` is the moment; `perform(act, person)` calls the service."""

    def attempt(self, act, name):
        """Whether the act was done, by this person as they find the record. Anything but a refusal is a fault."""
        self.at += MINUTE
        person = None if name == CLOCK else getattr(self.house, name)
        try:
            with acting_as_system(CLOCK) if person is None else acting_as(person):
                self.perform(act, person)
        except (NotAllowed, ImpossibleMove, ObjectDoesNotExist):
            return False
        return True

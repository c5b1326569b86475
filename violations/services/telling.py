"""Those who handle a report hear that its reporter did something. To a reporter nothing is ever sent: the entry would
stand beside their name.

Call these inside acting_as_system("intake").
"""

from people.models import User
from violations import notices
from violations.models import Assignment
from violations.models.pools import holders, is_kept_away


def tell_handlers(report, event, *, at, urgent=False):
    """Whoever has it or accepted to handle it; while nobody has, all who hold it."""
    accepted = Assignment.objects.filter(report=report, accepted_at__isnull=False, ended_at=None).values("person")
    people = User.objects.working().filter(pk__in=accepted)
    notices.tell([*people, *notices.owners(report)], report, event, at=at, title=notices.CHANGED, urgent=urgent)


def tell_holders(report, event, *, at, without_of=None):
    """All who hold it; of a signal about another report only those who may know of that one, too."""
    people = [one for one in holders(report) if without_of is None or not is_kept_away(without_of, one)]
    notices.tell(people, report, event, at=at, title=notices.CHANGED)

"""Those who handle a report hear that something of it waits, in words that say nothing (N10; design §4.10).

Call these inside acting_as_system("intake"). To a reporter nothing is ever sent: the entry would stand beside their name.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.services import notify
from people.models import User
from violations.models import Assignment
from violations.services import wall


def tell_handlers(report, event, *, at, urgent=False):
    """Whoever has it or accepted to handle it; while nobody has, all who hold it."""
    accepted = Assignment.objects.filter(report=report, accepted_at__isnull=False, ended_at=None).values("person")
    people = User.objects.working().filter(pk__in=accepted)
    people = [*people, *([report.handler] if report.handler else [])] or holders(report)
    _tell(people, report, event, at=at, urgent=urgent)


def tell_holders(report, event, *, at, without_of=None):
    """All who hold it; of a signal about another report only those who may know of that one, too."""
    people = [one for one in holders(report) if without_of is None or not wall.is_kept_away(without_of, one)]
    _tell(people, report, event, at=at)


def holders(report):
    """Whom the wall lets, of the pool that holds it; never who reported it."""
    readers = next((readers for pool, _members, readers in wall.pools() if pool == report.pool), ())
    return [one for one in readers if not wall.is_kept_away(report, one) and wall.mark_of(one) != wall.mark_on(report)]


def _tell(people, report, event, *, at, urgent=False):
    for person in {person.pk: person for person in people}.values():
        notify(
            key=f"report:{event}:{report.public_id}:{at.timestamp()}:{person.public_id}",
            recipient=person,
            kind="confidential.report_message",
            title=_("A confidential report has changed"),
            url=reverse("my_work"),
            at=at,
            urgent=urgent,
            about=report.public_id,
        )

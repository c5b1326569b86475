"""The reserve: whom the Commissioner appoints to hold a report that nobody before them may know of."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.services import record
from notifications.services import notify
from violations.models import ReserveHandler
from violations.rules import reserve as rules
from workflow.errors import Stale


def appointed():
    """Those appointed now, in the order in which they were."""
    rows = ReserveHandler.objects.filter(ended_at=None).select_related("person__worksite")
    return rows.order_by("appointed_at", "pk")


@transaction.atomic
def appoint(person, *, actor, at):
    """Raises NotAllowed. Asked twice, the second time is refused."""
    is_appointed = ReserveHandler.objects.select_for_update().filter(person=person, ended_at=None).exists()
    rules.may_appoint(actor, person, is_appointed=is_appointed).enforce()
    row = ReserveHandler.objects.create(person=person, appointed_by=actor, appointed_at=at)
    record("reserve.appointed", subject=person, actor=actor, at=at, clause=rules.CLAUSE, is_confidential=True)
    notify(
        key=f"reserve:{row.pk}",
        recipient=person,
        kind="confidential.reserve",
        title=_("You are appointed to hold confidential reports in reserve"),
        url=reverse("report_list"),
        at=at,
    )
    return row


@transaction.atomic
def end(row, *, actor, at):
    """Raises NotAllowed, and Stale when it has ended. What they held goes on with the next sweep."""
    rules.may_appoint(actor).enforce()
    if not ReserveHandler.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at):
        raise Stale(row)
    record("reserve.ended", subject=row.person, actor=actor, at=at, clause=rules.CLAUSE, is_confidential=True)

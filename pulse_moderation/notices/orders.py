"""Who is told that a source did not confirm what it was ordered to do: quietly, once."""

from django.urls import reverse
from django.utils.translation import ngettext

from notifications.services import notify
from people.models import User
from people.roles import Role


def tell_not_confirmed(orders, *, at):
    """Moderators and administrators: one entry each for all that were found at once; nobody of an order about themselves.

    Read `post` of each order with it.
    """
    if not orders:
        return
    for person in User.objects.working().holding(Role.PULSE_MODERATOR, Role.ADMIN):
        of_others = [order for order in orders if (about := order.about()) is None or about.pk != person.pk]
        if of_others:
            _tell(person, of_others, at)


def _tell(person, orders, at):
    first, is_one = orders[0], len(orders) == 1
    notify(
        key=f"pulse:orders:{first.public_id}:{first.version}:{person.public_id}",
        recipient=person,
        kind="pulse.order",
        title=ngettext("An order to Pulse is not confirmed", "%(count)s orders to Pulse are not confirmed", len(orders))
        % {"count": len(orders)},
        url=first.get_absolute_url() if is_one else reverse("order_list"),
        at=at,
        about=first.public_id if is_one else None,
    )

"""Orders to the sources of posts: who may say that one was carried out, order again, and say where orders go."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from people.roles import Role
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.rules.addresses import tells_secrets
from workflow.verdicts import YES, first_no, no

CLAUSE = "B.1.a"


def may_confirm(actor, order):
    """By hand: an administrator, never about their own post or privileges."""
    if not actor.has_role(Role.ADMIN):
        return no(_("An administrator says that an order was carried out."), CLAUSE)
    if not order.is_open:
        return no(_("Nothing waits to be confirmed here."), CLAUSE)
    return _not_ones_own(actor, order)


def may_order_again(actor, order, *, is_newest):
    """`is_newest`: no later order was given about the same post or person."""
    if not actor.roles & MODERATES:
        return no(_("A moderator or an administrator orders it again."), CLAUSE)
    if not is_newest:
        return no(_("A later order took its place."), CLAUSE)
    return _not_ones_own(actor, order)


def may_say_where(actor):
    if actor.has_role(Role.ADMIN):
        return YES
    return no(_("An administrator says where orders go."), CLAUSE)


def is_place(url, *, needs_https):
    """Whether orders may go to this address: plain http or https, without a name or password in it."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return no(_("Enter a whole address, such as https://pulse.example/orders."))
    return first_no(
        YES if is_whole and parts.scheme in ("http", "https") else no(_("Enter an address with https://.")),
        YES if not (parts.username or parts.password) else no(_("Leave the name and password out of the address.")),
        YES if parts.scheme == "https" or not needs_https else no(_("Orders go over https:// alone.")),
        no(_("At this address is no web server.")) if _tells_secrets(parts.hostname) else YES,
    )


def _tells_secrets(host):
    """As far as the address itself says so; a name is looked up when an order goes out."""
    try:
        return tells_secrets(host or "")
    except ValueError:
        return False


def _not_ones_own(actor, order):
    about = order.about()
    if about is not None and about.pk == actor.pk:
        return no(_("It is about you: somebody else looks after it."), CLAUSE)
    return YES

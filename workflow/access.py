"""Who may enter a page at all. The table itself, one line an address, is dys_social/access.py.

This is the first of two questions. Which rows a person sees is the second, answered by `visible_to` of each record.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Access:
    """`is_public`: without signing in. `roles`: any of them; none means every signed-in person.

    `is_quiet`: no log line and no event says who was there, or from where. `is_unlinked`: nor does the portal know it,
    also when the browser is signed in (workflow.unlinked).
    """

    is_public: bool = False
    roles: frozenset = field(default_factory=frozenset)
    is_quiet: bool = False
    is_unlinked: bool = False

    def admits(self, user):
        if self.is_public:
            return True
        return user.is_authenticated and (not self.roles or bool(self.roles & user.roles))


PUBLIC = Access(is_public=True)
SIGNED_IN = Access()
QUIET = Access(is_quiet=True)  # signed in, for what one reports oneself
UNLINKED = Access(is_public=True, is_quiet=True, is_unlinked=True)
NOWHERE = Access(roles=frozenset({""}))  # admits nobody


def only(*roles):
    """Only people who hold one of these roles; to all others the page does not exist."""
    return Access(roles=frozenset(roles))


def access_table():
    return import_string(settings.ACCESS_TABLE)


def access_to(path):
    """The entry of the table for an address as it was asked for, also when it lacks the slash at its end."""
    for address in (path, f"{path}/"):
        try:
            return access_table().get(resolve(address).view_name, NOWHERE)
        except Resolver404:
            continue
    return NOWHERE


def is_quiet(request):
    """Whether no trace of who asks may stay, as workflow.unlinked found at the door."""
    return getattr(request, "access", NOWHERE).is_quiet

"""Who may enter a page at all. The table itself, one line an address, is dys_social/access.py.

This is the first of two questions. Which rows a person sees is the second, answered by `visible_to` of each record.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Access:
    """`is_public`: without signing in. `roles`: any of them; none means every signed-in person."""

    is_public: bool = False
    roles: frozenset = field(default_factory=frozenset)

    def admits(self, user):
        if self.is_public:
            return True
        return user.is_authenticated and (not self.roles or bool(self.roles & user.roles))


PUBLIC = Access(is_public=True)
SIGNED_IN = Access()


def only(*roles):
    """Only people who hold one of these roles; to all others the page does not exist."""
    return Access(roles=frozenset(roles))


def access_table():
    return import_string(settings.ACCESS_TABLE)

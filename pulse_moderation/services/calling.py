"""Where the portal calls out to: feeds, and sources that take orders."""

import socket

from pulse_moderation.rules.addresses import tells_secrets


def leads_to_secrets(host):
    """Whether a name leads, now, to an address that is never called. OSError, UnicodeError: it is unknown."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return any(tells_secrets(one[4][0].partition("%")[0]) for one in found)

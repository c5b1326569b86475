"""Which addresses the portal never calls, whoever enters them. Those of its own house it may: an intranet lives there."""

import ipaddress

SECRETS_OF_A_CLOUD = ipaddress.ip_address("fd00:ec2::254")  # link-local in all but its number


def tells_secrets(text):
    """Whether at this IP address, also as IPv6 writes one of IPv4, no web server is but a machine of a cloud tells its
    secrets. Raises ValueError for what is no IP address.
    """
    found = ipaddress.ip_address(text)
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_link_local or found.is_multicast or found == SECRETS_OF_A_CLOUD

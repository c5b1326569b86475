"""One form for every spelling of the address of a post, so that two reports of it can be seen to be of the same."""

from urllib.parse import parse_qsl, urlencode, urlsplit

PLAIN_HOSTS = ("www.", "m.", "mobile.", "web.", "old.")
SAYS_NOTHING = {
    "fbclid",
    "gclid",
    "igsh",
    "igshid",
    "si",
    "ref",
    "feature",
    "share_id",
    "mibextid",
}  # how one came there


def same_address(entered):
    """The address without what says nothing of where it leads; "" when it is no address."""
    text = entered.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").casefold()
    except ValueError:
        return ""
    if "." not in host:
        return ""
    for prefix in PLAIN_HOSTS:
        host = host.removeprefix(prefix)
    query = sorted(pair for pair in parse_qsl(parts.query) if not _says_nothing(pair[0].casefold()))
    return f"{host}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def _says_nothing(name):
    return name in SAYS_NOTHING or name.startswith("utm_")

"""One normal form for every spelling of an account name, so that one account has one claim (B.2.e).

A pure function: what goes in is what somebody typed, what comes out is the form under which the claim is hashed.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 200
# Parts of a host that say nothing about the account.
PLAIN_SUBDOMAINS = {"www", "m", "mobile", "web", "touch", "old", "new", "en", "mbasic"}
# Path elements that stand before the account's name.
LEADING = {"in", "u", "user", "users", "c", "channel", "add", "profile", "profiles", "@", "pub", "people"}
# Path elements that lead to a post or to the site itself, not to an account.
NOT_ACCOUNTS = {"p", "reel", "reels", "stories", "watch", "status", "explore", "hashtag", "share", "groups", "events"}


class HandleError(ValueError):
    """The text is no account name; the message says what to type instead."""


@dataclass(frozen=True)
class Site:
    """What the normal form depends on: the site's domains, whether dots count, whether names are ASCII only."""

    name: str
    domains: tuple = ()
    ignores_dots: bool = False
    is_ascii: bool = True
    uses_subdomains: bool = False


def normalize(entered, site):
    """The normal form of an account name or address on `site`. Raises HandleError when there is none."""
    text = _clean(entered)
    if len(text) > MAX_LENGTH:
        raise HandleError(_("This is too long for an account name. Type the name or the address of the profile page."))
    handle = _from_address(text, site) if _is_address(text, site) else text.rstrip("/")
    handle = _clean(handle).lstrip("@").casefold()
    if site.ignores_dots:
        handle = handle.replace(".", "")
    handle = unicodedata.normalize("NFKC", handle)
    if not handle:
        raise HandleError(_("Type the account name, for example demo_name."))
    if any(char.isspace() for char in handle) or "/" in handle or "\\" in handle:
        raise HandleError(_("An account name has no spaces or slashes. Type the name or the address of the page."))
    if site.is_ascii and not handle.isascii():
        raise HandleError(
            _("Account names on %(site)s use plain letters only. Copy the name from the site.") % {"site": site.name}
        )
    return handle


def family_of(name):
    """The family of a site that stands in no list: `other:` and its name in one spelling."""
    letters = "".join(char for char in _clean(name).casefold() if char.isalnum())
    return f"other:{letters}"


def _clean(text):
    """NFKC, without zero-width, control and surrogate characters, trimmed."""
    text = unicodedata.normalize("NFKC", text)
    kept = (char for char in text if unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Co"} or char in "\t\n")
    return unicodedata.normalize("NFKC", "".join(kept)).strip()


def _is_address(text, site):
    if re.match(r"https?:", text, re.IGNORECASE):
        return True
    host = text.split("/", 1)[0].split("?", 1)[0].casefold()
    return host.startswith("www.") or any(
        host == domain or host.endswith(f".{domain}") for domain in site.domains
    )


def _from_address(text, site):
    if not re.match(r"https?://", text, re.IGNORECASE):
        text = "https://" + re.sub(r"^https?:/*", "", text, flags=re.IGNORECASE)
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").casefold()
    except ValueError:
        raise HandleError(_("This address cannot be read. Type the account name alone.")) from None
    domain = next((d for d in site.domains if host == d or host.endswith(f".{d}")), None)
    if domain is None:
        raise HandleError(
            _("This is not an address of %(site)s. Choose the right site, or type the account name alone.")
            % {"site": site.name}
        )
    subdomain = host[: -len(domain)].rstrip(".")
    elements = [unquote(element).strip() for element in parts.path.split("/") if element.strip()]
    if site.uses_subdomains and subdomain and subdomain not in PLAIN_SUBDOMAINS:
        return subdomain
    if elements and elements[0].casefold() == "profile.php":
        numbers = parse_qs(parts.query).get("id", [""])
        if numbers[0].isdigit():
            return f"id:{numbers[0]}"
    if len(elements) >= 3 and elements[0].casefold() == "people" and elements[2].isdigit():
        return f"id:{elements[2]}"
    if len(elements) >= 2 and elements[0].casefold() in LEADING:
        elements = elements[1:]
    if not elements or elements[0].casefold() in NOT_ACCOUNTS:
        raise HandleError(_("This address leads to no account. Open the profile page and copy its address."))
    return elements[0]

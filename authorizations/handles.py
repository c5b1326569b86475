"""One normal form for every spelling of an account name, so that one account has one claim (B.2.e).

A pure function: what goes in is what somebody typed, what comes out is the form under which the claim is hashed.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

MAX_ENTERED = 300
MAX_LENGTH = 100  # longer than any site allows
# Parts of a host that say nothing about the account.
PLAIN_SUBDOMAINS = {"www", "m", "mobile", "web", "touch", "old", "new", "en", "mbasic"}
# Path elements that stand before the account's name.
LEADING = {"in", "u", "user", "users", "c", "channel", "add", "profile", "profiles", "@", "pub", "people", "blog"}
# Path elements that lead to a post or to the site itself, not to an account.
NOT_ACCOUNTS = {
    "p", "r", "t", "tv", "i", "reel", "reels", "shorts", "video", "videos", "stories", "story", "story.php", "live",
    "watch", "status", "post", "posts", "permalink.php", "photo", "photo.php", "photos", "playlist", "media", "groups",
    "events", "explore", "hashtag", "tag", "tags", "tagged", "share", "sharer", "intent", "search", "results", "home",
    "feed", "foryou", "discover", "login", "signup", "settings", "messages", "notifications", "company", "school",
    "invite", "profile.php",
}  # fmt: skip
# Short addresses that a site gives to posts, never to accounts.
POST_HOSTS = {"youtu.be", "fb.watch", "redd.it", "vm.tiktok.com", "vt.tiktok.com", "pin.it", "discord.gg"}
# What no account name holds; left from a copied address it would make a second spelling.
NOT_IN_NAMES = frozenset('?#&=/\\<>"')
TOO_LONG = _("This is too long for an account name. Type the name or the address of the profile page.")
NO_ACCOUNT = _("This address leads to no account. Open the profile page and copy its address.")


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
    if len(entered) > MAX_ENTERED:
        raise HandleError(TOO_LONG)
    text = _clean(entered).lstrip("@")
    handle = _from_address(text, site) if _is_address(text, site) else text.rstrip("/")
    handle = _fold(_fold(handle))  # twice: a folded letter can fold again
    if site.ignores_dots:
        handle = handle.replace(".", "")
    handle = handle.lstrip("@")
    if site.ignores_dots and handle.isdigit():  # the number of a profile, with or without profile.php before it
        handle = f"id:{handle}"
    if not handle:
        raise HandleError(_("Type the account name, for example demo_name."))
    if any(char.isspace() or char in NOT_IN_NAMES for char in handle):
        raise HandleError(
            _("An account name has no spaces and no signs such as / or ?. Type the name or the address of the page.")
        )
    if site.is_ascii and not handle.isascii():
        raise HandleError(
            _("Account names on %(site)s use plain letters only. Copy the name from the site.") % {"site": site.name}
        )
    if len(handle) > MAX_LENGTH:
        raise HandleError(TOO_LONG)
    if _is_address(handle, site):
        raise HandleError(NO_ACCOUNT)
    return handle


def family_of(name):
    """The family of a site that stands in no list: `other:` and its name in one spelling."""
    letters = "".join(char for char in _clean(name).casefold() if char.isalnum())
    return f"other:{letters}"


def names_site(text, site):
    """Whether `text`, typed as the name of a site, means this one: by name or by any address of it."""
    host = re.sub(r"^https?:/*", "", _clean(text).casefold()).split("/", 1)[0].removeprefix("www.")
    is_host = any(host == domain or host.endswith(f".{domain}") for domain in site.domains)
    bare = {domain.split(".", 1)[0] for domain in site.domains if len(domain.split(".", 1)[0]) > 1}
    return is_host or family_of(text) in {family_of(name) for name in (site.name, *bare)}


def _fold(text):
    return _clean(_clean(text).casefold())


def _clean(text):
    """NFKC, without zero-width, control and surrogate characters, trimmed."""
    text = unicodedata.normalize("NFKC", text)
    kept = (char for char in text if unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Co"} or char in "\t\n")
    return unicodedata.normalize("NFKC", "".join(kept)).strip()


def _is_address(text, site):
    if re.match(r"https?:", text, re.IGNORECASE):
        return True
    host = text.split("/", 1)[0].split("?", 1)[0].casefold()
    return host.startswith("www.") or any(host == domain or host.endswith(f".{domain}") for domain in site.domains)


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
    if host.removeprefix("www.") in POST_HOSTS:
        raise HandleError(NO_ACCOUNT)
    subdomain = host[: -len(domain)].rstrip(".")
    if site.uses_subdomains and subdomain and subdomain not in PLAIN_SUBDOMAINS:
        return subdomain
    elements = [unquote(element).strip() for element in parts.path.split("/") if element.strip()]
    return _account_in(elements, parts.query)


def _account_in(elements, query):
    """The account in the path of an address."""
    first = elements[0].casefold() if elements else ""
    if first == "profile.php":
        number = parse_qs(query).get("id", [""])[0]
        if number.isdigit():
            return f"id:{number}"
    if first == "people" and len(elements) >= 3 and elements[2].isdigit():
        return f"id:{elements[2]}"
    if first in LEADING and len(elements) >= 2:
        elements = elements[2 if first == "blog" and elements[1:2] == ["view"] else 1 :]
    if not elements or elements[0].casefold() in NOT_ACCOUNTS:
        raise HandleError(NO_ACCOUNT)
    return elements[0]

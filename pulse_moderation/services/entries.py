"""What makes an entry from outside one that can be kept: whichever way it came, the same is asked of it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from people.models import User
from pulse_moderation.services.incoming import LONGEST, LONGEST_TITLE, IncomingFile

LONGEST_ID, LONGEST_REVISION, LONGEST_ADDRESS, LONGEST_NAME = 500, 200, 2000, 200
LONGEST_ALT = 1000
MOST_FILES, MOST_PEOPLE = 50, 200
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
A_MOMENT = timedelta(minutes=10)  # by which a clock may be ahead


class Unfit(Exception):
    """An entry that cannot be taken; the text says why, for whoever sent it."""


def text(value, what, *, most, default=None):
    """`value` when it is text Postgres can hold. Raises Unfit."""
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise Unfit(_("%(what)s must be text.") % {"what": what})
    if "\0" in value:
        raise Unfit(_("%(what)s holds a NUL character.") % {"what": what})
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise Unfit(_("%(what)s holds half a character or bytes that are no UTF-8.") % {"what": what})
    if len(value) > most:
        raise Unfit(_("%(what)s is longer than %(most)s characters.") % {"what": what, "most": most})
    return value


def address(value, what):
    """An address of the web. Raises Unfit for anything else, such as one that begins with javascript:."""
    value = text(value, what, most=LONGEST_ADDRESS).strip()
    try:
        parts = urlsplit(value)
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or any(char.isspace() or char < " " for char in value):
        raise Unfit(_("%(what)s must begin with http:// or https://.") % {"what": what})
    return value


def shown(found, *, base=""):
    """What markup shows beside its text, as files. One that is nowhere on the web is named as it is written: it is never
    loaded, but nothing gets past a look.
    """
    for one in list(dict.fromkeys(found))[:MOST_FILES]:
        named = "".join(" " if char < " " or "\ud800" <= char <= "\udfff" else char for char in one.address)
        named = named.split(",")[0] if named[:5].lower() == "data:" else named
        try:
            url = address(under(base, named), "src")
        except Unfit:
            url = named[:LONGEST_ADDRESS]
        yield IncomingFile(url=url, alt=one.alt.replace("\0", " ")[:LONGEST_ALT])


def under(base, value):
    """An address as it is meant on the page `base`."""
    try:
        return urljoin(base, value)
    except ValueError:
        return value


def media_type(value, what):
    """The type a source gives a file, in lower case; "" for none. Raises Unfit."""
    return text(value, what, most=100, default="").strip().lower()


def moment(value, what, *, at):
    """An instant in ISO 8601; without a zone it is UTC. What lies ahead counts as `at`. Raises Unfit."""
    value = text(value, what, most=64)
    try:
        found = datetime.fromisoformat(value.strip())
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unfit(_("%(what)s is no moment: write 2026-11-17T14:41:00Z.") % {"what": what}) from None
    if found < EARLIEST:
        raise Unfit(_("%(what)s lies before 1990.") % {"what": what})
    return found if found <= at + A_MOMENT else at


def title_and_body(title, body):
    """A title that is too long for its place stands at the beginning of the body: nothing of it is lost."""
    if len(title) > LONGEST_TITLE:
        title, body = "", f"{title}\n{body}"
    if len(body) > LONGEST:
        raise Unfit(_("The text is longer than %(most)s characters.") % {"most": LONGEST})
    return title, body


class People:
    """Who is meant by a work e-mail or a user name; looked up once for all entries of a batch."""

    def __init__(self, names):
        wanted = {plain_name(name) for name in names} - {""}
        self._found = {}
        if wanted:
            rows = User.objects.alias(mail=Lower("work_email"), login=Lower("username"), gate=Lower("vg_username"))
            rows = rows.filter(Q(mail__in=wanted) | Q(login__in=wanted) | Q(gate__in=wanted) & ~Q(gate=""))
            for user in rows.select_related("worksite").order_by("pk"):
                for name in (user.vg_username, user.username, user.work_email):
                    if name:
                        self._found[name.lower()] = user

    def get(self, name):
        return self._found.get(plain_name(name))


def plain_name(name):
    """A work e-mail or user name without what a protocol puts before it, in lower case; "" for what is none."""
    if not isinstance(name, str) or "\0" in name or len(name) > LONGEST_ADDRESS:
        return ""
    for prefix in ("mailto:", "acct:"):
        name = name.removeprefix(prefix)
    name = name.strip().removeprefix("@").lower()
    return "" if any("\ud800" <= char <= "\udfff" for char in name) else name

"""What is due for a person, as a calendar that others may see: the same words for everything, and the day."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from dys_social.work_page import page_of
from dys_social.work_queue import gather
from sealing.hashes import keyed_hash

ONE_DAY = timedelta(days=1)
ASKED_AGAIN = timedelta(hours=6)  # how soon a calendar should ask again; few keep to it
PURPOSE = "calendar entry"


def calendar_of(user, *, at):
    """The bytes of the calendar of `user`, an entry for each thing that "my work" gives them a day for.

    Entries stand by day and then by their hashes: neither words nor order nor form tell one kind from another.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//DYS//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Social Media Compliance Portal"))
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    for on, uid in sorted((on, _uid(user, thing)) for thing, on in due_things(page_of(gather(user, at=at)))):
        calendar.add_component(_entry(uid, on, at))
    return calendar.to_ical()


def due_things(page):
    """[(a name that stays with the thing, its day)] of the page "my work". What has no deadline there has no entry."""
    rows = [*page["decisions"], *(row for row in page["own"] if row["is_to_do"])]
    dated = [row for row in rows if row["on"]] + [item for item in page["due"] if item.get("status")]
    return [(item["thing"], item["on"]) for item in dated]


def _uid(user, thing):
    """The same for the same thing, so that a calendar moves its entry; another one in each person's calendar."""
    name = keyed_hash(PURPOSE, f"{user.public_id}:{thing}").hex()
    return f"{name}@{urlsplit(settings.PORTAL_URL).hostname}"


def _entry(uid, on, at):
    door = settings.PORTAL_URL.rstrip("/") + reverse("sign_in")
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", on)
    event.add("dtend", on + ONE_DAY)
    event.add("summary", _("Due in the Social Media Compliance Portal"))
    event.add("description", _("Sign in to see it: {address}").format(address=door))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # the day stays free for meetings
    return event

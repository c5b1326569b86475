"""How somebody comes to a report they made: signed in, or with the seven words of an anonymous one.

A view behind a door runs in one transaction in which the database yields what this person or this key may read.
"""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from violations.services import as_key_holder, as_reporter, following
from workflow import unlinked


class Own:
    """Who is signed in, and what they reported by name or confidentially."""

    frame = "base.html"
    is_keyed = False
    list_page, page, file_page, punished_page = (
        "own_report_list",
        "own_report",
        "own_report_file",
        "own_report_punished",
    )

    def __init__(self, request):
        self.person = request.user

    def known(self):
        return as_reporter(self.person)

    def reports(self):
        return following.reports_of(self.person)


class Keyed:
    """Whoever has the seven words; the portal does not know who that is."""

    frame = "violations/unlinked.html"
    is_keyed = True
    list_page, page, file_page, punished_page = "follow", "follow_report", "follow_file", "follow_punished"

    def __init__(self, digest):
        self.digest = digest

    def known(self):
        return as_key_holder(self.digest)

    def reports(self):
        return following.reports_opened()


def behind(door_of):
    """Give the view the door and the report of its address; without one it is a 404 like any other.

    `door_of(request)` is None when the words have to be typed first: then `otherwise`, or the page that asks for them.
    """

    def decorate(view):
        @wraps(view)
        @sensitive_post_parameters()
        @sensitive_variables()
        def inside(request, public_id, **kwargs):
            door = door_of(request)
            if door is None:
                return view.otherwise(request, public_id) if hasattr(view, "otherwise") else redirect("follow")
            with door.known():
                report = door.reports().filter(public_id=public_id).first()
                if report is None:
                    raise Http404
                return view(request, door, report, **kwargs)

        return inside

    return decorate


def own(request):
    return Own(request)


def keyed(request):
    """Of a browser that typed the words within twenty minutes; every page begins these anew."""
    at, secret = now(), unlinked.secret_of(request)
    digest = following.unsealed(unlinked.kept(request), secret, at=at)
    if digest is None:
        return None
    open_for(request, digest)
    return Keyed(digest)


def open_for(request, digest):
    secret = unlinked.secret_of(request)
    unlinked.keep(request, following.sealed(digest, secret, at=now()))

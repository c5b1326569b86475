"""What every request passes: unreadable bytes are refused, sessions end in time, private pages are never stored."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponseBadRequest
from django.utils import timezone

from people import services
from policy.services import settings_now

ONE_MINUTE = 60


class CleanRequest:
    """Refuses cookies with control characters, which Postgres cannot hold.

    Fields of forms are answered by the forms themselves, at the field; a cookie has no field to answer at.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not session_key.isalnum() and session_key:
            return HttpResponseBadRequest("This cookie is damaged. Clear it and sign in again.")
        return self.get_response(request)


class SessionLimits:
    """Ends sessions that were idle or open for too long; the person is then treated as not signed in.

    Stands here because people/ may not know policy/, which holds the two numbers. They are read once a minute.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self._limits, self._read_at = None, None

    def __call__(self, request):
        if SESSION_KEY in request.session:
            limits, at = self._current_limits(), timezone.now()
            why = services.end_of(request.session, at=at, **limits)
            if why:
                amount = limits["idle_minutes" if why == "idle" else "absolute_hours"]
                services.expire_session(request, why=why, amount=amount, at=at)
        return self.get_response(request)

    def _current_limits(self):
        if self._read_at is None or time.monotonic() - self._read_at >= ONE_MINUTE:
            values = settings_now()
            self._limits = {
                "idle_minutes": values["session_idle_minutes"],
                "absolute_hours": values["session_absolute_hours"],
            }
            self._read_at = time.monotonic()
        return self._limits


class PrivatePages:
    """Signed-in pages stay out of every cache, so that Back on a shared machine shows nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

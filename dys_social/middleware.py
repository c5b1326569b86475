"""What every request passes: unreadable bytes are refused at the door, private pages are never stored."""

from django.conf import settings
from django.http import HttpResponseBadRequest


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


class PrivatePages:
    """Signed-in pages stay out of every cache, so that Back on a shared machine shows nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

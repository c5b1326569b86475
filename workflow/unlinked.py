"""Addresses that link to nobody: what a browser says about its user is taken off the request at the door (design §4.8).

To everything behind the door the request comes from nowhere, also when the same browser is signed in: no session, no
address, no agent, no referrer. It may bring one cookie, of these addresses alone, with a random secret of this browser
that guards its forms, and beside it what a page had it keep (`kept`, `keep`).
"""

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.csrf import get_token
from django_structlog.middlewares import RequestMiddleware
from structlog import contextvars

from workflow.access import UNLINKED, access_to, is_quiet

PATH = "/report/anonymous/"
COOKIE = "__Secure-report" if settings.PRODUCTION else "report"
HEADERS = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE")  # what may come in
IDENTIFYING = ("HTTP_", "REMOTE_", "SSL_CLIENT_", "AUTH_TYPE")
OURS = ("", "same-origin", "none")


def secret_of(request):
    """The random secret of this browser on these addresses; it gets one with the answer when it has none."""
    get_token(request)
    return request.META["CSRF_COOKIE"]


def kept(request):
    """What `keep` was given by an earlier request, or ""; whoever keeps something there seals it."""
    return request.unlinked_kept


def keep(request, text):
    """Have the browser keep this beside its secret; "" forgets it."""
    get_token(request)
    request.unlinked_kept = text


def forget(request):
    """Have the browser drop its cookie, with the secret."""
    request.unlinked_kept = None


class Unlinked:
    """Stands first. An address beneath PATH that does not exist is answered like one that does."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.access = UNLINKED if request.path_info.startswith(PATH) else access_to(request.path_info)
        if not request.access.is_unlinked:
            return self.get_response(request)
        _take_off(request)
        response = self.get_response(request)
        _send_off(request, response)
        return response


def _take_off(request):
    """In place: the server that took the request reads the same dictionary when it writes its own log."""
    secret, _dot, request.unlinked_kept = request.COOKIES.get(COOKIE, "").partition(".")
    request.COOKIES = {settings.CSRF_COOKIE_NAME: secret} if secret else {}
    for name in [name for name in request.META if name.startswith(IDENTIFYING) and name not in HEADERS]:
        del request.META[name]
    # These pages have their browser send neither referrer nor origin: that a form is ours it shows by its token and
    # the cookie, which no page of another site can have sent along.
    is_ours = request.META.get("HTTP_SEC_FETCH_SITE", "") in OURS
    if is_ours and request.META.get("HTTP_ORIGIN", "null") == "null":
        request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"


def _send_off(request, response):
    had_it = settings.CSRF_COOKIE_NAME in request.COOKIES
    is_used = settings.CSRF_COOKIE_NAME in response.cookies
    response.cookies.clear()
    if request.unlinked_kept is None:
        if had_it:
            response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    elif is_used:
        value = request.META["CSRF_COOKIE"] + (f".{request.unlinked_kept}" if request.unlinked_kept else "")
        response.set_cookie(COOKIE, value, path=PATH, secure=settings.PRODUCTION, httponly=True, samesite="Strict")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"


class Sessions(SessionMiddleware):
    """As Django's; on unlinked addresses no session is read, begun, lengthened or ended."""

    def process_request(self, request):
        if request.access.is_unlinked:
            request.session = _NoSession()
        else:
            super().process_request(request)

    def process_response(self, request, response):
        return response if request.access.is_unlinked else super().process_response(request, response)


class _NoSession(SessionBase):
    """Holds what one request puts there, and is gone with it."""

    def load(self):
        return {}

    def exists(self, session_key):
        return False

    def create(self):
        raise NotImplementedError("Nobody signs in here.")

    save = delete = create


class RequestLog(RequestMiddleware):
    """As of django-structlog; a quiet request gets neither an id nor a line, but when it fails the line of what failed."""

    def prepare(self, request):
        if is_quiet(request):
            contextvars.clear_contextvars()
        else:
            super().prepare(request)

    def handle_response(self, request, response):
        if not is_quiet(request):
            super().handle_response(request, response)

    @staticmethod
    def bind_user_id(request):
        if not is_quiet(request):
            RequestMiddleware.bind_user_id(request)

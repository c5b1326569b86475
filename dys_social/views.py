"""Pages that belong to no single app."""

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, connection
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from redis import RedisError

from people import kept_forms


def healthz(request):
    """200 while the portal can serve; says which of its services answers, and nothing else."""
    state = {"database": True, "cache": True}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        state["database"] = False
    try:
        cache.set("healthz", 1, 5)
    except (RedisError, OSError):
        state["cache"] = False
    return JsonResponse(state, status=200 if state["database"] else 503)


def missing(request, exception=None):
    """The one page for what does not exist and for what may not be known to exist."""
    return render(request, "errors/missing.html", status=404)


def csrf_failed(request, reason=""):
    """Nothing was done. A form of the person signed in, opened before they signed in again, comes back as typed."""
    address = kept_forms.keep(request, at=timezone.now())
    if address:
        return HttpResponseRedirect(address)
    return render(request, "errors/csrf.html", status=403)


def bad_request(request, exception=None):
    """What cannot be read at all. A form that is too large gets a page that says so."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "errors/too_large.html", status=413)
    return render(request, "errors/missing.html", status=400)


def server_error(request):
    return render(request, "errors/server_error.html", {"demonstration": settings.DEMONSTRATION}, status=500)

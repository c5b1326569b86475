"""The access table at the door, and refusals as pages."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from audit.sentences import sentence
from audit.services import events_about, record_outside
from workflow.access import access_table, is_quiet
from workflow.errors import NotAllowed, Stale


class AccessTable:
    """Default shut: an address that the table does not list does not exist."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        access = access_table().get(name)
        if access is None:
            raise Http404
        if access.admits(request.user):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
        record_outside(
            "access.refused",
            subject=("page", name),
            actor=request.user,
            at=timezone.now(),
            is_confidential=_is_confidential(view),
        )
        raise Http404


class Refusals:
    """Turns what a service refused into a page that says why and what to do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, NotAllowed):
            verdict = exception.verdict
            if not is_quiet(request):  # it would say who reported
                _record_refusal(request, verdict)
            return render(request, "errors/not_allowed.html", {"verdict": verdict}, status=403)
        if isinstance(exception, Stale):
            current = exception.current
            events = events_about(current)
            if hasattr(current, "state"):
                events = events.filter(becomes=current.state)  # who brought it to where it stands
            last = events.last()
            context = {"record": current, "event": last, "sentence": sentence(last) if last else ""}
            return render(request, "errors/stale.html", context, status=409)
        return None


def _record_refusal(request, verdict):
    record_outside(
        "access.not_allowed",
        subject=("page", request.resolver_match.view_name),
        actor=request.user,
        at=timezone.now(),
        clause=verdict.clause,
        facts={str(key): str(value) for key, value in request.resolver_match.kwargs.items()},
        is_confidential=_is_confidential(request.resolver_match.func),
    )


def _is_confidential(view):
    """A view may say that even refusals of it are for the Legal Unit's trail alone."""
    return getattr(view, "is_confidential", False)

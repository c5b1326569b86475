"""Forms sent after the session had ended are kept for their author."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.utils import timezone

from people import kept_forms
from workflow.access import access_table

FOUND = 302


class KeepForms:
    """Stands before the access table, which would send the person to the sign-in page with nothing kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        was_sent = request.method == "POST" and response.status_code == FOUND
        if was_sent and kept_forms.PARAMETER in request.GET and request.user.is_authenticated:
            kept_forms.forget(request)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or request.user.is_authenticated:
            return None
        access = access_table().get(request.resolver_match.view_name)
        if access is None or access.is_public:
            return None
        address = kept_forms.keep(request, at=timezone.now())
        return to_sign_in(request, address) if address else None


def to_sign_in(request, address):
    """Lead the browser to the sign-in page, the whole of it also when htmx asked for a part of a page."""
    response = redirect_to_login(address)
    if request.headers.get("HX-Request") != "true":
        return response
    return HttpResponse(status=204, headers={"HX-Redirect": response.url})

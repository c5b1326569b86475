"""Signing in and out. Another door (the Virtual Gateway) is another view that ends in services.open_session."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from people import services
from people.forms import SignInForm
from people.services.sessions import ENDED

LONGEST_ADDRESS = 2000
TOO_MANY = 429


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """`next` is followed only inside the portal."""
    target = _inside(request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return HttpResponseRedirect(target or resolve_url("my_work"))
    if request.method != "POST":
        _say_why_ended(request)
        return render(request, "people/sign_in.html", {"form": SignInForm(request), "next": target})
    form = SignInForm(request, data=request.POST)
    if form.is_valid():
        user = form.get_user()
        services.open_session(request, user, backend=user.backend, at=timezone.now())
        return HttpResponseRedirect(target or resolve_url("my_work"))
    if form.was_refused and not getattr(request, "axes_locked_out", False):
        services.note_refusal(form.cleaned_data["username"], at=timezone.now())
    return render(request, "people/sign_in.html", {"form": form, "next": target})


@require_POST
def sign_out(request):
    services.close_session(request, at=timezone.now())
    response = redirect("sign_in")
    response["Clear-Site-Data"] = '"cache"'
    return response


def locked_out(request, original_response=None, credentials=None):
    """What django-axes answers with from the fifth failure of one name from one address on, for 15 minutes."""
    username = (credentials or {}).get("username") or ""
    services.note_refusal(username, at=timezone.now(), is_locked_out=True)
    return render(request, "people/locked_out.html", status=TOO_MANY)


def _inside(address):
    is_path = address.startswith("/") and len(address) <= LONGEST_ADDRESS
    return address if is_path and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


def _say_why_ended(request):
    """Tell somebody whose session ended by itself why it did, once."""
    if ENDED not in request.session:
        return
    why, amount = request.session[ENDED]
    request.session.flush()
    if why == "idle":
        text = ngettext(
            "You were signed out after %(amount)s minute without activity.",
            "You were signed out after %(amount)s minutes without activity.",
            amount,
        )
    else:
        text = ngettext(
            "You were signed out after %(amount)s hour, the longest a session lasts.",
            "You were signed out after %(amount)s hours, the longest a session lasts.",
            amount,
        )
    messages.info(request, text % {"amount": amount})

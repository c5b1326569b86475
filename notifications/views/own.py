"""The page of one's reminders and calendar. What is somebody else's does not exist."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notifications import services
from notifications.forms import FeedForm, ReminderForm
from notifications.models import CalendarFeed
from people import kept_forms


@require_http_methods(["GET", "HEAD", "POST"])
def my_reminders(request):
    """When reminders come by mail, and the address for a calendar."""
    form = _reminder_form(request.user, request.POST if request.method == "POST" else kept_forms.restore(request))
    if request.method == "POST" and form.is_valid():
        services.choose_reminders(request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("my_reminders")
    return _reminders_page(request, form, status=400 if request.method == "POST" else 200)


@require_POST
def feed_make(request):
    """The one page that shows the address, whose key is kept nowhere: no redirect can carry it. Sent again, it leads on."""
    form = FeedForm(request.POST)
    key = form.is_valid() and services.make_feed(request.user, at=timezone.now(), **form.cleaned_data)
    if not key:
        words = _("Nothing was done: your address changed after the page was opened. If you lack it, make a new one.")
        messages.info(request, words)
        return redirect("my_reminders")
    address = settings.PORTAL_URL.rstrip("/") + reverse("calendar_feed", args=[key])
    return _reminders_page(request, _reminder_form(request.user), address=address, status=201)


@require_POST
def feed_revoke(request, public_id):
    feed = get_object_or_404(CalendarFeed.objects.of(request.user), public_id=public_id)
    services.revoke_feed(feed, actor=request.user, at=timezone.now())
    messages.success(request, _("Revoked. The address shows nothing any more."))
    return redirect("my_reminders")


def _reminder_form(user, typed=None):
    hour, is_early = services.preference_of(user)
    return ReminderForm(typed, initial={"digest_hour": hour, "early_by_mail": is_early})


def _reminders_page(request, form, *, status, address=""):
    feed, page = services.live_feed(request.user), reverse("my_reminders")
    context = {"form": form, "feed": feed, "address": address, "page": page}
    return render(request, "notifications/my_reminders.html", context, status=status)

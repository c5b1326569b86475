"""The calendar feed. Who asks is a calendar: no sign-in, no cookie, only the key in the address."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dys_social.work_calendar import calendar_of
from notifications.services import person_of_feed


@require_safe
def calendar_feed(request, key):
    """What is due for whoever made the address; unknown, revoked, or of somebody who left: it does not exist."""
    at = timezone.now()
    person = person_of_feed(key, at=at)
    if person is None:
        raise Http404
    headers = {"Cache-Control": "no-store, private"}
    return HttpResponse(calendar_of(person, at=at), content_type="text/calendar; charset=utf-8", headers=headers)

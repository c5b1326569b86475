"""The figures of moderating Pulse (R17), for who moderates and who audits."""

from datetime import timedelta

from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from policy.calendar import local_day
from pulse_moderation.forms.search import PeriodForm
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.services.figures import figures

USUAL = timedelta(days=29)


@require_safe
def pulse_figures(request):
    """Of the last thirty days, or of those in the address."""
    at = now()
    today = local_day(at)
    usual = {"first": today - USUAL, "last": today}
    asked = {name: request.GET[name] for name in usual if request.GET.get(name)}
    form = PeriodForm(usual | asked)
    may_see_orders = bool(request.user.roles & MODERATES)
    context = {"form": form, "is_narrowed": bool(asked), "may_see_orders": may_see_orders}
    if not form.is_valid():
        return render(request, "pulse_moderation/pulse_figures.html", context, status=400)
    days = form.cleaned_data
    found = figures(days["first"], days["last"], at=at)
    took = {name: lasting(found["speed"][name]) for name in ("median", "slowest")}
    context |= days | {"figures": found | took}
    return render(request, "pulse_moderation/pulse_figures.html", context)


def lasting(duration):
    """How long something took, in words: 40 minutes, 5 hours, 3 days. Empty for None."""
    if duration is None:
        return ""
    minutes = max(round(duration.total_seconds() / 60), 0)
    if minutes < 1:
        return _("a minute")
    if minutes < 2 * 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 2 * 24:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}

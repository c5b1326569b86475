"""Whoever holds a new report is told and called by the sweep of the same minute, not while it is filed: how many they are,
and so how long that takes, says who is named or stands behind an account (domain 5.10).

Call it inside acting_as_system("intake").
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from notifications.models import Notice
from violations import notices
from violations.models import Report
from violations.models.pools import readers_of
from violations.notices import calls
from violations.rules.facts import is_urgent
from violations.services import wall

WITHIN = timedelta(days=30)  # of a clock that stood still
WAITS = "waits"


def tell_of_filed(at):
    """Tell those who hold a report of it, once, and call them where it is urgent. Returns how many reports were told of."""
    told = Notice.objects.filter(subject_id=OuterRef("public_id"), kind=f"confidential.report_{WAITS}")
    new = Report.objects.filter(~Exists(told), filed_at__gt=at - WITHIN, filed_at__lte=at).order_by("filed_at", "pk")
    count = 0
    for report in new:
        _call(report, at)
        notices.tell_holders(report, WAITS, at=at)
        count += 1
    return count


def _call(report, at):
    """Who may know of it is called, when a youth is at risk or what is alleged is critical."""
    readers = readers_of(report) if is_urgent(report) else []
    if readers:
        calls.call_holders(report, readers, wall.barred_from_calls(report, readers), at=at)
        calls.help_is_on_its_way(report, at=at)

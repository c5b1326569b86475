"""What a person captured and has not finished: to be put on record, filed, or told (B.2.f)."""

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorizations.duties import REPORTS_BY_LAW
from authorizations.models import EvidenceItem, NotificationDuty
from authorizations.states import DutyState, ItemState
from dys_social import work_words as say

OPEN = Q(duties__state=DutyState.OPEN)


def unfinished(user, *, most):
    """This person's items with something left to do, the most urgent first; one query."""
    open_duties = NotificationDuty.objects.open().filter(item=OuterRef("pk"))
    return list(
        EvidenceItem.objects.filter(captured_by=user)
        .filter(Q(state__in=[ItemState.DRAFT, ItemState.LOGGED]) | Exists(open_duties))
        .select_related("youth")
        .annotate(
            open_duties=Count("duties", filter=OPEN),
            duty_due_at=Min("duties__due_at", filter=OPEN),
            report_due_at=Min("duties__due_at", filter=OPEN & Q(duties__kind__in=REPORTS_BY_LAW)),
        )
        .order_by("duty_due_at", "created_at")[:most]
    )


def due_items(desk):
    """Items of due_list.html."""
    return [_drafted(item) if item.state == ItemState.DRAFT else _to_finish(item, desk) for item in desk.evidence]


def _drafted(item):
    return {
        "on": localtime(item.created_at).date(),
        "when": _("Begun"),
        "title": _("A capture that is not on record yet"),
        "url": item.get_absolute_url(),
        "after": _("about %(youth)s") % {"youth": item.youth.reference},
        "clause": "B.2.f",
        "nothing": _("It stays a draft that nobody but you sees."),
    }


def _to_finish(item, desk):
    days = [localtime(item.duty_due_at).date()] if item.duty_due_at else []
    if item.state == ItemState.LOGGED:
        days.append(item.file_by)
    parts = [_("Put it in the youth's file.")] if item.state == ItemState.LOGGED else []
    if item.open_duties:
        parts.append(
            ngettext("%(n)s notification is open.", "%(n)s notifications are open.", item.open_duties)
            % {"n": say.capital(say.in_words(item.open_duties))}
        )
    nothing = _("You are asked again every day; once it is late your supervisor is asked too.")
    if item.report_due_at:
        nothing = _("Once the 51A report is late you and your supervisor are asked every hour.")
    return {
        "thing": f"evidence:{item.public_id}",
        "on": min(days),
        "status": say.coming(min(days), desk.day),
        "title": item.number,
        "url": item.get_absolute_url(),
        "after": _("about %(youth)s") % {"youth": item.youth.reference},
        "clause": "B.2.f",
        "meta": " ".join(parts),
        "nothing": nothing,
    }

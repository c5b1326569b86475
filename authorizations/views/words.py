"""Days, deadlines and the timeline as pages say them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.sentences import sentence
from audit.services import events_about
from policy.calendar import business_days_between

TIMELINE = 12
KIND_OF_EVENT = {
    "supervision.granted": "decision",
    "supervision.activated": "decision",
    "supervision.returned": "attention",
    "supervision.suspended": "attention",
    "supervision.resumed": "decision",
    "supervision.denied": "refused",
    "supervision.revoked": "refused",
    "note.confirmed": "decision",
    "evidence.logged": "decision",
    "evidence.filed": "decision",
    "evidence.gated": "attention",
}


def on(day):
    """Nov 20, 2026, with hard spaces"""
    return f"{day:%b}\u00a0{day.day},\u00a0{day.year}"


def deadline(day, today):
    """A due day in words and a shape: {kind, text}."""
    if day < today:
        late = max(business_days_between(day, today), 1)
        return {
            "kind": "overdue",
            "text": ngettext("Overdue by %(n)s business day", "Overdue by %(n)s business days", late) % {"n": late},
        }
    if day == today:
        return {"kind": "today", "text": _("Due today")}
    days = (day - today).days
    return {"kind": "later", "text": ngettext("Due in %(n)s day", "Due in %(n)s days", days) % {"n": days}}


def timeline(authorization):
    """What happened, newest first."""
    events = list(
        events_about(authorization).filter(is_confidential=False).order_by("-at", "-event_id")[: TIMELINE + 1]
    )
    entries = [
        {"at": event.at, "text": sentence(event), "kind": KIND_OF_EVENT.get(event.action, ""), "clause": event.clause}
        for event in events[:TIMELINE]
    ]
    return entries, len(events) > TIMELINE

"""The rows of the queue: two statements for a page of them, however many posts there are."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pulse_moderation.choices import Kind
from pulse_moderation.models import Hit
from pulse_moderation.screening.rules import Severity
from pulse_moderation.states import State
from pulse_moderation.views.shown import excerpt

SEVERITY = {Severity.CRITICAL: "critical", Severity.HOLD: "hold", Severity.CAUTION: "later", Severity.INFO: "later"}
STATE = {
    State.HELD: "hold",
    State.LIVE_FLAGGED: "today",
    State.PUBLISHED: "active",
    State.RETURNED: "returned",
    State.REMOVED: "refused",
    State.WITHDRAWN: "ended",
}
MINUTE, HOUR, DAY = 60, 3600, 86400


def rows(items, *, user, at, current=None):
    """[{item, post, url, line, severity, why, clauses, waited, holder, is_mine, is_current}]"""
    hits = _hits([item.post for item in items])
    return [_row(item, hits.get(item.post.current_id, []), user, at, current) for item in items]


def _row(item, hits, user, at, current):
    post, holder = item.post, item.holder(at)
    return {
        "item": item,
        "post": post,
        "url": post.get_absolute_url(),
        "line": line_of(post, hits),
        "severity": {"kind": SEVERITY[item.severity], "text": str(item.get_severity_display())},
        "why": addends(item),
        "clauses": sorted({hit.clause_id for hit in hits}),
        "where": " · ".join(part for part in (post.writer, str(post.worksite or ""), str(post.source or "")) if part),
        "waited": lasted(item.opened_at, at),
        "is_overdue": item.due_at <= at,
        "holder": holder,
        "is_mine": holder is not None and holder.pk == user.pk,
        "minutes": max(int((item.leased_until - at).total_seconds()) // MINUTE, 1) if holder else 0,
        "is_current": current is not None and post.pk == current.pk,
    }


def line_of(post, hits):
    """What a list shows of a post. A private message shows nothing before somebody opens it."""
    if post.kind == Kind.MESSAGE:
        return _("Private message. Opening it is recorded.")
    text = post.current.text if post.current else ""
    return excerpt(text, hits) or _("A picture without words")


def _hits(posts):
    """{id of a revision: what was found in it, but what is only counted}"""
    found = {}
    of = Hit.objects.filter(revision__in=[post.current_id for post in posts]).shown()
    for hit in of.select_related("rule").order_by("start", "pk"):
        found.setdefault(hit.revision_id, []).append(hit)
    return found


def addends(item):
    """[(points, why)] whose sum is the priority."""
    return [(one["points"], _why(one)) for one in item.addends]


def _why(one):
    count = one.get("count", 1)
    words = {
        "severity_info": _("note"),
        "severity_caution": _("caution"),
        "severity_hold": _("hold"),
        "severity_critical": _("critical"),
        "youth": _("youth data"),
        "flags": ngettext("%(n)s staff flag", "%(n)s staff flags", count) % {"n": count},
        "repeat": ngettext("%(n)s earlier decision", "%(n)s earlier decisions", count) % {"n": count},
        "escalated": _("escalated"),
        "overdue": _("overdue"),
        "unscreened": _("could not be screened"),
    }
    return words.get(one["why"], one["why"])


def lasted(since, at):
    """1 h 12 min; from a day on: 3 d 4 h."""
    seconds = max(int((at - since).total_seconds()), 0)
    if seconds < HOUR:
        return _("%(n)s min") % {"n": seconds // MINUTE}
    if seconds < DAY:
        return _("%(h)s h %(m)s min") % {"h": seconds // HOUR, "m": seconds % HOUR // MINUTE}
    return _("%(d)s d %(h)s h") % {"d": seconds // DAY, "h": seconds % DAY // HOUR}

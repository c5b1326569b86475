"""What stands beside a report on its page: leave that stood on the day, linked reports, who has seen it."""

from django.utils.translation import gettext as _

from authorizations.views.words import on
from investigations.choices import Method
from violations.choices import MatchKind
from violations.rules.parts import As
from violations.services import deconfliction, links, openings
from violations.services.standing import standing_of


def beside(report, actor):
    """Call it inside acting_as: what the reader may not know of is not among it."""
    is_holder = standing_of(report, actor).has({As.HOLDER})
    return {
        "matches": [_match(one) for one in deconfliction.matches_of(report)],
        "is_holder": is_holder,
        "signals": list(report.signals.order_by("-happened_at")),
        "linked_count": len(links.links_of(report)),
        "is_to_look_at": is_holder and openings.is_to_look_at(report),
    }


def _match(stood):
    """One leave, in words: what a holder compares with what was reported."""
    is_investigation = stood.kind == MatchKind.INVESTIGATION
    days = {"first": on(stood.first_on), "last": on(stood.last_on)}
    rows = [
        {"label": _("Leave"), "value": stood.number, "url": stood.url},
        {"label": _("Authorized person"), "value": ", ".join(one.full_name for one in stood.people) or "–"},
        {"label": _("In force"), "value": _("%(first)s to %(last)s") % days},
        {"label": _("On the day in question"), "status": _on_the_day(stood)},
    ]
    if is_investigation:
        rows += [{"label": _("Communication approved"), "value": _contact(*one)} for one in stood.contacts]
        if not stood.contacts:
            none = {"kind": "judgment", "text": _("no approval covered the day")}
            rows.append({"label": _("Communication approved"), "status": none})
    return {
        "title": str(MatchKind(stood.kind).label),
        "clause": "B.3.c" if is_investigation else "B.2",
        "rows": rows,
    }


def _on_the_day(stood):
    if not stood.in_force:
        return {"kind": "judgment", "text": _("not in force")}
    if stood.was_interrupted:
        return {"kind": "hold", "text": _("in force, and suspended for a time")}
    return {"kind": "passed", "text": _("in force")}


def _contact(contact, approved_by):
    return _("%(methods)s, %(first)s to %(last)s, by %(name)s") % {
        "methods": ", ".join(str(Method(one).label) for one in contact.methods),
        "first": on(contact.valid_from),
        "last": on(contact.valid_to),
        "name": approved_by.full_name if approved_by else "–",
    }

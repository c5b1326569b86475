"""What the pages of a supervisor review say, as the dictionaries the components show."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import dateformat
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from authorizations.choices import ReviewCheck
from authorizations.states import OWED_REVIEW, ReviewState
from authorizations.views.words import on
from policy.calendar import local_day

OURS = gettext_lazy("DYS control, not policy")
WEEK = timedelta(days=7)


def deadline(due_on, day):
    """In calendar days, as reviews are counted: {kind, text}."""
    days = (due_on - day).days
    if days < 0:
        text = ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", -days) % {"n": -days}
        return {"kind": "overdue", "text": text}
    if days == 0:
        return {"kind": "today", "text": _("Due today")}
    return {"kind": "later", "text": ngettext("Due in %(n)s day", "Due in %(n)s days", days) % {"n": days}}


def status(review, day):
    if review.is_owed:
        return deadline(review.due_on, day)
    kind = "passed" if review.state == ReviewState.HELD else "ended"
    return {"kind": kind, "text": str(review.get_state_display())}


def signing(review):
    """Where the two signatures stand, of a review that does not count yet: {kind, text} or None."""
    if not review.is_owed or review.signed_at is None:
        return None
    if review.dispute:
        return {"kind": "returned", "text": _("The employee says it was not so")}
    return {"kind": "due", "text": _("Signed by the supervisor, waits for the employee")}


def facts(review):
    """What it is about and when; once signed, also how it was held, both signatures, what follows."""
    authorization = review.authorization
    rows = [
        {"label": _("Authorization"), "value": authorization.number, "url": authorization.get_absolute_url()},
        {"label": _("Person authorized"), "value": authorization.employee.full_name},
        {"label": _("Due"), "value": on(review.due_on)},
    ]
    if review.signed_at is None:
        return rows
    second = _by(review.employee, review.acknowledged_at) if review.acknowledged_at else _("the employee, not yet")
    return [
        *rows,
        {"label": _("Held"), "value": _moment(review.held_at), "meta": str(review.get_mode_display())},
        {"label": _("Signed by"), "value": _by(review.supervisor, review.signed_at)},
        {"label": _("Acknowledged by"), "value": second},
        {"label": _("Outcome"), "value": str(review.get_outcome_display())},
        {"label": _("Next due"), "value": on(review.next_due_on) if review.next_due_on else ""},
    ]


def _by(person, at):
    return f"{person.full_name}, {_moment(at)}"


def _moment(at):
    local = localtime(at)
    return f"{on(local.date())}, {dateformat.format(local, 'g:i A').lower()}"


def said(review):
    """The words of a signed review; nothing before."""
    if review.signed_at is None:
        return []
    return [
        {"label": _("Viewed since the last review"), "value": review.activity.reveal()},
        {"label": _("Why, or conditions"), "value": review.conditions.reveal()},
        {"label": _("What is to be done"), "value": review.actions.reveal()},
        {"label": _("What was not so"), "value": review.dispute.reveal()},
    ]


def checks(review):
    """The questions and how they were answered, for check_list.html."""
    return [
        {
            "text": f"{check.label} {_('Yes') if review.checks[check.value] else _('No')}",
            "state": "passed" if review.checks[check.value] else "judgment",
        }
        for check in ReviewCheck
        if check.value in review.checks
    ]


def since_rows(since):
    """What the portal held since the last review (services.reviews.since_last)."""
    captured = ngettext("%(n)s item captured", "%(n)s items captured", since["evidence"]) % {"n": since["evidence"]}
    unfiled = _("%(n)s not in the youth's file yet") % {"n": since["unfiled"]} if since["unfiled"] else ""
    checked_on = since["privacy_checked_on"]
    return [
        {"label": _("Since"), "value": on(date.fromisoformat(since["since"]))},
        {"label": _("Evidence"), "value": captured, "meta": unfiled},
        {"label": _("Open notifications"), "value": str(since["open_duties"] or _("None"))},
        {
            "label": _("JJEMS note"),
            "value": _("Confirmed") if since["is_note_confirmed"] else _("Not confirmed yet"),
        },
        {
            "label": _("Viewer privacy checked"),
            "value": on(date.fromisoformat(checked_on)) if checked_on else "",
        },
    ]


def agenda():
    """What to go through, in this order."""
    return [
        _("What was viewed since the last review, and why."),
        _("Whether what was relevant was captured and filed, and those who must know were told."),
        _("Whether purpose, limits and the account are still right for this youth."),
        _("Whether the viewer is hidden, and the account is used by its owner alone."),
        _("What follows: continue, conditions, suspend or close; what is to be done."),
    ]


def rail(review, day):
    """Who is asked when, if nothing is done. It goes no further than these two."""
    if not review.is_owed:
        return []
    late_on = review.due_on + WEEK
    while late_on < day:
        late_on += WEEK
    items = [
        {"on": review.due_on, "text": _("It is due. Supervisor and employee are asked."), "ours": OURS},
        {
            "on": late_on,
            "text": _("Both are asked again, every week. Nothing stops by itself."),
            "ours": OURS,
        },
    ]
    for item in items:
        if item["on"] >= day:
            item["next"] = True
            break
    return items


# On the page of the authorization -------------------------------------------------------------------------------------


def of_record(authorization, day):
    """Rows about its reviews: what is due, and the one held last. Empty when there were none; one query."""
    known = authorization.reviews.filter(Q(state__in=OWED_REVIEW) | Q(state=ReviewState.HELD)).order_by("-period")[:2]
    owed = next((review for review in known if review.is_owed), None)
    held = next((review for review in known if not review.is_owed), None)
    rows = []
    if owed:
        rows.append(
            {
                "label": _("Due"),
                "value": on(owed.due_on),
                "url": owed.get_absolute_url(),
                "status": deadline(owed.due_on, day) | {"plain": 1},
                "meta": signing(owed)["text"] if owed.signed_at else "",
            }
        )
    if held:
        rows.append(
            {
                "label": _("Last held"),
                "value": on(local_day(held.held_at)),
                "url": held.get_absolute_url(),
                "meta": _("late") if held.is_late else "",
            }
        )
    return rows

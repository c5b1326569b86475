"""One's own part of "my work": each authorization with the next thing to do, and who else may view for one's caseload."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorizations import rules
from authorizations.choices import ViewerAnswer
from authorizations.states import LIVE, State
from dys_social import work_words as say

PRIVACY_SOON = timedelta(days=14)
# One's own list says it shorter than the state's name does.
NOW = {
    State.SUBMITTED: gettext_lazy("Waiting"),
    State.RETURNED: gettext_lazy("Returned"),
    State.APPROVED_PENDING_NOTE: gettext_lazy("Granted"),
}


def own_rows(desk):
    """One's authorizations, each with the next thing to do, the most urgent first."""
    notes = {}
    for note in desk.notes:
        if note.authorization.employee_id == desk.user.pk:
            notes.setdefault(note.authorization_id, note)
    mine = {row.pk: row for row in desk.authorizations if row.employee_id == desk.user.pk}
    ended = {note.authorization_id: note.authorization for note in notes.values() if note.authorization_id not in mine}
    rows = [_own_row(desk, row, notes.get(pk)) for pk, row in {**mine, **ended}.items()]
    rows.sort(key=lambda row: row["order"])
    if rows and rows[0]["is_to_do"]:
        rows[0]["first"] = True
    return rows


def _own_row(desk, row, note):
    duty = _duty(desk, row, note)
    site = row.site_name
    what = _("Supervision on %(site)s") % {"site": site} if site else _("Supervision, no site yet")
    return {
        "order": (not duty["is_to_do"], duty["on"] or desk.day + timedelta(days=9999)),
        "is_to_do": duty["is_to_do"],
        "thing": duty.get("thing"),
        "on": duty["on"],
        "is_overdue": bool(duty["on"]) and duty["on"] < desk.day and duty["is_to_do"],
        "cells": [
            {"text": row.number or _("Draft"), "url": row.get_absolute_url(), "meta": what},
            {
                "status": {"kind": row.state, "text": NOW.get(row.state) or row.get_state_display(), "plain": True},
                "meta": row.youth.reference if row.youth else _("No youth yet"),
            },
            {"text": duty["what"], "clause": duty.get("clause")},
            {"status": duty["status"], "meta": say.weekday(duty["on"])} if duty["on"] else "–",
            duty["nothing"],
        ],
    }


def _duty(desk, row, note):
    """{what, on, status, nothing, is_to_do, clause}, and a name as `thing` if it is to be done by a day."""
    if note is not None:
        what = (
            _("Enter the note in JJEMS, then confirm it") if row.state in LIVE else _("Confirm the end note in JJEMS")
        )
        return {
            "thing": f"note:{note.public_id}",
            "what": what,
            "on": note.due_on,
            "status": say.deadline(note.due_on, desk.day),
            "nothing": say.unconfirmed(note, desk.day),
            "is_to_do": True,
            "clause": "B.2.c",
        }
    if row.state == State.ACTIVE:
        return _duty_in_force(desk, row)
    return {
        State.DRAFT: _duty_of_draft,
        State.SUBMITTED: _duty_while_waiting,
        State.RETURNED: _duty_after_return,
        State.SUSPENDED: _duty_while_suspended,
    }.get(row.state, _duty_in_force)(desk, row)


def _duty_of_draft(desk, row):
    if row.waits_for_legal:
        return _plain(_("The Legal Unit answers first; keep the connection as it is"), _("The draft waits for Legal."))
    return _plain(_("Finish and sign it"), _("It stays a draft that nobody but you sees."), is_to_do=True)


def _duty_while_waiting(desk, row):
    name = row.employee.reports_to or row.supervisor_at_submission
    return {
        "what": _("%(name)s decides") % {"name": name},
        "on": row.decide_by,
        "status": say.deadline(row.decide_by, desk.day),
        "nothing": say.undecided_for_the_asker(row, desk.day, desk.settings),
        "is_to_do": False,
    }


def _duty_after_return(desk, row):
    return _plain(
        _("Change what was asked and send it again"), _("It stays returned; nothing is allowed."), is_to_do=True
    )


def _duty_while_suspended(desk, row):
    return {
        "what": _("View nothing until it is resumed"),
        "on": row.expires_on,
        "status": _ends(row, desk),
        "nothing": _("It ends that night, unless it is resumed or ended before."),
        "is_to_do": False,
    }


def _duty_in_force(desk, row):
    """The earlier of the privacy check and the end; both in calendar days."""
    duties = [_end(desk, row)]
    if row.viewer_answer == ViewerAnswer.HIDDEN and row.privacy_checked_on:
        duties.append(_privacy(desk, row))
    return min(duties, key=lambda duty: duty["on"])


def _privacy(desk, row):
    on = row.privacy_checked_on + timedelta(days=desk.settings["privacy_reverify_days"])
    return {
        "thing": f"privacy:{row.public_id}",
        "what": _("Check again that the site hides you as a viewer"),
        "on": on,
        "status": say.deadline(on, desk.day, counted_in=say.calendar_days),
        "nothing": _("Nothing stops by itself; it goes on being listed as overdue."),
        "is_to_do": on <= desk.day + PRIVACY_SOON,
        "clause": "B.2.d",
    }


def _end(desk, row):
    is_open = desk.day >= rules.renewal_opens_on(row, desk.settings)
    if row.renewal_state in (State.SUBMITTED, *LIVE):
        what, is_to_do = _("It ends; its renewal is under way"), False
    elif is_open:
        what, is_to_do = _("Ask to renew it, if it is still needed"), True
    else:
        what, is_to_do = _("Nothing; it ends by itself"), False
    return {
        "thing": f"end:{row.public_id}",
        "what": what,
        "on": row.expires_on,
        "status": _ends(row, desk),
        "nothing": _("It ends that night. You must stop viewing and confirm the end note in JJEMS."),
        "is_to_do": is_to_do,
    }


def _ends(row, desk):
    status = say.coming(row.expires_on, desk.day)
    return status | {"text": say.capital(status["text"])}


def _plain(what, nothing, *, is_to_do=False):
    return {"what": what, "on": None, "status": None, "nothing": nothing, "is_to_do": is_to_do}


def caseload_items(desk):
    """Who else may view accounts for a youth of one's caseload."""
    return [
        {
            "title": row.number,
            "url": row.get_absolute_url(),
            "after": f"· {row.employee}",
            "status": {"kind": row.state, "text": row.get_state_display()},
            "meta": _("%(site)s for %(youth)s, until %(day)s")
            % {"site": row.site_name, "youth": row.youth.reference, "day": say.with_year(row.expires_on)},
        }
        for row in desk.authorizations
        if row.state in LIVE and row.youth.assigned_caseworker_id == desk.user.pk and row.employee_id != desk.user.pk
    ]

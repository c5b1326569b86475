"""What a page says about a granted authorization, as the dictionaries the components show."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorizations import rules
from authorizations.choices import Capacity, NoteKind
from authorizations.states import NoteState, State
from authorizations.views.request_facts import kind_of_account
from authorizations.views.words import deadline, on
from policy.calendar import add_business_days, local_day


def band(authorization, today):
    """The four facts across the top of a record."""
    left = (authorization.expires_on - today).days
    return [
        {
            "label": _("Person authorized"),
            "value": authorization.employee.full_name,
            "meta": f"{authorization.employee.title}, {authorization.employee.worksite.name}",
        },
        {
            "label": _("Youth"),
            "value": authorization.youth.initials,
            "meta": _("JJEMS %(number)s") % {"number": authorization.youth.jjems_number},
        },
        {
            "label": _("Account being used"),
            "value": f"{authorization.site_name}, {authorization.handle}",
            "meta": kind_of_account(authorization),
        },
        {
            "label": _("Valid"),
            "value": _("%(start)s to %(end)s")
            % {"start": on(authorization.effective_from), "end": on(authorization.expires_on)},
            "meta": ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
            if authorization.is_live and left >= 0
            else "",
        },
    ]


def decided_rows(authorization):
    """Who decided, as what, on which conditions; the fingerprint of the locked copy."""
    outcome = _("Denied") if authorization.state == State.DENIED else _("Granted")
    capacity = Capacity(authorization.decided_as).label
    if authorization.decided_for:
        capacity = _("%(capacity)s, acting for %(name)s") % {"capacity": capacity, "name": authorization.decided_for}
    digest = authorization.snapshot_sha256
    return [
        {"label": _("Decision"), "value": f"{outcome}, {on(local_day(authorization.decided_at))}"},
        {"label": _("By"), "value": f"{authorization.decided_by.full_name}, {authorization.decided_by.title}"},
        {"label": _("As"), "value": capacity},
        {"label": _("Reason"), "value": authorization.decision_reason},
        {"label": _("Conditions"), "value": authorization.conditions or (_("None") if digest else "")},
        {"label": _("Locked copy"), "value": f"SHA-256 {digest[:4]}…{digest[-4:]}" if digest else ""},
        {
            "label": _("Letter"),
            "value": _("Print the letter"),
            "url": reverse("supervision_letter", args=[authorization.public_id]),
        },
    ]


def note_blocks(authorization, viewer, today):
    """Each note with its text in segments, the locked names apart, and whether this person may confirm it."""
    blocks = []
    for note in authorization.notes.select_related("entered_by").order_by("-created_at", "-pk"):
        note.authorization = authorization
        text, locked = note.text.reveal(), note.locked.reveal()
        blocks.append(
            {
                "note": note,
                "id": f"note-{note.pk}",
                "title": _("JJEMS note")
                if note.kind == NoteKind.INITIAL
                else f"{_('JJEMS note')}: {note.get_kind_display().lower()}",
                "status": _note_status(note, today),
                "title_status": _note_in_title(note, today),
                "segments": segments(text, locked),
                "may_confirm": rules.may_confirm_note(viewer, note),
                "is_open": note.is_open,
            }
        )
    return blocks


def _note_title(note):
    if note.kind == NoteKind.INITIAL:
        return _("JJEMS note")
    return _("JJEMS note: %(kind)s") % {"kind": note.get_kind_display().lower()}


def _note_status(note, today):
    if note.state == NoteState.CONFIRMED:
        late = f" · {_('late')}" if note.is_late else ""
        return {"kind": "passed", "text": _("Entered %(day)s") % {"day": on(note.entered_on)} + late}
    if note.state == NoteState.SUPERSEDED:
        return {"kind": "ended", "text": _("Replaced")}
    return deadline(note.due_on, today)


def _note_in_title(note, today):
    """The open note beside the number of the record, where it must say what it is."""
    status = deadline(note.due_on, today)
    return {"kind": status["kind"], "text": _("JJEMS note: %(due)s") % {"due": status["text"].lower()}}


def segments(text, locked):
    """The text cut where a locked name stands: [{text, locked}]."""
    parts, rest = [], text
    for name in locked:
        before, found, rest_after = rest.partition(name)
        if not found:
            continue
        parts += [{"text": before}, {"text": name, "locked": True}]
        rest = rest_after
    return [part for part in (*parts, {"text": rest}) if part["text"]]


def rail(authorization, notes, settings, today):
    """What happens if nothing is done, by date; each says whether it is policy or ours."""
    items = []
    supervisor = authorization.employee.reports_to
    for block in notes:
        if block["is_open"]:
            note = block["note"]
            items.append(
                {
                    "on": max(add_business_days(note.due_on, 1), today),
                    "text": (
                        _("The JJEMS note stays overdue. %(names)s are told every business day.")
                        if note.due_on < today
                        else _("The JJEMS note turns overdue. %(names)s are told.")
                    )
                    % {"names": _and(authorization.employee, supervisor)},
                    "clause": "B.2.c",
                    "ours": _("%(n)s-day limit: DYS setting") % {"n": settings["jjems_note_due"]},
                }
            )
    if authorization.reaffirm_due_on:
        items.append(
            {
                "on": authorization.reaffirm_due_on,
                "text": _("It stays valid and is listed as not re-affirmed by %(name)s.") % {"name": supervisor},
                "ours": _("DYS control, not policy"),
            }
        )
    if authorization.privacy_checked_on:
        again = authorization.privacy_checked_on + timedelta(days=settings["privacy_reverify_days"])
        items.append(
            {
                "on": again,
                "text": _("Viewer privacy is to be checked again."),
                "clause": "B.2.d",
                "ours": _("%(n)s-day limit: DYS setting") % {"n": settings["privacy_reverify_days"]},
            }
        )
    renewal = rules.renewal_opens_on(authorization, settings)
    items.append(
        {
            "on": authorization.expires_on,
            "text": _("It expires that night; use must stop. A renewal can be asked for from %(day)s.")
            % {"day": on(renewal)},
            "clause": "B.2",
            "ours": _("%(n)s days: DYS setting") % {"n": settings["supervision_expiry_days"]},
        }
    )
    items.sort(key=lambda item: item["on"])
    items[0]["next"] = True
    return items


def _and(*people):
    return _(" and ").join(str(person) for person in people if person is not None)

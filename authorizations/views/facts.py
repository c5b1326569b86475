"""What the pages say about one authorization, as the dictionaries the components show. No rule is decided here."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.sentences import sentence
from audit.services import events_about
from authorizations import rules
from authorizations.choices import AccountKind, Capacity, Connection, NoteKind, Purpose, ViewerAnswer
from authorizations.models import SupervisionAuthorization
from authorizations.states import LIVE, OPEN_NOTE, NoteState, State
from policy.calendar import business_days_between, local_day

EARLIER = 5
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
    "compliance.opened": "attention",
}


def on(day):
    """Nov 20, 2026"""
    return f"{day:%b} {day.day}, {day.year}"


def weekday(day):
    """Fri Nov 20, with hard spaces"""
    return f"{day:%a} {day:%b} {day.day}"


def request_facts(authorization):
    """The blocks of a request: who asks, the youth, the account, why."""
    employee, youth = authorization.employee, authorization.youth
    who = [
        {"label": _("Employee"), "value": f"{employee.full_name}, {employee.title}"},
        {
            "label": _("Worksite"),
            "value": f"{employee.worksite.name} · {employee.get_employment_type_display().lower()}",
        },
        {
            "label": _("Supervisor"),
            "value": employee.reports_to.full_name if employee.reports_to else _("None on record"),
        },
    ]
    about_youth = [
        {"label": _("Youth"), "value": youth.reference},
        {"label": _("Status"), "value": youth.get_status_display()},
        {"label": _("Caseworker"), "value": str(youth.assigned_caseworker or _("None on record"))},
        {
            "label": _("To be viewed"),
            "value": authorization.youth_accounts.reveal() if authorization.youth_accounts else _("Not named"),
        },
    ]
    account = [
        {"label": _("Account"), "value": f"{authorization.site_name} · {authorization.handle}"},
        {"label": _("Kind"), "value": _kind(authorization), "clause": "B.2.a"},
        {"label": _("Shows"), "value": authorization.display_name, "clause": "B.2.b"},
        {"label": _("Connected"), "value": _connected(authorization)},
    ]
    return {
        "who": who,
        "youth": about_youth,
        "account": account,
        "purposes": [Purpose(purpose).label for purpose in authorization.purposes],
        "justification": authorization.justification.reveal() if authorization.justification else "",
    }


def _kind(authorization):
    return AccountKind(authorization.account_kind).label.replace("My own", "Own") if authorization.account_kind else ""


def _connected(authorization):
    if authorization.existing_connection == Connection.NONE:
        return _("No youth, no family (as stated)")
    return authorization.get_existing_connection_display()


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


def judgment_points(authorization):
    """What the supervisor must weigh: everything else is checked already."""
    points = []
    if not rules.has_real_name(authorization):
        points.append(
            {
                "title": _("Name on the account differs"),
                "clause": "B.2.b",
                "rows": [
                    {"label": _("Staff record"), "value": authorization.employee.full_name},
                    {"label": _("Account shows"), "value": authorization.display_name},
                ],
                "text": _("Explanation: “%(text)s”") % {"text": authorization.name_mismatch_explanation},
            }
        )
    platform = authorization.platform
    if platform.shows_viewers or authorization.viewer_answer:
        points.append(_viewer_point(authorization, platform))
    return points


def _viewer_point(authorization, platform):
    checked = authorization.privacy_checked_on
    answer = ViewerAnswer(authorization.viewer_answer).label if authorization.viewer_answer else ""
    point = {
        "title": _("%(site)s shows viewers") % {"site": authorization.site_name}
        if platform.shows_viewers
        else _("Viewers on %(site)s") % {"site": authorization.site_name},
        "clause": "B.2.d",
        "text": " ".join(
            part
            for part in (
                platform.visible_features,
                _("Answer: %(answer)s.") % {"answer": answer} if answer else "",
                _("Setting checked %(day)s.") % {"day": on(checked)} if checked else "",
            )
            if part
        ),
    }
    if platform.ruling:
        point["more_lead"] = _("Legal ruling, %(name)s, %(day)s:") % {
            "name": platform.ruled_by.full_name,
            "day": on(platform.ruled_on),
        }
        point["more"] = platform.ruling
    return point


def attestation_items(authorization):
    return [
        {"text": row.wording.text, "clause": row.wording.clause_id, "state": "passed"}
        for row in authorization.attestations.select_related("wording")
    ]


def conflict_items(authorization, viewer):
    """What was checked against others. Never whose claim a name conflicts with, never reports or investigations."""
    also = (
        SupervisionAuthorization.objects.filter(youth=authorization.youth, state__in=LIVE)
        .exclude(employee=authorization.employee)
        .select_related("employee", "platform")[:3]
    )
    items = [
        {
            "text": _("The decision is not the requester's own.")
            if viewer.pk != authorization.employee_id
            else _("You asked: somebody else decides."),
            "state": "passed",
        },
        {"text": _("The account is registered to nobody else."), "state": "passed", "clause": "B.2.e"},
        {"text": _("The youth is discharged."), "state": "failed"}
        if authorization.youth.is_discharged
        else {"text": _("The youth is not discharged."), "state": "passed"},
    ]
    for other in also:
        items.append(
            {
                "text": _("Also authorized for this youth: %(name)s, %(site)s, to %(day)s.")
                % {"name": other.employee.full_name, "site": other.site_name, "day": on(other.expires_on)},
                "state": "later",
            }
        )
    return items


def earlier(authorization, today):
    """The employee's other authorizations, newest first, with notes that are late."""
    late = Count("notes", filter=Q(notes__state__in=OPEN_NOTE, notes__due_on__lt=today))
    rows = (
        SupervisionAuthorization.objects.filter(employee=authorization.employee)
        .exclude(pk=authorization.pk)
        .exclude(state=State.DRAFT)
        .select_related("platform")
        .annotate(late_notes=late)
        .order_by("-created_at")[:EARLIER]
    )
    return [
        {
            "number": row.number,
            "url": row.get_absolute_url(),
            "text": f"{row.site_name} · {row.get_state_display().lower()}",
            "late": _("Note late") if row.late_notes else "",
        }
        for row in rows
    ]


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
            "meta": _kind(authorization),
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


def timeline(authorization):
    """What happened, newest first."""
    events = list(events_about(authorization).order_by("-at", "-event_id")[: TIMELINE + 1])
    entries = [
        {"at": event.at, "text": sentence(event), "kind": KIND_OF_EVENT.get(event.action, ""), "clause": event.clause}
        for event in events[:TIMELINE]
    ]
    return entries, len(events) > TIMELINE


def rail(authorization, notes, settings, today):
    """What happens if nothing is done, by date; each says whether it is policy or ours."""
    items = []
    supervisor = authorization.employee.reports_to
    for block in notes:
        if block["is_open"]:
            note = block["note"]
            items.append(
                {
                    "on": max(note.due_on, today),
                    "text": _("The JJEMS note turns overdue. %(names)s are told.")
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

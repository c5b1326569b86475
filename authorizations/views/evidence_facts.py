"""What the pages say about a captured item, as the dictionaries the components show."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from authorizations.choices import AttributionBasis, DutyKind, Relevance, labels
from authorizations.duties import REPORTS_BY_LAW, basis_of
from authorizations.rules import evidence as rules
from authorizations.states import DutyState, ItemState
from authorizations.views.words import deadline, on
from evidence.models import ORIGINAL, CustodyEntry
from policy.calendar import local_day, moment

REMOVED = {
    "exif": gettext_lazy("camera data"),
    "location": gettext_lazy("the place it was taken"),
    "xmp": gettext_lazy("editing data"),
    "color_profile": gettext_lazy("the color profile"),
    "comments": gettext_lazy("comments"),
    "captions": gettext_lazy("captions"),
    "document": gettext_lazy("everything of the document but its pages"),
    "tail": gettext_lazy("data after the picture"),
}
STATUS = {
    ItemState.LOGGED: "due",
    ItemState.FILED: "passed",
    ItemState.GATED: "critical",
    ItemState.SUPERSEDED: "ended",
    ItemState.DRAFT: "draft",
}
MOST_CUSTODY = 50


def file_rows(item, *, with_pictures=True):
    """Each file of an item with its pages to look at."""
    return [_file_row(item, row.file, with_pictures) for row in item.files.select_related("file")]


def _file_row(item, file, with_pictures):
    pages = range(1, len(file.pages) + 1) if with_pictures else []
    removed = [str(REMOVED[name]) for name in file.removed]
    return {
        "file": file,
        "name": file.name.reveal() or _("Screenshot"),
        "size": _size(file.size),
        "kind": file.get_kind_display(),
        "sha256": file.sha256,
        "removed": ", ".join(removed),
        "pages": [
            {
                "image": reverse("evidence_page", args=[item.public_id, file.public_id, number]),
                "alt": _("Page %(n)s of the capture") % {"n": number} if len(pages) > 1 else _("The capture"),
                "n": number,
            }
            for number in pages
        ],
        "original": reverse("evidence_original", args=[item.public_id, file.public_id]) if with_pictures else "",
    }


def _size(count):
    if count < 1 << 20:
        return _("%(n)s KB") % {"n": max(1, round(count / 1024))}
    return _("%(n)s MB") % {"n": round(count / (1 << 20), 1)}


def status(item, today):
    """{kind, text} of an item; the day it is due in the youth's file while it is not there."""
    if item.state == ItemState.LOGGED:
        due = deadline(item.file_by, today)
        return {"kind": due["kind"], "text": _("Youth's file: %(due)s") % {"due": due["text"].lower()}}
    text = item.get_state_display()
    if item.state == ItemState.FILED and item.is_filed_late:
        text = _("Filed late in the youth's file")
    return {"kind": STATUS[item.state], "text": text}


def source_rows(item):
    """Where and when it was seen."""
    return [
        {"label": _("Site"), "value": item.site_name},
        {"label": _("Account"), "value": item.source_account.reveal()},
        {"label": _("Address"), "value": item.source_url.reveal()},
        {"label": _("Captured"), "value": moment(item.captured_at)},
        {"label": _("Posted"), "value": moment(item.posted_at)},
        {"label": _("Seen"), "value": item.get_access_basis_display()},
        {"label": _("Device"), "value": item.get_device_display()},
        {"label": _("By"), "value": f"{item.captured_by.full_name}, {item.captured_by.title}"},
    ]


def meaning_rows(item):
    """Why it is the youth's, and why it matters."""
    shown = {None: "", True: _("Yes"), False: _("No")}[item.has_third_parties]
    return [
        {"label": _("Relevant as"), "value": labels(Relevance, item.relevance)},
        {"label": _("What it shows"), "value": item.relevance_text.reveal()},
        {"label": _("The youth's account because"), "value": labels(AttributionBasis, item.attribution)},
        {"label": _("In words"), "value": item.attribution_text.reveal()},
        {"label": _("Certainty"), "value": item.get_confidence_display()},
        {"label": _("Other people shown"), "value": shown, "meta": item.third_parties.reveal()},
    ]


def filing_rows(item):
    return [
        {"label": _("Filed on"), "value": on(item.filed_on), "meta": _("late") if item.is_filed_late else ""},
        {"label": _("Where"), "value": item.file_reference},
        {"label": _("By"), "value": item.filed_by.full_name},
    ]


def duty_rows(item, viewer, at):
    """Each notification with its deadline and what this person may do with it."""
    rows = []
    for duty in item.duties.select_related("made_by"):
        duty.item = item
        rows.append(
            {
                "duty": duty,
                "id": f"duty-{duty.pk}",
                "title": duty.get_kind_display(),
                "basis": basis_of(DutyKind(duty.kind)),
                "status": _duty_status(duty, at),
                "said": _duty_said(duty),
                "may_tell": rules.may_tell(viewer, duty),
                "may_drop": rules.may_call_not_required(viewer, duty),
            }
        )
    return rows


def _duty_status(duty, at):
    if duty.state == DutyState.DONE:
        return {"kind": "passed", "text": _("Done late") if duty.is_late else _("Done")}
    if duty.state == DutyState.NOT_REQUIRED:
        return {"kind": "ended", "text": _("Not required")}
    if duty.kind in REPORTS_BY_LAW:
        return _clock(duty, at)
    return deadline(local_day(duty.due_at), local_day(at))


def _clock(duty, at):
    """The clock of a 51A report counts hours."""
    if duty.kind == DutyKind.DCF_ORAL:
        return {"kind": "overdue", "text": _("Now, by telephone")}
    hours = int((duty.due_at - at).total_seconds() // 3600)
    if at > duty.due_at:
        return {"kind": "overdue", "text": _("Overdue since %(moment)s") % {"moment": moment(duty.due_at)}}
    text = ngettext("%(n)s hour left, until %(moment)s", "%(n)s hours left, until %(moment)s", hours)
    return {"kind": "today" if hours < 24 else "later", "text": text % {"n": hours, "moment": moment(duty.due_at)}}


def _duty_said(duty):
    if duty.state == DutyState.NOT_REQUIRED:
        return _("%(reason)s (%(name)s)") % {"reason": duty.reason.reveal(), "name": duty.made_by.full_name}
    if duty.state == DutyState.OPEN:
        return ""
    parts = [moment(duty.made_at), duty.get_method_display().lower(), duty.recipient.reveal(), duty.reference]
    return ", ".join(part for part in parts if part) + f" ({duty.made_by.full_name})"


def custody_rows(item):
    """Who had its files in hand, newest first."""
    entries = (
        CustodyEntry.objects.filter(file__in=item.files.values("file"))
        .select_related("actor")
        .order_by("-at", "-pk")[: MOST_CUSTODY + 1]
    )
    rows = [
        {
            "at": entry.at,
            "text": entry.get_act_display(),
            "detail": _custody_detail(entry),
            "kind": "overdue" if entry.act == "damaged" else "",
        }
        for entry in entries
    ]
    return rows[:MOST_CUSTODY], len(rows) > MOST_CUSTODY


def _custody_detail(entry):
    name = entry.actor.full_name if entry.actor else _("by the portal")
    return name if entry.part in (ORIGINAL, "1") else _("%(name)s, page %(n)s") % {"name": name, "n": entry.part}


def shots(items, today, *, with_pictures):
    """The evidence strip of an authorization, of items read with_first_file()."""
    found = []
    for item in items:
        shot = {
            "url": item.get_absolute_url(),
            "title": labels(Relevance, item.relevance) or item.number,
            "meta": _("%(moment)s. Attribution %(certainty)s")
            % {"moment": moment(item.captured_at), "certainty": item.get_confidence_display().lower()}
            if item.confidence
            else moment(item.captured_at),
            "status": status(item, today),
            "placeholder": _("No image"),
        }
        if item.first_file:
            shot["code"] = f"SHA-256 {item.first_sha256[:4]}…{item.first_sha256[-4:]}"
        if item.first_file and with_pictures:
            shot["image"] = reverse("evidence_page", args=[item.public_id, item.first_file, 1])
            shot["alt"] = ""
        found.append(shot)
    return found

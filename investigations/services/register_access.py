"""What the rows of the register of access and of the disclosure log say (domain 10: R21): who, when, what, why."""

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investigations.choices import EmergencyReason, Group, RevealReason
from investigations.models import (
    CapturedItem,
    CommunicationApproval,
    ConfidentialIssue,
    Designation,
    Disclosure,
    InvestigationAuthorization,
    InvestigationProfile,
    KeptFile,
    ReviewMeeting,
)
from investigations.services.register_table import Table, name

TITLES = {
    "investigations": gettext_lazy("Investigations"),
    "meetings": gettext_lazy("Review meetings"),
    "communications": gettext_lazy("Communications"),
    "profiles": gettext_lazy("Profiles"),
    "access": gettext_lazy("Access to confidential records"),
}
PAGES = {
    "designation_list": gettext_lazy("Designees and delegates"),
    "disclosure_list": gettext_lazy("Disclosure log"),
}
WHAT = {
    "investigation.read": gettext_lazy("Opened"),
    "investigation.revealed": gettext_lazy("Sealed group opened"),
    "investigation.exported": gettext_lazy("Exported"),
    "emergency.asked": gettext_lazy("Emergency access asked for"),
    "emergency.agreed": gettext_lazy("Emergency access agreed"),
    "emergency.refused": gettext_lazy("Emergency access refused"),
    "emergency.read": gettext_lazy("Read under emergency access"),
}
# model: (what it is called, the way to the number, the page)
ABOUT = {
    InvestigationAuthorization: (gettext_lazy("Investigation"), "number", "investigation_detail"),
    InvestigationProfile: (gettext_lazy("Profile"), "authorization__number", "profile_detail"),
    CommunicationApproval: (gettext_lazy("Communication"), "authorization__number", "communication_detail"),
    ReviewMeeting: (gettext_lazy("Review meeting"), "authorization__number", "meeting_detail"),
    ConfidentialIssue: (gettext_lazy("Compliance issue"), "authorization__number", "confidential_issue"),
    CapturedItem: (gettext_lazy("Captured evidence"), "authorization__number", ""),
    KeptFile: (gettext_lazy("File"), "authorization__number", ""),
    Disclosure: (gettext_lazy("Disclosure"), "authorization__number", ""),
}
KINDS = {model._meta.label_lower: (words, page) for model, (words, _number, page) in ABOUT.items()} | {
    Designation._meta.label_lower: (gettext_lazy("Designation"), "")
}


def look_up(events):
    """Give each event the number of what it is about, in one query however many kinds there are."""
    ids = {}
    for event in events:
        if len(event.subject_id) == 36:
            ids.setdefault(event.subject_label, set()).add(event.subject_id)
    parts = [
        model.objects.order_by()
        .filter(public_id__in=ids[model._meta.label_lower])
        .values_list(Value(model._meta.label_lower), "public_id", number)
        for model, (_words, number, _page) in ABOUT.items()
        if model._meta.label_lower in ids
    ]
    rows = parts[0].union(*parts[1:]) if parts else []
    found = {(label, str(public_id)): number for label, public_id, number in rows}
    for event in events:
        event.about = found.get((event.subject_label, event.subject_id), "")


def _event(event, day):
    return [
        event.at,
        event.actor_name,
        str(WHAT.get(event.action, event.action)),
        _about(event),
        _why(event.facts),
    ]


def _about(event):
    if event.subject_label == "register":
        return {"text": str(TITLES.get(event.subject_id, event.subject_id)), "meta": _("Register")}
    if event.subject_label == "page":
        return str(PAGES.get(event.subject_id, event.subject_id))
    words, page = KINDS.get(event.subject_label, (_("Emergency access"), ""))
    if not event.about:
        return str(words)
    return {
        "text": event.about,
        "meta": str(words),
        "url": reverse(page, args=[event.subject_id]) if page else "",
    }


def _why(facts):
    parts = [
        _label(Group, facts.get("group")),
        _label(RevealReason, facts.get("why")) or _label(EmergencyReason, facts.get("kind")),
        _("%(n)s rows") % {"n": facts["rows"]} if "rows" in facts else "",
        _("with sealed fields") if "with" in facts else "",
    ]
    return ", ".join(str(part) for part in parts if part)


def _label(choices, value):
    return dict(choices.choices).get(value, "")


EVENTS = Table(
    [
        gettext_lazy("When"),
        gettext_lazy("Who"),
        gettext_lazy("What"),
        gettext_lazy("About"),
        gettext_lazy("Why"),
    ],
    _event,
    prepare=look_up,
)


def _disclosure(row, day):
    leave = row.authorization
    return [
        row.disclosed_on,
        {"text": leave.number, "url": leave.get_absolute_url()} if leave else "",
        row.format,
        name(row.authorized_by),
        {"text": name(row.entered_by), "meta": str(row.entered_by.worksite)},
    ]


DISCLOSURES = Table(
    [
        gettext_lazy("Disclosed"),
        gettext_lazy("Investigation"),
        gettext_lazy("Format"),
        gettext_lazy("Authorized by"),
        gettext_lazy("Entered by"),
    ],
    _disclosure,
    sealed_columns=(gettext_lazy("To whom"), gettext_lazy("Why"), gettext_lazy("What was given")),
    sealed=lambda row: [row.recipient.reveal(), row.purpose.reveal(), row.given.reveal()],
    sealed_label=gettext_lazy("CSV with what was given"),
)

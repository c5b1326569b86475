"""What emergency access shows of the one record: its sealed text opened, and the account names."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorizations.views.words import on
from investigations.models import ProfileHolder
from policy.calendar import local_day

REQUEST = [
    ("title", gettext_lazy("Title")),
    ("reference", gettext_lazy("Case number")),
    ("facts", gettext_lazy("Facts relied on")),
    ("necessity", gettext_lazy("Why it is necessary")),
    ("less_intrusive", gettext_lazy("Less intrusive ways considered")),
    ("third_parties", gettext_lazy("Effect on others")),
    ("equipment_reason", gettext_lazy("Why a personal device")),
    ("deconfliction", gettext_lazy("Deconfliction")),
]
NOTES = [
    ("conditions", gettext_lazy("Conditions")),
    ("decision_reason", gettext_lazy("Reason of the decision")),
    ("legal_note", gettext_lazy("Note of the Legal Unit")),
    ("end_text", gettext_lazy("Why it ended")),
]


def opened_rows(authorization):
    """Rows of key_values.html: youth, facts, sites, reasons and notes."""
    youth = [
        row.youth.reference if row.youth else row.description.reveal()
        for row in authorization.youth.select_related("youth")
    ]
    interruptions = [
        {"label": _("Suspended on %(day)s") % {"day": on(local_day(row.started_at))},
         "value": _text(row.reason) or str(row.get_cause_display())}
        for row in authorization.interruptions.all()
    ]  # fmt: skip
    return [
        {"label": _("Youth involved"), "value": ", ".join(youth)},
        *_rows(authorization, REQUEST),
        {"label": _("Sites"), "value": ", ".join(site.name for site in authorization.platforms.order_by("name"))},
        *_rows(authorization, NOTES),
        *interruptions,
    ]


def _rows(authorization, fields):
    return [{"label": str(label), "value": _text(getattr(authorization, name))} for name, label in fields]


def _text(sealed):
    return (sealed.reveal() if sealed else "") or ""


def profile_names(authorization):
    """The accounts, who holds each, and how each stands."""
    rows = []
    holders = Prefetch("holders", ProfileHolder.objects.select_related("person"))
    for profile in authorization.profiles.select_related("platform").prefetch_related(holders):
        holder = profile.holder
        parts = [str(profile.get_state_display()), holder.full_name if holder else ""]
        rows.append(
            {
                "label": profile.site_name or _("No account yet"),
                "value": _text(profile.handle) or _("not recorded"),
                "meta": ", ".join(part for part in parts if part),
            }
        )
    return rows

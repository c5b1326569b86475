"""The evidence sheet for the youth's file: picture, fingerprint, circumstances, attribution, custody (domain 12.3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from authorizations.choices import AttributionBasis, Relevance, labels
from authorizations.papers import FOLDER
from evidence.models import ORIGINAL, CustodyEntry
from evidence.services import enter_custody, read_part
from evidence.sheets import paper
from evidence.states import CustodyAct
from policy.calendar import MASSACHUSETTS, moment

TEMPLATE = FOLDER / "evidence_sheet.typ"


@transaction.atomic
def export_sheet(item, *, actor, at):
    """The sheet as PDF. It is entered in the custody list first, so that it names its own export."""
    files = [row.file for row in item.files.select_related("file")]
    for file in files:
        enter_custody(file, CustodyAct.EXPORTED, actor=actor, at=at)
    record(
        "evidence.exported",
        subject=item,
        actor=actor,
        at=at,
        clause="B.2.f",
        facts={"files": [str(file.public_id) for file in files]},
    )
    pictures = [(file, number) for file in files for number in range(1, len(file.pages) + 1)]
    return paper(TEMPLATE, _data(item, files, pictures, actor, at), [read_part(*one) for one in pictures])


def _data(item, files, pictures, actor, at):
    return {
        "class": _("Youth record, confidential: G.L. c.120, section 21; 109 CMR 3.00"),
        "title": _("Evidence sheet %(number)s") % {"number": item.number},
        "lead": _("For the youth's file, under DYS Policy 01.05.22, B.2.f."),
        "parts": [
            {"title": _("Youth and authorization"), "rows": _rows(_whose(item))},
            {"title": _("Where and when"), "rows": _rows(_where(item))},
            {"title": _("Why it is the youth's, and why it matters"), "rows": _rows(_why(item))},
        ],
        "files": [
            {
                "title": _("File %(n)s") % {"n": number},
                "alt": _("The captured picture"),
                "rows": _rows(_file(file)),
                "pictures": [index for index, (owner, _page) in enumerate(pictures) if owner is file],
            }
            for number, file in enumerate(files, start=1)
        ],
        "custody_title": _("Custody"),
        "custody_columns": [_("When"), _("What"), _("Who")],
        "custody": [list(row) for row in _custody(files)],
        "footer": _("%(number)s, printed %(moment)s by %(name)s")
        % {"number": item.number, "moment": _when(at), "name": actor.full_name},
        "end": _("The original is kept sealed and unchanged under the fingerprint above."),
    }


def _whose(item):
    authorization = item.authorization
    return [
        (_("Youth"), f"{item.youth.full_name}, JJEMS {item.youth.jjems_number}"),
        (_("Authorization"), authorization.number),
        (_("Captured by"), f"{item.captured_by.full_name}, {item.captured_by.title}"),
        (
            _("Correction of"),
            f"{item.supersedes.number}: {item.correction_reason.reveal() or ''}" if item.supersedes else "",
        ),
    ]


def _where(item):
    return [
        (_("Site"), item.site_name),
        (_("Account"), item.source_account.reveal()),
        (_("Address"), item.source_url.reveal()),
        (_("Captured"), _when(item.captured_at)),
        (_("Posted"), _when(item.posted_at)),
        (_("Seen"), item.get_access_basis_display()),
        (_("Device"), item.get_device_display()),
    ]


def _why(item):
    shown = {None: "", True: _("Yes"), False: _("No")}[item.has_third_parties]
    return [
        (_("Attribution"), labels(AttributionBasis, item.attribution)),
        (_("In words"), item.attribution_text.reveal()),
        (_("Certainty"), item.get_confidence_display()),
        (_("Relevant as"), labels(Relevance, item.relevance)),
        (_("What it shows"), item.relevance_text.reveal()),
        (_("Other people shown"), f"{shown} {item.third_parties.reveal() or ''}".strip()),
    ]


def _file(file):
    return [
        (_("Name"), file.name.reveal()),
        (_("Kind and size"), _("%(kind)s, %(size)s bytes") % {"kind": file.get_kind_display(), "size": file.size}),
        ("SHA-256", file.sha256),
        (_("Received"), _when(file.received_at)),
    ]


def _custody(files):
    entries = CustodyEntry.objects.filter(file__in=files).select_related("actor").order_by("at", "pk")
    for entry in entries:
        name = entry.actor.full_name if entry.actor else _("The portal")
        page = "" if entry.part == ORIGINAL else _(", page %(n)s") % {"n": entry.part}
        yield _when(entry.at), f"{entry.get_act_display()}{page}", name


def _rows(pairs):
    return [[str(label), str(value)] for label, value in pairs if value]


def _when(at):
    """With its zone: the sheet is read for years, by others too."""
    return f"{moment(at)} {at.astimezone(MASSACHUSETTS):%Z}" if at else ""

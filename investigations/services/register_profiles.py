"""What the rows of the register of profiles say (domain 10: R12), and with proof the history of names and images (S7)."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investigations.choices import FileKind
from investigations.models import PERSONA, KeptFile, PersonaVersion
from investigations.services.register_rows import record_of
from investigations.services.register_table import Table, name, person, plain
from investigations.states import ProfileState

LABELS = {
    "site": gettext_lazy("Site"),
    "handle": gettext_lazy("Account name"),
    "display_name": gettext_lazy("Name shown"),
    "profile_url": gettext_lazy("Address of the page"),
    "platform_user_id": gettext_lazy("Number at the site"),
    "registration_email": gettext_lazy("E-mail registered"),
    "registration_phone": gettext_lazy("Phone registered"),
    "stated_birth_date": gettext_lazy("Birth date stated"),
    "other_identifiers": gettext_lazy("Other identifiers"),
    "description": gettext_lazy("Description"),
}
STATUS = {
    ProfileState.IN_USE: "passed",
    ProfileState.DORMANT: "later",
    ProfileState.GRANTED: "due",
    ProfileState.TO_DEACTIVATE: "due",
    ProfileState.COMPROMISED: "overdue",
}


def _profile(row, day):
    leave = row.authorization
    reviews = {"due": row.review_due_on} if row.review_due_on else ""
    is_open = row.deactivate_by and row.deactivated_on is None
    closed = {"due": row.deactivate_by} if is_open else row.deactivated_on
    return [
        {"text": leave.number, "url": row.get_absolute_url(), "meta": row.platform.name if row.platform else ""},
        person(row.holder or leave.investigator),
        {"text": str(row.get_state_display()), "kind": STATUS.get(row.state, "ended")},
        row.created_on,
        record_of([row], day),
        reviews,
        closed,
        _("names: %(names)s, images: %(images)s") % {"names": row.versions, "images": row.images},
    ]


def _sealed(row):
    persona = (row.persona.reveal() if row.persona else None) or {}
    names = [
        _told(one.changed_at, one.changed_by, _version(one.content.reveal())) for one in row.persona_versions.all()
    ]
    images = [_told(one.kept_at, one.kept_by, one.source.reveal() if one.source else "") for one in row.images_kept]
    return [
        row.site_name,
        row.handle.reveal() if row.handle else "",
        *(persona.get(key, "") for key in PERSONA),
        "\n".join(names),
        "\n".join(images),
    ]


def _version(content):
    return "; ".join(f"{LABELS[key]}: {value}" for key, value in content.items() if value and key in LABELS)


def _told(at, by, text):
    return f"{plain(at)} {name(by)}: {text}"


PROFILES = Table(
    [
        gettext_lazy("Profile of"),
        gettext_lazy("Authorized person"),
        gettext_lazy("State"),
        gettext_lazy("Created"),
        gettext_lazy("Record of B.3.a"),
        gettext_lazy("Legal review"),
        gettext_lazy("Deactivated"),
        gettext_lazy("History kept"),
    ],
    _profile,
    sealed_columns=(
        LABELS["site"],
        LABELS["handle"],
        *(LABELS[key] for key in PERSONA),
        gettext_lazy("Names and identifiers, by day"),
        gettext_lazy("Images and where they are from, by day"),
    ),
    sealed=_sealed,
    sealed_label=gettext_lazy("CSV with account names"),
    deep=(
        Prefetch("persona_versions", PersonaVersion.objects.select_related("changed_by")),
        Prefetch(
            "files",
            KeptFile.objects.filter(kind=FileKind.IMAGE).select_related("kept_by"),
            to_attr="images_kept",
        ),
    ),
)

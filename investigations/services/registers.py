"""The registers of the compartment, for the Legal Unit only (domain 10: R9 to R12, R21): which rows, in what order,
narrowed by what, and what they come to. What a row says stands in the register_* modules beside this one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice

from django.db.models import Avg, CharField, Count, DurationField, ExpressionWrapper, F, Max, Prefetch, Q
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import AuditEvent
from audit.services import record_outside
from investigations.choices import FileKind, Outcome
from investigations.models import (
    CommunicationApproval,
    CommunicationEntry,
    ConfidentialIssue,
    Disclosure,
    InvestigationAuthorization,
    InvestigationProfile,
    ProfileHolder,
    ReviewMeeting,
)
from investigations.services import register_rows as rows
from investigations.services.register_access import DISCLOSURES, EVENTS, TITLES
from investigations.services.register_profiles import PROFILES
from investigations.services.register_table import Table, plain
from investigations.states import LIVE, OWED, WAITING, MeetingState, ProfileState, State
from people.models import User
from policy.calendar import MASSACHUSETTS

CHUNK = 500
READINGS = ("investigation.read", "investigation.revealed", "investigation.exported")
NOT_CLOSED = (ProfileState.TO_DEACTIVATE, ProfileState.COMPROMISED)


@dataclass(frozen=True)
class Listing:
    """One table of a register; the first one of a register is its page, the others are told by `show`."""

    register: str
    title: str
    clause: str
    period: str  # what a day of the filter means
    rows: Callable  # (user, day) -> queryset
    by: str  # the field it is ordered by, newest first
    table: Table
    summary: Callable  # (found, day) -> [(label, value)]; `found(show)`: the narrowed rows of a table of this register
    show: str = ""
    label: str = ""
    person: str = ""  # the way to whose region and kind of employment the filter asks for
    when: str = ""  # the field of the period, where it is not `by`


def narrowed(listing, user, day, *, first=None, last=None, region="", employment_type="", before=None):
    """The rows of a table, of a period and of some people. Whoever asks is of the Legal Unit: the database says so too.

    `before`: of the trail, only what happened before that moment.
    """
    found = listing.rows(user, day)
    field = listing.when or listing.by
    is_moment = found.model._meta.get_field(field).get_internal_type() == "DateTimeField"
    if first:
        found = found.filter(
            **{f"{field}__gte": datetime.combine(first, time.min, MASSACHUSETTS) if is_moment else first}
        )
    if last:
        found = found.filter(
            **{f"{field}__lte": datetime.combine(last, time.max, MASSACHUSETTS) if is_moment else last}
        )
    if before is not None and found.model is AuditEvent:
        found = found.filter(at__lt=before)
    wanted = {"worksite__region": region, "employment_type": employment_type}
    wanted = {name: value for name, value in wanted.items() if value}
    if wanted and found.model is AuditEvent:
        return found.filter(actor_id__in=_ids(User.objects.filter(**wanted)))
    return found.filter(**{f"{listing.person}__{name}": value for name, value in wanted.items()})


def _ids(people):
    """Public ids as the trail writes them."""
    return people.annotate(written=Cast("public_id", CharField())).values("written")


def columns(listing, *, with_sealed):
    return [*listing.table.columns, *(listing.table.sealed_columns if with_sealed else ())]


def all_rows(listing, found, day, *, with_sealed):
    """Every row in order, as plain text, read in chunks: for an export that may be long."""
    table = listing.table
    if with_sealed:
        found = found.prefetch_related(*table.deep)
    ordered = found.order_by(f"-{listing.by}", "-pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(ordered, CHUNK)):
        table.prepare(chunk)
        for row in chunk:
            cells = [*table.cells(row, day), *(table.sealed(row) if with_sealed else [])]
            yield [plain(cell) for cell in cells]


def note_export(listing, *, count, actor, at, why=""):
    """That somebody took a register out of the portal is on the trail, whatever becomes of the answer."""
    facts = {"register": listing.register, "table": listing.show, "rows": count}
    record_outside(
        "investigation.exported",
        subject=("register", listing.register),
        actor=actor,
        at=at,
        clause="B.3.a",
        facts=facts | ({"why": str(why), "with": "sealed fields"} if why else {}),
        is_confidential=True,
    )


# Which rows -------------------------------------------------------------------------------------------------------------


def _visible(user, day):
    return InvestigationAuthorization.objects.visible_to(user, day).exclude(state=State.DRAFT)


def _investigations(user, day):
    return _visible(user, day).with_people().prefetch_related(*rows.with_records())


def _meetings(user, day):
    known = ReviewMeeting.objects.visible_to(user, day).with_people()
    return known.select_related("authorization__investigator__worksite", "authorization__investigator__reports_to")


def _approvals(user, day):
    known = CommunicationApproval.objects.visible_to(user, day).annotate(logged=Count("entries"))
    return known.select_related("authorization__investigator__worksite", "requested_by__worksite", "decided_by")


def _contacts(user, day):
    known = CommunicationEntry.objects.filter(authorization__in=_visible(user, day).values("pk"))
    return known.select_related("authorization", "logged_by__worksite", "approval")


def _profiles(user, day):
    holders = Prefetch("holders", ProfileHolder.objects.select_related("person__worksite"))
    images = Count("files", filter=Q(files__kind=FileKind.IMAGE), distinct=True)
    return (
        InvestigationProfile.objects.visible_to(user, day)
        .with_people()
        .prefetch_related(holders, *rows.with_records(prefix=""))
        .annotate(versions=Count("persona_versions", distinct=True), images=images)
    )


def _events(user, day):
    """Readings, reveals, exports and emergency access; never of an issue about oneself, which one does not know of."""
    known = ConfidentialIssue.objects.visible_to(user).exclude(authorization__investigator=user)
    seen = AuditEvent.objects.filter(
        Q(action__in=READINGS, is_confidential=True) | Q(action__startswith="emergency.")
    )  # fmt: skip
    return seen.exclude(Q(subject_label=ConfidentialIssue._meta.label_lower) & ~Q(subject_id__in=_ids(known)))


def _disclosures(user, day):
    return Disclosure.objects.select_related("authorization", "authorized_by", "entered_by__worksite")


# What they come to ------------------------------------------------------------------------------------------------------


def _of_investigations(found, day):
    n = found("").aggregate(
        live=Count("pk", filter=Q(state__in=LIVE)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        all=Count("pk"),
    )
    return [(_("In force"), n["live"]), (_("Waiting"), n["waiting"]), (_("Altogether"), n["all"])]


def _of_meetings(found, day):
    held = Q(state=MeetingState.HELD)
    kept = ExpressionWrapper(TruncDate("held_at", tzinfo=MASSACHUSETTS) - F("anchor_on"), output_field=DurationField())
    n = found("").aggregate(
        held=Count("pk", filter=held),
        late=Count("pk", filter=held & Q(is_late=True)),
        overdue=Count("pk", filter=Q(state__in=OWED, due_on__lt=day)),
        average=Avg(kept, filter=held),
        longest=Max(kept, filter=held),
        **{outcome.value: Count("pk", filter=held & Q(outcome=outcome)) for outcome in Outcome},
    )
    due, in_time = n["held"] + n["overdue"], n["held"] - n["late"]
    parts = {"in_time": in_time, "due": due, "percent": round(100 * in_time / due) if due else 0}
    outcomes = [f"{outcome.label} {n[outcome.value]}" for outcome in Outcome if n[outcome.value]]
    return [
        (_("Held in time"), _("%(in_time)s of %(due)s (%(percent)s%%)") % parts if due else _("none was due")),
        (_("Overdue"), n["overdue"]),
        (_("Intervals kept"), _intervals(n["average"], n["longest"])),
        (_("Outcomes"), ", ".join(outcomes) or _("none yet")),
    ]


def _intervals(average, longest):
    if average is None:
        return _("none yet")
    return _("%(n)s days on average, %(most)s at most") % {"n": average.days, "most": longest.days}


def _of_communications(found, day):
    outside = Count("pk", filter=Q(approval=None))
    n = found("contacts").aggregate(logged=Count("pk"), outside=outside)
    return [
        (_("Approvals"), found("").count()),
        (_("Contacts logged"), n["logged"]),
        (_("Contacts without approval"), n["outside"]),
    ]


def _of_profiles(found, day):
    n = found("").aggregate(
        use=Count("pk", filter=Q(state=ProfileState.IN_USE), distinct=True),
        rest=Count("pk", filter=Q(state=ProfileState.DORMANT), distinct=True),
        compromised=Count("pk", filter=Q(state=ProfileState.COMPROMISED), distinct=True),
        not_closed=Count("pk", filter=Q(state__in=NOT_CLOSED), distinct=True),
        due=Count("pk", filter=Q(review_due_on__lte=day), distinct=True),
    )
    return [
        (_("In use"), n["use"]),
        (_("At rest"), n["rest"]),
        (_("Compromised"), n["compromised"]),
        (_("Not yet deactivated"), n["not_closed"]),
        (_("Legal review due"), n["due"]),
    ]


def _of_access(found, day):
    n = found("").aggregate(
        read=Count("pk", filter=Q(action="investigation.read")),
        revealed=Count("pk", filter=Q(action="investigation.revealed")),
        exported=Count("pk", filter=Q(action="investigation.exported")),
        emergency=Count("pk", filter=Q(action="emergency.read")),
    )
    return [
        (_("Readings"), n["read"]),
        (_("Sealed groups opened"), n["revealed"]),
        (_("Exports"), n["exported"]),
        (_("Readings under emergency access"), n["emergency"]),
        (_("Disclosures"), found("disclosures").count()),
    ]


_COMMUNICATIONS = {"register": "communications", "title": TITLES["communications"], "clause": "B.3.c",
                   "summary": _of_communications}  # fmt: skip
_ACCESS = {"register": "access", "title": TITLES["access"], "clause": "B.3.a",
           "summary": _of_access}  # fmt: skip
_BY_CONTACT = {"period": gettext_lazy("The period counts the day of the contact."), "by": "occurred_at",
               "table": rows.CONTACTS, "person": "logged_by"}  # fmt: skip
LISTINGS = [
    Listing("investigations", TITLES["investigations"], "B.3.a",
            gettext_lazy("The period counts the day on which the request was sent."), _investigations, "submitted_at",
            rows.INVESTIGATIONS, _of_investigations, person="investigator"),
    Listing("meetings", TITLES["meetings"], "B.3.b",
            gettext_lazy("The period counts the day on which the meeting is due."), _meetings, "due_on",
            rows.MEETINGS, _of_meetings, person="authorization__investigator"),
    Listing(**_COMMUNICATIONS, label=gettext_lazy("Approvals"), rows=_approvals, by="created_at",
            period=gettext_lazy("The period counts the day on which the approval was asked for."),
            table=rows.APPROVALS, person="requested_by"),
    Listing(**_COMMUNICATIONS, **_BY_CONTACT, show="contacts", label=gettext_lazy("Contacts"), rows=_contacts),
    Listing(**_COMMUNICATIONS, **_BY_CONTACT, show="outside", label=gettext_lazy("Contacts without approval"),
            rows=lambda user, day: _contacts(user, day).filter(approval=None)),
    Listing("profiles", TITLES["profiles"], "B.3.a",
            gettext_lazy("The period counts the day on which the profile was granted."), _profiles, "created_at",
            PROFILES, _of_profiles, person="authorization__investigator", when="granted_on"),
    Listing(**_ACCESS, label=gettext_lazy("Who saw what"), rows=_events, by="at",
            period=gettext_lazy("The period counts the day of the access."), table=EVENTS),
    Listing(**_ACCESS, show="disclosures", label=gettext_lazy("Disclosures"), rows=_disclosures, by="disclosed_on",
            period=gettext_lazy("The period counts the day of the disclosure."), table=DISCLOSURES,
            person="entered_by"),
]  # fmt: skip


def listings_of(register):
    """The tables of a register, the first one first; none for a name that is no register."""
    return [listing for listing in LISTINGS if listing.register == register]

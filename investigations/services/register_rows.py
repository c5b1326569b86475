"""What the rows of the registers of investigations, review meetings and communications say (domain 10: R9 to R11)."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investigations.choices import Method, labels
from investigations.models import AccountRecord
from investigations.rules.contacts import needs_advice
from investigations.services.register_table import Table, name, person
from investigations.states import OWED, MeetingState, ProfileState, State
from policy.calendar import local_day

# R9 ---------------------------------------------------------------------------------------------------------------------


def with_records(prefix="profiles__"):
    """What is needed to say whether the record of B.3.a is complete, without its sealed text."""
    records = Prefetch(f"{prefix}records", AccountRecord.objects.defer("content"))
    return [records] if not prefix else ["profiles", records]


def record_of(profiles, day):
    """Whether the confidential record is complete: account recorded, record held by the supervisor (B.3.a/3)."""
    profiles = [profile for profile in profiles if profile.state != ProfileState.NOT_CREATED]
    if not profiles:
        return {"text": _("No profile"), "kind": "ended"}
    missing = [profile for profile in profiles if profile.state == ProfileState.GRANTED]
    if missing:
        is_late = any(profile.record_by and profile.record_by < day for profile in missing)
        return {"text": _("Account not recorded"), "kind": "overdue" if is_late else "due"}
    if any(not (held := list(profile.records.all())) or held[0].acknowledged_at is None for profile in profiles):
        return {"text": _("Not yet held by the supervisor"), "kind": "due"}
    return {"text": _("Complete"), "kind": "passed"}


def _investigation(row, day):
    granted_by = row.decided_by if row.decided_by_id and row.state != State.DENIED else None
    boss = granted_by or row.investigator.reports_to
    states = [str(profile.get_state_display()) for profile in row.profiles.all()]
    return [
        {"text": row.number, "url": row.get_absolute_url(), "meta": str(row.get_level_display()).partition(":")[0]},
        person(row.investigator),
        {"text": name(boss), "meta": _("granted it") if granted_by else _("supervisor of record")},
        {"text": str(row.get_state_display()), "kind": "due" if row.state == State.SUPERVISOR_GRANTED else row.state},
        row.effective_from or row.requested_from,
        row.expires_on or row.requested_to,
        ", ".join(states),
        record_of(row.profiles.all(), day),
    ]


INVESTIGATIONS = Table(
    [
        gettext_lazy("Investigation"),
        gettext_lazy("Person authorized"),
        gettext_lazy("Supervisor"),
        gettext_lazy("State"),
        gettext_lazy("From"),
        gettext_lazy("To"),
        gettext_lazy("Profiles"),
        gettext_lazy("Record of B.3.a"),
    ],
    _investigation,
)


# R10 --------------------------------------------------------------------------------------------------------------------


def _meeting_state(row):
    if row.state in OWED:
        return {"due": row.due_on}
    if row.state == MeetingState.HELD:
        return (
            {"text": _("Held late"), "kind": "hold"} if row.is_late else {"text": _("Held in time"), "kind": "passed"}
        )
    return {"text": str(row.get_state_display()), "kind": "ended"}


def _meeting(row, day):
    leave = row.authorization
    is_held = row.state == MeetingState.HELD
    kept = (local_day(row.held_at) - row.anchor_on).days if is_held else None
    return [
        {"text": leave.number, "url": row.get_absolute_url(), "meta": _("meeting %(n)s") % {"n": row.period}},
        person(leave.investigator),
        name(row.supervisor or leave.investigator.reports_to),
        row.due_on,
        _meeting_state(row),
        local_day(row.held_at) if is_held else None,
        {"text": _("%(n)s days") % {"n": kept}, "meta": _("agreed: %(n)s") % {"n": leave.review_interval_days}}
        if is_held
        else "",
        str(row.get_outcome_display()) if is_held else "",
    ]


MEETINGS = Table(
    [
        gettext_lazy("Investigation"),
        gettext_lazy("Investigator"),
        gettext_lazy("Supervisor"),
        gettext_lazy("Due"),
        gettext_lazy("State"),
        gettext_lazy("Held"),
        gettext_lazy("Interval kept"),
        gettext_lazy("Outcome"),
    ],
    _meeting,
)


# R11 --------------------------------------------------------------------------------------------------------------------


def _advice(row):
    if row.advised_at:
        return {"text": _("Recorded"), "kind": "passed"}
    is_needed = needs_advice(row.methods, row.authorization.basis)
    return {"text": _("Needed, not recorded"), "kind": "due"} if is_needed else _("not needed")


def _approval(row, day):
    kind = {"requested": "due", "approved": "passed", "denied": "denied", "ended": "ended"}[row.state]
    return [
        {"text": row.authorization.number, "url": row.get_absolute_url()},
        person(row.requested_by),
        ", ".join(labels(Method, row.methods)),
        row.valid_from,
        row.valid_to,
        {"text": str(row.get_state_display()), "kind": kind},
        name(row.decided_by),
        _advice(row),
        row.logged,
    ]


APPROVALS = Table(
    [
        gettext_lazy("Investigation"),
        gettext_lazy("Asked for by"),
        gettext_lazy("Methods"),
        gettext_lazy("From"),
        gettext_lazy("To"),
        gettext_lazy("State"),
        gettext_lazy("Decided by"),
        gettext_lazy("Legal advice"),
        gettext_lazy("Contacts logged"),
    ],
    _approval,
)


def _contact(row, day):
    covered = row.approval and {"text": _("Approved"), "url": row.approval.get_absolute_url(), "kind": "passed"}
    return [
        row.occurred_at,
        {"text": row.authorization.number, "url": row.authorization.get_absolute_url()},
        person(row.logged_by),
        str(row.get_direction_display()),
        str(row.get_method_display()),
        covered or {"text": _("No approval"), "kind": "overdue"},
        {"text": _("Safety of the youth"), "kind": "judgment"} if row.is_youth_unsafe else "",
    ]


CONTACTS = Table(
    [
        gettext_lazy("When"),
        gettext_lazy("Investigation"),
        gettext_lazy("Logged by"),
        gettext_lazy("Direction"),
        gettext_lazy("Method"),
        gettext_lazy("Approval"),
        gettext_lazy("Concern"),
    ],
    _contact,
)

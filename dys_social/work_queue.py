"""My work: what waits for a person, what is due, and what happens if nothing is done (domain 4.6; look A1).

`gather` asks each app once, whatever the number of rows. work_page.py arranges what it found, work_words.py words it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When

from authorizations.models import AccountRename, ComplianceIssue, HandleAttempt, JJEMSNote, SupervisionAuthorization
from authorizations.rules import Standing
from authorizations.states import OPEN, State
from notifications.models import Mail, Stage
from notifications.states import MailState, ObligationState, StageState
from people.models import Delegation, RoleGrant, User, Youth
from people.roles import NEEDS_CONFIRMATION, Role
from policy.calendar import local_day
from policy.models import Acknowledgement, Wording
from policy.services import settings_now

MOST_ROWS = 100
STAFF, BELOW, CASELOAD = "staff", "below", "caseload"
# What the page shows and the rules ask for: the rest of these wide rows stays where it is.
OF_PERSON = ["legal_first", "legal_last", "preferred_name", "reports_to", "is_active", "employment_status"]
OF_YOUTH = ["public_id", "first", "last", "jjems_number", "assigned_caseworker"]
OF_SITE = ["name", "is_other"]
OF_RECORD = ["public_id", "number", "employee", "youth", "platform"]
OF_AUTHORIZATION = [
    *OF_RECORD,
    "state",
    "submitted_at",
    "decide_by",
    "expires_on",
    "reaffirm_due_on",
    "suspended_because",
    "renews",
    "viewer_answer",
    "privacy_checked_on",
    "other_site",
    "decided_by",
    "supervisor_at_submission",
]
RECENTLY = timedelta(days=30)
STUCK = timedelta(minutes=10)


def _under(path, fields):
    return [f"{path}__{name}" for name in fields]


def _person(path):
    return _under(path, OF_PERSON)


def _line(path):
    """A person, their supervisor, and the next in line."""
    return [*_person(path), *_person(f"{path}__reports_to"), *_person(f"{path}__reports_to__reports_to")]


@dataclass(frozen=True)
class Desk:
    """Everything the page is made of, as it was at one instant."""

    user: User
    at: object
    standing: Standing
    delegations: list
    authorizations: list
    renames: list
    notes: list
    stages: dict  # {public id of a record: its open stages}
    acknowledgement: Acknowledgement
    has_staff: bool
    counts: dict = field(default_factory=dict)

    @property
    def day(self):
        return self.standing.day

    @property
    def settings(self):
        return self.standing.settings

    def delegation_for(self, person):
        """The delegation under which this person decides for the supervisor of `person`, if any."""
        held = (row for row in self.delegations if row.delegate_id == self.user.pk)
        return next((row for row in held if row.supervisor_id == person.reports_to_id), None)


def gather(user, *, at):
    day, settings = local_day(at), settings_now()
    delegations = list(
        Delegation.objects.active(day)
        .filter(Q(supervisor=user) | Q(delegate=user))
        .select_related("supervisor", "delegate")
        .only("to_on", *_person("supervisor"), *_person("delegate"))
    )
    absent = frozenset(row.supervisor_id for row in delegations if row.delegate_id == user.pk)
    around = _around(user, absent)
    authorizations = list(_authorizations(user, day, settings, around))
    renames = list(_renames(user, day)) if around[STAFF] else []
    notes = list(_notes(user, day, around))
    return Desk(
        user=user,
        at=at,
        standing=Standing(day=day, settings=settings, delegated_by=absent),
        delegations=delegations,
        authorizations=authorizations,
        renames=renames,
        notes=notes,
        stages=_stages(
            [
                *renames,
                *(row for row in authorizations if row.reaffirm_due_on and user.supervises(row.employee)),
                *(note for note in notes if note.authorization.employee_id != user.pk),
            ]
        ),
        acknowledgement=_acknowledgement(user, day),
        has_staff=bool(around[STAFF]),
        counts=_counts(user, at, day),
    )


def _around(user, absent):
    """The ids of those this person decides for, of the people below those, and of the youth of their caseload."""
    people = User.objects.order_by().exclude(pk=user.pk)
    waiting = SupervisionAuthorization.objects.filter(employee=OuterRef("pk"), state=State.SUBMITTED)
    lost = Exists(waiting.filter(supervisor_at_submission__reports_to=user))
    parts = [
        people.filter(Q(reports_to=user) | Q(reports_to__in=absent)).values_list("pk", Value(STAFF)),
        people.filter(reports_to__reports_to=user).values_list("pk", Value(BELOW)),
        people.filter(lost, reports_to=None).values_list("pk", Value(BELOW)),
        Youth.objects.in_caseload(user).order_by().values_list("pk", Value(CASELOAD)),
    ]
    around = {STAFF: [], BELOW: [], CASELOAD: []}
    for pk, part in parts[0].union(*parts[1:]):
        around[part].append(pk)
    return around


def _authorizations(user, day, settings, around):
    """Whatever is open and concerns this person; what waits for a decision first, so that no limit cuts it off."""
    every = SupervisionAuthorization.objects
    below = around[BELOW] if settings["allow_chain_decision"] else []
    soon = day + timedelta(days=settings["renewal_window_days"])
    renewed = every.filter(renews=OuterRef("pk"), state__in=OPEN)
    issues = ComplianceIssue.objects.filter(authorization=OuterRef("pk"), state=ComplianceIssue.State.OPEN)
    return (
        every.on_the_desk_of(user, staff=around[STAFF], below=below, caseload=around[CASELOAD], by=soon)
        .select_related(
            "employee__reports_to__reports_to",
            "supervisor_at_submission__reports_to",
            "youth",
            "platform",
            "decided_by",
        )
        .only(
            *OF_AUTHORIZATION,
            *_line("employee"),
            *_person("supervisor_at_submission"),
            *_person("supervisor_at_submission__reports_to"),
            *_person("decided_by"),
            *_under("youth", OF_YOUTH),
            *_under("platform", OF_SITE),
        )
        .annotate(renewal_state=Subquery(renewed.values("state")[:1]), waits_for_legal=Exists(issues))
        .order_by(Case(When(state=State.SUBMITTED, then=0), default=1), "submitted_at", "pk")[:MOST_ROWS]
    )


def _renames(user, day):
    return (
        AccountRename.objects.awaiting(user, day)
        .select_related("authorization__employee", "authorization__youth", "account__platform")
        .only(
            "public_id",
            "created_at",
            *_under("authorization", OF_RECORD),
            *_person("authorization__employee"),
            *_under("authorization__youth", OF_YOUTH),
            "account__other_site",
            *_under("account__platform", OF_SITE),
        )
        .order_by("created_at")[:MOST_ROWS]
    )


def _notes(user, day, around):
    """Open notes, the latest first: one's own, the late ones of one's staff, and of the people below them."""
    late = JJEMSNote.objects.overdue_on(day).of_people([*around[STAFF], *around[BELOW]])
    own = JJEMSNote.objects.open().of_people([user.pk])
    return (
        (own | late)
        .select_related(
            "authorization__employee__reports_to__reports_to", "authorization__youth", "authorization__platform"
        )
        .only(
            "public_id",
            "kind",
            "due_on",
            "state",
            *_under("authorization", [*OF_RECORD, "state", "other_site"]),
            *_line("authorization__employee"),
            *_under("authorization__youth", OF_YOUTH),
            *_under("authorization__platform", OF_SITE),
        )
        .order_by("due_on", "pk")[:MOST_ROWS]
    )


def _acknowledgement(user, day):
    """The last time this person said they had read the policy as it stands."""
    current = Wording.objects.filter(kind="policy", effective_on__lte=day).order_by("-version").values("pk")[:1]
    return Acknowledgement.objects.filter(person=user, wording=Subquery(current)).only("on").order_by("-at").first()


def _stages(records):
    """The reminders of every open obligation about these records: sent ones and the next."""
    stages = {}
    if not records:
        return stages
    found = Stage.objects.filter(
        obligation__subject_id__in=[record.public_id for record in records], obligation__state=ObligationState.OPEN
    )
    for stage in found.select_related("obligation").order_by("fires_on", "pk"):
        stages.setdefault(stage.obligation.subject_id, []).append(stage)
    return stages


class HowMany(Subquery):
    """The number of rows of a queryset, as a column."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _counts(user, at, day):
    """Every number the page shows, by one query."""
    numbers = {
        "decided": SupervisionAuthorization.objects.filter(decided_by=user, decided_at__gt=at - RECENTLY),
    }
    if user.has_role(Role.LEGAL):
        numbers |= _numbers_of_legal(user, at)
    if user.has_role(Role.ADMIN):
        numbers |= _numbers_of_administrators(at, day)
    columns = {f"n_{name}": HowMany(rows.order_by().values("pk")) for name, rows in numbers.items()}
    found = User.objects.filter(pk=user.pk).annotate(**columns).values(*columns).get()
    return {name: found[f"n_{name}"] for name in numbers}


def _numbers_of_legal(user, at):
    conflicts = HandleAttempt.objects.filter(outcome=HandleAttempt.Outcome.CONFLICT, attempted_at__gt=at - RECENTLY)
    to_confirm = RoleGrant.objects.filter(role__in=NEEDS_CONFIRMATION, confirmed_at=None, ended_at=None)
    return {
        "issues": ComplianceIssue.objects.filter(state=ComplianceIssue.State.OPEN).exclude(employee=user),
        "conflicts": conflicts,
        "roles_to_confirm": to_confirm.exclude(person=user).exclude(granted_by=user),
    }


def _numbers_of_administrators(at, day):
    """The health of the portal, and counts of authorizations: an administrator sees no more of them (domain 4.4)."""
    late = Stage.objects.filter(state=StageState.PLANNED, fires_on__lt=day, obligation__state=ObligationState.OPEN)
    return {
        "without_supervisor": User.objects.working().filter(without_supervisor_since__isnull=False),
        "mail_failed": Mail.objects.filter(state__in=[MailState.FAILED, MailState.UNKNOWN]),
        "mail_stuck": Mail.objects.filter(state=MailState.PENDING, next_attempt_at__lt=at - STUCK),
        "reminders_late": late,
        "in_force": SupervisionAuthorization.objects.live(),
        "waiting": SupervisionAuthorization.objects.filter(state=State.SUBMITTED),
    }

"""My work: what waits for a person, what is due, and what happens if nothing is done (domain 4.6; look A1).

`gather` asks each app once, whatever the number of rows. work_page.py arranges what it found, work_words.py words it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import IntegerField, OuterRef, Q, Subquery

from authorizations.models import AccountRename, ComplianceIssue, HandleAttempt, JJEMSNote, SupervisionAuthorization
from authorizations.rules import Standing
from authorizations.states import LIVE, State
from notifications.models import Mail, Stage
from notifications.states import MailState, ObligationState, StageState
from people.models import Delegation, RoleGrant, User
from people.roles import NEEDS_CONFIRMATION, Role
from policy.calendar import local_day
from policy.models import Acknowledgement
from policy.services import current_wordings, settings_now

MOST_ROWS = 50
RECENTLY = timedelta(days=30)
LATE_ENOUGH_FOR_THE_NEXT = 7  # calendar days hold five business days
STUCK = timedelta(minutes=10)


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
    wordings: dict
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
        .select_related("supervisor__reports_to", "delegate")
    )
    held = frozenset(row.supervisor_id for row in delegations if row.delegate_id == user.pk)
    authorizations = list(_authorizations(user, day, settings))
    renames = list(
        AccountRename.objects.awaiting(user, day)
        .select_related("authorization__employee", "authorization__youth", "account__platform")
        .order_by("created_at")[:MOST_ROWS]
    )
    notes = list(_notes(user, day))
    wordings = current_wordings(["policy", "b2.not_required"], at=at)
    return Desk(
        user=user,
        at=at,
        standing=Standing(day=day, settings=settings, delegated_by=held),
        delegations=delegations,
        authorizations=authorizations,
        renames=renames,
        notes=notes,
        stages=_stages([*authorizations, *renames, *notes]),
        acknowledgement=Acknowledgement.objects.filter(person=user, wording=wordings["policy"]).order_by("-at").first(),
        wordings=wordings,
        counts=_counts(user, at, day),
    )


def _authorizations(user, day, settings):
    """Whatever concerns this person, found by one index each: to decide, of staff, their own, of their caseload."""
    every = SupervisionAuthorization.objects
    soon = day + timedelta(days=settings["renewal_window_days"])
    found = [
        every.awaiting(user, day).order_by("submitted_at", "pk"),
        every.for_the_supervisor(user, soon).order_by("expires_on", "pk"),
        every.mine(user).order_by("-updated_at", "-pk"),
        every.live().filter(youth__assigned_caseworker=user).exclude(employee=user).order_by("expires_on", "pk"),
    ]
    if settings["allow_chain_decision"]:
        found.append(every.awaiting_next_in_line(user, day).order_by("submitted_at", "pk"))
    first, *others = [rows.values("pk")[:MOST_ROWS] for rows in found]
    renewed = every.filter(renews__isnull=False, state__in=[*LIVE, State.SUBMITTED, State.RETURNED, State.DRAFT])
    return (
        every.filter(pk__in=first.union(*others))
        .with_people()
        .annotate(
            renewal_state=Subquery(renewed.filter(renews=OuterRef("pk")).values("state")[:1]),
            waits_for_legal=Subquery(
                ComplianceIssue.objects.filter(authorization=OuterRef("pk"), state=ComplianceIssue.State.OPEN)
                .order_by()
                .values("pk")[:1]
            ),
        )
    )


def _notes(user, day):
    """Open notes: one's own, the late ones of one's staff, and those late enough for the next in line."""
    every = JJEMSNote.objects
    found = [
        every.to_enter_by(user),
        every.overdue_on(day).of_staff(user),
        every.overdue_on(day - timedelta(days=LATE_ENOUGH_FOR_THE_NEXT - 1)).of_staff_below(user),
    ]
    first, *others = [rows.order_by("due_on", "pk").values("pk")[:MOST_ROWS] for rows in found]
    return (
        every.filter(pk__in=first.union(*others))
        .select_related(
            "authorization__employee__reports_to__reports_to", "authorization__youth", "authorization__platform"
        )
        .order_by("due_on", "pk")
    )


def _stages(records):
    """The reminders of every open obligation about these records: sent ones and the next."""
    stages = {}
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
        "staff": User.objects.working().filter(reports_to=user),
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

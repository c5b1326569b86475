"""My work: what waits for a person, what is due, and what happens if nothing is done (domain 4.6; look A1).

`gather` asks each app once, whatever the number of rows. work_page.py arranges what it found, work_words.py words it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import IntegerField, Subquery

from authorizations.models import AccountRename, ComplianceIssue, EvidenceItem, HandleAttempt, SupervisionAuthorization
from authorizations.rules import Standing
from authorizations.services.reviews import NOTICE_OF
from authorizations.states import DutyState, ItemState, State
from dys_social import work_evidence, work_investigations, work_issues, work_pulse, work_rows
from notifications.models import Mail, Stage
from notifications.states import MailState, ObligationState, StageState
from people.models import Delegation, RoleGrant, User
from people.roles import NEEDS_CONFIRMATION, Role
from policy.calendar import local_day
from policy.services import settings_now
from pulse_moderation.choices import Outcome
from pulse_moderation.models import Reconsideration
from pulse_moderation.services.queue import waiting as waiting_posts

MOST_ROWS = 100
RECENTLY = timedelta(days=30)
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
    evidence: list  # captured by this person, with something left to do
    issues: list  # of compliance, this person's or nobody's
    confidential: list  # of investigations: (kind, public id, due day)
    reports: list  # of violations: (kind, public id, due day)
    posts: list  # on Pulse, returned to this person
    owed: dict  # {public id of a record: what is owed about it}
    has_staff: bool
    has_caseload: bool
    decided: int  # of late, by this person
    read_on: date  # the day on which this person last said they had read the policy as it stands, or None
    read_by: date  # the day by which they are to say so again, or None before the clock has seen them
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
    around = work_rows.around(user, day=day)
    authorizations, notes = work_rows.authorizations_and_notes(
        user,
        around,
        day=day,
        soon=day + timedelta(days=settings["renewal_window_days"]),
        review_soon=day + NOTICE_OF,
        with_below=settings["allow_chain_decision"],
        most=MOST_ROWS,
    )
    delegations, renames = _delegations(around["delegation"]), _renames(around["rename"])
    confidential, numbers, reports = work_investigations.gather(user, day=day, most=MOST_ROWS)
    absent = frozenset(row.supervisor_id for row in delegations if row.delegate_id == user.pk)
    counts = _counts(user, at, day)
    decided, read_on, read_by = work_rows.facts(user, day=day, since=at - RECENTLY)
    reminded_of = [
        *renames,
        *(row for row in authorizations if row.reaffirm_due_on and user.supervises(row.employee)),
        *(note for note in notes if note.authorization.employee_id != user.pk),
    ]
    return Desk(
        user=user,
        at=at,
        standing=Standing(day=day, settings=settings, delegated_by=absent),
        delegations=delegations,
        authorizations=authorizations,
        renames=renames,
        notes=notes,
        evidence=work_evidence.unfinished(user, most=MOST_ROWS),
        issues=work_issues.read(counts.pop("waiting_issues", [])),
        confidential=confidential,
        reports=reports,
        posts=work_pulse.returned(around["returned"], most=MOST_ROWS),
        owed=work_rows.owed(reminded_of, day=day),
        has_staff=bool(around["staff"]),
        has_caseload=bool(around["caseload"]),
        decided=decided,
        read_on=read_on,
        read_by=read_by,
        counts=counts | numbers,
    )


def _delegations(ids):
    """Those from or to this person."""
    return list(Delegation.objects.filter(pk__in=ids).select_related("supervisor", "delegate")) if ids else []


def _renames(ids):
    """New account names to decide, the oldest first."""
    if not ids:
        return []
    people = ("authorization__employee", "authorization__youth", "account__platform")
    return list(AccountRename.objects.filter(pk__in=ids).select_related(*people).order_by("created_at")[:MOST_ROWS])


class HowMany(Subquery):
    """The number of rows of a queryset, as a column."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _counts(user, at, day):
    """The numbers of the desks this person's roles open, and the issues that wait for them, by one query."""
    numbers = {}
    if user.has_role(Role.LEGAL):
        numbers |= _numbers_of_legal(user, at)
    if user.has_role(Role.ADMIN):
        numbers |= _numbers_of_administrators(at, day)
    if user.has_role(Role.PULSE_MODERATOR):
        numbers |= _numbers_of_moderators(user, at)
    columns = {f"n_{name}": HowMany(rows.order_by().values("pk")) for name, rows in numbers.items()}
    issues = work_issues.waiting(user, most=MOST_ROWS)
    if issues is not None:
        columns["n_waiting_issues"] = issues
    if not columns:
        return {}
    found = User.objects.filter(pk=user.pk).annotate(**columns).values(*columns).get()
    return {name.removeprefix("n_"): value for name, value in found.items()}


def _numbers_of_legal(user, at):
    conflicts = HandleAttempt.objects.filter(outcome=HandleAttempt.Outcome.CONFLICT, attempted_at__gt=at - RECENTLY)
    to_confirm = RoleGrant.objects.filter(role__in=NEEDS_CONFIRMATION, confirmed_at=None, ended_at=None)
    return {
        "stopped": EvidenceItem.objects.filter(state=ItemState.GATED, duties__state=DutyState.OPEN)
        .exclude(captured_by=user)
        .distinct(),
        "issues": ComplianceIssue.objects.filter(state=ComplianceIssue.State.OPEN).exclude(employee=user),
        "conflicts": conflicts,
        "roles_to_confirm": to_confirm.exclude(person=user).exclude(granted_by=user),
    }


def _numbers_of_moderators(user, at):
    """What waits at the desk of Pulse; of many no more than a hundred is counted. Nobody counts their own."""
    items = waiting_posts(user)
    return {
        "posts": items[:MOST_ROWS],
        "posts_late": items.filter(due_at__lte=at)[:MOST_ROWS],
        "posts_again": Reconsideration.objects.filter(outcome=Outcome.ASKED).exclude(first_decider=user)[:MOST_ROWS],
    }


def _numbers_of_administrators(at, day):
    """The health of the portal, and counts of authorizations: an administrator sees no more of them (domain 4.4)."""
    late = Stage.objects.filter(state=StageState.DUE, fires_on__lt=day, obligation__state=ObligationState.OPEN)
    late = late.exclude(obligation__kind__startswith="confidential.")  # not even their number
    return {
        "without_supervisor": User.objects.working().filter(without_supervisor_since__isnull=False),
        "mail_failed": Mail.objects.filter(state__in=[MailState.FAILED, MailState.UNKNOWN]),
        "mail_stuck": Mail.objects.filter(state=MailState.PENDING, next_attempt_at__lt=at - STUCK),
        "reminders_late": late,
        "in_force": SupervisionAuthorization.objects.live(),
        "waiting": SupervisionAuthorization.objects.filter(state=State.SUBMITTED),
    }

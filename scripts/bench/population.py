"""A department to measure: 461 people, 2,010 youth, and as many authorizations as asked for.

The open work of one team stays the same at every size, made through the portal's own services; what grows is history
and the work of the other teams. Bulk rows are copies of one authorization in each state, also made through the
services, so that they stay valid as the model changes; their sealed values open.
"""

import io
import os
import uuid
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.db import connections, transaction

from authorizations.models import HandleClaim, JJEMSNote, Platform, SocialMediaAccount, SupervisionAuthorization
from authorizations.services import course, decisions, notes, requests
from authorizations.states import ENDED, LIVE, State
from notifications.models import Notice, Obligation, Stage
from people.models import Region, RoleGrant, User, Worksite, Youth
from people.models.youth import name_key
from people.roles import Role
from people.titles import EmploymentType, JobTitle, Unit, YouthStatus
from policy.calendar import local_day
from policy.services import acknowledge
from sealing.fields import Sealed
from tests.factories import authorizations as made

DIRECTORS, TEAMS, TEAM = 10, 50, 8
YOUTH_EACH = 5
OURS = 100  # the first rows belong to the measured team, so that its pages are full at every size
# Of a hundred rows: leave lasts half a year, so after five years a tenth is in force.
MIX = [
    (State.EXPIRED, 47), (State.CLOSED, 25), (State.REVOKED, 4), (State.DENIED, 6), (State.WITHDRAWN, 5),
    (State.ACTIVE, 9), (State.SUSPENDED, 1), (State.SUBMITTED, 1), (State.RETURNED, 1), (State.DRAFT, 1),
]  # fmt: skip
HISTORY = [state for state, share in MIX if state in ENDED for _ in range(share)]
EVERYTHING = [state for state, share in MIX for _ in range(share)]
REASON = "Nothing in the posts so far speaks against it; seen with the family at the last visit."


@dataclass
class Department:
    """The people whose pages are measured, and what the filling goes by."""

    caseworker: User
    supervisor: User
    director: User
    legal: User
    staff: list
    templates: dict
    accounts: dict
    youth: dict
    filled: int = 0

    @property
    def readers(self):
        return {
            "caseworker": self.caseworker,
            "supervisor": self.supervisor,
            "regional director": self.director,
            "Legal": self.legal,
        }


def found(at):
    """The department with its open work and no history. `fill` adds that."""
    legal, directors, supervisors, staff, sample = _people(at)
    youth = _youth(staff, sample)
    _open_work(staff, supervisors[0], youth, at)
    accounts = _accounts(staff)
    templates = _templates(sample, youth[sample.pk], at)
    for reader in (staff[0], supervisors[0], directors[0], legal):
        acknowledge(reader, kind="policy", at=at - timedelta(days=20))
    return Department(staff[0], supervisors[0], directors[0], legal, staff, templates, accounts, youth)


def _people(at):
    site = Worksite.objects.create(name="Harborview", region=Region.METRO, kind=Worksite.Kind.DISTRICT_OFFICE)
    numbers = iter(range(10_000))

    def add(count, last, title, supervisor_of):
        people = []
        for n in range(count):
            number = next(numbers)
            people.append(
                User(
                    username=f"bench{number}", password=make_password(None), employee_number=f"B{number:05}",
                    legal_first=f"Bench{n}", legal_last=last, work_email=f"bench{number}@dys.example",
                    employment_type=EmploymentType.STATE, job_title=title, unit=Unit.COMMUNITY, worksite=site,
                    reports_to=supervisor_of(n),
                )
            )  # fmt: skip
        return User.objects.bulk_create(people)

    (head,) = add(1, "Head", JobTitle.DEPUTY_COMMISSIONER, lambda n: None)
    directors = add(DIRECTORS, "Director", JobTitle.REGIONAL_DIRECTOR, lambda n: head)
    supervisors = add(TEAMS, "Supervisor", JobTitle.DISTRICT_MANAGER, lambda n: directors[n % DIRECTORS])
    staff = add(TEAMS * TEAM, "Caseworker", JobTitle.CASEWORKER, lambda n: supervisors[n // TEAM])
    (legal,) = add(1, "Counsel", JobTitle.ASSISTANT_GENERAL_COUNSEL, lambda n: head)
    (sample,) = add(1, "Sample", JobTitle.CASEWORKER, lambda n: directors[-1])
    RoleGrant.objects.create(person=legal, role=Role.LEGAL, granted_at=at, confirmed_at=at)
    return legal, directors, supervisors, staff, sample


def _youth(staff, sample):
    """{caseworker: their youth}"""
    rows = []
    for person in [*staff, sample, sample]:
        for _ in range(YOUTH_EACH):
            first, last = f"Koa{len(rows)}", "Benningfield"
            rows.append(
                Youth(
                    jjems_number=f"BENCH-{len(rows):06}", first=first, last=last, born_on="2010-05-04",
                    name_key=name_key(first, last), status=YouthStatus.COMMITTED_COMMUNITY, region=Region.METRO,
                    worksite=person.worksite, assigned_caseworker=person,
                )
            )  # fmt: skip
    by_caseworker = {}
    for row in Youth.objects.bulk_create(rows, batch_size=1000):
        by_caseworker.setdefault(row.assigned_caseworker_id, []).append(row)
    return by_caseworker


def _open_work(staff, supervisor, youth, at):
    """What stands on the desks of one team: a usual week."""
    caseworker, *colleagues = staff[:TEAM]
    mine = youth[caseworker.pk]
    before = at - timedelta(days=3)
    made.draft(caseworker, mine[0], at=at)
    made.submitted(caseworker, mine[1], at=before)
    for one in mine[2:4]:  # their JJEMS notes are still to be entered
        made.granted(caseworker, one, at=before)
    confirmed = made.granted(caseworker, mine[4], at=before)
    notes.confirm(
        confirmed.notes.get(), entered_on=local_day(before), jjems_reference="B-1", actor=caseworker, at=before
    )
    for colleague in colleagues[:4]:
        made.submitted(colleague, youth[colleague.pk][0], at=before)
    for colleague in colleagues[4:]:  # soon to end
        made.grant(
            made.submitted(colleague, youth[colleague.pk][0], at=before),
            by=supervisor, at=before, expires_on=local_day(at) + timedelta(days=20),
        )  # fmt: skip


def _accounts(staff):
    """{owner: account}; one each, for those who have none yet."""
    claimed_at = SocialMediaAccount.objects.latest("created_at").created_at
    owners = set(SocialMediaAccount.objects.values_list("owner", flat=True))
    platforms = list(Platform.objects.filter(is_other=False).order_by("pk")[:5])
    without = [person for person in staff if person.pk not in owners]
    claims = HandleClaim.objects.bulk_create(
        [HandleClaim(key=os.urandom(32), claimed_at=claimed_at) for _ in without], batch_size=1000
    )
    SocialMediaAccount.objects.bulk_create(
        SocialMediaAccount(
            owner=person, platform=platforms[n % 5], family=platforms[n % 5].family, claim=claim,
            handle_entered=f"@demo_{person.username}", handle=f"demo_{person.username}",
            display_name=person.full_name, kind="own_personal", created_at=claimed_at,
        )
        for n, (person, claim) in enumerate(zip(without, claims, strict=True))
    )  # fmt: skip
    return {account.owner_id: account for account in SocialMediaAccount.objects.select_related("platform")}


def _templates(sample, youth, at):
    """One authorization in each state: {state: its primary key}."""
    by = sample.reports_to
    long_ago = at - timedelta(days=300)
    rows = {
        State.DRAFT: made.draft(sample, youth[0], at=at),
        State.SUBMITTED: made.submitted(sample, youth[1], at=at),
        State.ACTIVE: made.granted(sample, youth[2], at=at),
        State.SUSPENDED: made.suspended(sample, youth[3], at=at),
        State.RETURNED: decisions.return_(
            made.submitted(sample, youth[4], at=at), actor=by, at=at, reason=REASON, signature=by.full_name
        ),
        State.DENIED: decisions.deny(
            made.submitted(sample, youth[5], at=at), actor=by, at=at, reason=REASON, signature=by.full_name
        ),
        State.WITHDRAWN: requests.withdraw(made.submitted(sample, youth[6], at=at), actor=sample, at=at),
        State.REVOKED: course.revoke(made.granted(sample, youth[7], at=at), reason=REASON, actor=by, at=at),
        State.CLOSED: course.close(
            made.granted(sample, youth[8], at=at), reason="purpose_achieved", actor=by, at=at
        ),
        State.EXPIRED: made.granted(sample, youth[9], at=long_ago),
    }  # fmt: skip
    course.expire_due(local_day(at), at=at)
    found_states = dict(SupervisionAuthorization.objects.filter(employee=sample).values_list("pk", "state"))
    assert {found_states[row.pk] for row in rows.values()} == {str(state) for state in rows}, found_states
    return {state: row.pk for state, row in rows.items()}


# History --------------------------------------------------------------------------------------------------------------
SEED = ["n", "state", "public_id", "number", "employee_id", "youth_id", "account_id", "platform_id", "supervisor_id",
        "age", "justification", "youth_accounts", "snapshot", "note_id", "note_text", "note_locked"]  # fmt: skip


def fill(department, total, at):
    """Bring the register to `total` rows of history, beside the open work and the templates, as the owner."""
    first, department.filled = department.filled, total
    text = io.StringIO()
    for n in range(first, total):
        text.write("\t".join(_seed(department, n)) + "\n")
    text.seek(0)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE seed (n int, state text, public_id uuid, number text, employee_id bigint,"
            " youth_id bigint, account_id bigint, platform_id bigint, supervisor_id bigint, age int,"
            " justification bytea, youth_accounts bytea, snapshot bytea, note_id uuid, note_text bytea,"
            " note_locked bytea)"
        )
        cursor.copy_expert(f"COPY seed ({', '.join(SEED)}) FROM STDIN", text)
        cursor.execute("CREATE TEMPORARY TABLE template AS SELECT * FROM unnest(%s::text[], %s::bigint[]) t(state, id)",
                       [[str(state) for state in department.templates], list(department.templates.values())])  # fmt: skip
        for statement in (_authorizations(), _notes(), *_reminders(), _notices()):
            cursor.execute(statement, {"at": at, "today": local_day(at)})
        cursor.execute("DROP TABLE seed, template")


def _seed(department, n):
    """One row: whose it is, how old, and its sealed values."""
    is_ours = n < OURS
    place = n % TEAM if is_ours and n >= 40 else 0 if is_ours else n % len(department.staff)
    employee = department.staff[place]
    state = (HISTORY if place < TEAM else EVERYTHING)[(n * 37) % len(HISTORY if place < TEAM else EVERYTHING)]
    account = department.accounts[employee.pk]
    youth = department.youth[employee.pk]
    public_id, note_id = uuid.uuid4(), uuid.uuid4()
    values = [
        n, state.value, public_id, f"SUP-2020-{n:06}", employee.pk, youth[n % len(youth)].pk, account.pk,
        account.platform_id, employee.reports_to_id, n % 1500,
        _sealed(SupervisionAuthorization, "justification", public_id, "Seen at the usual place after curfew, twice."),
        _sealed(SupervisionAuthorization, "youth_accounts", public_id, "demo_youth"),
        _sealed(SupervisionAuthorization, "snapshot", public_id, {"number": n}),
        note_id,
        _sealed(JJEMSNote, "text", note_id, "A note of the usual length. " * 8),
        _sealed(JJEMSNote, "locked", note_id, ["A", "B", "C"]),
    ]  # fmt: skip
    return [str(value) for value in values]


def _sealed(model, name, public_id, value):
    """The value as it stands in the row with this public id, in the form COPY reads."""
    field = model._meta.get_field(name)
    row = SimpleNamespace(public_id=public_id, **{field.attname: Sealed(plain=value)})
    return "\\\\x" + field.pre_save(row, add=True).hex()


def _columns(model):
    return [field.column for field in model._meta.local_concrete_fields if not field.primary_key]


def _copy(model, source, values):
    """INSERT ... SELECT of the template `t`, with some columns given by SQL instead."""
    columns = _columns(model)
    chosen = ", ".join(values.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {chosen} FROM {source}'


def _authorizations():
    live = ", ".join(f"'{state}'" for state in LIVE)
    when = f"(CASE WHEN s.state IN ({live}) THEN %(today)s::date + s.n %% 180 ELSE %(today)s::date - s.age - 1 END)"
    values = {
        "public_id": "s.public_id",
        "number": "CASE WHEN t.number IS NOT NULL THEN s.number END",
        "form_key": "NULL::uuid",
        "employee_id": "s.employee_id",
        "youth_id": "s.youth_id",
        "account_id": "CASE WHEN t.account_id IS NOT NULL THEN s.account_id END",
        "platform_id": "s.platform_id",
        "supervisor_at_submission_id": "CASE WHEN t.supervisor_at_submission_id IS NOT NULL THEN s.supervisor_id END",
        "decided_by_id": "CASE WHEN t.decided_by_id IS NOT NULL THEN s.supervisor_id END",
        "decided_at": "CASE WHEN t.decided_at IS NOT NULL THEN t.decided_at - s.age * interval '1 day' END",
        "created_at": "t.created_at - s.age * interval '1 day'",
        "updated_at": "t.updated_at - (s.age * interval '1 day' + s.n * interval '1 second')",
        "effective_from": f"CASE WHEN t.effective_from IS NOT NULL THEN {when} - 180 END",
        "expires_on": f"CASE WHEN t.expires_on IS NOT NULL THEN {when} END",
        "justification": "s.justification",
        "youth_accounts": "s.youth_accounts",
        "snapshot": "CASE WHEN t.snapshot IS NOT NULL THEN s.snapshot END",
    }
    table = SupervisionAuthorization._meta.db_table
    return _copy(SupervisionAuthorization, f"seed s JOIN template USING (state) JOIN {table} t USING (id)", values)


def _notes():
    """The note of every grant, entered; of some that are in force, still open."""
    table, of = JJEMSNote._meta.db_table, SupervisionAuthorization._meta.db_table
    is_open = "a.state = 'active' AND s.n %% 9 = 0"
    values = {
        "public_id": "s.note_id",
        "authorization_id": "a.id",
        "text": "s.note_text",
        "locked": "s.note_locked",
        "state": f"CASE WHEN {is_open} THEN 'generated' ELSE 'confirmed' END",
        "created_at": "a.decided_at",
        "due_on": f"CASE WHEN {is_open} THEN %(today)s::date - 4 + s.n %% 10 ELSE a.effective_from + 3 END",
        "entered_on": f"CASE WHEN {is_open} THEN NULL ELSE a.effective_from + 1 END",
        "entered_by_id": f"CASE WHEN {is_open} THEN NULL ELSE a.employee_id END",
        "confirmed_at": f"CASE WHEN {is_open} THEN NULL ELSE a.decided_at + interval '1 day' END",
    }
    one = f"(SELECT n.* FROM {table} n JOIN template ON n.authorization_id = template.id WHERE n.kind = 'initial' LIMIT 1)"
    source = f"seed s JOIN {of} a USING (public_id) CROSS JOIN {one} t WHERE a.snapshot IS NOT NULL"
    return _copy(JJEMSNote, source, values)


def _reminders():
    """An obligation with three stages for each request that waits and each leave that was given."""
    obligation, stage = Obligation._meta.db_table, Stage._meta.db_table
    of, label = SupervisionAuthorization._meta.db_table, SupervisionAuthorization._meta.label_lower
    yield f"""
        INSERT INTO {obligation} (public_id, kind, subject_label, subject_id, period, anchor_on, due_on, plan_from, state,
                                  opened_at, closed_at)
        SELECT gen_random_uuid(), CASE WHEN a.state = 'submitted' THEN 'supervision.decision' ELSE 'supervision.expiry' END,
               '{label}', a.public_id, 1, a.created_at::date, coalesce(a.expires_on, a.decide_by),
               a.created_at::date,
               CASE WHEN a.ended_at IS NULL THEN 'open' ELSE 'met' END, a.created_at, a.ended_at
        FROM seed s JOIN {of} a USING (public_id)
        WHERE a.state = 'submitted' OR a.snapshot IS NOT NULL"""
    yield f"""
        INSERT INTO {stage} (obligation_id, name, turn, fires_on, version, state, fired_at)
        SELECT o.id, 'stage-' || turn, 0, o.due_on - (30 - 10 * turn), 0,
               CASE WHEN o.state = 'met' THEN 'fired' ELSE 'suppressed' END, o.closed_at
        FROM seed s JOIN {obligation} o ON o.subject_id = s.public_id CROSS JOIN generate_series(1, 3) turn"""


def _notices():
    return f"""
        INSERT INTO {Notice._meta.db_table} (public_id, key, recipient_id, kind, title, url, is_urgent, created_at, read_at)
        SELECT gen_random_uuid(), 'bench:' || s.n, s.employee_id, 'supervision.granted', s.number || ' was granted',
               '/', false, %(at)s - s.age * interval '1 day', %(at)s
        FROM seed s"""

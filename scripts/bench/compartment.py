"""A compartment to measure: as many investigations as asked for, of all but one team of the department.

Rows are copies of one investigation in each state, made through the portal's own services, with what hangs on it. They
go in as the owner, to whom the walls open for a change of keys. What is sealed in a copy does not open: no list opens it.
"""

from datetime import timedelta

from django.db import connections, transaction

from authorizations.models import HandleClaim
from investigations.choices import Level
from investigations.models import (
    AccountRecord,
    CommunicationApproval,
    InvestigationAuthorization,
    InvestigationProfile,
    ReviewMeeting,
)
from investigations.services import course, decisions, profiles, requests
from investigations.states import ENDED, LIVE, State
from people.titles import JobTitle
from policy.calendar import local_day
from scripts.bench.population import TEAM
from tests.factories import investigations as made
from workflow.identity import acting_as, acting_as_system

# Of a hundred rows after some years: most are over, and a few wait for somebody.
MIX = [
    (State.EXPIRED, 38), (State.CLOSED, 24), (State.REVOKED, 4), (State.DENIED, 6), (State.WITHDRAWN, 6),
    (State.ACTIVE, 11), (State.SUSPENDED, 2), (State.SUBMITTED, 3), (State.SUPERVISOR_GRANTED, 2),
    (State.RETURNED, 2), (State.DRAFT, 2),
]  # fmt: skip
EVERYTHING = [state for state, share in MIX for _ in range(share)]
A = InvestigationAuthorization._meta.db_table
P = InvestigationProfile._meta.db_table


def fill(department, total, at):
    """Bring the compartment to `total` investigations beside the templates."""
    templates = [row.pk for row in _templates(department, at).values()]
    people = department.staff[:-TEAM]  # of the last team nobody ever has anything to do with any
    staff = [people[n % len(people)] for n in range(total)]
    rows = {
        "states": [EVERYTHING[n * 37 % len(EVERYTHING)].value for n in range(total)],
        "people": [person.pk for person in staff],
        "supervisors": [person.reports_to_id for person in staff],
        "templates": templates,
        "last": max(templates),
        "at": at,
        "today": local_day(at),
    }
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('dys.system', 'rotation', true)")
        for statement in _statements():
            cursor.execute(statement, rows)


# One in each state ------------------------------------------------------------------------------------------------------


def _templates(department, at):
    """{state: the measured caseworker's investigation in it}"""
    person = department.caseworker
    person.job_title = JobTitle.APPREHENSION_OFFICER
    person.save(update_fields=["job_title"])
    youth, by = department.youth[person.pk][0], person.reports_to
    rows = {State.EXPIRED: _with_all(department, at)}
    with acting_as_system("clock"):
        course.expire_due(rows[State.EXPIRED].expires_on + timedelta(days=1), at=at)
    rows[State.DRAFT] = made.draft(person, youth, at=at)
    for state in (State.SUBMITTED, State.RETURNED, State.DENIED, State.WITHDRAWN):
        rows[state] = made.submitted(person, youth, at=at)
    rows[State.SUPERVISOR_GRANTED] = made.granted(person, youth, at=at, level=Level.COVERT)
    for state in (State.ACTIVE, State.SUSPENDED, State.REVOKED, State.CLOSED):
        rows[state] = _with_all(department, at)
    with acting_as(by):
        decisions.return_(rows[State.RETURNED], reason="Say more.", actor=by, at=at)
        decisions.deny(rows[State.DENIED], reason="No need.", signature=by.full_name, actor=by, at=at)
        course.suspend(rows[State.SUSPENDED], reason="A doubt", actor=by, at=at)
        course.revoke(rows[State.REVOKED], reason="No need.", actor=by, at=at)
        course.close(rows[State.CLOSED], reason="purpose_achieved", actor=by, at=at)
    with acting_as(person):
        requests.withdraw(rows[State.WITHDRAWN], actor=person, at=at)
        for state in ENDED:
            _deactivate(rows[state], at)
    found = {state: made.fresh(row, person).state for state, row in rows.items()}
    assert found == {state: state.value for state, _share in MIX}, found
    return rows


def _with_all(department, at):
    """In force, with a profile and its record, a communication, a meeting that was held and one that is owed."""
    person = department.caseworker
    youth = department.youth[person.pk][0]
    leave = made.active(person, youth, at=at, counsel=department.legal, communication=True)
    profile = made.profile_in_use(leave, at=at, handle=f"demo_heron_{leave.pk}")
    made.approved_contact(profile, at=at)
    made.meeting_held(leave, at=at)
    return made.fresh(leave, person)


def _deactivate(authorization, at):
    profile = authorization.profiles.get()
    day = local_day(at)
    profiles.deactivate(profile, deactivated_on=day, note="Closed.", actor=authorization.investigator, at=at)


# Their copies -----------------------------------------------------------------------------------------------------------


def _copies(model, source, **values):
    """INSERT ... SELECT of the template `t`, with some columns given by SQL instead."""
    columns = [field.column for field in model._meta.local_concrete_fields if not field.primary_key]
    values = {"public_id": "gen_random_uuid()"} | values
    chosen = ", ".join(values.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {chosen} FROM {source}'


def _statements():
    yield _copies(
        InvestigationAuthorization,
        "unnest(%(states)s::text[], %(people)s::bigint[], %(supervisors)s::bigint[])"
        f" WITH ORDINALITY AS s(state, person, supervisor, n) JOIN {A} t ON t.state = s.state"
        " WHERE t.id = ANY (%(templates)s) ORDER BY s.n",
        number="CASE WHEN t.number IS NOT NULL THEN 'INV-2020-' || lpad(s.n::text, 6, '0') END",
        form_key="NULL::uuid",
        investigator_id="s.person",
        supervisor_at_submission_id="CASE WHEN t.supervisor_at_submission_id IS NOT NULL THEN s.supervisor END",
        decided_by_id="CASE WHEN t.decided_by_id IS NOT NULL THEN s.supervisor END",
        updated_at="%(at)s - s.n * interval '37 minutes'",
    )
    states = ", ".join(f"'{state}'" for state in (*LIVE, *ENDED))
    name = "sha256(a.public_id::text::bytea)"
    yield (
        f"INSERT INTO {HandleClaim._meta.db_table} (key, claimed_at)"
        f" SELECT {name}, %(at)s FROM {A} a WHERE a.id > %(last)s AND a.state IN ({states})"
    )
    yield _copies(
        InvestigationProfile,
        f"{_each(InvestigationProfile)} JOIN {HandleClaim._meta.db_table} claim ON claim.key = {name}",
        authorization_id="a.id",
        claim_id="claim.id",
        deactivated_by_id="CASE WHEN t.deactivated_by_id IS NOT NULL THEN a.investigator_id END",
        review_due_on="CASE WHEN t.deactivated_by_id IS NULL THEN %(today)s + (a.id %% 90)::int END",
    )
    own = f"JOIN {P} own ON own.authorization_id = a.id"
    yield _copies(
        AccountRecord,
        f"{A} a {own} JOIN {A} like_it ON like_it.state = a.state AND like_it.id = ANY (%(templates)s)"
        f" JOIN {P} theirs ON theirs.authorization_id = like_it.id"
        f" JOIN {AccountRecord._meta.db_table} t ON t.profile_id = theirs.id WHERE a.id > %(last)s",
        profile_id="own.id",
        acknowledged_by_id="CASE WHEN a.id %% 50 > 0 THEN a.decided_by_id END",
        acknowledged_at="CASE WHEN a.id %% 50 > 0 THEN t.generated_at END",
    )
    yield _copies(
        CommunicationApproval,
        f"{_each(CommunicationApproval)} {own}",
        authorization_id="a.id",
        profile_id="own.id",
        requested_by_id="a.investigator_id",
        decided_by_id="a.decided_by_id",
    )
    yield _copies(
        ReviewMeeting,
        _each(ReviewMeeting),
        authorization_id="a.id",
        due_on="CASE WHEN t.held_at IS NULL THEN %(today)s + (a.id %% 30)::int ELSE t.due_on END",
    )


def _each(model):
    """Each copied investigation `a` with the rows `t` that hang on its template."""
    return (
        f"{A} a JOIN {A} like_it ON like_it.state = a.state AND like_it.id = ANY (%(templates)s) AND a.id > %(last)s"
        f" JOIN {model._meta.db_table} t ON t.authorization_id = like_it.id"
    )

"""A compartment to measure: as many investigations as asked for, of all but one team of the department.

Rows are copies of one investigation in each state, made through the portal's own services, and go in as the owner, to
whom the walls open for a change of keys only. Their sealed values open.
"""

import os
import uuid
from collections import defaultdict
from datetime import timedelta

from django.db import connections, transaction

from authorizations.models import HandleClaim
from investigations.choices import Level
from investigations.models import (
    CommunicationApproval,
    InvestigationAuthorization,
    InvestigationProfile,
    ReviewMeeting,
)
from investigations.services import course, decisions, requests
from investigations.states import OWED, State
from people.titles import JobTitle
from policy.calendar import local_day
from scripts.bench.population import TEAM
from tests.factories import investigations as made
from workflow.identity import acting_as, acting_as_system

BATCH = 2_000
# Of a hundred rows after some years: most are over, and a few wait for somebody.
MIX = [
    (State.EXPIRED, 38), (State.CLOSED, 24), (State.REVOKED, 4), (State.DENIED, 6), (State.WITHDRAWN, 6),
    (State.ACTIVE, 11), (State.SUSPENDED, 2), (State.SUBMITTED, 3), (State.SUPERVISOR_GRANTED, 2),
    (State.RETURNED, 2), (State.DRAFT, 2),
]  # fmt: skip
EVERYTHING = [state for state, share in MIX for _ in range(share)]
CHILDREN = (InvestigationProfile, CommunicationApproval, ReviewMeeting)
MINUTES = timedelta(minutes=37)  # between two changes


def investigators(department):
    """All but the last team, of whom nobody ever has anything to do with any."""
    return department.staff[:-TEAM]


def templates(department, at):
    """{state: one investigation in it}, of the measured caseworker, with what hangs on it."""
    person, counsel = department.caseworker, department.legal
    person.job_title = JobTitle.APPREHENSION_OFFICER
    person.save(update_fields=["job_title"])
    youth, by = department.youth[person.pk][0], person.reports_to
    rows = {State.EXPIRED: _with_all(department, at)}
    with acting_as_system("clock"):
        course.expire_due(local_day(at) + timedelta(days=made.VALID_DAYS + 1), at=at)
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
    rows = {state: made.fresh(row, person) for state, row in rows.items()}
    assert {state: row.state for state, row in rows.items()} == {state: state.value for state in rows}
    assert counsel.pk != by.pk
    return rows


def _with_all(department, at):
    """In force, with a profile, a communication, a meeting that was held and one that is owed."""
    person = department.caseworker
    youth = department.youth[person.pk][0]
    leave = made.active(person, youth, at=at, counsel=department.legal, communication=True)
    profile = made.profile_in_use(leave, at=at, handle=f"demo_{uuid.uuid4().hex[:12]}")
    made.approved_contact(profile, at=at)
    made.meeting_held(leave, at=at)
    return made.fresh(leave, person)


def fill(department, total, at):
    """Bring the compartment to `total` investigations beside the templates."""
    models = templates(department, at)
    hanging = {state: _hanging_on(row) for state, row in models.items()}
    people = investigators(department)
    for first in range(0, total, BATCH):
        numbers = range(first, min(first + BATCH, total))
        rows = [_row(models[_state(n)], n, people[n % len(people)], at) for n in numbers]
        with transaction.atomic(using="owner"):
            with connections["owner"].cursor() as cursor:
                cursor.execute("SELECT set_config('dys.system', 'rotation', true)")
            _add(rows)
            _hang(rows, hanging)


def _state(n):
    return EVERYTHING[(n * 37) % len(EVERYTHING)]


def _row(template, n, person, at):
    values = {"number": f"INV-2020-{n:06}" if template.number else None, "form_key": None}
    values |= {"investigator_id": person.pk, "updated_at": at - n * MINUTES}
    for name in ("supervisor_at_submission_id", "decided_by_id"):
        values[name] = person.reports_to_id if getattr(template, name) else None
    return _copy(template, **values)


def _copy(row, **values):
    """Another row like this one; what is sealed in it is sealed for the new one."""
    fields = [field for field in row._meta.local_concrete_fields if not field.primary_key]
    kept = {field.attname: getattr(row, field.attname) for field in fields}
    return type(row)(**{**kept, "public_id": uuid.uuid4(), **values})


def _hanging_on(row):
    with acting_as(row.investigator):
        return {model: list(model.objects.filter(authorization=row)) for model in CHILDREN}


def _hang(rows, hanging):
    """Copies of the profile, the communication and the meetings of each row's template."""
    profiles, found = {}, defaultdict(list)
    claims = iter(_claims(sum(len(hanging[row.state][InvestigationProfile]) for row in rows), rows[0].updated_at))
    for row in rows:
        for profile in hanging[row.state][InvestigationProfile]:
            profiles[row.pk] = _copy(profile, authorization_id=row.pk, claim_id=next(claims).pk)
    _add(list(profiles.values()))
    for row in rows:
        of_row = hanging[row.state]
        for contact in of_row[CommunicationApproval]:
            found["contacts"].append(
                _copy(
                    contact,
                    authorization_id=row.pk,
                    profile_id=profiles[row.pk].pk,
                    requested_by_id=row.investigator_id,
                )
            )
        for meeting in of_row[ReviewMeeting]:
            due_on = local_day(row.updated_at) + timedelta(days=30)
            found["meetings"].append(
                _copy(meeting, authorization_id=row.pk, due_on=due_on if meeting.state in OWED else meeting.due_on)
            )
    for copies in found.values():
        _add(copies)


def _claims(count, at):
    rows = [HandleClaim(key=os.urandom(32), claimed_at=at) for _ in range(count)]
    return HandleClaim.objects.using("owner").bulk_create(rows)


def _add(rows):
    if rows:
        type(rows[0]).objects.using("owner").bulk_create(rows)


def count():
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('dys.system', 'rotation', true)")
        return InvestigationAuthorization.objects.using("owner").count()

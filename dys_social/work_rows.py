"""The rows of "my work", read by SQL written out.

Putting these queries together anew for each page took the ORM several times as long as the database took to answer
them. What comes back are the models all the same, with the columns the page shows; a column not named here is read by a
query of its own when somebody asks for it, which the test of the number of queries would notice.
"""

import json
from dataclasses import dataclass
from datetime import date

from django.db import connection

from authorizations.models import JJEMSNote, Platform, SupervisionAuthorization
from authorizations.states import LIVE, OPEN, OPEN_NOTE, OWED_REVIEW, State
from notifications.services import from_row
from people.models import User, Youth

# In the order of the models' fields, as from_db() takes them.
RECORD = ["id", "public_id", "number", "state", "employee_id", "youth_id", "platform_id", "other_site"]
SITE = ["id", "name", "is_other"]

# Who and what stands around a person: whom they decide for (in their own name or for somebody absent), the people below
# those, their caseload, new account names to decide, their posts that came back, and delegations from or to them.
AROUND = """
WITH delegation AS (
    SELECT d.id, d.supervisor_id, d.delegate_id FROM people_delegation d JOIN people_user s ON s.id = d.supervisor_id
    WHERE d.ended_at IS NULL AND d.from_on <= %(day)s AND d.to_on >= %(day)s
        AND (d.supervisor_id = %(me)s OR d.delegate_id = %(me)s AND s.is_active)
), staff AS (
    SELECT id FROM people_user WHERE id <> %(me)s AND (
        reports_to_id = %(me)s OR reports_to_id IN (SELECT supervisor_id FROM delegation WHERE delegate_id = %(me)s))
)
SELECT id, 'staff' FROM staff
UNION ALL
SELECT p.id, 'below' FROM people_user p JOIN people_user s ON s.id = p.reports_to_id
    WHERE s.reports_to_id = %(me)s AND p.id <> %(me)s
UNION ALL
SELECT p.id, 'below' FROM people_user p WHERE p.reports_to_id IS NULL AND p.id <> %(me)s AND EXISTS (
    SELECT FROM authorizations_supervisionauthorization a JOIN people_user s ON s.id = a.supervisor_at_submission_id
    WHERE a.employee_id = p.id AND a.state = %(submitted)s AND s.reports_to_id = %(me)s)
UNION ALL
SELECT id, 'caseload' FROM people_youth WHERE assigned_caseworker_id = %(me)s
UNION ALL
SELECT r.id, 'rename' FROM authorizations_accountrename r
    JOIN authorizations_supervisionauthorization a ON a.id = r.authorization_id
    WHERE r.state = 'asked' AND a.employee_id IN (SELECT id FROM staff)
UNION ALL
SELECT id, 'returned' FROM pulse_moderation_post WHERE author_id = %(me)s AND state = 'returned'
UNION ALL
SELECT id, 'delegation' FROM delegation
"""
# How many they decided of late, when they last said they had read the policy as it stands, and when to say it again.
FACTS = """
SELECT
    (SELECT count(*) FROM authorizations_supervisionauthorization WHERE decided_by_id = %(me)s AND decided_at > %(since)s),
    (SELECT max(k."on") FROM policy_acknowledgement k WHERE k.person_id = %(me)s AND k.wording_id = (
        SELECT id FROM policy_wording WHERE kind = 'policy' AND effective_on <= %(day)s ORDER BY version DESC LIMIT 1)),
    (SELECT due_on FROM notifications_obligation WHERE kind = 'policy.acknowledgement' AND state = 'open'
        AND subject_label = 'people.user' AND subject_id = %(person)s ORDER BY period DESC LIMIT 1)
"""
# Theirs; of their staff: to decide, ending soon, to be re-affirmed, to be reviewed, at rest for a leave; of the people
# below those: to decide, once the supervisor is late or gone; in force for youth of their caseload. What waits for a
# decision comes first, so that no limit cuts it off.
AUTHORIZATIONS = """
SELECT a.id, a.public_id, a.number, a.state, a.submitted_at, a.decide_by, a.expires_on, a.reaffirm_due_on,
    a.suspended_because, a.renews_id, a.viewer_answer, a.privacy_checked_on, a.other_site, a.employee_id, a.youth_id,
    a.platform_id, a.decided_by_id, a.supervisor_at_submission_id, p.name AS site, p.is_other AS is_other_site,
    v.public_id AS review_id, v.due_on AS review_due_on, v.signed_at AS review_signed_at,
    v.dispute IS NOT NULL AS review_is_disputed,
    (SELECT r.state FROM authorizations_supervisionauthorization r
        WHERE r.renews_id = a.id AND r.state = ANY(%(open)s) LIMIT 1) AS renewal_state,
    EXISTS (SELECT FROM authorizations_complianceissue i
        WHERE i.authorization_id = a.id AND i.state = 'open') AS waits_for_legal
FROM authorizations_supervisionauthorization a LEFT JOIN authorizations_platform p ON p.id = a.platform_id
    LEFT JOIN authorizations_supervisionreview v ON v.authorization_id = a.id AND v.state = ANY(%(owed)s)
WHERE a.state = ANY(%(open)s) AND (
    a.employee_id = %(me)s
    OR a.employee_id = ANY(%(staff)s::bigint[]) AND (a.state = %(submitted)s OR a.state = ANY(%(live)s) AND (
        a.expires_on <= %(soon)s OR a.reaffirm_due_on IS NOT NULL OR v.due_on <= %(review_soon)s OR v.dispute IS NOT NULL
        OR a.state = %(suspended)s AND a.suspended_because = 'leave'))
    OR a.employee_id = ANY(%(below)s::bigint[]) AND a.state = %(submitted)s AND (
        a.decide_by < %(day)s OR NOT EXISTS (
            SELECT FROM people_user e JOIN people_user s ON s.id = e.reports_to_id
            WHERE e.id = a.employee_id AND s.is_active AND s.employment_status <> 'separated'))
    OR a.youth_id = ANY(%(caseload)s::bigint[]) AND a.state = ANY(%(live)s))
ORDER BY a.state <> %(submitted)s, a.submitted_at, a.id LIMIT %(most)s
"""
# One's own, and the late ones of one's staff and of the people below them.
NOTES = """
SELECT n.id, n.public_id, n.kind, n.due_on, n.state, n.authorization_id, a.id AS a_id, a.public_id AS a_public_id,
    a.number AS a_number, a.state AS a_state, a.other_site AS a_other_site, a.employee_id AS a_employee_id,
    a.youth_id AS a_youth_id, a.platform_id AS a_platform_id, p.name AS site, p.is_other AS is_other_site
FROM authorizations_jjemsnote n JOIN authorizations_supervisionauthorization a ON a.id = n.authorization_id
    JOIN authorizations_platform p ON p.id = a.platform_id
WHERE n.state = ANY(%(open_notes)s) AND (
    a.employee_id = %(me)s OR n.due_on < %(day)s AND a.employee_id = ANY(%(staff)s::bigint[] || %(below)s::bigint[]))
ORDER BY n.due_on, n.id LIMIT %(most)s
"""
# These people, and everybody above them.
LINES = """
WITH RECURSIVE line(id) AS (
    SELECT unnest(%(people)s::bigint[]) UNION
    SELECT p.reports_to_id FROM people_user p JOIN line USING (id) WHERE p.reports_to_id IS NOT NULL
)
SELECT id, public_id, legal_first, legal_last, preferred_name, reports_to_id, is_active, employment_status
FROM people_user WHERE id IN (SELECT id FROM line)
"""
YOUTH = """
SELECT id, public_id, first, last, jjems_number, assigned_caseworker_id FROM people_youth
WHERE id = ANY(%(youth)s::bigint[])
"""

# Every open obligation about these records, with the ladder in force.
OWED = """
SELECT o.subject_id, o.kind, o.anchor_on, o.due_on,
    (SELECT count(*) FROM notifications_stage s WHERE s.obligation_id = o.id AND s.state = 'fired'),
    EXISTS (SELECT FROM notifications_stage s WHERE s.obligation_id = o.id AND s.state = 'due'),
    v.number, v.stages, v.effective_on
FROM notifications_obligation o LEFT JOIN LATERAL (
    SELECT number, stages, effective_on FROM notifications_ladderversion l
    WHERE l.kind = o.kind AND l.effective_on <= %(day)s ORDER BY number DESC LIMIT 1
) AS v ON true
WHERE o.subject_id = ANY(%(records)s::uuid[]) AND o.state = 'open' ORDER BY o.due_on, o.id
"""


@dataclass(frozen=True)
class Owed:
    """An open obligation: how often it was reminded of, and on which day it is next, if nothing is done."""

    kind: str
    anchor_on: date
    due_on: date
    asked: int
    next_on: date | None


def around(user, *, day):
    """{part: ids}, see AROUND."""
    found = {part: [] for part in ("staff", "below", "caseload", "rename", "returned", "delegation")}
    with connection.cursor() as cursor:
        cursor.execute(AROUND, {"me": user.pk, "day": day, "submitted": State.SUBMITTED.value})
        for pk, part in cursor.fetchall():
            found[part].append(pk)
    return found


def facts(user, *, day, since):
    """(how many this person decided since then, the day they last read the policy, the day to do so by); days or None."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"me": user.pk, "person": str(user.public_id), "day": day, "since": since})
        return cursor.fetchone()


def owed(records, *, day):
    """{public id of a record: what is owed about it, the earliest first}"""
    found = {}
    if records:
        with connection.cursor() as cursor:
            cursor.execute(OWED, {"records": [str(record.public_id) for record in records], "day": day})
            for subject_id, kind, anchor_on, due_on, asked, is_due, number, stages, effective_on in cursor.fetchall():
                ladder = from_row(kind, number, stages and json.loads(stages), effective_on)
                rung = ladder.next_rung(due_on, day)
                next_on = day if is_due else rung and rung.day
                found.setdefault(subject_id, []).append(Owed(kind, anchor_on, due_on, asked, next_on))
    return found


def authorizations_and_notes(user, around, *, day, soon, review_soon, with_below, most):
    """What is open and concerns this person, and the notes to enter, with the people, youth and sites they name."""
    parameters = {
        "me": user.pk,
        "staff": around["staff"],
        "below": around["below"],
        "caseload": around["caseload"],
        "day": day,
        "soon": soon,
        "review_soon": review_soon,
        "owed": [str(state) for state in OWED_REVIEW],
        "open": [str(state) for state in OPEN],
        "open_notes": [str(state) for state in OPEN_NOTE],
        "live": [str(state) for state in LIVE],
        "submitted": State.SUBMITTED.value,
        "suspended": State.SUSPENDED.value,
        "most": most,
    }
    notes = list(JJEMSNote.objects.raw(NOTES, parameters))
    parameters["below"] = around["below"] if with_below else []
    rows = list(SupervisionAuthorization.objects.raw(AUTHORIZATIONS, parameters))
    for row in rows:
        row.platform = _site(row.platform_id, row) if row.platform_id else None
    for note in notes:
        note.authorization = SupervisionAuthorization.from_db(
            None, RECORD, [getattr(note, f"a_{name}") for name in RECORD]
        )
        note.authorization.platform = _site(note.a_platform_id, note)
    _name(user, [*rows, *(note.authorization for note in notes)], rows)
    return rows, notes


def _site(pk, row):
    return Platform.from_db(None, SITE, [pk, row.site, row.is_other_site])


def _name(user, records, rows):
    """Set the people and youth of each record, everybody read once."""
    ids = {row.employee_id for row in records}
    ids |= {pk for row in rows for pk in (row.decided_by_id, row.supervisor_at_submission_id) if pk}
    people = {person.pk: person for person in User.objects.raw(LINES, {"people": [user.pk, *ids]})}
    for person in people.values():
        person.reports_to = people.get(person.reports_to_id)
    wanted = {row.youth_id for row in records if row.youth_id}
    youth = {one.pk: one for one in Youth.objects.raw(YOUTH, {"youth": list(wanted)})} if wanted else {}
    for row in records:
        row.employee, row.youth = people[row.employee_id], youth.get(row.youth_id)
    for row in rows:
        row.decided_by = people.get(row.decided_by_id)
        row.supervisor_at_submission = people.get(row.supervisor_at_submission_id)
    user.reports_to = people.get(user.reports_to_id)

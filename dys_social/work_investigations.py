"""What "my work" says of investigations: neutral words, no number, no name, no site (look A1, rule 20).

Read in one transaction in which the database knows who reads; whoever has nothing to do with any gets no row.
"""

import json

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dys_social import work_violations
from dys_social import work_words as say
from people.roles import Role
from workflow.identity import acting_as

# Asked first, since the page is everybody's and nearly nobody has any: each further table comes with its walls. Whom it may
# concern is oneself, one's staff, and those of whom one acts for with the Legal Unit's confirmation.
KNOWN = """
WITH concerned AS MATERIALIZED (SELECT ARRAY(
    SELECT %(me)s::bigint UNION ALL SELECT id FROM people_user WHERE id <> %(me)s
        AND (reports_to_id = %(me)s OR reports_to_id IN (
            SELECT d.supervisor_id FROM people_delegation d
            JOIN investigations_confirmeddelegate c ON c.delegation_id = d.id
            WHERE d.delegate_id = %(me)s AND d.ended_at IS NULL AND %(day)s BETWEEN d.from_on AND d.to_on))
) AS people)
SELECT people, EXISTS (SELECT FROM investigations_investigationauthorization WHERE investigator_id = ANY (people)),
    EXISTS (SELECT FROM investigations_assignment WHERE person_id = %(me)s AND ended_at IS NULL)
    OR EXISTS (SELECT FROM investigations_designation
        WHERE designee_id = %(me)s AND revoked_at IS NULL AND %(day)s BETWEEN from_on AND to_on)
    OR (%(is_legal)s AND EXISTS (SELECT FROM investigations_investigationauthorization)),
    (SELECT coalesce(jsonb_agg(mine), '[]') FROM (OF_REPORTS) mine)
FROM concerned
""".replace("OF_REPORTS", work_violations.MINE)  # nosec B608
DUE = """
WITH leave AS (
    SELECT id, public_id, state, decide_by, investigator_id = %(me)s AS is_mine
    FROM investigations_investigationauthorization WHERE investigator_id = ANY (%(people)s)
), due AS (
    SELECT CASE WHEN is_mine THEN 'change' ELSE 'decide' END AS kind, public_id, decide_by AS due_on FROM leave
        WHERE state = CASE WHEN is_mine THEN 'returned' ELSE 'submitted' END
    UNION ALL SELECT 'contact', c.public_id, c.decide_by FROM investigations_communicationapproval c
        JOIN leave ON leave.id = c.authorization_id WHERE c.state = 'requested' AND NOT is_mine
    UNION ALL SELECT CASE WHEN m.signed_at IS NOT NULL AND m.dispute IS NULL THEN 'acknowledge'
            WHEN is_mine THEN 'meet' ELSE 'hold' END, m.public_id, m.due_on
        FROM investigations_reviewmeeting m JOIN leave ON leave.id = m.authorization_id
        WHERE m.state IN ('scheduled', 'due_soon', 'due', 'overdue', 'escalated')
            AND CASE WHEN m.signed_at IS NOT NULL AND m.dispute IS NULL THEN is_mine ELSE m.due_on <= %(day)s + 7 END
    UNION ALL SELECT CASE p.state WHEN 'granted' THEN 'record' ELSE 'deactivate' END, p.public_id,
            CASE p.state WHEN 'granted' THEN p.record_by ELSE p.deactivate_by END
        FROM investigations_investigationprofile p JOIN leave ON leave.id = p.authorization_id
        WHERE p.state IN ('granted', 'to_deactivate', 'compromised')
            AND (p.state <> 'granted' OR (is_mine AND leave.state = 'active'))
    UNION ALL SELECT 'held', p.public_id, (r.generated_at AT TIME ZONE 'America/New_York')::date
        FROM investigations_accountrecord r JOIN investigations_investigationprofile p ON p.id = r.profile_id
        JOIN leave ON leave.id = p.authorization_id WHERE r.acknowledged_at IS NULL AND NOT is_mine
)
(SELECT kind, public_id, due_on, 0 FROM due ORDER BY due_on LIMIT %(most)s)
"""
# How much waits for the Legal Unit, and which issues are the reader's or nobody's, without what concerns the reader.
OF_LEGAL = """
SELECT 'concurrence', NULL::uuid, NULL::date, count(*) FROM investigations_investigationauthorization a
    JOIN people_user i ON i.id = a.investigator_id
    WHERE a.state = 'supervisor_granted' AND (NOT a.is_escalated OR %(is_head)s)
        AND %(me)s NOT IN (a.investigator_id, a.decided_by_id, coalesce(i.reports_to_id, 0))
UNION ALL SELECT 'reviews', NULL, NULL, count(*) FROM investigations_investigationprofile p
    JOIN investigations_investigationauthorization a ON a.id = p.authorization_id
    JOIN people_user i ON i.id = a.investigator_id
    WHERE p.review_due_on IS NOT NULL
        AND %(me)s NOT IN (a.investigator_id, a.decided_by_id, coalesce(i.reports_to_id, 0))
UNION ALL SELECT 'missed', NULL, NULL, count(*) FROM investigations_reviewmeeting WHERE state = 'escalated'
UNION ALL SELECT 'confidential_issues', NULL, NULL, count(*) FROM investigations_confidentialissue c
    JOIN investigations_investigationauthorization a ON a.id = c.authorization_id
    WHERE c.state = 'open' AND %(me)s NOT IN (c.person_id, a.investigator_id)
UNION ALL (SELECT CASE WHEN c.owner_id IS NULL THEN 'free_issue' ELSE 'issue' END, c.public_id, c.due_on, 0
    FROM investigations_confidentialissue c JOIN investigations_investigationauthorization a ON a.id = c.authorization_id
    WHERE c.state = 'open' AND %(me)s NOT IN (c.person_id, a.investigator_id) AND coalesce(c.owner_id, %(me)s) = %(me)s
    ORDER BY c.due_on LIMIT %(most)s)
UNION ALL SELECT 'advice', NULL, NULL, count(*) FROM investigations_communicationapproval
    WHERE state = 'requested' AND advised_at IS NULL AND methods @> '["send_request"]'
        AND requested_by_id <> %(me)s
"""
OF_AGREEING = """
SELECT 'emergencies', NULL, NULL, count(*) FROM investigations_emergencyaccess
    WHERE state = 'asked' AND asked_by_id <> %(me)s
"""

# kind: (page, words, what happens if nothing is done)
WORDS = {
    "decide": (
        "investigation_detail",
        gettext_lazy("Confidential request to decide"),
        gettext_lazy("Nothing may begin. You are asked again every business day."),
    ),
    "change": (
        "investigation_detail",
        gettext_lazy("Confidential request, returned to you"),
        gettext_lazy("It stays as it is, and nothing may begin."),
    ),
    "contact": (
        "communication_detail",
        gettext_lazy("Confidential request to decide"),
        gettext_lazy("No communication may begin. You are asked again every business day."),
    ),
    "hold": (
        "meeting_hold",
        gettext_lazy("Confidential review meeting: hold it and record it"),
        gettext_lazy("Both of you are asked again; then the Legal Unit is told."),
    ),
    "meet": (
        "meeting_detail",
        gettext_lazy("Confidential review meeting with your supervisor"),
        gettext_lazy("Both of you are asked again; then the Legal Unit is told."),
    ),
    "acknowledge": (
        "meeting_detail",
        gettext_lazy("Confidential review meeting: acknowledge it"),
        gettext_lazy("It does not count as held."),
    ),
    "record": (
        "profile_record",
        gettext_lazy("Confidential record to complete"),
        gettext_lazy("The record stays incomplete, and you are asked every business day."),
    ),
    "held": (
        "profile_detail",
        gettext_lazy("Confidential record for you to hold"),
        gettext_lazy("Nobody has said that it is held. You are asked every business day."),
    ),
    "issue": (
        "confidential_issue",
        gettext_lazy("Confidential compliance issue that you have"),
        gettext_lazy("You are asked every business day; after five the General Counsel is told too."),
    ),
    "free_issue": (
        "confidential_issue",
        gettext_lazy("Confidential compliance issue that nobody has yet"),
        gettext_lazy("The Legal Unit is asked every business day; after five the General Counsel is told too."),
    ),
    "deactivate": (
        "profile_detail",
        gettext_lazy("Confidential account to close"),
        gettext_lazy("You are asked every business day; then the Legal Unit is told."),
    ),
}


def gather(user, *, day, most):
    """(what is due for this person, numbers for the Legal Unit's and the agreeing persons' desks, what waits of reports):
    all that is confidential, by two statements.
    """
    values = {
        "me": user.pk,
        "day": day,
        "most": most,
        "is_legal": user.has_role(Role.LEGAL, Role.GENERAL_COUNSEL),
        "is_head": user.has_role(Role.GENERAL_COUNSEL),
    }
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute(KNOWN, values)
        values["people"], has_some, knows, mine = cursor.fetchone()
        mine = json.loads(mine)
        asked = [DUE] if has_some else []
        if work_violations.has_reports(mine):
            asked.append(work_violations.REPORTS)
            values |= work_violations.values_of(user, mine)
        asked += [OF_LEGAL] if values["is_legal"] else []
        asked += [OF_AGREEING] if user.has_role(Role.GENERAL_COUNSEL, Role.COMMISSIONER_DESIGNEE) else []
        rows = _all_of(cursor, asked, values)
    due = [(kind, public_id, due_on) for kind, public_id, due_on, _n in rows if public_id is not None]
    numbers = {kind: n for kind, public_id, _due_on, n in rows if public_id is None}
    reports = [row for row in due if row[0] in work_violations.WORDS] + work_violations.own(mine)
    due = [row for row in due if row[0] not in work_violations.WORDS]
    return due, numbers | {"known": has_some or knows}, reports


def _all_of(cursor, asked, values):
    if not asked:
        return []
    cursor.execute(" UNION ALL ".join(asked), values)
    return cursor.fetchall()


def due_items(rows, day):
    """Items of due_list.html."""
    return [_item(kind, public_id, on, day) for kind, public_id, on in rows]


def _item(kind, public_id, on, day):
    page, words, nothing = WORDS[kind]
    return {
        "thing": f"{kind}:{public_id}",
        "on": on or day,
        "status": say.coming(on or day, day),
        "title": str(words),
        "url": reverse(page, args=[public_id]),
        "clause": "B.3.b" if kind in ("hold", "meet", "acknowledge") else "B.3.a",
        "nothing": str(nothing),
    }


def entries(numbers):
    """Items of the Legal Unit's desk: counts and where to go."""
    found = [
        (numbers.get("concurrence"), "?show=waiting", "investigation_list",
         lambda n: ngettext("confidential request waits for the Legal Unit",
                            "confidential requests wait for the Legal Unit", n),
         _("They are not in force.")),
        (numbers.get("reviews"), "", "profile_desk",
         lambda n: ngettext("confidential profile is to be reviewed",
                            "confidential profiles are to be reviewed", n),
         _("You are asked again every business day once it is due.")),
        (numbers.get("missed"), "?show=in_force", "investigation_list",
         lambda n: ngettext("confidential review meeting was not held in time",
                            "confidential review meetings were not held in time", n),
         _("The General Counsel is told.")),
        (numbers.get("confidential_issues"), "", "confidential_issue_list",
         lambda n: ngettext("confidential compliance issue waits", "confidential compliance issues wait", n),
         _("It stays open.")),
        (numbers.get("advice"), "?show=in_force", "investigation_list",
         lambda n: ngettext("confidential request waits for legal advice",
                            "confidential requests wait for legal advice", n),
         _("The supervisor cannot approve it.")),
        (numbers.get("emergencies"), "", "emergency_list",
         lambda n: ngettext("request for emergency access waits for your answer",
                            "requests for emergency access wait for your answer", n),
         _("Nobody gets in.")),
    ]  # fmt: skip
    return [
        {
            "title": f"{say.capital(say.in_words(n))} {words(n)}",
            "url": reverse(name) + query,
            "nothing": nothing,
        }
        for n, query, name, words, nothing in found
        if n
    ]

"""What "my work" says of violation reports: neutral words, no number, no name, no clause (design §4.10).

Read in one transaction in which the database knows who reads: whoever is walled off gets no row, and a reporter none of
what they reported themselves.
"""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy

from dys_social import work_words as say
from violations.models.marks import mark_of

# Asked first, since the page is everybody's and nearly nobody has any: reports themselves come only with a pool or an
# assignment.
MINE = """
SELECT 'offered' AS kind, a.report_id AS report, NULL::date AS on_day, NULL::uuid AS public_id
    FROM violations_assignment a WHERE a.person_id = %(me)s AND a.ended_at IS NULL AND a.accepted_at IS NULL
UNION ALL SELECT 'accepted', a.report_id, NULL, NULL
    FROM violations_assignment a WHERE a.person_id = %(me)s AND a.ended_at IS NULL AND a.accepted_at IS NOT NULL
UNION ALL SELECT 'notice', NULL, h.answer_by, h.public_id FROM violations_hearing h
    WHERE h.person_id = %(me)s AND h.answered_at IS NULL AND h.waived_at IS NULL AND h.answer_by >= %(day)s
UNION ALL SELECT 'instruction', NULL, (s.at AT TIME ZONE 'America/New_York')::date, s.public_id FROM violations_safety s
    WHERE s.manager_id = %(me)s AND s.seen_at IS NULL
UNION ALL SELECT 'pool', NULL, NULL, NULL WHERE cardinality(violations_pools()) > 0
"""
REPORTS = """
(WITH known AS MATERIALIZED (
    SELECT id, public_id, state, handler_id FROM violations_report
    WHERE state NOT IN ('closed', 'dismissed', 'duplicate') AND reporter_mark IS DISTINCT FROM %(mark)s
), due AS (
    SELECT known.public_id, min(o.due_on) AS on_day FROM known JOIN notifications_obligation o
        ON o.subject_id = known.public_id AND o.subject_label = 'violations.report' AND o.state = 'open'
    GROUP BY known.public_id
), kinds AS (
    SELECT CASE WHEN id = ANY (%(offered)s) THEN 'offered' WHEN state = 'submitted' THEN 'take'
        WHEN state = 'findings_review' AND EXISTS (SELECT FROM violations_finding f WHERE f.report_id = known.id
            AND f.replaced_at IS NULL AND f.countersigned_at IS NULL AND f.signed_by_id <> %(me)s) THEN 'countersign'
        WHEN handler_id = %(me)s THEN 'handle' END AS kind, public_id FROM known
)
SELECT kind, kinds.public_id, on_day, 0 FROM kinds LEFT JOIN due USING (public_id) WHERE kind IS NOT NULL
ORDER BY on_day NULLS LAST, kinds.public_id LIMIT %(most)s)
"""
# kind: (page, words, what happens if nothing is done)
WORDS = {
    "take": (
        "report_detail",
        gettext_lazy("Confidential report to look at"),
        gettext_lazy("Those who hold it are asked every business day; then the General Counsel is told."),
    ),
    "offered": (
        "report_detail",
        gettext_lazy("Confidential report that you are asked to handle"),
        gettext_lazy("It stays with whoever has it."),
    ),
    "handle": (
        "report_detail",
        gettext_lazy("Confidential report that you have"),
        gettext_lazy("You are reminded before it is due; late, those who hold it are told."),
    ),
    "countersign": (
        "report_detail",
        gettext_lazy("Confidential findings to countersign"),
        gettext_lazy("The report cannot be closed."),
    ),
    "notice": (
        "hearing_detail",
        gettext_lazy("A notice that you may answer"),
        gettext_lazy("It is decided without your answer."),
    ),
    "instruction": (
        "safety_instruction",
        gettext_lazy("A safety instruction to read"),
        gettext_lazy("Whoever sent it sees that it was not read."),
    ),
}


def has_reports(mine):
    """Whether reports themselves have to be asked for: `mine` is what MINE found."""
    return any(row["kind"] in ("offered", "accepted", "pool") for row in mine)


def values_of(user, mine):
    return {"mark": mark_of(user), "offered": [row["report"] for row in mine if row["kind"] == "offered"]}


def own(mine):
    """[(kind, public id, due day)] of what somebody is told of a report and nothing more."""
    return [(row["kind"], row["public_id"], date.fromisoformat(row["on_day"])) for row in mine if row["public_id"]]


def due_items(rows, day):
    """Items of due_list.html."""
    return [_item(kind, public_id, on, day) for kind, public_id, on in rows]


def _item(kind, public_id, on, day):
    page, words, nothing = WORDS[kind]
    return {
        "thing": f"report_{kind}:{public_id}",
        "on": on or day,
        "status": say.coming(on or day, day),
        "title": str(words),
        "url": reverse(page, args=[public_id]),
        "clause": "C.2" if kind == "notice" else "C.3",
        "nothing": str(nothing),
    }

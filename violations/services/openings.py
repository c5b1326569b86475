"""Who has seen a report, and who of them may not know of it by now (issue: "who has seen this")."""

from django.db import connection, transaction

from audit.services import record
from notifications.models import Obligation
from notifications.services import close_obligations, open_obligation
from policy.calendar import add_business_days, local_day
from policy.services import settings_now
from violations.models import Report
from violations.models.pools import kept_away
from violations.notices import seen
from violations.notices.seen import SEEN
from workflow.identity import acting_as_system

OPENED = """
INSERT INTO violations_opening (report_id, person_id, first_at, last_at, times) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (report_id, person_id) DO UPDATE
SET last_at = greatest(violations_opening.last_at, excluded.last_at), times = violations_opening.times + 1
"""
# Whoever had opened a report and is kept away by now, but those whom somebody let in before they opened it, and those
# who stepped aside by themselves.
KEPT_AWAY_SINCE = """
UPDATE violations_opening seen SET kept_away_at = %(at)s
FROM (SELECT DISTINCT person_id FROM violations_opening WHERE kept_away_at IS NULL {of}) AS one
CROSS JOIN LATERAL violations_walled_off(one.person_id) AS walled (report_id)
WHERE seen.person_id = one.person_id AND seen.report_id = walled.report_id AND seen.kept_away_at IS NULL {of_seen}
    AND NOT EXISTS (SELECT FROM violations_letin let WHERE let.report_id = seen.report_id
                    AND let.person_id = seen.person_id AND let.at <= seen.first_at)
    AND NOT EXISTS (SELECT FROM violations_excluded kept WHERE kept.report_id = seen.report_id
                    AND kept.person_id = seen.person_id AND kept.because = 'recused')
RETURNING seen.report_id
"""
ANYWHERE = KEPT_AWAY_SINCE.format(of="", of_seen="")
HERE = KEPT_AWAY_SINCE.format(of="AND report_id = %(report)s", of_seen="AND seen.report_id = %(report)s")


def opened(report, *, actor, at):
    """Note that somebody has opened it, in one statement. Call it inside acting_as: the database asks whether they may."""
    with connection.cursor() as cursor:
        cursor.execute(OPENED, [report.pk, actor.pk, at, at])


def seen_by(report):
    """Who has opened it, the first first; for those who hold it. Call it inside acting_as."""
    return list(report.openings.select_related("person__worksite").order_by("first_at", "pk"))


def barred(report, people):
    """Ids of those of these people who may not know of the report today. The caller has shown that they hold it."""
    with acting_as_system("intake"):
        return kept_away(report, {person.pk for person in people})


@transaction.atomic
def find_conflicts(*, at, report=None):
    """Note who had opened a report and is kept away since; those who hold it get the task to look at that.

    Of one report after somebody was named in it, of all when people have moved. Returns how many reports. Call it inside
    acting_as_system("intake").
    """
    with connection.cursor() as cursor:
        cursor.execute(HERE if report else ANYWHERE, {"at": at, "report": report and report.pk})
        found = {pk for (pk,) in cursor.fetchall()}
    for row in Report.objects.filter(pk__in=found).select_related("handler"):
        _ask(row, at)
    return len(found)


def _ask(report, at):
    day = local_day(at)
    due_on = add_business_days(day, settings_now()["compliance_issue_due"])
    open_obligation(SEEN, subject=report, anchor_on=day, due_on=due_on, at=at)
    seen.tell_holders(report, at=at)


@transaction.atomic
def look_at(report, *, actor, at):
    """Whoever holds it has looked at who had opened it. Call it inside acting_as."""
    with acting_as_system("intake"):
        record("report.openings_looked_at", subject=report, actor=actor, at=at, clause="C.3", is_confidential=True)
        close_obligations(report, at=at, kinds=[SEEN])


def is_to_look_at(report):
    """Whether the task to look at who had opened it is open."""
    return Obligation.objects.about(report).open().filter(kind=SEEN).exists()

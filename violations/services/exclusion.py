"""Whom a report keeps away for good once somebody is named: one statement, whoever is named and however long the line is.
Else the time it takes would tell that somebody is (domain 5.10, deconfliction).

Call these inside acting_as_system("intake").
"""

from django.db import connection

from violations.choices import Because

# The line as it was at each of the moments: in a vacancy the last supervisor counts. The Commissioner is above everybody
# and is kept away only when named. Who is of the Legal or Investigation Unit is kept away with all of it, and with the
# General Counsel as its superior; of a provider's employee the directors of the program are, too.
EXCLUDE = """
WITH RECURSIVE named AS (
    SELECT unnest(%(people)s::bigint[]) AS id
), moments AS (
    SELECT DISTINCT unnest(ARRAY[%(filed_at)s, %(at)s]::timestamptz[]) AS at
), above AS (
    SELECT named.id, moments.at FROM named, moments
    UNION
    SELECT boss.id, above.at FROM above CROSS JOIN LATERAL (
        SELECT line.supervisor_id FROM people_reportingline line
        WHERE line.employee_id = above.id AND line.started_at <= above.at ORDER BY line.started_at DESC LIMIT 1
    ) AS last JOIN people_user boss ON boss.id = last.supervisor_id AND boss.job_title <> 'commissioner'
), held AS (
    SELECT held.person_id, moments.at, held.role, CASE held.role WHEN 'investigations' THEN 'investigation' ELSE 'legal'
        END AS unit
    FROM people_rolegrant held JOIN moments
        ON held.confirmed_at <= moments.at AND (held.ended_at IS NULL OR held.ended_at > moments.at)
    WHERE held.role IN ('legal', 'general_counsel', 'investigations')
), units AS (
    SELECT one.unit, moments.at FROM people_user one, moments
    WHERE one.id IN (SELECT id FROM named) AND one.unit IN ('legal', 'investigation')
    UNION
    SELECT held.unit, held.at FROM held WHERE held.person_id IN (SELECT id FROM named)
), beside AS (
    SELECT director.id FROM people_user led JOIN people_user director ON director.worksite_id = led.worksite_id
        AND director.job_title IN ('program_director', 'assistant_program_director')
    WHERE led.id IN (SELECT id FROM named) AND led.employment_type = 'provider'
    UNION
    SELECT one.id FROM people_user one JOIN units ON one.unit = units.unit OR one.job_title = 'general_counsel'
    UNION
    SELECT held.person_id FROM held JOIN units
        ON units.at = held.at AND (held.unit = units.unit OR held.role = 'general_counsel')
)
INSERT INTO violations_excluded (report_id, person_id, because, since)
SELECT %(report)s, kept.id, CASE WHEN kept.id IN (SELECT id FROM named) THEN %(because)s ELSE %(beside)s END, %(at)s
FROM (SELECT id FROM above UNION SELECT id FROM beside) AS kept
ON CONFLICT DO NOTHING
"""


def exclude(report, people, *, at):
    """Keep away these people who are named now, and whoever was above them and beside them at filing or is."""
    _exclude(report, [person.pk for person in people], Because.NAMED, Because.LINE, at)


def exclude_behind(report, ids, *, at):
    """The same for who stands behind an investigation profile: only those who hold the report read that it is so."""
    _exclude(report, ids, Because.MATCHED, Because.MATCHED, at)


def _exclude(report, ids, because, beside, at):
    values = {"people": sorted(ids), "filed_at": report.filed_at, "at": at, "report": report.pk}
    with connection.cursor() as cursor:
        cursor.execute(EXCLUDE, values | {"because": str(because), "beside": str(beside)})

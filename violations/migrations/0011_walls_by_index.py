"""What the wall costs a reader follows the reports about their own people, not how many reports there are.

Whom somebody is kept from is found from their own place: down the line by who reports to whom, and beside by the members
of their units; nobody else is looked at. The reports these people are named in are then read from an index alone.
"""

import re
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT_FROM_BEFORE = re.search(
    r"CREATE FUNCTION violations_kept_from.*?\$\$;", import_module("violations.migrations.0002_wall").FUNCTIONS, re.DOTALL
).group()
near_walls = import_module("violations.migrations.0009_near_walls")
KEPT_FROM = """
CREATE FUNCTION violations_kept_from(somebody bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH RECURSIVE me AS (
        SELECT id, job_title, worksite_id, CASE
            WHEN job_title = 'general_counsel' OR EXISTS (SELECT FROM people_rolegrant WHERE person_id = somebody
                AND role = 'general_counsel' AND confirmed_at IS NOT NULL AND ended_at IS NULL)
            THEN ARRAY['legal', 'investigation'] ELSE violations_units(somebody) END AS units
        FROM people_user WHERE id = somebody
    ), vacant AS MATERIALIZED (
        SELECT staff.id, (
            SELECT last.supervisor_id FROM people_reportingline last WHERE last.employee_id = staff.id
            ORDER BY last.started_at DESC LIMIT 1) AS boss_id
        FROM people_user staff WHERE staff.reports_to_id IS NULL AND staff.job_title <> 'commissioner'
    ), below AS (
        SELECT id FROM me
        UNION
        SELECT staff.id FROM below CROSS JOIN LATERAL (
            SELECT id FROM people_user WHERE reports_to_id = below.id AND job_title <> 'commissioner'
            UNION ALL
            SELECT id FROM vacant WHERE boss_id = below.id
        ) AS staff
        WHERE (SELECT job_title FROM me) <> 'commissioner'
    )
    SELECT id FROM below
    UNION
    SELECT led.id FROM people_user led JOIN me ON led.worksite_id = me.worksite_id
    WHERE me.job_title IN ('program_director', 'assistant_program_director') AND led.employment_type = 'provider'
    UNION
    SELECT colleague.id FROM people_user colleague JOIN me ON colleague.unit = ANY (me.units)
    UNION
    SELECT held.person_id FROM people_rolegrant held
    JOIN me ON CASE held.role WHEN 'investigations' THEN 'investigation' ELSE 'legal' END = ANY (me.units)
    WHERE held.role IN ('legal', 'general_counsel', 'investigations') AND held.confirmed_at IS NOT NULL
        AND held.ended_at IS NULL $$;
"""
ASKED_OF_ALL = "person_id IN (SELECT violations_kept_from(somebody))"
WALLED_OFF = near_walls.NOW.replace(ASKED_OF_ALL, "person_id = ANY (ARRAY(SELECT violations_kept_from(somebody)))")


def person(**options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=django.db.models.deletion.PROTECT, related_name="+", db_index=False, **options
    )


class Migration(migrations.Migration):
    dependencies = [("violations", "0010_pool_told")]
    operations = [
        migrations.AddIndex("subject", models.Index(fields=["person", "report"], name="subject_of_person")),
        migrations.AddIndex("excluded", models.Index(fields=["person", "report"], name="excluded_of_person")),
        migrations.AlterField("subject", "person", person(null=True)),
        migrations.AlterField("excluded", "person", person()),
        migrations.RunSQL(near_walls.replacing(KEPT_FROM), near_walls.replacing(KEPT_FROM_BEFORE)),
        migrations.RunSQL(near_walls.replacing(WALLED_OFF), near_walls.replacing(near_walls.NOW)),
    ]

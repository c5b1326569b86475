"""Somebody high up is above whom most reports name, and holds few: of the wall they ask about those few alone.

What a person is kept away from is asked by the wall for the reports of their pools and for those they were asked to
handle. A member of Legal, whose pool holds nearly all, asks as before: whose being named keeps me away?
"""

import re
from importlib import import_module

from django.db import migrations, models

BEFORE = re.search(
    r"CREATE FUNCTION violations_walled_off.*?\$\$;", import_module("violations.migrations.0002_wall").FUNCTIONS, re.DOTALL
).group()
NOW = """
CREATE FUNCTION violations_walled_off(somebody bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    WITH asked AS MATERIALIZED (
        SELECT dys_system() = 'intake' OR (somebody = dys_person() AND 'legal' = ANY (violations_pools())) AS of_all,
            somebody = dys_person() AND dys_system() <> 'intake' AND 'legal' <> ALL (violations_pools()) AS of_few
    )
    SELECT report_id FROM violations_subject
    WHERE (SELECT of_all FROM asked) AND person_id IN (SELECT violations_kept_from(somebody))
    UNION
    SELECT report_id FROM violations_excluded WHERE (SELECT of_all FROM asked) AND person_id = somebody
    UNION
    SELECT near.id FROM (
        SELECT id FROM violations_report WHERE (SELECT of_few FROM asked)
            AND pool <> 'legal' AND pool = ANY ((SELECT violations_pools())::text[])
        UNION
        SELECT report_id FROM violations_assignment WHERE (SELECT of_few FROM asked) AND person_id = somebody
            AND ended_at IS NULL
    ) AS near CROSS JOIN LATERAL (  -- one look-up each: LIMIT keeps it from being asked of all reports at once
        (SELECT FROM violations_subject named WHERE named.report_id = near.id
            AND named.person_id = ANY (ARRAY(SELECT violations_kept_from(somebody))) LIMIT 1)
        UNION ALL
        (SELECT FROM violations_excluded kept WHERE kept.report_id = near.id AND kept.person_id = somebody LIMIT 1)
    ) AS wall $$;
"""


def replacing(function):
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("violations", "0008_later_notices")]
    operations = [
        migrations.AddIndex(
            "report", models.Index(fields=["pool"], condition=~models.Q(pool="legal"), name="report_of_few")
        ),
        migrations.RunSQL(
            "CREATE POLICY walls ON violations_report FOR SELECT TO CURRENT_USER USING (true)",  # see the function
            "DROP POLICY walls ON violations_report",
        ),
        migrations.RunSQL(replacing(NOW), replacing(BEFORE)),
    ]

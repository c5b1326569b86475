"""What a page of the desk looks up, where it would else go through all reports: the few that may be on the desk of somebody
outside the Legal Unit, whether somebody has a desk, and whether the words of a search stand in one report.
"""

import re
from importlib import import_module

from django.db import migrations

NEAR = """
-- What the other pools of this person hold, what they were let into and asked to handle, whoever may read it: the wall
-- then yields some of it, or nothing.
CREATE FUNCTION violations_near() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM violations_report WHERE pool <> 'legal' AND pool = ANY ((SELECT violations_pools())::text[])
    UNION
    SELECT report_id FROM violations_letin WHERE person_id = dys_person() AND ended_at IS NULL
    UNION
    SELECT report_id FROM violations_assignment WHERE person_id = dys_person() AND ended_at IS NULL $$;
"""
WORDS = """
CREATE FUNCTION violations_has_words(this bigint, wanted bigint[], lanes text[]) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM violations_reportwords
        WHERE report_id = this AND lane = ANY (lanes) AND words @> wanted) $$;
"""
replacing = import_module("violations.migrations.0009_near_walls").replacing
HAS_DESK_BEFORE = re.search(
    r"CREATE FUNCTION violations_has_desk.*?\$\$;", import_module("violations.migrations.0005_linking").FUNCTIONS, re.DOTALL
).group()
# OFFSET 0: one look-up for each that they were asked to handle, not a reading of all that is named anywhere.
HAS_DESK = """
CREATE FUNCTION violations_has_desk(somebody bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM violations_reservehandler WHERE person_id = somebody AND ended_at IS NULL)
        OR EXISTS (SELECT FROM violations_letin let WHERE let.person_id = somebody AND let.ended_at IS NULL
            AND NOT EXISTS (SELECT FROM violations_subject named
                            WHERE named.report_id = let.report_id AND named.person_id = somebody OFFSET 0))
        OR EXISTS (SELECT FROM violations_assignment asked WHERE asked.person_id = somebody AND asked.ended_at IS NULL
            AND NOT EXISTS (SELECT FROM violations_excluded kept
                            WHERE kept.report_id = asked.report_id AND kept.person_id = somebody OFFSET 0)
            AND NOT EXISTS (SELECT FROM violations_subject named WHERE named.report_id = asked.report_id
                            AND named.person_id = ANY (ARRAY(SELECT violations_kept_from(somebody))) OFFSET 0)) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0011_walls_by_index")]
    operations = [
        migrations.RunSQL(NEAR, "DROP FUNCTION violations_near()"),
        migrations.RunSQL(WORDS, "DROP FUNCTION violations_has_words(bigint, bigint[], text[])"),
        migrations.RunSQL(replacing(HAS_DESK), replacing(HAS_DESK_BEFORE)),
    ]

"""Finding reports again, and who has seen one: what the desk, the suggestions and the page of openings ask for.

That a report meets an investigation profile is told to nobody but those who hold it: neither do rows of the wall say it.
What one has opened oneself is no longer yielded once one is kept away.
"""

from django.db import migrations, models

R, X, OPENING = "violations_report", "violations_excluded", "violations_opening"
ME = "(SELECT dys_person())"
POOLS = "ANY ((SELECT violations_pools())::text[])"
OF_POOL = f"(held.pool = {POOLS} AND held.id NOT IN (SELECT violations_walled_off(dys_person())))"
READS = (
    f"{OF_POOL} OR held.id IN (SELECT violations_let_into()) OR held.id IN (SELECT violations_assigned())"
)  # fmt: skip


def of(condition):
    held = f"EXISTS (SELECT FROM {R} held WHERE held.id = report_id AND ({condition}))"  # nosec B608
    return f"{ME} IS NOT NULL AND {held}"


POLICIES = f"""
ALTER POLICY readers ON {X} USING (({of(READS)}) AND (because <> 'matched' OR ({of(OF_POOL)})));
ALTER POLICY readers ON {OPENING} USING ((person_id = {ME} AND {of(READS)}) OR ({of(OF_POOL)}));
ALTER POLICY opens_again ON {OPENING} USING (person_id = {ME} AND {of(READS)});
"""
POLICIES_BEFORE = f"""
ALTER POLICY opens_again ON {OPENING} USING (person_id = {ME});
ALTER POLICY readers ON {OPENING} USING (person_id = {ME} OR ({of(OF_POOL)}));
ALTER POLICY readers ON {X} USING ({of(READS)});
"""
DEFINER = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
FUNCTIONS = """
-- Reports that share rare words with this one, whoever may read them: the wall then yields some of them, or none. The
-- index gives up on a word that many reports have: such a word is not rare.
CREATE FUNCTION violations_like(this bigint, rare integer, at_least integer)
    RETURNS TABLE (report_id bigint, shared integer) AS_OWNER SET gin_fuzzy_search_limit = 200 AS $$
    SELECT other.report_id, count(*)::integer FROM (
        SELECT unnest(words) AS word FROM violations_reportwords WHERE report_id = this AND lane = 'all'
    ) AS mine CROSS JOIN LATERAL (
        SELECT found.report_id, count(*) OVER () AS known FROM violations_reportwords found
        WHERE found.words @> ARRAY[mine.word] AND found.lane = 'all'
    ) AS other
    WHERE other.known <= rare AND other.report_id <> this
    GROUP BY other.report_id HAVING count(*) >= at_least ORDER BY 2 DESC, 1 DESC LIMIT 50 $$;
-- Whether somebody has a desk without holding a role that gives them one: in reserve, asked to handle, or let in.
CREATE FUNCTION violations_has_desk(somebody bigint) RETURNS boolean AS_OWNER AS $$
    SELECT EXISTS (SELECT FROM violations_reservehandler WHERE person_id = somebody AND ended_at IS NULL)
        OR EXISTS (SELECT FROM violations_letin let WHERE let.person_id = somebody AND let.ended_at IS NULL
            AND NOT EXISTS (SELECT FROM violations_subject named
                            WHERE named.report_id = let.report_id AND named.person_id = somebody))
        OR EXISTS (SELECT FROM violations_assignment asked WHERE asked.person_id = somebody AND asked.ended_at IS NULL
            AND NOT EXISTS (SELECT FROM violations_excluded kept
                            WHERE kept.report_id = asked.report_id AND kept.person_id = somebody)
            AND NOT EXISTS (SELECT FROM violations_subject named WHERE named.report_id = asked.report_id
                            AND named.person_id IN (SELECT violations_kept_from(somebody)))) $$;
""".replace("AS_OWNER", DEFINER)  # nosec B608
NO_FUNCTIONS = """
DROP FUNCTION violations_has_desk(bigint);
DROP FUNCTION violations_like(bigint, integer, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0004_walls"), ("investigations", "0006_matching")]
    operations = [
        migrations.AddField("opening", "kept_away_at", models.DateTimeField(null=True)),
        migrations.AddIndex("report", models.Index(fields=["-filed_at", "-id"], name="report_by_day")),
        migrations.AddIndex(
            "opening",
            models.Index(fields=["person"], condition=models.Q(kept_away_at=None), name="opening_by_person"),
        ),
        migrations.RunSQL(POLICIES, POLICIES_BEFORE),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]

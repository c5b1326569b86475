"""The wall around each report, in Postgres (design §4.3): row-level security that not even a forgotten check gets past.

A report is yielded to its reporter, whom a keyed hash makes known for one transaction (dys.reporter), and to whoever
holds it, unless the wall keeps them away: they are named, above somebody named, direct the program of somebody named,
belong to a unit of theirs, or stand in violations_excluded. The line is read as it is today; as it was when somebody was
named it stands in violations_excluded. Who was let in passes the wall, a subject never does.
"""

from django.db import migrations

R, S = "violations_report", "violations_subject"
X, L, N = "violations_excluded", "violations_letin", "violations_allegation"

FUNCTIONS = """
CREATE FUNCTION dys_reporter() RETURNS bytea LANGUAGE sql STABLE AS
    $$ SELECT decode(nullif(current_setting('dys.reporter', true), ''), 'hex') $$;
-- The units whose member somebody is.
CREATE FUNCTION violations_units(somebody bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT unit FROM people_user WHERE id = somebody AND unit IN ('legal', 'investigation')
        UNION
        SELECT CASE role WHEN 'investigations' THEN 'investigation' ELSE 'legal' END FROM people_rolegrant
        WHERE person_id = somebody AND role IN ('legal', 'general_counsel', 'investigations')
            AND confirmed_at IS NOT NULL AND ended_at IS NULL
    ) $$;
-- The people whose being named keeps somebody away from a report: their own staff, near or far, and so on. While nobody
-- is the supervisor of record, the last one was. Everybody is below the Commissioner, who is kept away only when named.
-- The General Counsel is the superior of both units.
CREATE FUNCTION violations_kept_from(somebody bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH RECURSIVE me AS (
        SELECT id, job_title, worksite_id, CASE
            WHEN job_title = 'general_counsel' OR EXISTS (SELECT FROM people_rolegrant WHERE person_id = somebody
                AND role = 'general_counsel' AND confirmed_at IS NOT NULL AND ended_at IS NULL)
            THEN ARRAY['legal', 'investigation'] ELSE violations_units(somebody) END AS units
        FROM people_user WHERE id = somebody
    ), line AS MATERIALIZED (
        SELECT staff.id, coalesce(staff.reports_to_id, (
            SELECT last.supervisor_id FROM people_reportingline last WHERE last.employee_id = staff.id
            ORDER BY last.started_at DESC LIMIT 1)) AS boss_id
        FROM people_user staff WHERE staff.job_title <> 'commissioner'
    ), below AS (
        SELECT id FROM me
        UNION
        SELECT line.id FROM line JOIN below ON line.boss_id = below.id
        WHERE (SELECT job_title FROM me) <> 'commissioner'
    )
    SELECT id FROM below
    UNION
    SELECT led.id FROM people_user led JOIN me ON led.worksite_id = me.worksite_id
    WHERE me.job_title IN ('program_director', 'assistant_program_director') AND led.employment_type = 'provider'
    UNION
    SELECT colleague.id FROM people_user colleague, me
    WHERE cardinality(me.units) > 0 AND violations_units(colleague.id) && me.units $$;
-- The reports somebody may not know of: one's own, or anybody's for the part of the portal that finds who holds them.
-- Read as the owner of the tables, whom their policy "walls" lets.
CREATE FUNCTION violations_walled_off(somebody bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT report_id FROM violations_subject
    WHERE (somebody = dys_person() OR dys_system() = 'intake')
        AND person_id IN (SELECT violations_kept_from(somebody))
    UNION
    SELECT report_id FROM violations_excluded
    WHERE (somebody = dys_person() OR dys_system() = 'intake') AND person_id = somebody $$;
CREATE FUNCTION violations_let_into() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT report_id FROM violations_letin WHERE person_id = dys_person() AND ended_at IS NULL
    EXCEPT
    SELECT report_id FROM violations_subject WHERE person_id = dys_person() $$;
-- The pools this person belongs to.
CREATE FUNCTION violations_pools() RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN dys_person() IS NULL THEN '{}' ELSE array_remove(ARRAY[
        CASE WHEN dys_holds('legal', 'general_counsel') THEN 'legal' END,
        CASE WHEN dys_holds('general_counsel') THEN 'general_counsel' END,
        CASE WHEN dys_holds('commissioner_designee') THEN 'commissioner_designee' END,
        CASE WHEN EXISTS (SELECT FROM violations_reservehandler held JOIN people_user person ON person.id = held.person_id
            WHERE held.person_id = dys_person() AND held.ended_at IS NULL AND person.is_active) THEN 'reserve' END,
        CASE WHEN EXISTS (SELECT FROM people_user WHERE id = dys_person() AND job_title = 'commissioner' AND is_active)
            THEN 'commissioner' END
    ], NULL) END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION violations_pools();
DROP FUNCTION violations_let_into();
DROP FUNCTION violations_walled_off(bigint);
DROP FUNCTION violations_kept_from(bigint);
DROP FUNCTION violations_units(bigint);
DROP FUNCTION dys_reporter();
"""

SYSTEM = "(SELECT dys_system())"
ME = "(SELECT dys_person())"
POOLS = "ANY ((SELECT violations_pools())::text[])"
OWN = "reporter_mark = (SELECT dys_reporter())"


def of_pool(row=""):
    """Held by a pool this person belongs to, and not walled off from them."""
    return f"({row}pool = {POOLS} AND {row}id NOT IN (SELECT violations_walled_off(dys_person())))"


def reads(row=""):
    return f"{of_pool(row)} OR {row}id IN (SELECT violations_let_into())"


def of(condition):
    """What hangs on a report is for those who hold it; of the rest the reporter sees the report alone."""
    held = f"EXISTS (SELECT FROM {R} held WHERE held.id = report_id AND ({condition('held.')}))"  # nosec B608
    return f"{ME} IS NOT NULL AND {held}"


TABLES = (R, S, X, L, N)


def statements():
    for table in TABLES:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY rotation ON {table} TO CURRENT_USER USING ({SYSTEM} = 'rotation')"  # the owner alone
        yield f"CREATE POLICY intake ON {table} USING ({SYSTEM} = 'intake')"  # files, and finds who holds it
    yield f"CREATE POLICY own ON {R} FOR SELECT USING ({OWN})"
    yield f"CREATE POLICY readers ON {R} FOR SELECT USING ({reads()})"
    yield f"CREATE POLICY holders ON {R} FOR UPDATE USING ({of_pool()})"
    for table in TABLES[1:]:
        yield f"CREATE POLICY readers ON {table} FOR SELECT USING ({of(reads)})"
        yield f"CREATE POLICY walls ON {table} FOR SELECT TO CURRENT_USER USING (true)"  # see FUNCTIONS
    yield f"CREATE POLICY holders ON {L} FOR INSERT WITH CHECK (by_id = {ME} AND {of(of_pool)})"


def undo():
    for table in TABLES:
        names = ["rotation", "intake", "readers", *(["own"] if table == R else ["walls"])]
        names += ["holders"] if table in (R, L) else []
        yield from (f"DROP POLICY {name} ON {table}" for name in names)
        yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"


NO_SUBJECT = """
CREATE FUNCTION violations_no_subject() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM violations_letin let JOIN violations_subject named
               ON named.report_id = let.report_id AND named.person_id = let.person_id
               WHERE let.report_id = NEW.report_id AND let.ended_at IS NULL) THEN
        RAISE EXCEPTION 'a subject is never let in' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER no_subject AFTER INSERT OR UPDATE ON violations_letin
    FOR EACH ROW EXECUTE FUNCTION violations_no_subject();
CREATE TRIGGER no_subject AFTER INSERT OR UPDATE ON violations_subject
    FOR EACH ROW EXECUTE FUNCTION violations_no_subject();
"""
ALLOW_SUBJECT = """
DROP TRIGGER no_subject ON violations_subject;
DROP TRIGGER no_subject ON violations_letin;
DROP FUNCTION violations_no_subject();
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0001_reports"), ("investigations", "0005_designee_is_confirmed")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(";\n".join(statements()), ";\n".join(undo())),
        migrations.RunSQL(NO_SUBJECT, ALLOW_SUBJECT),
    ]

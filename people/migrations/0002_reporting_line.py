from django.db import migrations

# One lock for every change of a line: two changes that only together close a circle cannot pass each other.
INSTALL = """
CREATE FUNCTION people_refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.reports_to_id IS NULL THEN
        RETURN new;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('people.reports_to'));
    IF EXISTS (
        WITH RECURSIVE above(id) AS (
            SELECT new.reports_to_id
            UNION SELECT person.reports_to_id FROM people_user person JOIN above ON person.id = above.id
            WHERE person.reports_to_id IS NOT NULL
        ) SELECT FROM above WHERE id = new.id
    ) THEN
        RAISE EXCEPTION 'The reporting line would become a circle.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'user_reports_to_no_circle';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER user_reports_to_no_circle BEFORE INSERT OR UPDATE OF reports_to_id ON people_user
    FOR EACH ROW EXECUTE FUNCTION people_refuse_circle();

ALTER TABLE people_reportingline ADD CONSTRAINT line_overlaps_no_other
    EXCLUDE USING gist (
        int8range(employee_id, employee_id, '[]') WITH &&,
        tstzrange(started_at, ended_at, '[)') WITH &&
    );
"""
REMOVE = """
ALTER TABLE people_reportingline DROP CONSTRAINT line_overlaps_no_other;
DROP TRIGGER user_reports_to_no_circle ON people_user;
DROP FUNCTION people_refuse_circle();
"""


class Migration(migrations.Migration):
    """No circle in the reporting line, no two lines at once: refused by the database."""

    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(INSTALL, REMOVE)]

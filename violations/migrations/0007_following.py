"""What a reporter follows: the concerns raised from their report, and that the portal asks how they fare.

A key opens the report it was made for, and what its holder raised from there as a concern about retaliation: a link that
nobody who handles reports can make, since it names nobody. Of the two the handler is never the same person. That a
report was made about somebody is no signal for those whom the wall keeps away from it.
"""

import importlib

from django.db import migrations

before = importlib.import_module("violations.migrations.0004_walls")
R, KEY, LINK, MESSAGE, ATTACHMENT, SIGNAL, CHECK_IN = (
    getattr(before, name) for name in ("R", "KEY", "LINK", "MESSAGE", "ATTACHMENT", "SIGNAL", "CHECK_IN")
)
ALLEGATION = "violations_allegation"

FUNCTIONS = """
CREATE FUNCTION violations_opened() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT report_id FROM violations_reportkey WHERE digest = dys_report_key()
    UNION
    SELECT link.other_id FROM violations_link link JOIN violations_reportkey opens ON opens.report_id = link.report_id
    WHERE opens.digest = dys_report_key() AND link.kind = 'retaliation' AND link.by_id IS NULL $$;
CREATE FUNCTION violations_another_handler() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('violations_link'), id::int) FROM violations_link
        WHERE kind = 'retaliation' AND by_id IS NULL AND NEW.id IN (report_id, other_id) ORDER BY id;
    IF EXISTS (SELECT FROM violations_link link JOIN violations_report linked
               ON linked.id IN (link.report_id, link.other_id) AND linked.id <> NEW.id
               WHERE link.kind = 'retaliation' AND link.by_id IS NULL AND NEW.id IN (link.report_id, link.other_id)
                   AND linked.handler_id = NEW.handler_id) THEN
        RAISE EXCEPTION 'a concern has another handler' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER another_handler AFTER UPDATE OF handler_id ON violations_report
    FOR EACH ROW WHEN (NEW.handler_id IS NOT NULL AND NEW.handler_id IS DISTINCT FROM OLD.handler_id)
    EXECUTE FUNCTION violations_another_handler();
"""
NO_FUNCTIONS = """
DROP TRIGGER another_handler ON violations_report;
DROP FUNCTION violations_another_handler();
DROP FUNCTION violations_opened();
"""


def own(row=""):
    return f"{row}reporter_mark = {before.MARK} OR {row}id IN (SELECT violations_opened())"


def of_own():
    return f"EXISTS (SELECT FROM {R} held WHERE held.id = report_id AND ({own('held.')}))"  # nosec B608


def signals():
    """Of a report made about somebody: by those who may know of that report, as the database sees it for each."""
    other = f"EXISTS (SELECT FROM {R} other WHERE other.public_id = record_id)"  # nosec B608
    return f"({before.of(before.of_pool)}) AND (kind <> 'reported' OR {other})"


def now():
    for table in (KEY, LINK):
        yield f"CREATE POLICY walls ON {table} FOR SELECT TO CURRENT_USER USING (true)"  # see FUNCTIONS
    yield f"ALTER POLICY own ON {R} USING ({own()})"
    for table in (MESSAGE, ATTACHMENT):
        yield f"ALTER POLICY own ON {table} USING ({of_own()})"
        yield f"ALTER POLICY own_adds ON {table} WITH CHECK (by_id IS NULL AND {of_own()})"
    yield f"ALTER POLICY own ON {ALLEGATION} USING (as_filed AND {of_own()})"
    yield before.policy(CHECK_IN, "own", "SELECT", of_own())
    yield f"ALTER POLICY readers ON {CHECK_IN} USING ({before.of(before.reads)})"
    for name in ("readers", "works_on"):
        yield f"ALTER POLICY {name} ON {SIGNAL} USING ({signals()})"


def as_it_was():
    for name in ("readers", "works_on"):
        yield f"ALTER POLICY {name} ON {SIGNAL} USING ({before.of(before.of_pool)})"
    yield f"ALTER POLICY readers ON {CHECK_IN} USING ({before.of(before.of_pool)})"
    yield f"DROP POLICY own ON {CHECK_IN}"
    yield f"ALTER POLICY own ON {ALLEGATION} USING (as_filed AND {before.of(before.own)})"
    for table in (MESSAGE, ATTACHMENT):
        yield f"ALTER POLICY own ON {table} USING ({before.of(before.own)})"
        yield f"ALTER POLICY own_adds ON {table} WITH CHECK (by_id IS NULL AND {before.of(before.own)})"
    yield f"ALTER POLICY own ON {R} USING ({before.own()})"
    for table in (KEY, LINK):
        yield f"DROP POLICY walls ON {table}"


class Migration(migrations.Migration):
    dependencies = [("violations", "0006_filing")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(";\n".join(now()), ";\n".join(as_it_was())),
    ]

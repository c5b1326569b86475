"""What a reporter reads of their own report, and how the files of a draft that nobody sent are destroyed.

Captured files are never changed or removed by the application. A file of a draft was never part of a record: what the
promise of 72 hours is about goes through one function that takes no file which anything refers to.
"""

from django.db import migrations

OWN = """
CREATE POLICY own ON violations_allegation FOR SELECT USING (as_filed AND EXISTS (
    SELECT FROM violations_report held WHERE held.id = report_id AND (
        held.reporter_mark = (SELECT dys_reporter()) OR
        held.id IN (SELECT report_id FROM violations_reportkey WHERE digest = (SELECT dys_report_key())))));
"""
FORGET = """
CREATE FUNCTION violations_forget_file(wanted bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF dys_system() IS DISTINCT FROM 'intake' THEN
        RAISE EXCEPTION 'only intake forgets the files of drafts' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM evidence_storedfile WHERE id = wanted AND received_by_id IS NULL FOR UPDATE;
    IF FOUND THEN
        DELETE FROM evidence_filecheck WHERE file_id = wanted;
        DELETE FROM evidence_custodyentry WHERE file_id = wanted;
        DELETE FROM evidence_storedfile WHERE id = wanted;  -- refused when anything refers to it
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0005_linking"), ("evidence", "0002_received_of_nobody")]
    operations = [
        migrations.RunSQL(OWN, "DROP POLICY own ON violations_allegation"),
        migrations.RunSQL(FORGET, "DROP FUNCTION violations_forget_file(bigint)"),
    ]

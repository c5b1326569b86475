from django.db import migrations

# What was captured is never changed once it is on record, and a gated item never holds a file: refused by the database,
# whoever asks. Only its state, its filing and its version move on.
INSTALL = """
CREATE FUNCTION evidence_item_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['state', 'version', 'filed_on', 'filed_by_id', 'filed_at', 'file_reference', 'is_filed_late'];
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - may_change <> to_jsonb(NEW) - may_change THEN
        RAISE EXCEPTION 'evidence on record is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_item_stays BEFORE UPDATE OR DELETE ON authorizations_evidenceitem
    FOR EACH ROW EXECUTE FUNCTION evidence_item_stays();

CREATE FUNCTION evidence_files_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item_now text;
BEGIN
    SELECT state INTO item_now FROM authorizations_evidenceitem
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.item_id ELSE NEW.item_id END;
    IF TG_OP = 'UPDATE' OR item_now <> 'draft' THEN
        RAISE EXCEPTION 'the files of evidence on record are never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER evidence_files_stay BEFORE INSERT OR UPDATE OR DELETE ON authorizations_evidencefile
    FOR EACH ROW EXECUTE FUNCTION evidence_files_stay();
"""
REMOVE = """
DROP TRIGGER evidence_files_stay ON authorizations_evidencefile;
DROP FUNCTION evidence_files_stay();
DROP TRIGGER evidence_item_stays ON authorizations_evidenceitem;
DROP FUNCTION evidence_item_stays();
"""


class Migration(migrations.Migration):
    """Evidence on record stays as it was captured (B.2.f; domain 5.9)."""

    dependencies = [("authorizations", "0005_evidence")]
    operations = [migrations.RunSQL(INSTALL, REMOVE)]

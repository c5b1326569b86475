"""What the database itself refuses of Pulse: to change what is kept (B.1.a, B.1.g), and to show a confidential hit.

A confidential hit names an account of an investigation (B.3.a): row-level security yields it to Legal alone, whatever a
query forgets. Screening, which has no person, may add one ("screening").
"""

from django.db import migrations

C = "pulse_moderation_confidentialhit"
KEPT = {  # table: the columns that may change
    "pulse_moderation_revision": ("screened_at",),
    "pulse_moderation_attachment": (),
    "pulse_moderation_decision": (),
    "pulse_moderation_privilegeaction": (),
    "pulse_moderation_ruleversion": (),
    "pulse_moderation_messagereading": (),
}
STAYS = """
CREATE FUNCTION pulse_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - TG_ARGV <> to_jsonb(NEW) - TG_ARGV THEN
        RAISE EXCEPTION 'what was posted and decided on Pulse is kept as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
SYSTEM = "(SELECT dys_system())"


def forward():
    yield STAYS
    for table, columns in KEPT.items():
        arguments = ", ".join(f"'{column}'" for column in columns)
        yield (
            f"CREATE TRIGGER pulse_stays BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION pulse_stays({arguments})"
        )
    yield f"ALTER TABLE {C} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {C} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY legal ON {C} FOR SELECT USING ((SELECT dys_holds('legal', 'general_counsel')))"
    yield f"CREATE POLICY screening ON {C} USING ({SYSTEM} = 'screening')"


def back():
    for policy in ("screening", "legal"):
        yield f"DROP POLICY {policy} ON {C}"
    yield f"ALTER TABLE {C} NO FORCE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {C} DISABLE ROW LEVEL SECURITY"
    for table in KEPT:
        yield f"DROP TRIGGER pulse_stays ON {table}"
    yield "DROP FUNCTION pulse_stays()"


class Migration(migrations.Migration):
    dependencies = [("pulse_moderation", "0001_initial"), ("violations", "0012_near")]
    operations = [migrations.RunSQL(list(forward()), list(back()))]

"""What the database refuses of one's own: to decide about one's own post, and to rule on one's own text in a public-records
request or agree to what oneself covered (design 4.4).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

D, P = "pulse_moderation_decision", "pulse_moderation_post"
R, E = "pulse_moderation_recordsrequest", "pulse_moderation_recordsentry"
DECIDES_OWN = f"""
CREATE FUNCTION pulse_decides_anothers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM {P} WHERE id = NEW.post_id AND author_id = NEW.decided_by_id) THEN
        RAISE EXCEPTION 'nobody decides about their own post' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""  # nosec B608 - names of our own tables
REFUSE = "RAISE EXCEPTION 'what was given out of Pulse stays as it was' USING ERRCODE = 'integrity_constraint_violation';"


def entry_stays(columns, also=""):
    """The function of the migration of records, with these columns that may change."""
    return f"""
CREATE OR REPLACE FUNCTION pulse_records_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        {REFUSE}
    END IF;
    PERFORM 1 FROM {R} WHERE id = NEW.request_id AND state = 'open' FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE'
        AND to_jsonb(OLD) - '{{{columns}}}'::text[] <> to_jsonb(NEW) - '{{{columns}}}'::text[]) THEN
        {REFUSE}
    END IF;
    IF EXISTS (SELECT 1 FROM {R} WHERE id = NEW.request_id AND made_by_id = NEW.agreed_by_id) THEN
        RAISE EXCEPTION 'nobody agrees to what they covered' USING ERRCODE = 'integrity_constraint_violation';
    END IF;{also}
    RETURN NEW;
END $$;
"""  # nosec B608 - names of our own tables


COLUMNS = "is_included,is_sensitive,exemption,reason,agreed_by_id,agreed_at"
NOT_OWN = f"""
    IF NEW.agreed_by_id = NEW.ruled_by_id THEN
        RAISE EXCEPTION 'nobody agrees to what they covered' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM {P} WHERE id = NEW.post_id AND author_id IN (NEW.ruled_by_id, NEW.agreed_by_id)) THEN
        RAISE EXCEPTION 'nobody rules on their own text' USING ERRCODE = 'integrity_constraint_violation';
    END IF;"""  # nosec B608 - names of our own tables
FORWARD = [
    DECIDES_OWN,
    f"CREATE TRIGGER pulse_decides_anothers BEFORE INSERT ON {D} FOR EACH ROW EXECUTE FUNCTION pulse_decides_anothers()",
    entry_stays(f"{COLUMNS},ruled_by_id", NOT_OWN),
]
BACK = [
    entry_stays(COLUMNS),
    f"DROP TRIGGER pulse_decides_anothers ON {D}",
    "DROP FUNCTION pulse_decides_anothers()",
]


class Migration(migrations.Migration):
    dependencies = [
        ("pulse_moderation", "0011_restricted_hits_and_failed_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="recordsentry",
            name="ruled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]

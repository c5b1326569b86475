from django.db import migrations

# Temporary tables are searched first unless the path names them last: whoever may write an event could otherwise put a
# table of their own, with a trigger of their own, in the place of audit_seal and act with the owner's rights.
SAFE = "ALTER FUNCTION audit_seal_event() SET search_path = pg_catalog, public, pg_temp;"


class Migration(migrations.Migration):
    """The sealing function never looks at temporary tables, also where it was installed before."""

    dependencies = [("audit", "0002_chain")]
    operations = [migrations.RunSQL(SAFE, migrations.RunSQL.noop)]

from django.db import migrations

from audit.chain import INSTALL, REMOVE


class Migration(migrations.Migration):
    """Append-only and hash-chained, by the database itself."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(INSTALL, REMOVE)]

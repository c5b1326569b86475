"""A clause added after the notice is one the subject was not heard on: they get a notice of it, too (C.2)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("violations", "0007_following")]
    operations = [
        migrations.AlterField(
            "hearing",
            "subject",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="violations.subject"
            ),
        ),
    ]

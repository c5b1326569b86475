"""Hits that are for Legal alone, those of before among them; runs of a draft that ended without coming to their end."""

from django.db import migrations, models
from django.db.models import Q

CONFIDENTIAL = "S-CONF"


def restrict(apps, schema_editor):
    hits = apps.get_model("pulse_moderation", "Hit").objects.using(schema_editor.connection.alias)
    hits.filter(rule__code=CONFIDENTIAL).update(is_restricted=True)


class Migration(migrations.Migration):
    dependencies = [("pulse_moderation", "0010_arrival")]

    operations = [
        migrations.AddField("hit", "is_restricted", models.BooleanField(default=False)),
        migrations.RunPython(restrict, migrations.RunPython.noop, elidable=True),
        migrations.AddField("replay", "has_failed", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "replay",
            models.CheckConstraint(
                condition=Q(has_failed=False) | Q(finished_at__isnull=False), name="pulse_replay_failed_is_over"
            ),
        ),
    ]

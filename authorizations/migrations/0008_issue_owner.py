import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sealing.fields

# Issues that exist already: due five business days after they were opened, weekends and legal holidays left out. What was
# answered before findings were asked for says so: that it was no breach is a claim nobody made.
FILL = """
UPDATE authorizations_complianceissue issue SET
    finding = CASE state WHEN 'resolved' THEN 'earlier' ELSE '' END,
    due_on = (
        SELECT next::date FROM generate_series(
            (issue.created_at AT TIME ZONE 'America/New_York')::date,
            (issue.created_at AT TIME ZONE 'America/New_York')::date + 30, '1 day') next
        WHERE extract(isodow FROM next) < 6
            AND NOT EXISTS (SELECT FROM policy_legalholiday off WHERE off.day = next::date AND off.is_kept)
        ORDER BY next OFFSET 5 LIMIT 1
    )
"""


class Migration(migrations.Migration):
    """Every compliance issue has an owner, a due date and a resolution (C.3)."""

    dependencies = [
        ("authorizations", "0007_supervision_review"),
        ("policy", "0002_legal_holidays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="complianceissue",
            name="finding",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_breach", "No breach"),
                    ("breach", "Breach"),
                    ("earlier", "Answered before findings were asked for"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(model_name="complianceissue", name="due_on", field=models.DateField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(model_name="complianceissue", name="due_on", field=models.DateField()),
        migrations.AddField(
            model_name="complianceissue",
            name="report_number",
            field=models.CharField(blank=True, default="", max_length=12),
        ),
        migrations.AddField(
            model_name="complianceissue",
            name="no_report_reason",
            field=sealing.fields.SealedTextField(editable=True, null=True),
        ),
        migrations.AddField(
            model_name="complianceissue",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]

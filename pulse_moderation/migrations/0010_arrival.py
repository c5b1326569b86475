import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pulse_moderation', '0009_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='source_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='GoneBefore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pulse_moderation.source')),
            ],
        ),
        migrations.AddConstraint(
            model_name='gonebefore',
            constraint=models.UniqueConstraint(fields=('source', 'external_id'), name='pulse_gone_before_once'),
        ),
    ]

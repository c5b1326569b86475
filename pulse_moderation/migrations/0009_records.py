"""Public-records requests, and what the database refuses of them: given out, nothing of one changes; the second reader is
never whoever covers (B.1.g).
"""

import django.db.models.deletion
import sealing.fields
import uuid
from django.conf import settings
from django.db import migrations, models


R, E = "pulse_moderation_recordsrequest", "pulse_moderation_recordsentry"
D, P = "pulse_moderation_redaction", "pulse_moderation_recordspackage"
REFUSE = """RAISE EXCEPTION 'what was given out of Pulse stays as it was' USING ERRCODE = 'integrity_constraint_violation';"""
REQUEST_COLUMNS = "'{state,version,read_by_id,read_at,exported_at,manifest}'::text[]"
ENTRY_COLUMNS = "'{is_included,is_sensitive,exemption,reason,agreed_by_id,agreed_at}'::text[]"
FUNCTIONS = {
    "pulse_records_stays": f"""
    IF TG_OP = 'DELETE' OR OLD.state = 'exported'
        OR to_jsonb(OLD) - {REQUEST_COLUMNS} <> to_jsonb(NEW) - {REQUEST_COLUMNS} THEN
        {REFUSE}
    END IF;
    RETURN NEW;
""",
    "pulse_records_entry_stays": f"""
    IF TG_OP = 'DELETE' THEN
        {REFUSE}
    END IF;
    PERFORM 1 FROM {R} WHERE id = NEW.request_id AND state = 'open' FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND to_jsonb(OLD) - {ENTRY_COLUMNS} <> to_jsonb(NEW) - {ENTRY_COLUMNS}) THEN
        {REFUSE}
    END IF;
    IF EXISTS (SELECT 1 FROM {R} WHERE id = NEW.request_id AND made_by_id = NEW.agreed_by_id) THEN
        RAISE EXCEPTION 'nobody agrees to what they covered' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
""",  # nosec B608 - names of our own tables
    "pulse_redaction_stays": f"""
    IF TG_OP = 'UPDATE' OR (TG_OP = 'DELETE' AND OLD.is_bound) THEN
        {REFUSE}
    END IF;
    PERFORM 1 FROM {R} WHERE state = 'open'
        AND id = (SELECT request_id FROM {E} WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.entry_id ELSE NEW.entry_id END)
        FOR SHARE;
    IF NOT FOUND THEN
        {REFUSE}
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
""",  # nosec B608 - names of our own tables
    "pulse_records_package_stays": f"""
    {REFUSE}
""",
}
TRIGGERS = {
    "pulse_records_stays": f"BEFORE UPDATE OR DELETE ON {R}",
    "pulse_records_entry_stays": f"BEFORE INSERT OR UPDATE OR DELETE ON {E}",
    "pulse_redaction_stays": f"BEFORE INSERT OR UPDATE OR DELETE ON {D}",
    "pulse_records_package_stays": f"BEFORE UPDATE OR DELETE ON {P}",
}
FORWARD = [
    *(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        for name, body in FUNCTIONS.items()
    ),
    *(f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()" for name, when in TRIGGERS.items()),
]
BACK = [
    *(f"DROP TRIGGER {name} {when[when.index('ON '):]}" for name, when in TRIGGERS.items()),
    *(f"DROP FUNCTION {name}()" for name in FUNCTIONS),
]


class Migration(migrations.Migration):

    dependencies = [
        ('pulse_moderation', '0008_replays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordsRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('state', models.CharField(choices=[('open', 'Being read'), ('reviewed', 'Read by a second person'), ('exported', 'Given out')], default='open', max_length=8)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('requested_on', models.DateField()),
                ('requester', sealing.fields.SealedTextField(editable=True)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('author', models.CharField(blank=True, max_length=120)),
                ('term', sealing.fields.SealedTextField(editable=True, null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('exported_at', models.DateTimeField(null=True)),
                ('manifest', models.JSONField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RecordsPackage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='package', to='pulse_moderation.recordsrequest')),
            ],
        ),
        migrations.CreateModel(
            name='RecordsEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField()),
                ('is_included', models.BooleanField(default=True)),
                ('is_sensitive', models.BooleanField(default=False)),
                ('exemption', models.CharField(blank=True, choices=[('a', '(a) Exempted by statute, such as G.L. c. 120 §21'), ('b', '(b) Internal personnel rules and practices'), ('c', '(c) Privacy: personnel, medical, or personal data'), ('d', '(d) Policy still being developed'), ('e', '(e) Personal notes of an employee'), ('f', '(f) Investigatory materials'), ('g', '(g) Trade secrets given in confidence'), ('h', '(h) Bids before they are opened'), ('i', '(i) Appraisals of real property'), ('j', '(j) Firearms licenses and identification cards'), ('l', '(l) Questions and answers of tests'), ('m', '(m) Contracts of hospitals and related bodies'), ('n', '(n) Security of people, buildings, and systems'), ('o', '(o) Home address, personal e-mail, and home telephone of public employees'), ('p', "(p) Names and home addresses of public employees' families"), ('q', '(q) Adoption contact information'), ('r', '(r) Child advocate'), ('s', '(s) Energy contracts and trade information'), ('t', '(t) Financial statements to retirement boards'), ('u', '(u) Research and trade secrets of the University of Massachusetts'), ('v', '(v) Records given to the Health Policy Commission')], max_length=1)),
                ('reason', models.TextField(blank=True)),
                ('agreed_at', models.DateTimeField(null=True)),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pulse_moderation.post')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pulse_moderation.revision')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='pulse_moderation.recordsrequest')),
            ],
            options={
                'ordering': ['request', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('exemption', models.CharField(choices=[('a', '(a) Exempted by statute, such as G.L. c. 120 §21'), ('b', '(b) Internal personnel rules and practices'), ('c', '(c) Privacy: personnel, medical, or personal data'), ('d', '(d) Policy still being developed'), ('e', '(e) Personal notes of an employee'), ('f', '(f) Investigatory materials'), ('g', '(g) Trade secrets given in confidence'), ('h', '(h) Bids before they are opened'), ('i', '(i) Appraisals of real property'), ('j', '(j) Firearms licenses and identification cards'), ('l', '(l) Questions and answers of tests'), ('m', '(m) Contracts of hospitals and related bodies'), ('n', '(n) Security of people, buildings, and systems'), ('o', '(o) Home address, personal e-mail, and home telephone of public employees'), ('p', "(p) Names and home addresses of public employees' families"), ('q', '(q) Adoption contact information'), ('r', '(r) Child advocate'), ('s', '(s) Energy contracts and trade information'), ('t', '(t) Financial statements to retirement boards'), ('u', '(u) Research and trade secrets of the University of Massachusetts'), ('v', '(v) Records given to the Health Policy Commission')], max_length=1)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('is_bound', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redactions', to='pulse_moderation.recordsentry')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['start', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='recordsrequest',
            index=models.Index(fields=['-created_at', '-id'], name='pulse_records_newest'),
        ),
        migrations.AddConstraint(
            model_name='recordsrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'reviewed', 'exported'])), name='pulse_records_state_known'),
        ),
        migrations.AddConstraint(
            model_name='recordsrequest',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='pulse_records_period'),
        ),
        migrations.AddConstraint(
            model_name='recordsrequest',
            constraint=models.CheckConstraint(condition=models.Q(('read_by', None), models.Q(('read_by', models.F('made_by')), _negated=True), _connector='OR'), name='pulse_records_read_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='recordsrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('read_at', None), ('read_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('read_at__isnull', False), ('read_by__isnull', False)), _connector='OR'), name='pulse_records_reviewed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='recordsrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exported_at__isnull', False), ('manifest__isnull', False), ('state', 'exported')), models.Q(models.Q(('state', 'exported'), _negated=True), ('exported_at', None), ('manifest', None)), _connector='OR'), name='pulse_records_exported_whole'),
        ),
        migrations.AddConstraint(
            model_name='recordsentry',
            constraint=models.UniqueConstraint(fields=('request', 'position'), name='pulse_records_entry_placed_once'),
        ),
        migrations.AddConstraint(
            model_name='recordsentry',
            constraint=models.UniqueConstraint(fields=('request', 'revision'), name='pulse_records_text_once'),
        ),
        migrations.AddConstraint(
            model_name='recordsentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exemption', ''), ('is_included', True), ('reason', '')), models.Q(('exemption__in', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v']), ('is_included', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='pulse_records_withheld_under_an_exemption'),
        ),
        migrations.AddConstraint(
            model_name='recordsentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('agreed_by', None)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='pulse_records_agreed_when'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='pulse_redaction_span'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('exemption__in', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v'])), name='pulse_redaction_under_an_exemption'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.UniqueConstraint(fields=('entry', 'start', 'end'), name='pulse_redaction_once'),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]

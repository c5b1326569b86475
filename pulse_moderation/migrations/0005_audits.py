"""Audits of decisions on Pulse, the search of everything posted, and what the database refuses of them.

Finished, an audit never changes; what was drawn never does. Nobody judges their own decision or post (design 4.4).
"""

import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


A, E = "pulse_moderation_audit", "pulse_moderation_auditentry"
AUDIT_STAYS = """
CREATE FUNCTION pulse_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'finished'
        OR to_jsonb(OLD) - '{state,version,finished_by_id,finished_at}'::text[]
            <> to_jsonb(NEW) - '{state,version,finished_by_id,finished_at}'::text[] THEN
        RAISE EXCEPTION 'an audit stays as it was drawn and finished' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
ENTRY_STAYS = """
CREATE FUNCTION pulse_audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an audit stays as it was drawn and finished' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM 1 FROM pulse_moderation_audit WHERE id = NEW.audit_id AND state = 'open' FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE'
        AND to_jsonb(OLD) - '{verdict,clause_id,note,outcome_id,judged_by_id,judged_at}'::text[]
            <> to_jsonb(NEW) - '{verdict,clause_id,note,outcome_id,judged_by_id,judged_at}'::text[]) THEN
        RAISE EXCEPTION 'an audit stays as it was drawn and finished' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM pulse_moderation_decision WHERE id = NEW.decision_id AND decided_by_id = NEW.judged_by_id)
        OR EXISTS (SELECT 1 FROM pulse_moderation_post WHERE id = NEW.post_id AND author_id = NEW.judged_by_id) THEN
        RAISE EXCEPTION 'nobody audits their own' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
# The words of every text, in core Postgres; as many of a very long one as a tsvector can hold.
WORDS = (
    "CREATE INDEX pulse_revision_words ON pulse_moderation_revision "
    "USING gin (to_tsvector('english', title || ' ' || left(body, 100000)))"
)
FORWARD = [
    AUDIT_STAYS,
    ENTRY_STAYS,
    f"CREATE TRIGGER pulse_audit_stays BEFORE UPDATE OR DELETE ON {A} "
    "FOR EACH ROW EXECUTE FUNCTION pulse_audit_stays()",
    f"CREATE TRIGGER pulse_audit_entry_stays BEFORE INSERT OR UPDATE OR DELETE ON {E} "
    "FOR EACH ROW EXECUTE FUNCTION pulse_audit_entry_stays()",
    WORDS,
]
BACK = [
    "DROP INDEX pulse_revision_words",
    f"DROP TRIGGER pulse_audit_entry_stays ON {E}",
    f"DROP TRIGGER pulse_audit_stays ON {A}",
    "DROP FUNCTION pulse_audit_entry_stays()",
    "DROP FUNCTION pulse_audit_stays()",
]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_reporting_line"),
        ("policy", "0002_legal_holidays"),
        ("pulse_moderation", "0004_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("finished", "Finished")], default="open", max_length=8
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                (
                    "population",
                    models.CharField(
                        choices=[
                            ("decisions", "Decisions of moderators"),
                            ("undecided", "Posts shown without a decision"),
                        ],
                        default="decisions",
                        max_length=10,
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("scope", models.JSONField(default=dict)),
                (
                    "method",
                    models.CharField(
                        choices=[("random", "By lot from all of them"), ("stratified", "By lot from each group")],
                        max_length=10,
                    ),
                ),
                (
                    "stratified_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("clause", "Clause"),
                            ("decision", "Decision"),
                            ("moderator", "Moderator"),
                            ("worksite", "Worksite of the author"),
                        ],
                        max_length=10,
                    ),
                ),
                ("seed", models.CharField(max_length=64)),
                ("size", models.PositiveSmallIntegerField()),
                ("strata", models.JSONField(default=list)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("stratum", models.CharField(blank=True, max_length=80)),
                (
                    "verdict",
                    models.CharField(blank=True, choices=[("agree", "Agree"), ("disagree", "Disagree")], max_length=8),
                ),
                ("note", models.TextField(blank=True)),
                ("judged_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["audit", "position"],
            },
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                django.db.models.functions.text.Lower("author_name"),
                condition=models.Q(("author__isnull", True), models.Q(("author_name", ""), _negated=True)),
                name="pulse_of_name",
            ),
        ),
        migrations.AddField(
            model_name="audit",
            name="drawn_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="audit",
            name="finished_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="audit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="pulse_moderation.audit"
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="clause",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="policy.clause"
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="audited",
                to="pulse_moderation.decision",
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="judged_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="outcome",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pulse_moderation.decision"
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pulse_moderation.post"
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pulse_moderation.revision"
            ),
        ),
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(fields=["-created_at", "-id"], name="pulse_audit_newest"),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "finished"])), name="pulse_audit_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", "random"), ("stratified_by", "")),
                    models.Q(
                        ("method", "stratified"), ("stratified_by__in", ["clause", "decision", "moderator", "worksite"])
                    ),
                    _connector="OR",
                ),
                name="pulse_audit_method_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at", None), ("finished_by", None), ("state", "open")),
                    models.Q(("finished_at__isnull", False), ("finished_by__isnull", False), ("state", "finished")),
                    _connector="OR",
                ),
                name="pulse_audit_finished_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))), name="pulse_audit_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("seed", ""), _negated=True), ("size__gte", 1)),
                name="pulse_audit_drawn_by_lot",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("verdict", ""), _negated=True), fields=["judged_at"], name="pulse_audit_judged"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(fields=("audit", "position"), name="pulse_audit_entry_placed_once"),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(fields=("audit", "decision"), name="pulse_audit_decision_once"),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision", None)), fields=("audit", "post"), name="pulse_audit_post_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("judged_at", None), ("judged_by", None), ("verdict", "")),
                    models.Q(
                        ("judged_at__isnull", False),
                        ("judged_by__isnull", False),
                        ("verdict__in", ["agree", "disagree"]),
                    ),
                    _connector="OR",
                ),
                name="pulse_audit_judged_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "disagree"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="pulse_audit_disagreement_says_why",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]

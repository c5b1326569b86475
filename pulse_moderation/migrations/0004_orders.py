import django.db.models.deletion
import sealing.fields
import uuid
from django.conf import settings
from django.db import migrations, models


KEPT = {  # table: the columns that may change
    "pulse_moderation_order": (
        "state",
        "version",
        "next_attempt_at",
        "attempts",
        "lease_token",
        "lease_until",
        "accepted_at",
        "refused_at",
        "confirmed_at",
        "confirmed_how",
        "confirmed_by_id",
        "executed_on",
        "executed_by",
    ),
    "pulse_moderation_orderattempt": ("ended_at", "answer", "status", "error"),
}


def forward():
    """What was ordered, and each attempt, stays as it was; only what became of it is added."""
    for table, columns in KEPT.items():
        arguments = ", ".join(f"'{column}'" for column in columns)
        yield (
            f"CREATE TRIGGER pulse_stays BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION pulse_stays({arguments})"
        )


def back():
    for table in KEPT:
        yield f"DROP TRIGGER pulse_stays ON {table}"


class Migration(migrations.Migration):
    dependencies = [
        ("pulse_moderation", "0003_releases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ordered", "Ordered"),
                            ("confirmed", "Confirmed"),
                            ("not_confirmed", "Not confirmed"),
                            ("overtaken", "Overtaken by a later order"),
                        ],
                        default="ordered",
                        max_length=14,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("remove", "Remove a post"),
                            ("restore", "Restore a post"),
                            ("privilege", "Change what somebody may do"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("body", models.TextField()),
                ("ordered_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answer", "The source answered that it is done"),
                            ("call", "The source reported that it is done"),
                            ("gone", "The source deleted the post"),
                            ("hand", "Somebody did it by hand"),
                        ],
                        max_length=8,
                    ),
                ),
                ("executed_on", models.DateField(null=True)),
                ("executed_by", models.CharField(blank=True, max_length=200)),
                (
                    "again_of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="again",
                        to="pulse_moderation.order",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="pulse_moderation.decision",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="pulse_moderation.post",
                    ),
                ),
                (
                    "privilege",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="pulse_moderation.privilegeaction",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="pulse_moderation.source",
                    ),
                ),
            ],
            options={
                "ordering": ["-ordered_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="OrderAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Done"),
                            ("accepted", "Accepted, to be done"),
                            ("refused", "The source will not do it"),
                            ("not_taken", "Not taken"),
                            ("unreached", "No answer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="pulse_moderation.order"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("url", models.CharField(max_length=500)),
                ("key_id", models.CharField(max_length=40, unique=True)),
                ("secret", sealing.fields.SealedTextField(editable=True)),
                ("is_active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhook",
                        to="pulse_moderation.source",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["state", "-ordered_at", "-id"], name="pulse_order_by_state"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(condition=models.Q(("state", "ordered")), fields=["due_at"], name="pulse_order_due"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("next_attempt_at__isnull", False), ("state__in", ("ordered", "not_confirmed"))),
                fields=["next_attempt_at", "id"],
                name="pulse_order_to_send",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("again_of", None), ("decision__isnull", False)),
                fields=("decision",),
                name="pulse_order_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("again_of", None), ("privilege__isnull", False)),
                fields=("privilege", "source"),
                name="pulse_order_privilege_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("post__isnull", False)),
                fields=("post", "sequence"),
                name="pulse_order_of_post_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("source", "person", "sequence"),
                name="pulse_order_of_person_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["ordered", "confirmed", "not_confirmed", "overtaken"])),
                name="pulse_order_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decision", None),
                        ("kind", "privilege"),
                        ("person__isnull", False),
                        ("post", None),
                        ("privilege__isnull", False),
                        ("source__isnull", False),
                    ),
                    models.Q(
                        ("decision__isnull", False),
                        ("kind__in", ["remove", "restore"]),
                        ("person", None),
                        ("post__isnull", False),
                        ("privilege", None),
                    ),
                    _connector="OR",
                ),
                name="pulse_order_about_a_post_or_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("state", "confirmed"),
                        models.Q(("confirmed_how", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "confirmed"), _negated=True),
                        ("confirmed_at", None),
                        ("confirmed_by", None),
                        ("confirmed_how", ""),
                    ),
                    _connector="OR",
                ),
                name="pulse_order_confirmed_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_how", "hand"), _negated=True),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("executed_on__isnull", False),
                        models.Q(("executed_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pulse_order_by_hand_says_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_token", None), ("lease_until", None)),
                    models.Q(("lease_token__isnull", False), ("lease_until__isnull", False)),
                    _connector="OR",
                ),
                name="pulse_order_lease_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderattempt",
            constraint=models.UniqueConstraint(fields=("order", "number"), name="pulse_order_attempt_once"),
        ),
        migrations.AddConstraint(
            model_name="orderattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["", "done", "accepted", "refused", "not_taken", "unreached"])),
                name="pulse_order_answer_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(("url__regex", "^https?://")), name="pulse_webhook_is_on_the_web"
            ),
        ),
        migrations.RunSQL(list(forward()), list(back())),
    ]

"""Posts on Pulse, screening, decisions, written releases (B.1)."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PulseModerationConfig(AppConfig):
    name = "pulse_moderation"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from pulse_moderation.actions import SENTENCES  # noqa: PLC0415
        from pulse_moderation.notices import releases  # noqa: PLC0415
        from pulse_moderation.reference import load_rules  # noqa: PLC0415

        sentences.register(SENTENCES)
        releases.register_ladders()
        # After the clauses, which rules cite.
        post_migrate.connect(load_rules, sender=apps.get_app_config("audit"))

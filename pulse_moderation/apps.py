"""Posts on Pulse, screening, decisions, written releases (B.1)."""

from django.apps import AppConfig


class PulseModerationConfig(AppConfig):
    name = "pulse_moderation"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from pulse_moderation.actions import SENTENCES  # noqa: PLC0415
        from pulse_moderation.notices import releases  # noqa: PLC0415

        sentences.register(SENTENCES)
        releases.register_ladders()

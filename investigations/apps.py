"""Investigations on social media (B.3): a compartment of its own, of which nobody else may know anything."""

from django.apps import AppConfig


class InvestigationsConfig(AppConfig):
    name = "investigations"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from investigations import notices  # noqa: PLC0415
        from investigations.actions import SENTENCES  # noqa: PLC0415

        sentences.register(SENTENCES)
        notices.register_ladders()

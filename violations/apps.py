"""Reports of violations, their handling and findings (C, P)."""

from django.apps import AppConfig


class ViolationsConfig(AppConfig):
    name = "violations"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from violations import notices  # noqa: PLC0415
        from violations.actions import SENTENCES  # noqa: PLC0415
        from violations.notices import seen  # noqa: PLC0415

        sentences.register(SENTENCES)
        notices.register_ladders()
        seen.register_ladders()

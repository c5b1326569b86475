"""Leave to use social media for work: supervision (B.2) and, later, investigation (B.3)."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuthorizationsConfig(AppConfig):
    name = "authorizations"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from authorizations import notices  # noqa: PLC0415
        from authorizations.actions import SENTENCES  # noqa: PLC0415
        from authorizations.notices import evidence, issues, reviews  # noqa: PLC0415
        from authorizations.reference import load_platforms  # noqa: PLC0415

        sentences.register(SENTENCES)
        notices.register_ladders()
        evidence.register_ladders()
        reviews.register_ladders()
        issues.register_ladders()
        post_migrate.connect(load_platforms, sender=self)

"""The append-only record of what was done, by whom and when."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self):
        from audit import checks  # noqa: F401, PLC0415
        from audit.grants import grant_to_application  # noqa: PLC0415

        post_migrate.connect(grant_to_application, sender=self)

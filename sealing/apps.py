"""Sealed fields and keyed hashes: what may not be readable in the database or its backups (design §4.8)."""

from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "sealing"

    def ready(self):
        # Importing the module registers the system check.
        from sealing import checks  # noqa: F401, PLC0415

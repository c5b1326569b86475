"""Inbox, outbox and the reminder schedule. Knows no record of the apps above: they register their ladders here."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from notifications.actions import SENTENCES  # noqa: PLC0415

        sentences.register(SENTENCES)

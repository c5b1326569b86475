"""Inbox, outbox and the reminder schedule. Knows no record of the apps above: they register their ladders here."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

"""Posts on Pulse, screening, decisions, written releases (B.1)."""

from django.apps import AppConfig


class PulseModerationConfig(AppConfig):
    name = "pulse_moderation"

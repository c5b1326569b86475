"""Reports of violations, their handling and findings (C, P)."""

from django.apps import AppConfig


class ViolationsConfig(AppConfig):
    name = "violations"

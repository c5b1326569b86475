"""The policy as data: clauses, wordings, acknowledgements, settings, business days."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PolicyConfig(AppConfig):
    name = "policy"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from policy import calendar, services  # noqa: PLC0415
        from policy.actions import SENTENCES  # noqa: PLC0415
        from policy.reference import load_reference  # noqa: PLC0415

        sentences.register(SENTENCES)
        post_migrate.connect(load_reference, sender=self)
        calendar.take_days_off_from(services.days_off)

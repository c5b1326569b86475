"""Who works here, where, for whom, in what role; and the youth they supervise."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from people.actions import SENTENCES  # noqa: PLC0415

        sentences.register(SENTENCES)

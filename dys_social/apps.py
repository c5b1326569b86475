from django.apps import AppConfig


class DysSocialConfig(AppConfig):
    """The top of the house: the only place that knows everyone."""

    name = "dys_social"

    def ready(self):
        from audit import sentences  # noqa: PLC0415
        from dys_social import acknowledgements, notices  # noqa: PLC0415
        from dys_social.actions import SENTENCES  # noqa: PLC0415

        sentences.register(SENTENCES)
        notices.register_ladders()
        acknowledgements.register_ladder()

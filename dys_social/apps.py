from django.apps import AppConfig


class DysSocialConfig(AppConfig):
    """The top of the house: the only place that knows everyone."""

    name = "dys_social"

    def ready(self):
        from dys_social import notices  # noqa: PLC0415

        notices.register_ladders()

from django.apps import AppConfig


class DysSocialConfig(AppConfig):
    """The top of the house: the only place that knows everyone."""

    name = "dys_social"

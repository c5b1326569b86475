"""Every address of Pulse, part by part."""

from django.urls import include, path

urlpatterns = [
    path("pulse/", include("pulse_moderation.urls.orders")),
]

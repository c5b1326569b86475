"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import desk

urlpatterns = [*desk.urlpatterns]

"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, desk

urlpatterns = [*confidential.urlpatterns, *desk.urlpatterns]

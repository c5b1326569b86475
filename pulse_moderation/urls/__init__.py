"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, desk, rules

urlpatterns = [*confidential.urlpatterns, *desk.urlpatterns, *rules.urlpatterns]

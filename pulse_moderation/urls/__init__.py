"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, releases

urlpatterns = [*confidential.urlpatterns, *releases.urlpatterns]

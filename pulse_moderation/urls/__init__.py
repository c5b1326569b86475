"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, intake, releases

urlpatterns = [*confidential.urlpatterns, *intake.urlpatterns, *releases.urlpatterns]

"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, people, releases

urlpatterns = [*people.urlpatterns, *confidential.urlpatterns, *releases.urlpatterns]

"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, desk, people, releases

urlpatterns = [
    *confidential.urlpatterns,
    *desk.urlpatterns,
    *people.urlpatterns,
    *releases.urlpatterns,
]

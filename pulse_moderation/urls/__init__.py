"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import audits, confidential, desk, people, releases

urlpatterns = [
    *desk.urlpatterns,
    *people.urlpatterns,
    *confidential.urlpatterns,
    *releases.urlpatterns,
    *audits.urlpatterns,
]

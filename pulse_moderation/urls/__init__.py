"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, desk, orders, people, releases

urlpatterns = [
    *desk.urlpatterns,
    *people.urlpatterns,
    *confidential.urlpatterns,
    *orders.urlpatterns,
    *releases.urlpatterns,
]

"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, desk, orders, people, releases

urlpatterns = [
    *confidential.urlpatterns,
    *desk.urlpatterns,
    *orders.urlpatterns,
    *people.urlpatterns,
    *releases.urlpatterns,
]

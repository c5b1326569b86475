"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import audits, confidential, desk, intake, orders, people, records, releases, rules

urlpatterns = [
    *audits.urlpatterns,
    *confidential.urlpatterns,
    *desk.urlpatterns,
    *intake.urlpatterns,
    *orders.urlpatterns,
    *people.urlpatterns,
    *records.urlpatterns,
    *releases.urlpatterns,
    *rules.urlpatterns,
]

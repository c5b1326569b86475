"""Addresses of those who audit Pulse: the search, the audits, the figures."""

from django.urls import path

from pulse_moderation.views import audits, figures, search

AUDIT = "pulse/audits/<uuid:public_id>/"

urlpatterns = [
    path("pulse/search/", search.pulse_search, name="pulse_search"),
    path("pulse/figures/", figures.pulse_figures, name="pulse_figures"),
    path("pulse/audits/", audits.pulse_audit_list, name="pulse_audit_list"),
    path("pulse/audits/new/", audits.pulse_audit_new, name="pulse_audit_new"),
    path(AUDIT, audits.pulse_audit_detail, name="pulse_audit_detail"),
    path(f"{AUDIT}finish/", audits.pulse_audit_finish, name="pulse_audit_finish"),
    path(f"{AUDIT}paper/", audits.pulse_audit_paper, name="pulse_audit_paper"),
    path(f"{AUDIT}entries/<uuid:entry_id>/", audits.pulse_audit_entry, name="pulse_audit_entry"),
]

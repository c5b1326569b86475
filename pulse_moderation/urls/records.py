"""Addresses of public-records requests."""

from django.urls import path

from pulse_moderation.views import records

REQUEST = "pulse/records/<uuid:public_id>/"
ENTRY = f"{REQUEST}texts/<uuid:entry_id>/"

urlpatterns = [
    path("pulse/records/", records.records_list, name="records_list"),
    path("pulse/records/new/", records.records_new, name="records_new"),
    path(REQUEST, records.records_detail, name="records_detail"),
    path(f"{REQUEST}review/", records.records_review, name="records_review"),
    path(f"{REQUEST}reopen/", records.records_reopen, name="records_reopen"),
    path(f"{REQUEST}export/", records.records_export, name="records_export"),
    path(f"{REQUEST}package/", records.records_package, name="records_package"),
    path(ENTRY, records.records_entry, name="records_entry"),
    path(f"{ENTRY}agree/", records.records_agree, name="records_agree"),
    path(f"{ENTRY}covered/<uuid:redaction_id>/", records.records_uncover, name="records_uncover"),
]

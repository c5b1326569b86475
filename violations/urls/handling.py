"""Addresses of those who handle reports, and of what others are told. Ids are opaque."""

from django.urls import path

from violations.views import acts, files, reports, told

ONE = "reports/<uuid:public_id>/"

urlpatterns = [
    path(ONE, reports.report_detail, name="report_detail"),
    path(f"{ONE}files/<uuid:file>/<slug:part>/", files.report_file, name="report_file"),
    path(f"{ONE}<slug:act>/", acts.report_act, name="report_act"),
    path(f"{ONE}<slug:act>/<uuid:target>/", acts.report_act, name="report_act_on"),
    path("notices/<uuid:public_id>/", told.hearing_detail, name="hearing_detail"),
    path("instructions/<uuid:public_id>/", told.safety_instruction, name="safety_instruction"),
]

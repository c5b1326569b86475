"""Addresses of the desk, of what a report is linked to, and of who has seen it. Ids are opaque."""

from django.urls import path

from violations.views import bulk, desk, links, openings, reserve

urlpatterns = [
    path("reports/", desk.report_list, name="report_list"),
    path("reports/several/", bulk.report_several, name="report_several"),
    path("reports/several/undo/", bulk.report_several_undo, name="report_several_undo"),
    path("reports/reserve/", reserve.reserve_list, name="reserve_list"),
    path("reports/reserve/<uuid:public_id>/end/", reserve.reserve_end, name="reserve_end"),
    path("reports/views/", desk.report_view_keep, name="report_view_keep"),
    path("reports/views/<uuid:public_id>/drop/", desk.report_view_drop, name="report_view_drop"),
    path("reports/<uuid:public_id>/links/", links.report_links, name="report_links"),
    path("reports/<uuid:public_id>/links/<uuid:link_id>/undo/", links.report_unlink, name="report_unlink"),
    path("reports/<uuid:public_id>/seen/", openings.report_openings, name="report_openings"),
    path("reports/<uuid:public_id>/seen/noted/", openings.report_openings_noted, name="report_openings_noted"),
]

"""Addresses of reports; each name stands in dys_social/access.py. Ids are opaque."""

from django.urls import path

from violations.views import following, receipts

OPENED = "report/anonymous/follow/<uuid:public_id>/"
OWN = "report/mine/<uuid:public_id>/"

urlpatterns = [
    path("report/anonymous/follow/", following.follow, name="follow"),
    path("report/anonymous/follow/leave/", following.follow_leave, name="follow_leave"),
    path(OPENED, following.follow_report, name="follow_report"),
    path(f"{OPENED}file/", following.follow_file, name="follow_file"),
    path(f"{OPENED}punished/", following.follow_punished, name="follow_punished"),
    path("report/mine/", following.own_report_list, name="own_report_list"),
    path(OWN, following.own_report, name="own_report"),
    path(f"{OWN}file/", following.own_report_file, name="own_report_file"),
    path(f"{OWN}punished/", following.own_report_punished, name="own_report_punished"),
    path(f"{OWN}receipt/", following.own_report_receipt, name="own_report_receipt"),
    path("report/verify/", receipts.receipt_verify, name="receipt_verify"),
]

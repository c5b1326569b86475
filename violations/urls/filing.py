"""Where a report is made, signed in or linked to nobody."""

from django.urls import path

from violations.views import anonymous, signed_in

urlpatterns = [
    path("report/", signed_in.report_start, name="report_start"),
    path("report/step/<slug:step>/", signed_in.report_step, name="report_step"),
    path("report/now/", signed_in.report_stop, name="report_stop"),
    path("report/later/", signed_in.report_later, name="report_later"),
    path("report/files/<uuid:file_id>/leave-out/", signed_in.report_leave_out, name="report_leave_out"),
    path("report/discard/", signed_in.report_discard, name="report_discard"),
    path("report/check/", signed_in.report_check, name="report_check"),
    path("report/send/", signed_in.report_send, name="report_send"),
    path("report/receipt/<uuid:public_id>/", signed_in.report_receipt, name="report_receipt"),
    path("report/help/", signed_in.report_help, name="report_help"),
    path("report/anonymous/", anonymous.report_anonymous_start, name="report_anonymous_start"),
    path("report/anonymous/step/<slug:step>/", anonymous.report_anonymous_step, name="report_anonymous_step"),
    path("report/anonymous/now/", anonymous.report_anonymous_stop, name="report_anonymous_stop"),
    path("report/anonymous/later/", anonymous.report_anonymous_later, name="report_anonymous_later"),
    path("report/anonymous/resume/", anonymous.report_anonymous_resume, name="report_anonymous_resume"),
    path(
        "report/anonymous/files/<uuid:file_id>/leave-out/",
        anonymous.report_anonymous_leave_out,
        name="report_anonymous_leave_out",
    ),
    path("report/anonymous/discard/", anonymous.report_anonymous_discard, name="report_anonymous_discard"),
    path("report/anonymous/check/", anonymous.report_anonymous_check, name="report_anonymous_check"),
    path("report/anonymous/send/", anonymous.report_anonymous_send, name="report_anonymous_send"),
    path("report/anonymous/finish/", anonymous.report_anonymous_finish, name="report_anonymous_finish"),
    path("report/anonymous/done/", anonymous.report_anonymous_done, name="report_anonymous_done"),
]

"""The inbox, one's reminders and calendar, when reminders go, and who is called when it is urgent."""

from django.urls import path

from notifications.views import inbox as views
from notifications.views import ladders, oncall, own

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("inbox/<uuid:public_id>/", views.inbox_open, name="inbox_open"),
    path("settings/reminders/", ladders.ladder_list, name="ladder_list"),
    path("settings/reminders/<str:kind>/", ladders.ladder_edit, name="ladder_edit"),
    path("my/reminders/", own.my_reminders, name="my_reminders"),
    path("my/reminders/calendar/", own.feed_make, name="feed_make"),
    path("my/reminders/calendar/<uuid:public_id>/revoke/", own.feed_revoke, name="feed_revoke"),
    path("settings/on-call/", oncall.rota_edit, name="rota_edit"),
    path("settings/on-call/<uuid:public_id>/", oncall.rota_move, name="rota_move"),
    path("urgent/<uuid:public_id>/acknowledge/", oncall.urgent_acknowledge, name="urgent_acknowledge"),
]

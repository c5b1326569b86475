"""The inbox, one's reminders and calendar, and when reminders go."""

from django.urls import path

from notifications.views import inbox as views
from notifications.views import ladders, own

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("inbox/<uuid:public_id>/", views.inbox_open, name="inbox_open"),
    path("settings/reminders/", ladders.ladder_list, name="ladder_list"),
    path("settings/reminders/<str:kind>/", ladders.ladder_edit, name="ladder_edit"),
    path("my/reminders/", own.my_reminders, name="my_reminders"),
    path("my/reminders/calendar/", own.feed_make, name="feed_make"),
    path("my/reminders/calendar/<uuid:public_id>/revoke/", own.feed_revoke, name="feed_revoke"),
]

"""The inbox, and the page of one's reminders and calendar."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("inbox/<uuid:public_id>/", views.inbox_open, name="inbox_open"),
    path("my/reminders/", views.my_reminders, name="my_reminders"),
    path("my/reminders/calendar/", views.feed_make, name="feed_make"),
    path("my/reminders/calendar/<uuid:public_id>/revoke/", views.feed_revoke, name="feed_revoke"),
]

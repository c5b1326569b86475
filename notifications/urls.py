"""The inbox."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("inbox/<uuid:public_id>/", views.inbox_open, name="inbox_open"),
]

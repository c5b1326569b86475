"""The inbox, the on-call rota, and taking what is urgent."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("inbox/<uuid:public_id>/", views.inbox_open, name="inbox_open"),
    path("settings/on-call/", views.rota_edit, name="rota_edit"),
    path("settings/on-call/<uuid:public_id>/", views.rota_move, name="rota_move"),
    path("urgent/<uuid:public_id>/acknowledge/", views.urgent_acknowledge, name="urgent_acknowledge"),
]

"""Acts on people and youth; the pages they start from stand in people/urls.py."""

from django.urls import path

from dys_social import views_people as views

urlpatterns = [
    path("people/<uuid:public_id>/supervisor/", views.person_supervisor, name="person_supervisor"),
    path("people/<uuid:public_id>/move/", views.person_move, name="person_move"),
    path("people/<uuid:public_id>/status/", views.person_status, name="person_status"),
    path("people/<uuid:public_id>/delegate/", views.person_delegate, name="person_delegate"),
    path("people/<uuid:public_id>/roles/grant/", views.person_role_grant, name="person_role_grant"),
    path(
        "people/<uuid:public_id>/roles/<uuid:grant_id>/confirm/",
        views.person_role_confirm,
        name="person_role_confirm",
    ),
    path("people/<uuid:public_id>/roles/<uuid:grant_id>/end/", views.person_role_end, name="person_role_end"),
    path("delegations/", views.delegation_list, name="delegation_list"),
    path("delegations/<uuid:public_id>/end/", views.delegation_end, name="delegation_end"),
    path("youth/<uuid:public_id>/edit/", views.youth_edit, name="youth_edit"),
    path("youth/<uuid:public_id>/discharge/", views.youth_discharge, name="youth_discharge"),
]

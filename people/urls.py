"""Signing in, staff and the youth list."""

from django.urls import path

from people import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("people/", views.people_list, name="people_list"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<uuid:public_id>/", views.person_detail, name="person_detail"),
    path("people/<uuid:public_id>/edit/", views.person_edit, name="person_edit"),
    path("youth/", views.youth_list, name="youth_list"),
    path("youth/new/", views.youth_new, name="youth_new"),
    path("youth/<uuid:public_id>/", views.youth_detail, name="youth_detail"),
]

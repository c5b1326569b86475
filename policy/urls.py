"""Addresses of the policy and of the settings; each name stands in dys_social/access.py."""

from django.urls import path, re_path

from policy import views

urlpatterns = [
    path("policy/", views.policy_home, name="policy_home"),
    path("policy/acknowledge/", views.policy_acknowledge, name="policy_acknowledge"),
    re_path(r"^policy/(?P<clause_id>(?:APP|[PABC](?:\.[1-9a-z][a-z]*)*))/$", views.policy_clause, name="policy_clause"),
    path("settings/", views.settings_list, name="settings_list"),
    path("settings/holidays/", views.holiday_list, name="holiday_list"),
    path("settings/holidays/<uuid:public_id>/", views.holiday_edit, name="holiday_edit"),
    path("settings/<slug:key>/", views.settings_edit, name="settings_edit"),
]

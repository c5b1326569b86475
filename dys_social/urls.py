"""Every address of the portal. Each name must stand in dys_social/access.py; a test walks this list."""

from django.urls import include, path

from dys_social import views

handler404 = "dys_social.views.missing"
handler500 = "dys_social.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("", include("authorizations.urls")),
    path("", include("notifications.urls")),
    path("", include("policy.urls")),
    path("", include("people.urls")),
    path("", include("dys_social.urls_people")),
]

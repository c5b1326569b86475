"""Every address of the portal. Each name must stand in dys_social/access.py; a test walks this list."""

from django.urls import include, path

from dys_social import demonstration, views, views_calendar, views_health, views_home

handler400 = "dys_social.views.bad_request"
handler404 = "dys_social.views.missing"
handler500 = "dys_social.views.server_error"

urlpatterns = [
    path("", views_home.my_work, name="my_work"),
    path("help/", views_home.help_page, name="help"),
    path("trail/", views_home.trail_list, name="trail_list"),
    path("health/", views_health.portal_health, name="portal_health"),
    path("health/brakes/<uuid:public_id>/", views_health.brake_release, name="brake_release"),
    path("health/mails/<uuid:public_id>/again/", views_health.mail_again, name="mail_again"),
    path("demonstration/mail/", demonstration.demonstration_mail, name="demonstration_mail"),
    path("demonstration/mail/<str:name>", demonstration.demonstration_message, name="demonstration_message"),
    path("calendar/<str:key>.ics", views_calendar.calendar_feed, name="calendar_feed"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("pulse_moderation.urls")),
    path("", include("investigations.urls")),
    path("", include("violations.urls")),
    path("", include("authorizations.urls")),
    path("", include("notifications.urls")),
    path("", include("policy.urls")),
    path("", include("people.urls")),
    path("", include("dys_social.urls_people")),
]

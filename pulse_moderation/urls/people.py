"""Addresses of what people do on Pulse: reading, posting, reporting, asking again; and acting on privileges."""

from django.urls import path

from pulse_moderation.views import composing, flags, own, privileges, reading, reconsidering

POST = "pulse/posts/<uuid:public_id>/"

urlpatterns = [
    path("pulse/", reading.pulse_home, name="pulse_home"),
    path("pulse/new/", composing.pulse_compose, name="pulse_compose"),
    path("pulse/notice/", composing.pulse_acknowledge, name="pulse_acknowledge"),
    path("pulse/mine/", own.pulse_own, name="pulse_own"),
    path("pulse/report/", flags.flag_elsewhere, name="flag_elsewhere"),
    path("pulse/reported/", flags.flag_list, name="flag_list"),
    path("pulse/reported/<uuid:public_id>/", flags.flag_detail, name="flag_detail"),
    path(f"{POST}read/", reading.pulse_post, name="pulse_post"),
    path(f"{POST}pictures/<uuid:picture>/<int:number>/", reading.pulse_picture, name="pulse_picture"),
    path(f"{POST}change/", composing.pulse_revise, name="pulse_revise"),
    path(f"{POST}withdraw/", own.pulse_withdraw, name="pulse_withdraw"),
    path(f"{POST}report/", flags.flag_new, name="flag_new"),
    path("pulse/decisions/<uuid:public_id>/again/", reconsidering.reconsideration_new, name="reconsideration_new"),
    path("pulse/again/", reconsidering.reconsideration_list, name="reconsideration_list"),
    path("pulse/again/<uuid:public_id>/", reconsidering.reconsideration_decide, name="reconsideration_decide"),
    path("pulse/people/", privileges.privilege_list, name="privilege_list"),
    path("pulse/people/<uuid:public_id>/", privileges.privilege_person, name="privilege_person"),
]

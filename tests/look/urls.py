"""The addresses that the chrome and the chips link to, leading nowhere: the gallery needs no views."""

from django.http import HttpResponse
from django.urls import path


def nowhere(request, **kwargs):
    return HttpResponse()


urlpatterns = [
    path("", nowhere, name="my_work"),
    path("inbox/", nowhere, name="inbox"),
    path("help/", nowhere, name="help"),
    path("my/reminders/", nowhere, name="my_reminders"),
    path("sign-in/", nowhere, name="sign_in"),
    path("sign-out/", nowhere, name="sign_out"),
    path("policy/", nowhere, name="policy_home"),
    path("policy/<str:clause_id>/", nowhere, name="policy_clause"),
]

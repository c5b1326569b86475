from django.urls import path

from pulse_moderation.views import confidential

urlpatterns = [path("pulse/confidential/", confidential.confidential_hit_list, name="confidential_hit_list")]

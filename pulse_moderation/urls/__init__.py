"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, orders, releases

urlpatterns = [*confidential.urlpatterns, *orders.urlpatterns, *releases.urlpatterns]

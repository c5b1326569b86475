"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import confidential, orders

urlpatterns = [*confidential.urlpatterns, *orders.urlpatterns]

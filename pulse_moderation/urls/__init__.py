"""Every address of Pulse, joined from its parts."""

from pulse_moderation.urls import audits

urlpatterns = [*audits.urlpatterns]

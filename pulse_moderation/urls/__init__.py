"""Every address of Pulse, joined from its parts."""

urlpatterns = []

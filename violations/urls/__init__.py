"""Every address of the reports; each name stands in dys_social/access.py."""

from violations.urls import handling

urlpatterns = [*handling.urlpatterns]

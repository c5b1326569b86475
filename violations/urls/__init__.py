"""Every address of the reports; each name stands in dys_social/access.py."""

from violations.urls import desk, handling

urlpatterns = [*desk.urlpatterns, *handling.urlpatterns]

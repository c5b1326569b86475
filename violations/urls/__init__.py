"""Every address of the reports; each name stands in dys_social/access.py. `handling` comes last: it takes any act."""

from violations.urls import desk, filing, following, handling

urlpatterns = [*following.urlpatterns, *filing.urlpatterns, *desk.urlpatterns, *handling.urlpatterns]

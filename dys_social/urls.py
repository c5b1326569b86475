"""Every address of the portal. Each name must stand in dys_social/access.py; a test walks this list."""

from django.urls import path

urlpatterns = []

"""Housekeeping of sign-in."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from people import services


@shared_task
def purge():
    """Drop forms nobody came back for and the rows of sessions that are over."""
    services.purge_kept_forms(timezone.now())
    call_command("clearsessions")

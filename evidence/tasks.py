"""What evidence does by the clock."""

from celery import shared_task
from django.utils import timezone

from evidence import services


@shared_task
def check_files():
    """Hash again every file whose last check is a day old, and clear up what uploads left behind."""
    at = timezone.now()
    services.check_files(at)
    services.clear_leftovers(at)

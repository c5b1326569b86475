"""The clock of the outbox."""

from celery import shared_task
from django.utils import timezone

from notifications import services


@shared_task
def deliver():
    """Hand over what is due; a lost or doubled message of the queue changes nothing."""
    services.deliver(timezone.now())

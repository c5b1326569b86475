"""What Pulse moderation does by the clock."""

from celery import shared_task
from django.utils import timezone

from pulse_moderation.services import order_sending


@shared_task
def send_orders():
    """Hand over to their sources what is due; a lost or doubled message of the queue changes nothing."""
    order_sending.send_due(timezone.now())

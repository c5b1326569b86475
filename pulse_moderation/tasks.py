"""What Pulse moderation does by the clock and behind an answer. Ids only; a lost or doubled message changes nothing."""

from celery import shared_task
from django.utils import timezone

from pulse_moderation.models import Delivery
from pulse_moderation.services import imports, order_sending, replays, screening


@shared_task
def send_orders():
    """Hand over to their sources what is due; a lost or doubled message of the queue changes nothing."""
    order_sending.send_due(timezone.now())


@shared_task
def screen_delivery(delivery_id):
    """Screen what a source sent. What is lost on the way the sweep finds."""
    posts = Delivery.objects.values_list("posts", flat=True).get(pk=delivery_id)
    screening.screen_posts(posts, at=timezone.now())


@shared_task
def read_import(import_id):
    """Read an uploaded file to its end, chunk by chunk; whoever begins again goes on where the last one stopped."""
    while imports.read_chunk(import_id, at=timezone.now()):
        pass


@shared_task
def replay_part(part_id):
    """Run a draft of a rule over its part of the stored posts; whoever begins again goes on where the last one stopped."""
    replays.run(part_id, now=timezone.now)

"""What is done about posts behind the answer. Ids only; a lost or doubled message changes nothing."""

from celery import shared_task
from django.utils import timezone

from pulse_moderation.models import Delivery
from pulse_moderation.services import imports, screening


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

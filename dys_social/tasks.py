from celery import shared_task
from django.utils import timezone

from dys_social import sweeps


@shared_task
def sweep():
    """Do everything that is due now, unless somebody else does it in this minute."""
    sweeps.tick(timezone.now(), by="beat")

"""The portal's own Celery application for worker and beats of these tests, with their ladder.

A minute is swept once. To be killed twice and finish within seconds, the tests name the minute.
"""

import datetime
import os

import django
from django.utils import timezone

from dys_social.celery import app
from notifications.ladders import register
from tests.faults.ladder import LADDER

django.setup()

from dys_social import sweeps  # noqa: E402

register(LADDER)

if every := os.environ.get("FAULTS_BEAT_EVERY"):
    app.conf.beat_schedule = {"sweep what is due": {"task": "dys_social.tasks.sweep", "schedule": float(every)}}


@app.task(name="faults.sweep")
def sweep_in(minutes):
    """A tick of the minute so many from now."""
    sweeps.tick(timezone.now() + datetime.timedelta(minutes=minutes), by="beat")

"""The portal's own Celery application for a worker and beats of these tests, with their ladder and a sweep in minutes to come.

A sweep is done once a minute. To be killed twice and finish within seconds, the tests name the minute.
"""

import datetime
import os

from django.utils import timezone

from dys_social.celery import app
from notifications.ladders import register
from tests.faults.ladder import LADDER

register(LADDER)

if every := os.environ.get("FAULTS_BEAT_EVERY"):
    app.conf.beat_schedule = {"sweep what is due": {"task": "dys_social.tasks.sweep", "schedule": float(every)}}


@app.task(name="faults.sweep")
def sweep_in(minutes):
    """A tick of the minute so many from now."""
    from dys_social import sweeps  # the worker loads the apps after it has read this module

    sweeps.tick(timezone.now() + datetime.timedelta(minutes=minutes), by="beat")

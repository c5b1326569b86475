"""Celery and the whole beat schedule, one line a job. The tasks read the clock and call one service each."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
app = Celery("dys_social")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "sweep what is due": {"task": "dys_social.tasks.sweep", "schedule": 60.0},
    "deliver mail": {"task": "notifications.tasks.deliver", "schedule": 15.0},
    "send orders to Pulse": {"task": "pulse_moderation.tasks.send_orders", "schedule": 15.0},
    "anchor the audit chain": {"task": "audit.tasks.anchor", "schedule": 60.0},
    "check files": {"task": "evidence.tasks.check_files", "schedule": 3600.0},  # each file once a day
    "purge kept forms and old sessions": {"task": "people.tasks.purge", "schedule": 3600.0},
}


@worker_ready.connect
def sweep_at_once(sender, **kwargs):
    """Whatever fell due while no worker ran does not wait for the next minute."""
    app.send_task("dys_social.tasks.sweep")

"""The queue refuses, or takes connections and never answers: pages, sweeps and mail go on without it."""

import datetime
import socket
import threading
import time
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from dys_social import sweeps
from dys_social.settings import CACHES, CELERY_BROKER_TRANSPORT_OPTIONS
from notifications.models import Notice
from notifications.services import deliver, open_obligation
from tests.faults.ladder import KIND

pytestmark = pytest.mark.django_db
A_PAGE_TAKES = 10  # seconds: three are promised, the rest is for a machine that runs other tests beside this one
PAGES = ["/", reverse("inbox"), reverse("portal_health"), "/healthz"]


@contextmanager
def refused():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield port


@contextmanager
def hung():
    """Takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as silent:
        heard = []

        def accept():
            try:
                while True:
                    heard.append(silent.accept())
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield silent.getsockname()[1]
        silent.shutdown(socket.SHUT_RDWR)
        for connection, _address in heard:
            connection.close()


@pytest.fixture(params=[refused, hung])
def no_queue(request, settings):
    """The portal's own cache and queue settings, pointing at a server that is of no use."""
    with request.param() as port:
        url = f"redis://127.0.0.1:{port}/0"
        settings.REDIS_URL = settings.CELERY_BROKER_URL = url
        settings.CACHES = {"default": CACHES["default"] | {"LOCATION": url}}
        settings.CELERY_TASK_ALWAYS_EAGER = False
        yield request.param.__name__


def test_nothing_waits_for_the_queue_as_long_as_three_seconds():
    waits = [CACHES["default"]["OPTIONS"], CELERY_BROKER_TRANSPORT_OPTIONS]

    assert all(0 < wait[name] < 3 for wait in waits for name in ("socket_timeout", "socket_connect_timeout"))


def test_pages_answer_while_it_is_down(no_queue, cast, as_user, figures):
    bram, took = as_user(cast.bram), {}

    for page in PAGES:
        began = time.monotonic()
        assert bram.get(page).status_code == 200
        took[page] = time.monotonic() - began

    figures(f"queue {no_queue}: slowest page {max(took.values()):.1f} s")
    assert max(took.values()) < A_PAGE_TAKES


def test_sweeps_and_mail_go_on_while_it_is_down(no_queue, cast, ladder, post, figures):
    at = timezone.now()
    day = timezone.localdate(at)
    subject = ("people.user", cast.dana.public_id)
    open_obligation(KIND, subject=subject, anchor_on=day, due_on=day, at=at)

    sweeps.tick(at, by="command")
    deliver(at + datetime.timedelta(days=1))
    call_command("run_sweeps")

    figures(f"queue {no_queue}: {Notice.objects.count()} of 1 told, {len(post.messages)} mail")
    assert Notice.objects.get().recipient == cast.dana
    assert post.recipients == [cast.dana.work_email]

"""A mail server, a ladder, and something to be owed."""

import datetime
import threading
import uuid
from dataclasses import replace

import pytest
from django.db import connection

from notifications import ladders
from notifications.ladders import Audience, Ladder, StageRule
from notifications.services import notify, open_obligation
from tests.notifications.smtp import MailServer

DAY = datetime.timedelta(days=1)
KIND = "test.review"


@pytest.fixture
def server(settings):
    """A mail server in reach, and Django's own SMTP backend speaking to it."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        yield server


@pytest.fixture
def post(server):
    return server.post


@pytest.fixture
def register(monkeypatch):
    """Register a ladder of the kind test.review for one test."""

    def register_ladder(stages, audience, **hooks):
        hooks = {"title": lambda obligation, stage: f"A review is {stage.name}", "url": lambda *_: "/inbox/"} | hooks
        first, *others = stages
        audiences = {Audience.OWNER: audience} | hooks.pop("audiences", {})
        stages = [replace(first, to=first.to or [Audience.OWNER]), *others]
        ladder = Ladder(kind=KIND, stages=stages, audiences=audiences, **hooks)
        monkeypatch.setitem(ladders._LADDERS, KIND, ladder)
        return ladder

    return register_ladder


@pytest.fixture
def three_stages(register, cast):
    """A week before, on the day, and weekly from the day after; told to Beatrix."""
    stages = [StageRule("soon", -7), StageRule("due", 0), StageRule("overdue", 1, repeat_every=7)]
    return register(stages, audience=lambda obligation, stage: [cast.beatrix])


@pytest.fixture
def owe(now):
    """Open an obligation opened `now`, due in so many days: owe(10)."""

    def open_one(days=10, subject=None, **more):
        today = now.date()
        subject = subject or ("test.record", uuid.uuid4())
        dates = {"anchor_on": today, "due_on": today + days * DAY, "at": now}
        return open_obligation(KIND, subject=subject, **(dates | more))

    return open_one


@pytest.fixture
def tell(now):
    """Write one notice with its mail: tell(cast.dana, "granted:1")."""

    def notify_one(recipient, key="granted:1", **more):
        return notify(
            **{"key": key, "recipient": recipient, "kind": "test", "title": "Granted", "url": "/inbox/", "at": now}
            | more
        )

    return notify_one


@pytest.fixture
def at_once():
    """Run a function in several threads that start together, each on its own connection; returns the results."""

    def run(act, threads=2):
        barrier, results = threading.Barrier(threads), []

        def one():
            try:
                barrier.wait(10)
                results.append(act())
            except Exception as error:  # noqa: BLE001, the test looks at it
                results.append(error)
            finally:
                connection.close()

        crew = [threading.Thread(target=one) for _ in range(threads)]
        for thread in crew:
            thread.start()
        for thread in crew:
            thread.join(60)
        return results

    return run

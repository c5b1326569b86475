"""Processes on the database of the test, a mail server, and a place for the figures."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal
from django.db import connection

from notifications import ladders
from tests.faults.foreman import Foreman
from tests.faults.ladder import KIND, LADDER, PACE
from tests.notifications.smtp import MailServer


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def figures(record_property):
    """Say what came of it in the summary of the run: figures("20 kills: ...")."""

    def say(text):
        record_property("figures", str(text))

    return say


@pytest.fixture
def server(settings):
    """A mail server in reach of this process and of those it starts."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def post(server):
    return server.post


@pytest.fixture
def ladder(monkeypatch):
    monkeypatch.setitem(ladders._LADDERS, KIND, LADDER)
    return LADDER


@pytest.fixture
def crew(transactional_db, server, ladder, tmp_path):
    """Processes that work on the database of this test and send to its mail server."""
    name = connection.settings_dict["NAME"]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dys_social.settings",
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
        "DYS_STATE_DIR": str(portal.STATE_DIR),
        "DYS_SMTP_HOST": "127.0.0.1",
        "DYS_SMTP_PORT": str(server.port),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        PACE: "0.005",
    }
    env.pop("DATABASE_OWNER_URL", None)
    with Foreman(env, tmp_path) as crew:
        yield crew

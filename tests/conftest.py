"""What every test may ask for: the cast, signed-in clients, an instant to act at."""

import datetime

import pytest
from django.test import Client

from sealing.keys import create_missing
from tests import cast as people

create_missing()

NOW = datetime.datetime(2026, 11, 17, 19, 41, tzinfo=datetime.UTC)  # Tuesday, 2:41 pm in Boston


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def cast(db):
    return people.assemble()


@pytest.fixture
def as_user(cast):
    """A client signed in as a person of the cast: as_user(cast.dana)."""

    def sign_in(person):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in

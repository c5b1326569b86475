"""What tests of people need: a form as the browser got it, and sessions of any age."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from people.services.sessions import SEEN_AT, SIGNED_IN_AT

PASSWORD = "a password for tests"


def hidden(response, name):
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"The page has no field {name}."
    return found.group(1)


@pytest.fixture
def browser():
    """A client that keeps to the CSRF rules, as a browser has to."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def sign_in():
    """Sign a person in by the form: sign_in(client, "dana"); returns the answer."""

    def send(client, username, password=PASSWORD, **more):
        page = client.get(reverse("sign_in"))
        token = hidden(page, "csrfmiddlewaretoken") if page.status_code == 200 else ""
        typed = {"username": username, "password": password, "csrfmiddlewaretoken": token, **more}
        return client.post(reverse("sign_in"), typed)

    return send


@pytest.fixture
def age():
    """Make a client's session older: age(client, minutes=21) since last seen, hours=13 since signing in."""

    def rewrite(client, *, minutes=0, hours=0):
        client.get(reverse("inbox"))
        session = client.session
        session[SEEN_AT] -= minutes * 60
        session[SIGNED_IN_AT] -= hours * 3600
        session.save()

    return rewrite

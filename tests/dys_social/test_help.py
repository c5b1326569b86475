"""Help: what to do in danger, whom to ask, how to go on without a mouse."""

import pytest
from django.urls import reverse


@pytest.mark.clause("B.2/0a")
def test_help_says_that_nothing_here_is_an_emergency_call_or_a_51a_report(as_user, cast):
    content = as_user(cast.dana).get(reverse("help")).content.decode()

    assert "Call 911" in content
    assert "51A report" in content
    assert "You are never required to use social media to supervise youth." in content


def test_help_names_ones_own_supervisor(as_user, cast):
    assert "Your supervisor, Beatrix Nwosu" in as_user(cast.dana).get(reverse("help")).content.decode()


def test_help_is_for_people_who_signed_in(client, db):
    assert client.get(reverse("help")).status_code == 302

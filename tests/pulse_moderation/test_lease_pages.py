"""Who works on what: taken, kept, left, run out, taken over; two moderators meet on one post."""

import datetime

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from pulse_moderation.models import Item
from pulse_moderation.services import leases
from pulse_moderation.states import State
from tests.pulse_moderation.desk import decision, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(cast, as_user):
    return as_user(cast.lucinda)


@pytest.fixture
def other(cast, as_user):
    return as_user(cast.bram)


def to(client, name, post, **sent):
    return client.post(reverse(f"post_{name}", args=[post.public_id]), sent)


def holder(post):
    return Item.objects.get(post=post, closed_at=None).leased_by


def test_the_heartbeat_takes_and_keeps_it(cast, now, moderator):
    post = waiting(cast.dana, at=now)

    assert to(moderator, "beat", post).status_code == 204
    assert holder(post) == cast.lucinda
    assert to(moderator, "beat", post).status_code == 204


def test_whoever_comes_second_is_told_who_has_it(cast, now, moderator, other):
    post = waiting(cast.dana, at=now)
    to(moderator, "beat", post)

    answer = to(other, "beat", post)

    assert (answer.status_code, answer.json()["holder"]) == (200, "Lucinda Achebe-Ross")
    assert "Lucinda Achebe-Ross is on this." in other.get(post.get_absolute_url()).content.decode()
    assert to(other, "lease", post).status_code == 302 and holder(post) == cast.lucinda


def test_leaving_frees_it_for_others(cast, now, moderator, other):
    post = waiting(cast.dana, at=now)
    to(moderator, "lease", post)

    to(other, "leave", post)
    assert holder(post) == cast.lucinda
    to(moderator, "leave", post)
    assert holder(post) is None
    assert to(other, "beat", post).status_code == 204


def test_it_runs_out_by_itself(cast, now, other):
    post = waiting(cast.dana, at=now)
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=11)
    leases.take(post.items.get(), actor=cast.lucinda, at=long_ago)

    assert "Nobody is on this." in other.get(post.get_absolute_url()).content.decode()
    assert to(other, "beat", post).status_code == 204


def test_taking_over_is_recorded_and_shown(cast, now, moderator, other):
    post = waiting(cast.dana, at=now)
    to(moderator, "lease", post)

    to(other, "lease", post, over="1")

    assert holder(post) == cast.bram
    assert AuditEvent.objects.filter(action="pulse_post.taken_over", actor_id=cast.bram.public_id).count() == 1
    assert "Bram Ekstrom is on this." in moderator.get(post.get_absolute_url()).content.decode()
    assert to(moderator, "beat", post).json()["holder"] == "Bram Ekstrom"


def test_whoever_decides_first_decides(cast, now, moderator, other):
    post = waiting(cast.dana, at=now)
    to(moderator, "lease", post)

    assert to(other, "decide", post, **decision(post)).status_code == 302
    page = to(moderator, "decide", post, **decision(post, "escalate"))

    assert page.status_code == 409
    post.refresh_from_db()
    assert post.state == State.PUBLISHED and not Item.objects.filter(closed_at=None).exists()


def test_what_no_longer_waits_is_nobody_s(cast, now, moderator):
    post = waiting(cast.dana, at=now)
    to(moderator, "decide", post, **decision(post))

    assert to(moderator, "beat", post).json() == {"holder": "", "is_waiting": False}
    assert to(moderator, "lease", post).url == post.get_absolute_url()
    assert to(moderator, "leave", post).url == reverse("queue")

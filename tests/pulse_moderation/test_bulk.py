"""Several posts at once: the whole text of each, one reason, one batch, and one way back."""

import datetime
import uuid

import pytest
from django.urls import reverse

from pulse_moderation.choices import Kind
from pulse_moderation.models import Decision, Post
from pulse_moderation.services import leases
from pulse_moderation.states import State
from tests.pulse_moderation.desk import waiting

pytestmark = pytest.mark.django_db
SEVERAL = "/pulse/queue/several/"
WHY = {"clauses": ["B.1.i.i"], "reason": "Strong words."}


@pytest.fixture
def moderator(cast, as_user):
    return as_user(cast.lucinda)


def asked(client, posts, kind="remove", **more):
    return client.post(SEVERAL, {"kind": kind, "post": [post.public_id for post in posts]} | more)


def mark_on(page):
    return page.content.decode().split('name="confirmed" value="')[1].split('"')[0]


def states():
    return list(Post.objects.order_by("pk").values_list("state", flat=True))


def test_each_is_shown_whole_before_anything_is_done(cast, now, moderator):
    posts = [waiting(cast.dana, at=now, body=f"Text number {n}, damn. {'And so on. ' * 60}end{n}") for n in (1, 2)]

    page = asked(moderator, posts).content.decode()

    assert "end1" in page and "end2" in page and "Remove 2 posts" in page and "2 authors are told." in page
    assert states() == [State.HELD, State.HELD]


def test_all_of_them_get_one_batch_and_one_undo_takes_it_back(cast, now, moderator):
    posts = [waiting(cast.dana, at=now), waiting(cast.mateo, at=now)]

    asked(moderator, posts, confirmed=mark_on(asked(moderator, posts)), **WHY)

    assert states() == [State.REMOVED, State.REMOVED]
    [batch] = set(Decision.objects.values_list("batch", flat=True))
    undo = reverse("pulse_batch_undo", args=[batch])
    assert undo in moderator.get(reverse("queue")).content.decode()

    moderator.post(undo)

    assert states() == [State.HELD, State.HELD]


def test_what_changed_since_it_was_shown_stops_all(cast, now, moderator, as_user):
    posts = [waiting(cast.dana, at=now), waiting(cast.mateo, at=now)]
    mark = mark_on(asked(moderator, posts))
    as_user(cast.bram).post(
        reverse("post_decide", args=[posts[0].public_id]), {"version": posts[0].version, "kind": "approve"}
    )

    page = asked(moderator, posts, confirmed=mark, **WHY)

    assert page.status_code == 400 and "Look again at which they are." in page.content.decode()
    assert states() == [State.PUBLISHED, State.HELD]


def test_what_needs_a_look_of_its_own_is_left_out_with_the_reason(cast, now, moderator):
    at = datetime.datetime.now(datetime.UTC)
    plain, message = waiting(cast.dana, at=now), waiting(cast.dana, at=now, kind=Kind.MESSAGE, recipients=[cast.mateo])
    taken, own = waiting(cast.mateo, at=now), waiting(cast.lucinda, at=now)
    leases.take(taken.items.get(), actor=cast.bram, at=at)

    page = asked(moderator, [plain, message, taken, own], "approve").content.decode()

    assert "Approve 1 post" in page and "2 are left out" in page
    assert "A private message is decided on its own page." in page and "Bram Ekstrom works on it." in page
    assert str(own.public_id) not in page


def test_without_a_ground_nothing_is_removed(cast, now, moderator):
    posts = [waiting(cast.dana, at=now)]

    page = asked(moderator, posts, confirmed=mark_on(asked(moderator, posts)), reason="")

    assert page.status_code == 400 and states() == [State.HELD]


def test_what_is_not_known_is_no_choice(cast, now, moderator, as_user):
    assert asked(moderator, [], "hold").status_code == 404
    page = moderator.post(SEVERAL, {"kind": "approve", "post": [uuid.uuid4(), "no id", "\0"]})
    assert page.status_code == 200 and "None of them can be decided" in page.content.decode()
    assert as_user(cast.dana).post(SEVERAL, {"kind": "approve"}).status_code == 404
    assert moderator.get(SEVERAL).status_code == 405
    assert moderator.post(reverse("pulse_batch_undo", args=[uuid.uuid4()])).status_code == 404

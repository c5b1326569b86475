"""One's own posts: where each stands in plain words, changing, taking back, and what one reads of decisions."""

import pytest
from django.urls import reverse
from django.utils.timezone import now as clock

from policy.models import Clause
from pulse_moderation.choices import Detection
from pulse_moderation.services import deciding, privileges
from pulse_moderation.services.deciding import Grounds
from pulse_moderation.states import State
from tests.factories import pulse
from tests.pulse_moderation.people import ready

pytestmark = pytest.mark.django_db
BAD = "So damn loud."


@pytest.fixture
def waiting(cast):
    return pulse.held(pulse.written(ready(cast.dana, at=clock()), BAD, at=clock()), at=clock())


def decided(post, kind, cast, clause="B.1.i.i", detection=Detection.MODERATOR):
    clauses = (Clause.objects.get(pk=clause),)
    return deciding.decide(post, kind=kind, actor=cast.lucinda, at=clock(), version=post.version, detection=detection,
                           grounds=Grounds(clauses=clauses, reason="Please leave the swearing out."))  # fmt: skip


def page_of(post):
    return reverse("pulse_post", args=[post.public_id])


def test_each_post_says_where_it_stands(cast, as_user, waiting):
    page = as_user(cast.dana).get("/pulse/mine/").content.decode()

    assert BAD in page and "Waits for a moderator" in page


def test_others_neither_see_nor_list_what_waits(cast, as_user, waiting):
    for person in (cast.mateo, cast.beatrix, cast.ottilie):
        assert as_user(person).get(page_of(waiting)).status_code == 404
        assert BAD not in as_user(person).get("/pulse/").content.decode()
        assert BAD not in as_user(person).get("/pulse/mine/").content.decode()


@pytest.mark.parametrize(
    ("detection", "said"),
    [(Detection.AUTOMATIC, "automatic screen"), (Detection.FLAG, "DYS review"), (Detection.MODERATOR, "DYS review")],
)
def test_a_notice_names_the_clause_and_how_but_never_who(cast, as_user, waiting, detection, said):
    decided(waiting, "return", cast, detection=detection)

    page = as_user(cast.dana).get(page_of(waiting)).content.decode()

    assert said in page and "B.1.i.i" in page and "Please leave the swearing out." in page
    assert "Lucinda" not in page and "flag" not in page.lower()


def test_a_returned_post_is_changed_and_screened_anew(cast, as_user, waiting):
    decided(waiting, "return", cast)
    address = reverse("pulse_revise", args=[waiting.public_id])
    waiting.refresh_from_db()

    shown = as_user(cast.dana).get(address)
    sent = as_user(cast.dana).post(address, {"body": "Rather loud.", "version": waiting.version})
    waiting.refresh_from_db()

    assert BAD in shown.content.decode() and sent.status_code == 302
    assert (waiting.state, waiting.current.number, waiting.current.body) == (State.PUBLISHED, 2, "Rather loud.")
    assert waiting.revisions.first().body == BAD


def test_a_change_of_a_post_that_was_decided_meanwhile_is_not_done(cast, as_user, waiting):
    version = waiting.version
    decided(waiting, "return", cast)

    sent = as_user(cast.dana).post(
        reverse("pulse_revise", args=[waiting.public_id]), {"body": "Rather loud.", "version": version}
    )

    assert sent.status_code == 409
    assert waiting.revisions.count() == 1


def test_nobody_changes_or_takes_back_the_post_of_another(cast, as_user):
    post = pulse.published(pulse.written(ready(cast.dana, at=clock()), at=clock()), at=clock())
    ready(cast.mateo, at=clock())

    for name in ("pulse_revise", "pulse_withdraw"):
        sent = as_user(cast.mateo).post(
            reverse(name, args=[post.public_id]), {"body": "Mine.", "version": post.version}
        )
        assert sent.status_code == 403
    assert post.revisions.count() == 1


def test_a_held_post_is_taken_back(cast, as_user, waiting):
    sent = as_user(cast.dana).post(
        reverse("pulse_withdraw", args=[waiting.public_id]), {"version": waiting.version}, follow=True
    )
    waiting.refresh_from_db()

    assert waiting.state == State.WITHDRAWN
    assert "Taken back" in sent.content.decode()


@pytest.mark.clause("B.1.a/3")
def test_a_removed_text_is_gone_for_readers_and_stays_for_its_author(cast, as_user):
    post = pulse.published(pulse.written(ready(cast.dana, at=clock()), "Buy my soap.", at=clock()), at=clock())
    decided(post, "remove", cast, clause="B.1.d")

    assert "Buy my soap." in as_user(cast.dana).get(page_of(post)).content.decode()
    assert as_user(cast.mateo).get(page_of(post)).status_code == 404
    assert "Buy my soap." not in as_user(cast.mateo).get("/pulse/").content.decode()


def test_whoever_may_not_post_any_longer_changes_nothing(cast, as_user, waiting):
    decided(waiting, "return", cast)
    privileges.act(cast.dana, kind="termination", reason="Again.", actor=cast.lucinda, at=clock())
    waiting.refresh_from_db()

    sent = as_user(cast.dana).post(
        reverse("pulse_revise", args=[waiting.public_id]), {"body": "Rather loud.", "version": waiting.version}
    )

    assert sent.status_code == 403
    assert waiting.revisions.count() == 1


def test_my_work_says_that_a_post_came_back(cast, as_user, waiting):
    decided(waiting, "return", cast)

    assert page_of(waiting) in as_user(cast.dana).get("/").content.decode()
    assert page_of(waiting) not in as_user(cast.mateo).get("/").content.decode()

"""What somebody put before a moderator is not let out by an edit, an undo or whoever decided first (B.1.a; domain 4.5)."""

import datetime
import uuid

import pytest

from pulse_moderation.choices import DecisionKind, Origin
from pulse_moderation.models import Post
from pulse_moderation.services import flags, reconsidering
from pulse_moderation.services.deciding import Grounds, decide, undo
from pulse_moderation.services.receiving import Incoming, receive_many, revise_own
from pulse_moderation.services.screening import screen_posts
from pulse_moderation.states import State
from tests.factories import pulse
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db
DISCRETION = Grounds(is_discretion=True, reason="At the discretion of DYS.")
HOUR = datetime.timedelta(hours=1)


def decided(post, kind, actor, at):
    post = Post.objects.get(pk=post.pk)
    return decide(post, kind=kind, actor=actor, at=at, version=post.version, grounds=DISCRETION)


def edited(post, author, at):
    revise_own(Post.objects.get(pk=post.pk), actor=author, at=at, body="Another text, without anything in it.")
    screen_posts([post.pk], at=at)
    return Post.objects.get(pk=post.pk)


@pytest.mark.parametrize("kind", [DecisionKind.HOLD, DecisionKind.ESCALATE])
def test_an_edit_does_not_let_out_what_a_moderator_held_or_escalated(cast, now, kind):
    post = pulse.held(pulse.written(cast.dana, at=now), at=now)
    decided(post, kind, cast.lucinda, now)

    assert edited(post, cast.dana, now + HOUR).state == State.HELD


def test_an_edit_does_not_let_out_what_enough_people_reported(cast, now):
    post = pulse.published(pulse.written(cast.dana, at=now), at=now)
    for person in (cast.mateo, cast.beatrix):
        flags.flag(post, by=person, form_key=uuid.uuid4(), clause=None, comment="", at=now)

    assert edited(post, cast.dana, now + HOUR).state == State.HELD


def test_an_edit_lets_out_what_only_the_screen_held(cast, now):
    post = pulse.held(pulse.written(cast.dana, at=now), at=now)

    assert edited(post, cast.dana, now + HOUR).state == State.PUBLISHED


def test_material_of_a_youth_stays_that_through_an_edit(cast, now):
    post = pulse.held(pulse.written(cast.dana, at=now, is_youth_material=True), at=now)

    assert edited(post, cast.dana, now + HOUR).is_youth_material


def test_no_undo_shows_a_text_that_came_after_the_decision(cast, now):
    post = pulse.published(pulse.sent(at=now), at=now)
    decision = decided(post, DecisionKind.REMOVE, cast.lucinda, now)
    later = Incoming(post.external_id, now + HOUR, "2", body="Something else altogether.")
    receive_many([later], source=post.source, origin=Origin.API, at=now + HOUR)

    with pytest.raises(NotAllowed, match="changed since"):
        undo(decision, actor=cast.bram, at=now + HOUR)


def test_whose_decision_was_overturned_does_not_decide_against_the_text_again(cast, now):
    post = pulse.published(pulse.written(cast.dana, at=now), at=now)
    removal = decided(post, DecisionKind.REMOVE, cast.lucinda, now)
    asked = reconsidering.ask(removal, text="It is a potluck, nothing else.", actor=cast.dana, at=now)
    reconsidering.decide(asked, is_overturned=True, answer="You are right.", actor=cast.bram, at=now)
    restored = post.decisions.order_by("-pk").first()

    with pytest.raises(NotAllowed, match="overturned your decision"):
        decided(post, DecisionKind.REMOVE, cast.lucinda, now)
    with pytest.raises(NotAllowed, match="overturned your decision"):
        undo(restored, actor=cast.lucinda, at=now)


def test_what_was_deleted_at_its_source_and_copies_of_reports_are_no_posts_to_read(cast, now):
    gone = pulse.published(pulse.sent(at=now), at=now)
    Post.objects.filter(pk=gone.pk).update(gone_at=now)
    copied = flags.flag_elsewhere(
        by=cast.mateo, form_key=uuid.uuid4(), text="A message somebody sent me.", address="", author_name="somebody",
        clause=None, comment="", at=now,
    ).post  # fmt: skip

    for person in (cast.dana, cast.ines, cast.priya):
        assert not Post.objects.visible_to(person).filter(pk=copied.pk).exists()
    assert not Post.objects.visible_to(cast.dana).filter(pk=gone.pk).exists()
    assert Post.objects.visible_to(cast.lucinda).filter(pk__in=[gone.pk, copied.pk]).count() == 2

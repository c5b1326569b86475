"""An undo reverses what that decision did and nothing else: what waited, was flagged, or stood before stays so (5.11)."""

import datetime
import uuid

import pytest

from notifications.models import Notice
from people.models import RoleGrant
from people.roles import Role
from policy.calendar import local_day
from policy.models import Clause
from pulse_moderation.choices import DecisionKind, FlagOutcome, HitOutcome, Privilege
from pulse_moderation.models import Flag, Post
from pulse_moderation.services import flags, privileges, receiving
from pulse_moderation.services.deciding import Grounds, decide, undo
from pulse_moderation.services.privileges import Wish
from pulse_moderation.states import State
from tests.factories import pulse
from tests.pulse_moderation.desk import waiting
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def shown(cast, now):
    return pulse.published(pulse.written(cast.dana, at=now), at=now)


@pytest.fixture
def acts(now):
    """Decide about a post, each time a minute later."""
    at = [now]

    def decided(post, kind, actor, **more):
        at[0] += MINUTE
        post = Post.objects.get(pk=post.pk)
        why = Grounds(clauses=(Clause.objects.get(pk="B.1.i.i"),), reason="A strong word.")
        return decide(post, kind=kind, actor=actor, at=at[0], version=post.version, grounds=why, **more)

    return decided


def flagged(post, by, at):
    return flags.flag(post, by=by, form_key=uuid.uuid4(), clause=None, comment="", at=at)


def open_item(post):
    return post.items.filter(closed_at=None).first()


def test_an_earlier_escalation_stands_when_a_later_one_is_undone(cast, now, shown, acts):
    acts(shown, DecisionKind.ESCALATE, cast.lucinda)
    later = acts(shown, DecisionKind.ESCALATE, cast.bram)

    undo(later, actor=cast.bram, at=now + 5 * MINUTE)

    item = open_item(shown)
    assert item.is_escalated and "escalated" in [one["why"] for one in item.addends]


def test_an_escalation_that_is_undone_leaves_neither_its_mark_nor_its_points(cast, now, acts):
    post = pulse.held(pulse.written(cast.dana, at=now), at=now)
    before = open_item(post).priority
    decision = acts(post, DecisionKind.ESCALATE, cast.lucinda)
    assert open_item(post).priority > before

    undo(decision, actor=cast.lucinda, at=now + 5 * MINUTE)

    item = open_item(post)
    assert (item.is_escalated, item.priority) == (False, before)


@pytest.mark.parametrize("kind", [DecisionKind.HOLD, DecisionKind.ESCALATE])
def test_what_nobody_else_asked_for_no_longer_waits(cast, now, shown, acts, kind):
    decision = acts(shown, kind, cast.lucinda)
    assert open_item(shown)

    undo(decision, actor=cast.lucinda, at=now + 5 * MINUTE)

    assert open_item(shown) is None


def test_a_post_that_was_reported_waits_on_when_a_hold_is_undone(cast, now, shown, acts):
    flagged(shown, cast.mateo, now)
    decision = acts(shown, DecisionKind.HOLD, cast.lucinda)

    undo(decision, actor=cast.lucinda, at=now + 5 * MINUTE)

    assert Post.objects.get().state == State.PUBLISHED
    assert open_item(shown) is not None


def test_a_reported_post_waits_again_when_its_approval_is_undone(cast, now, shown, acts):
    flagged(shown, cast.mateo, now)
    decision = acts(shown, DecisionKind.APPROVE, cast.lucinda)
    assert open_item(shown) is None

    undo(decision, actor=cast.lucinda, at=now + 5 * MINUTE)

    assert open_item(shown) is not None


def test_what_was_escalated_is_so_again_also_with_a_report_that_came_since(cast, now, acts):
    post = pulse.held(pulse.written(cast.dana, at=now), at=now)
    acts(post, DecisionKind.ESCALATE, cast.lucinda)
    decision = acts(post, DecisionKind.REMIND, cast.lucinda)
    flagged(post, cast.mateo, now + 3 * MINUTE)
    assert not open_item(post).is_escalated

    undo(decision, actor=cast.lucinda, at=now + 5 * MINUTE)

    item = post.items.get(closed_at=None)
    assert item.is_escalated
    assert {"escalated", "flags"} <= {one["why"] for one in item.addends}


def test_hits_are_judged_as_the_decision_before_judged_them(cast, now, acts):
    post = waiting(cast.dana, at=now)
    acts(post, DecisionKind.REMIND, cast.lucinda)
    later = acts(post, DecisionKind.APPROVE, cast.lucinda)
    outcome = post.current.hits.values_list("outcome", flat=True)
    assert list(outcome) == [HitOutcome.FALSE_ALARM]

    undo(later, actor=cast.lucinda, at=now + 5 * MINUTE)

    assert list(outcome.all()) == [HitOutcome.CONFIRMED]


@pytest.mark.clause("B.1.c")
def test_who_was_barred_before_is_barred_as_before(cast, now, acts):
    first, second = (pulse.held(pulse.written(cast.dana, at=now), at=now) for _number in range(2))
    until = local_day(now) + datetime.timedelta(days=3)
    acts(first, DecisionKind.REMOVE, cast.bram, privilege=Wish(Privilege.SUSPENSION, "A pause.", until))
    later = acts(second, DecisionKind.REMOVE, cast.lucinda, privilege=Wish(Privilege.TERMINATION, "It is enough."))

    undo(later, actor=cast.bram, at=now + 5 * MINUTE)

    last = privileges.last_change(cast.dana)
    assert (last.kind, last.reason, last.until) == (Privilege.SUSPENSION, "A pause.", until)
    assert privileges.is_barred(cast.dana, now + datetime.timedelta(days=2))
    assert not privileges.is_barred(cast.dana, now + datetime.timedelta(days=9))


@pytest.mark.clause("B.1.c")
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the first first", "the last first"])
def test_once_both_decisions_that_barred_somebody_are_undone_nothing_bars_them(cast, now, acts, order):
    posts = [pulse.held(pulse.written(cast.dana, at=now), at=now) for _number in range(2)]
    wishes = (Wish(Privilege.SUSPENSION, "A pause."), Wish(Privilege.TERMINATION, "It is enough."))
    both = [
        acts(post, DecisionKind.REMOVE, cast.lucinda, privilege=wish) for post, wish in zip(posts, wishes, strict=True)
    ]

    undo(both[order[0]], actor=cast.bram, at=now + 5 * MINUTE)
    assert privileges.is_barred(cast.dana, now + 6 * MINUTE)
    undo(both[order[1]], actor=cast.bram, at=now + 7 * MINUTE)

    assert not privileges.is_barred(cast.dana, now + 8 * MINUTE)


@pytest.mark.clause("B.1.c")
def test_nobody_gives_privileges_back_in_their_own_line_by_an_undo(cast, now, acts):
    RoleGrant.objects.create(person=cast.beatrix, role=Role.PULSE_MODERATOR, granted_at=now)
    post = pulse.held(pulse.written(cast.dana, at=now), at=now)
    decision = acts(post, DecisionKind.REMOVE, cast.lucinda, privilege=Wish(Privilege.SUSPENSION, "A pause."))

    with pytest.raises(NotAllowed, match="reporting line"):
        undo(decision, actor=cast.beatrix, at=now + 5 * MINUTE)

    assert Post.objects.get().state == State.REMOVED and privileges.is_barred(cast.dana, now + 5 * MINUTE)
    undo(decision, actor=cast.bram, at=now + 5 * MINUTE)
    assert not privileges.is_barred(cast.dana, now + 5 * MINUTE)


def test_nothing_waits_for_what_its_author_took_back_and_who_reported_it_is_told(cast, now, shown):
    for person in (cast.mateo, cast.beatrix):
        flagged(shown, person, now)
    assert open_item(shown)

    receiving.withdraw(Post.objects.get(), actor=cast.dana, at=now + MINUTE)

    assert open_item(shown) is None
    assert set(Flag.objects.values_list("outcome", flat=True)) == {FlagOutcome.GONE}
    assert Notice.objects.filter(kind="pulse.flag").count() == 2

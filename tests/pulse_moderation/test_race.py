"""Four moderators at one post at the same moment, a hundred times: one has it, one decides, one event tells of it.

A control decides without lock and version, and must be seen to fail.
"""

import random
import threading
from collections import Counter

import pytest
from django.db import connection

from audit.models import AuditEvent
from people.models import RoleGrant
from people.roles import Role
from pulse_moderation.choices import DecisionKind
from pulse_moderation.models import Decision, Item, Post
from pulse_moderation.services import leases
from pulse_moderation.services.deciding import Grounds, decide
from pulse_moderation.states import State
from tests import cast as people
from tests.factories import pulse
from workflow.errors import NotAllowed, Stale

TRIALS, CREW = 100, 4
PATIENCE = 60  # seconds at the barrier; only a hung test waits as long
AGAINST = Grounds(is_discretion=True, reason="At the discretion of DYS.")

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def moderators(now):
    """Lucinda, Bram, and two more who may decide."""
    cast = people.assemble()
    for person in (cast.ottilie, cast.mateo):
        RoleGrant.objects.create(person=person, role=Role.PULSE_MODERATOR, granted_at=now)
    cast.moderators = [
        type(cast.dana).objects.get(pk=one.pk) for one in (cast.lucinda, cast.bram, cast.ottilie, cast.mateo)
    ]
    return cast


@pytest.fixture
def posts(moderators, now):
    return [pulse.held(pulse.written(moderators.dana, f"{pulse.TEXT} {n}", at=now), at=now) for n in range(TRIALS)]


def race(posts, crew, act):
    """Each of the crew acts on every post at the same moment, in another order each time; {post id: results}."""
    barrier, results = threading.Barrier(CREW), {post.pk: [] for post in posts}
    orders = {post.pk: random.Random(post.pk).sample(range(CREW), CREW) for post in posts}

    def work(place):
        try:
            for post in posts:
                mine = orders[post.pk][place]
                seen = Post.objects.get(pk=post.pk)
                barrier.wait(PATIENCE)
                results[post.pk].append(_result(act, seen, crew[mine], mine))
        except BaseException:
            barrier.abort()
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[place]) for place in range(CREW)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _result(act, seen, person, number):
    try:
        return "done" if act(seen, person, number) else "too late"
    except (Stale, NotAllowed):
        return "too late"


def test_one_of_four_decides_and_one_event_tells_of_it(moderators, posts, now):
    kinds = [DecisionKind.APPROVE, DecisionKind.REMOVE, DecisionKind.APPROVE, DecisionKind.REMOVE]

    def act(seen, person, number):
        return decide(seen, kind=kinds[number], actor=person, at=now, version=seen.version, grounds=AGAINST)

    results = race(posts, moderators.moderators, act)

    assert {tuple(sorted(said)) for said in results.values()} == {("done", "too late", "too late", "too late")}
    assert Decision.objects.count() == TRIALS
    told = AuditEvent.objects.filter(action__in=["pulse_post.approved", "pulse_post.removed"])
    assert Counter(told.values_list("subject_id", flat=True)).most_common(1)[0][1] == 1
    assert not Item.objects.filter(closed_at=None).exists()


def test_without_lock_and_version_several_decide(moderators, posts, now):
    """The control: the same race, decided on what was read before."""

    def act(seen, person, number):
        if seen.state != State.HELD:
            return False
        Post.objects.filter(pk=seen.pk).update(state=State.PUBLISHED)
        return Decision.objects.create(
            post=seen, revision_id=seen.current_id, kind=DecisionKind.APPROVE, detection="moderator", was=seen.state,
            became=State.PUBLISHED, decided_by=person, decided_at=now,
        )  # fmt: skip

    race(posts, moderators.moderators, act)

    assert Decision.objects.count() > TRIALS


def test_one_of_four_has_it_until_they_leave(moderators, posts, now):
    def act(seen, person, number):
        return leases.take(Item.objects.select_related("post").get(post=seen), actor=person, at=now)

    results = race(posts, moderators.moderators, act)

    assert {tuple(sorted(said)) for said in results.values()} == {("done", "too late", "too late", "too late")}
    assert not Item.objects.filter(leased_by=None).exists()

"""A release is taken back at the moment a moderator approves what relies on it: the post is never left on Pulse."""

import threading

import pytest
from django.db import connection, transaction

from pulse_moderation.choices import DecisionKind, RevokedBy
from pulse_moderation.models import Post, PostRelease, YouthRelease
from pulse_moderation.services import release_decisions, relying
from pulse_moderation.services.deciding import decide
from pulse_moderation.states import ReleaseState, State
from tests import cast as people
from tests.factories.releases import posted, verified
from workflow.errors import NotAllowed, Stale

TRIALS, CREW = 20, 3
PATIENCE = 60  # seconds at the barrier; only a hung test waits as long

pytestmark = [
    pytest.mark.slow,
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("vault"),
]


@pytest.fixture
def cast(now):
    return people.assemble()


@pytest.mark.clause("B.1.h/2")
def test_what_is_approved_or_linked_while_its_release_is_revoked_is_held_all_the_same(cast, now):
    trials = []
    for _number in range(TRIALS):
        with transaction.atomic():
            release = verified(cast.koa, by=cast.dana, verifier=cast.lucinda, at=now)
            post = posted(cast.dana, at=now, state=State.HELD, by=[release])
            trials.append((release.pk, post.pk, posted(cast.dana, at=now, state=State.HELD).pk))

    def approve(release, post, other):
        decide(post, kind=DecisionKind.APPROVE, actor=cast.lucinda, at=now, version=post.version)

    def revoke(release, post, other):
        release_decisions.revoke(release, by_whom=RevokedBy.YOUTH, actor=cast.bram, at=now)

    def link_and_approve(release, post, other):
        relying.link(other, release, actor=cast.dana, at=now)
        decide(other, kind=DecisionKind.APPROVE, actor=cast.lucinda, at=now, version=other.version)

    failed = _race(trials, [approve, revoke, link_and_approve])

    assert failed == []
    assert set(YouthRelease.objects.values_list("state", flat=True)) == {ReleaseState.REVOKED}
    assert not Post.objects.filter(state=State.PUBLISHED).exists()
    assert PostRelease.objects.count() >= TRIALS


def _race(trials, acts):
    """Each act of its own thread on every trial, all at the same moment; what failed but by a refusal."""
    barrier, failed = threading.Barrier(CREW), []

    def work(act):
        try:
            for release, post, other in trials:
                seen = YouthRelease.objects.get(pk=release), Post.objects.get(pk=post), Post.objects.get(pk=other)
                barrier.wait(PATIENCE)
                try:
                    act(*seen)
                except (NotAllowed, Stale):
                    pass
                except Exception as error:  # noqa: BLE001, whatever it is, it is told
                    failed.append(repr(error))
        finally:
            connection.close()

    crew = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return failed

"""A moderator bars an author by a decision while that author writes: nobody waits for the other forever (B.1.c).

A control takes the post first and the person after it, and must be seen to fail.
"""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from people.models import User
from policy.services import acknowledge
from pulse_moderation.choices import DecisionKind, Privilege
from pulse_moderation.models import Decision, Post
from pulse_moderation.services import composing, privileges
from pulse_moderation.services.deciding import Grounds, decide, undo
from pulse_moderation.services.privileges import Wish
from tests import cast as people
from tests.factories import pulse
from workflow.errors import NotAllowed, Stale

TRIALS, CREW = 20, 2
PATIENCE = 60  # seconds at the barrier; only a hung test waits as long
AGAINST = Grounds(is_discretion=True, reason="At the discretion of DYS.")
BAR = Wish(Privilege.SUSPENSION, "A pause.")

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(now):
    made = people.assemble()
    acknowledge(pulse.with_access(made.dana), kind=composing.NOTICE, at=now)
    return made


@pytest.fixture
def posts(cast, now):
    return [pulse.held(pulse.written(cast.dana, f"{pulse.TEXT} {n}", at=now), at=now).pk for n in range(TRIALS)]


def race(trials, first, second):
    """Both act on every trial at the same moment; what failed but by a refusal."""
    barrier, failed = threading.Barrier(CREW), []

    def work(act):
        try:
            for trial in trials:
                barrier.wait(PATIENCE)
                try:
                    act(trial)
                except (NotAllowed, Stale):
                    pass
                except Exception as error:  # noqa: BLE001, whatever it is, it is told
                    failed.append(type(error))
        finally:
            connection.close()

    crew = [threading.Thread(target=work, args=[act]) for act in (first, second)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return failed


@pytest.fixture
def author(cast, now):
    """Writes anew what is held."""

    def revise(pk):
        composing.revise(Post.objects.get(pk=pk), actor=cast.dana, at=now, body=f"Another potluck, number {pk}.")

    return revise


@pytest.mark.clause("B.1.c/1")
def test_a_decision_that_bars_its_author_and_its_author_who_writes_never_wait_for_each_other(cast, posts, author, now):
    said = {"kind": DecisionKind.REMOVE, "actor": cast.lucinda, "at": now, "grounds": AGAINST, "privilege": BAR}

    def bar(pk):
        post = Post.objects.get(pk=pk)
        try:
            decided = decide(post, version=post.version, **said)
        except Stale:  # the new text was there first: that one then
            post.refresh_from_db()
            decided = decide(post, version=post.version, **said)
        undo(decided, actor=cast.lucinda, at=now)

    assert race(posts, author, bar) == []
    assert Decision.objects.exclude(kind=DecisionKind.UNDO).count() == TRIALS


@pytest.mark.parametrize("act", ["decide", "undo"])
def test_whoever_waits_for_the_person_has_not_taken_the_post_yet(cast, posts, now, act):
    """The order alone, without chance: the author, who is taken, goes on to their post and finds it free."""
    post, done = Post.objects.get(pk=posts[0]), []
    said = {"kind": DecisionKind.REMOVE, "actor": cast.lucinda, "at": now, "grounds": AGAINST, "privilege": BAR}
    before = decide(post, version=post.version, **said) if act == "undo" else None

    def bar():
        try:
            done.append(
                undo(before, actor=cast.lucinda, at=now) if before else decide(post, version=post.version, **said)
            )
        finally:
            connection.close()

    with transaction.atomic():
        privileges.locked(cast.dana)
        thread = threading.Thread(target=bar)
        thread.start()
        wait_until_somebody_waits()
        Post.objects.select_for_update(of=("self",), nowait=True).get(pk=post.pk)
    thread.join()

    assert len(done) == 1


def wait_until_somebody_waits():
    for _look in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.1)
    pytest.fail("nobody waits for the person")


def test_taken_the_other_way_round_they_do(cast, posts, now):
    """The control: each has what the other wants."""
    both = threading.Barrier(CREW)

    def person_then_post(pk):
        with transaction.atomic():
            privileges.locked(cast.dana)
            both.wait(PATIENCE)
            Post.objects.select_for_update(of=("self",)).get(pk=pk)

    def post_then_person(pk):
        with transaction.atomic():
            Post.objects.select_for_update(of=("self",)).get(pk=pk)
            both.wait(PATIENCE)
            User.objects.select_for_update(of=("self",), no_key=True).get(pk=cast.dana.pk)

    assert race(posts[:1], person_then_post, post_then_person) == [OperationalError]

"""The states of a post: what is listed works, every other (state, act, person) is refused (domain 7.6; A13).

The tables are typed from the domain, not taken from the code.
"""

import itertools

import pytest

from pulse_moderation.choices import DecisionKind
from pulse_moderation.models import Post
from pulse_moderation.services.deciding import Grounds, decide
from pulse_moderation.services.receiving import revise_own, withdraw
from pulse_moderation.states import MOVES, Act, State
from tests.factories import pulse
from workflow.errors import ImpossibleMove, NotAllowed, Stale
from workflow.moves import transition

pytestmark = pytest.mark.django_db
S = State
REFUSED = (NotAllowed, ImpossibleMove, Stale)
GROUNDS = Grounds(is_discretion=True, reason="At the discretion of DYS.")

# Domain 7.6. What it does not say is ours: to escalate and to keep on hold change no state, a text is revised while it is
# shown or waits, an author takes back what is held, and an undo leads to where the decision came from.
LISTED = {
    (Act.SCREEN, S.RECEIVED, S.SCREENED),
    (Act.PUBLISH, S.SCREENED, S.PUBLISHED),
    (Act.HOLD, S.SCREENED, S.HELD),
    (Act.HOLD, S.PUBLISHED, S.HELD),
    (Act.FLAG, S.SCREENED, S.LIVE_FLAGGED),
    (Act.FLAG, S.PUBLISHED, S.LIVE_FLAGGED),
    (Act.APPROVE, S.HELD, S.PUBLISHED),
    (Act.APPROVE, S.LIVE_FLAGGED, S.PUBLISHED),
    (Act.APPROVE, S.PUBLISHED, S.PUBLISHED),
    (Act.RETURN, S.HELD, S.RETURNED),
    (Act.REMOVE, S.HELD, S.REMOVED),
    (Act.REMOVE, S.LIVE_FLAGGED, S.REMOVED),
    (Act.REMOVE, S.PUBLISHED, S.REMOVED),
    (Act.RESTORE, S.REMOVED, S.PUBLISHED),
    (Act.REVISE, S.RETURNED, S.RECEIVED),
    (Act.REVISE, S.HELD, S.RECEIVED),
    (Act.REVISE, S.LIVE_FLAGGED, S.RECEIVED),
    (Act.REVISE, S.PUBLISHED, S.RECEIVED),
    (Act.REVISE, S.RECEIVED, S.RECEIVED),
    (Act.REVISE, S.REMOVED, S.REMOVED),
    (Act.WITHDRAW, S.RETURNED, S.WITHDRAWN),
    (Act.WITHDRAW, S.HELD, S.WITHDRAWN),
    *((Act.ESCALATE, state, state) for state in (S.HELD, S.LIVE_FLAGGED, S.PUBLISHED, S.REMOVED)),
    *((Act.KEEP, state, state) for state in (S.HELD, S.LIVE_FLAGGED)),
    *((Act.UNDO, S.PUBLISHED, state) for state in (S.HELD, S.LIVE_FLAGGED, S.REMOVED, S.PUBLISHED)),
    *((Act.UNDO, S.REMOVED, state) for state in (S.HELD, S.LIVE_FLAGGED, S.PUBLISHED, S.REMOVED)),
    (Act.UNDO, S.RETURNED, S.HELD),
    *((Act.UNDO, S.HELD, state) for state in (S.PUBLISHED, S.HELD)),
    *((Act.UNDO, S.LIVE_FLAGGED, state) for state in (S.PUBLISHED, S.LIVE_FLAGGED)),
}
WAITS, ALL = (S.HELD, S.LIVE_FLAGGED), tuple(S)
DECIDED = {  # what a moderator may decide in which state, and what the post is then
    DecisionKind.APPROVE: dict.fromkeys((*WAITS, S.PUBLISHED), S.PUBLISHED),
    DecisionKind.REMIND: dict.fromkeys((*WAITS, S.PUBLISHED), S.PUBLISHED),
    DecisionKind.RETURN: {S.HELD: S.RETURNED},
    DecisionKind.REMOVE: dict.fromkeys((*WAITS, S.PUBLISHED), S.REMOVED),
    DecisionKind.RESTORE: {S.REMOVED: S.PUBLISHED},
    DecisionKind.ESCALATE: {state: state for state in (*WAITS, S.PUBLISHED, S.REMOVED)},
    DecisionKind.HOLD: {S.HELD: S.HELD, S.LIVE_FLAGGED: S.LIVE_FLAGGED, S.PUBLISHED: S.HELD},
}
MODERATORS = {"lucinda", "bram"}
PEOPLE = ["dana", "beatrix", "priya", "imogen", "ines", "ottilie", "rolf", *sorted(MODERATORS)]


def post_in(state, cast, now):
    """A post of Dana's in that state; one flagged where it lives was sent by Pulse."""
    post = pulse.sent(at=now, author=cast.dana) if state == S.LIVE_FLAGGED else pulse.written(cast.dana, at=now)
    Post.objects.filter(pk=post.pk).update(state=state)
    return Post.objects.get(pk=post.pk)


def test_the_table_of_moves_is_that_of_the_domain():
    assert set(MOVES.triples()) == LISTED


def test_every_move_that_is_not_listed_is_impossible(cast, now):
    for state in ALL:
        post = post_in(state, cast, now)
        for act, after in itertools.product(Act, S):
            if (act, state, after) not in LISTED:
                with pytest.raises(ImpossibleMove):
                    transition(post, after, act=act, actor=cast.lucinda, at=now)


@pytest.mark.parametrize("kind", DECIDED)
@pytest.mark.parametrize("state", ALL)
def test_who_decides_what_in_which_state(cast, now, kind, state):
    for name in PEOPLE:
        post = post_in(state, cast, now)
        expected = DECIDED[kind].get(state) if name in MODERATORS else None
        actor = getattr(cast, name)
        if expected is None:
            with pytest.raises(REFUSED):
                decide(post, kind=kind, actor=actor, at=now, version=post.version, grounds=GROUNDS)
        else:
            decide(post, kind=kind, actor=actor, at=now, version=post.version, grounds=GROUNDS)
            post.refresh_from_db()
            assert post.state == expected


@pytest.mark.parametrize(
    "act, states",
    [(revise_own, (S.RETURNED, S.HELD, S.PUBLISHED)), (withdraw, (S.RETURNED, S.HELD))],
    ids=["revise", "withdraw"],
)
def test_what_an_author_may_do_and_nobody_else(cast, now, act, states):
    words = {"body": "Another text."} if act is revise_own else {}
    for state, name in itertools.product(set(ALL) - {S.LIVE_FLAGGED}, ["dana", "lucinda", "beatrix"]):
        post = post_in(state, cast, now)
        if name == "dana" and state in states:
            act(post, actor=cast.dana, at=now, **words)
        else:
            with pytest.raises(REFUSED):
                act(post, actor=getattr(cast, name), at=now, **words)

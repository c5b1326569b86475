"""The state machine of a release: what is listed works, every other (state, act, person) is refused (7.10; A13)."""

import itertools

import pytest
from django.db import transaction

from pulse_moderation.choices import RevokedBy
from pulse_moderation.models import YouthRelease
from pulse_moderation.services import release_decisions, releases
from pulse_moderation.states import RELEASE_MOVES, ReleaseAct, ReleaseState
from tests.evidence import pictures
from tests.factories.releases import DAY, facts, in_state
from workflow.errors import ImpossibleMove, NotAllowed, Stale
from workflow.moves import transition

S, A = ReleaseState, ReleaseAct
REFUSED = (NotAllowed, Stale, ImpossibleMove)

LISTED = {
    (A.SUBMIT, S.DRAFT, S.UPLOADED),
    (A.VERIFY, S.UPLOADED, S.VERIFIED),
    (A.REJECT, S.UPLOADED, S.REJECTED),
    (A.EXPIRE, S.VERIFIED, S.EXPIRED),
    (A.REVOKE, S.VERIFIED, S.REVOKED),
}
OURS = {(A.CORRECT, S.REJECTED, S.DRAFT), (A.REVOKE, S.EXPIRED, S.REVOKED)}

PEOPLE = {"uploader": "dana", "moderator": "lucinda", "administrator": "bram", "legal": "priya", "auditor": "ines",
          "supervisor": "beatrix", "colleague": "mateo"}  # fmt: skip
HANDLES = ("moderator", "administrator", "legal")
# {act: (who, states)}, typed from the domain.
MAY = {
    "edit": (("uploader",), (S.DRAFT,)),
    "attach": (("uploader",), (S.DRAFT,)),
    "submit": (("uploader",), (S.DRAFT,)),
    "verify": (HANDLES, (S.UPLOADED,)),
    "reject": (HANDLES, (S.UPLOADED,)),
    "waive": (("legal",), (S.UPLOADED,)),
    "correct": (("uploader",), (S.REJECTED,)),
    "revoke": (("uploader", *HANDLES), (S.VERIFIED, S.EXPIRED)),
}


def do(what, release, actor, at):
    said = {"actor": actor, "at": at}
    return {
        "edit": lambda: releases.edit(release, **facts(at=at), **said),
        "attach": lambda: releases.add_document(release, pictures.screenshot(), name="a.png", **said),
        "submit": lambda: releases.submit(release, **said),
        "verify": lambda: release_decisions.verify(release, **said),
        "reject": lambda: release_decisions.reject(release, reason="No.", **said),
        "waive": lambda: release_decisions.waive_guardian(release, reason="So.", **said),
        "correct": lambda: releases.correct(release, **said),
        "revoke": lambda: release_decisions.revoke(release, by_whom=RevokedBy.YOUTH, **said),
    }[what]()


def test_the_table_of_moves_is_the_domains():
    assert set(RELEASE_MOVES.triples()) == LISTED | OURS


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("state", list(S))
def test_every_act_works_for_whom_and_where_it_is_listed_and_nowhere_else(cast, now, state):
    made = in_state(state, cast.koa, by=cast.dana, verifier=cast.lucinda, at=now)

    for what, (part, name) in itertools.product(MAY, PEOPLE.items()):
        release = YouthRelease.objects.get(pk=made.pk)
        who, states = MAY[what]
        mark = transaction.savepoint()
        if part in who and state in states:
            do(what, release, getattr(cast, name), now)
        else:
            with pytest.raises(REFUSED):
                do(what, release, getattr(cast, name), now)
        transaction.savepoint_rollback(mark)


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("state", list(S))
def test_no_move_that_is_not_listed_is_made(cast, now, state):
    made = in_state(state, cast.koa, by=cast.dana, verifier=cast.lucinda, at=now)

    for act, to in itertools.product(A, S):
        if (act, state, to) not in LISTED | OURS:
            with pytest.raises(ImpossibleMove):
                transition(YouthRelease.objects.get(pk=made.pk), to, act=act, actor=cast.lucinda, at=now)


@pytest.mark.usefixtures("vault")
def test_the_clock_ends_only_what_is_verified(cast, now):
    for state in [S.EXPIRED, *(one for one in S if one != S.EXPIRED)]:  # what makes one expire takes all with it
        in_state(state, cast.koa, by=cast.dana, verifier=cast.lucinda, at=now)

    assert len(release_decisions.expire_due(now.date() + 800 * DAY, at=now)) == 1

"""Deciding about a post, and undoing it (B.1.a, C.3; domain 5.11)."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from audit.services import events_about
from notifications.models import Notice
from policy.models import Clause
from pulse_moderation.choices import DecisionKind, HitOutcome, Privilege
from pulse_moderation.models import Decision, Hit, ScreenRule
from pulse_moderation.services import deciding, privileges
from pulse_moderation.services.deciding import Grounds, decide, undo, undo_batch
from pulse_moderation.states import State
from tests.factories import pulse
from workflow.errors import NotAllowed, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast, now):
    return pulse.held(pulse.written(cast.dana, at=now), at=now)


def grounds(*ids, **words):
    clauses = tuple(Clause.objects.filter(pk__in=ids))
    return Grounds(clauses, **{"reason": "It sells something."} | words)


def decided(post, kind, actor, at, why=None, **more):
    return decide(post, kind=kind, actor=actor, at=at, version=post.version, grounds=why, **more)


def hit_of(post, clause, at):
    rule, _new = ScreenRule.objects.get_or_create(
        code=f"S-{clause}", defaults={"title": clause, "clause_id": clause, "kind": "words", "made_at": at}
    )
    return Hit.objects.create(revision=post.current, rule=rule, rule_version=1, clause_id=clause, severity="hold",
                              mode="hold", start=0, end=4, excerpt="•", found_at=at)  # fmt: skip


def test_an_approved_post_is_shown_and_its_item_closed(cast, post, now):
    decided(post, DecisionKind.APPROVE, cast.lucinda, now)

    post.refresh_from_db()
    assert post.state == State.PUBLISHED
    assert post.items.get().closed_at == now
    assert post.fine_sha256 == post.current.sha256
    assert Notice.objects.filter(recipient=cast.dana, kind="pulse.decision").count() == 1


@pytest.mark.clause("B.1.a")
def test_a_removed_post_is_hidden_and_kept(cast, post, now):
    decided(post, DecisionKind.REMOVE, cast.lucinda, now, grounds(is_discretion=True))

    post.refresh_from_db()
    assert post.state == State.REMOVED
    assert post.current.body == pulse.TEXT
    seen = type(post).objects.visible_to
    assert seen(cast.lucinda).filter(pk=post.pk).exists()
    assert seen(cast.dana).filter(pk=post.pk).exists()
    assert not seen(cast.mateo).filter(pk=post.pk).exists()
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        type(post.current).objects.filter(pk=post.current_id).update(body="gone")


@pytest.mark.parametrize("kind", [DecisionKind.REMIND, DecisionKind.RETURN, DecisionKind.REMOVE])
def test_a_decision_against_a_post_needs_a_ground_and_a_reason(cast, post, now, kind):
    with pytest.raises(NotAllowed, match="Name the clause"):
        decided(post, kind, cast.lucinda, now, Grounds(reason="No."))
    with pytest.raises(NotAllowed, match="Say why"):
        decided(post, kind, cast.lucinda, now, grounds("B.1.d", reason=" "))

    decided(post, kind, cast.lucinda, now, grounds("B.1.d"))


@pytest.mark.clause("C.3")
def test_a_ground_of_section_c_names_its_report_or_why_there_is_none(cast, post, now):
    with pytest.raises(NotAllowed, match="is reported"):
        decided(post, DecisionKind.REMOVE, cast.lucinda, now, grounds("C.2.a"))

    decision = decided(post, DecisionKind.REMOVE, cast.lucinda, now, grounds("C.2.a", report_id=uuid.uuid4()))

    assert [clause.pk for clause in decision.clauses.all()] == ["C.2.a"]


def test_nobody_decides_about_their_own_post_nor_without_the_role(cast, now):
    own = pulse.held(pulse.written(cast.lucinda, at=now), at=now)

    for person in (cast.lucinda, cast.dana, cast.priya):
        with pytest.raises(NotAllowed):
            decided(own, DecisionKind.APPROVE, person, now)

    decided(own, DecisionKind.APPROVE, cast.bram, now)


def test_a_stale_decision_is_refused(cast, post, now):
    seen = post.version
    decided(post, DecisionKind.APPROVE, cast.lucinda, now)

    with pytest.raises(Stale):
        decide(post, kind=DecisionKind.REMOVE, actor=cast.bram, at=now, version=seen, grounds=grounds("B.1.d"))


def test_a_post_that_lives_on_pulse_is_never_returned(cast, now):
    live = pulse.held(pulse.sent(at=now), at=now)

    with pytest.raises(NotAllowed, match="lives on Pulse"):
        decided(live, DecisionKind.RETURN, cast.lucinda, now, grounds("B.1.d"))


def test_the_cited_clause_confirms_its_hit_and_of_the_others_nothing_is_said(cast, post, now):
    cited, other = hit_of(post, "B.1.d", now), hit_of(post, "B.1.e", now)

    decision = decided(post, DecisionKind.REMOVE, cast.lucinda, now, grounds("B.1.d"))

    cited.refresh_from_db(), other.refresh_from_db()
    assert (cited.outcome, other.outcome) == (HitOutcome.CONFIRMED, HitOutcome.OPEN)
    undo(decision, actor=cast.lucinda, at=now)
    cited.refresh_from_db()
    assert cited.outcome == HitOutcome.OPEN


@pytest.mark.parametrize(
    ("found", "cited", "outcome"),
    [
        ("B.1.h", ["C.2.a"], HitOutcome.CONFIRMED),
        ("C.2.a", ["B.1.h"], HitOutcome.CONFIRMED),
        ("B.1.h", ["C.2.b"], HitOutcome.OPEN),
        ("B.1.h", [], HitOutcome.OPEN),
    ],
)
def test_what_may_identify_a_youth_is_confirmed_by_either_of_its_clauses(cast, post, now, found, cited, outcome):
    hit = hit_of(post, found, now)
    why = grounds(*cited, is_discretion=not cited, no_report_reason="It was reported by telephone.")

    decided(post, DecisionKind.REMOVE, cast.lucinda, now, why)

    hit.refresh_from_db()
    assert hit.outcome == outcome


def test_what_was_found_in_an_approved_post_was_a_false_alarm(cast, post, now):
    hit = hit_of(post, "B.1.h", now)

    decided(post, DecisionKind.APPROVE, cast.lucinda, now)

    hit.refresh_from_db()
    assert hit.outcome == HitOutcome.FALSE_ALARM


def test_an_undo_reverses_its_own_effects_alone_and_is_a_row_of_its_own(cast, post, now):
    wish = privileges.Wish(Privilege.SUSPENSION, "Until we talked.")
    decision = decided(post, DecisionKind.REMOVE, cast.lucinda, now, grounds("B.1.d"), privilege=wish)
    privileges.act(cast.dana, kind=Privilege.WARNING, reason="Another matter.", actor=cast.lucinda, at=now)

    undone = undo(decision, actor=cast.lucinda, at=now)

    post.refresh_from_db()
    assert post.state == State.HELD
    assert post.items.get().closed_at is None
    assert not privileges.is_barred(cast.dana, now)
    assert [action.kind for action in cast.dana.pulse_privileges.order_by("pk")] == [
        Privilege.SUSPENSION, Privilege.WARNING, Privilege.RESTORATION,
    ]  # fmt: skip
    assert undone.undoes == decision
    assert Decision.objects.filter(pk=decision.pk, kind=DecisionKind.REMOVE).exists()
    assert [event.action for event in events_about(post)][-2:] == ["pulse_post.removed", "pulse_post.undone"]


def test_nothing_is_undone_after_something_else_was_decided(cast, post, now):
    first = decided(post, DecisionKind.HOLD, cast.lucinda, now)
    post.refresh_from_db()
    decided(post, DecisionKind.APPROVE, cast.lucinda, now)

    with pytest.raises(NotAllowed, match="since"):
        undo(first, actor=cast.lucinda, at=now)


def test_many_are_decided_in_one_batch_and_undone_in_one(cast, now):
    posts = [pulse.held(pulse.written(cast.dana, at=now), at=now) for _number in range(3)]
    own = pulse.held(pulse.written(cast.lucinda, at=now), at=now)
    batch = uuid.uuid4()

    result = deciding.bulk([(one, one.version) for one in [*posts, own]], kind=DecisionKind.APPROVE, actor=cast.lucinda,
                           at=now, grounds=Grounds(), batch=batch)  # fmt: skip

    assert len(result.done) == 3
    assert [one.pk for one, _why in result.skipped] == [own.pk]
    undone = undo_batch(batch, actor=cast.lucinda, at=now)
    assert len(undone.done) == 3
    assert {one.state for one in type(own).objects.filter(pk__in=[post.pk for post in posts])} == {State.HELD}


@pytest.mark.parametrize("kind", [DecisionKind.APPROVE, DecisionKind.HOLD])
def test_the_database_refuses_a_decision_about_ones_own_post(cast, now, kind):
    post = pulse.held(pulse.written(cast.lucinda, at=now), at=now)

    def decided(by):
        return Decision.objects.create(
            post=post, revision=post.current, kind=kind, detection="moderator", was=post.state, became=post.state,
            decided_by=by, decided_at=now,
        )  # fmt: skip

    with pytest.raises(IntegrityError, match="their own post"), transaction.atomic():
        decided(cast.lucinda)
    assert decided(cast.bram).pk

"""Audits of decisions on Pulse: drawn by lot, judged by others, frozen when finished (B.1.a)."""

import datetime
import hashlib
import uuid

import pytest
from django.db import IntegrityError, transaction

from audit.services import events_about
from people.models import RoleGrant
from people.roles import Role
from policy.calendar import local_day
from policy.models import Clause
from pulse_moderation.choices import DecisionKind, Detection, Judged, Kind, Population, Stratum
from pulse_moderation.models import Audit, AuditEntry, Decision, Post
from pulse_moderation.rules.audits import allocate, citable, lot, wilson
from pulse_moderation.services import audit_figures, audits, deciding
from pulse_moderation.services.audits import Judgment, Scope
from pulse_moderation.services.deciding import Grounds
from pulse_moderation.states import AuditState, State
from tests.factories import pulse
from tests.pulse_moderation.audited import MINUTE, decided, drawn
from workflow.errors import NotAllowed, Stale

AGREE, DISAGREE = Judgment(Judged.AGREE), Judgment(Judged.DISAGREE, note="It sells something.")


@pytest.fixture
def decisions(cast, now):
    """Six of Lucinda: four approved, two removed under B.1.d."""
    made = [decided(cast.dana, cast.lucinda, at=now + n * MINUTE, body=f"Potluck number {n}.") for n in range(4)]
    return made + [
        decided(cast.mateo, cast.lucinda, at=now + n * MINUTE, kind=DecisionKind.REMOVE, clause="B.1.d")
        for n in range(4, 6)
    ]


# The rules, without a database ----------------------------------------------------------------------------------------


def test_groups_get_their_share_and_at_least_one():
    assert allocate({"a": 90, "b": 9, "c": 1}, 25) == {"a": 21, "b": 3, "c": 1}
    assert allocate({"a": 3, "b": 2}, 25) == {"a": 3, "b": 2}
    assert allocate({"a": 3, "b": 2, "c": 1}, 2) == {"a": 1, "b": 1, "c": 0}
    assert allocate({}, 25) == {}


@pytest.mark.parametrize("size", [1, 2, 7, 25, 99, 100, 500])
def test_as_many_are_drawn_as_were_asked_for_and_never_more_than_there_are(size):
    counts = {"a": 61, "b": 13, "c": 13, "d": 1, "e": 12}

    drawn_of = allocate(counts, size)

    assert sum(drawn_of.values()) == min(size, 100)
    assert all(drawn_of[key] <= counts[key] for key in counts)


def test_the_interval_is_wilsons():
    assert [round(one, 4) for one in wilson(8, 10)] == [0.4902, 0.9433]
    assert [round(one, 4) for one in wilson(25, 25)] == [0.8668, 1.0]
    assert [round(one, 4) for one in wilson(0, 25)] == [0.0, 0.1332]
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_lot_can_be_reckoned_by_anybody():
    an_id = uuid.UUID(int=7)

    assert lot("a seed", an_id) == hashlib.sha256(b"a seed:00000000-0000-0000-0000-000000000007").digest()


def test_clauses_of_pulse_and_of_conduct_can_be_cited():
    assert {"B.1.a", "B.1.h", "C.2.a", "P.1"} <= set(citable())
    assert not {"B.1", "B.2.a", "B.3.a", "C.3"} & set(citable())


# Drawing --------------------------------------------------------------------------------------------------------------


def test_a_sample_is_drawn_in_the_order_of_the_lot(cast, decisions, now):
    audit = drawn(cast.bram, at=now, size=4, seed="heron")

    expected = sorted(decisions, key=lambda one: lot("heron", one.public_id))[:4]
    assert [entry.decision for entry in audit.entries.all()] == expected
    assert [entry.position for entry in audit.entries.all()] == [1, 2, 3, 4]
    assert audit.number == f"AUD-{local_day(now).year}-0001"
    assert events_about(audit).get().action == "pulse_audit.drawn"


def test_the_same_seed_draws_the_same_and_another_another_order(cast, decisions, now):
    first, again, other = (drawn(cast.bram, at=now, seed=seed) for seed in ("heron", "heron", "curtain"))

    def ids(audit):
        return [entry.decision_id for entry in audit.entries.all()]

    assert ids(first) == ids(again) != ids(other)
    assert set(ids(first)) == set(ids(other)) == {one.pk for one in decisions}


def test_a_seed_is_thrown_and_kept_when_none_is_given(cast, decisions, now):
    one, other = drawn(cast.bram, at=now), drawn(cast.bram, at=now)

    assert one.seed != other.seed
    assert [entry.decision for entry in one.entries.all()] == sorted(
        decisions, key=lambda decision: lot(one.seed, decision.public_id)
    )


def test_each_group_is_drawn_and_said(cast, decisions, now):
    audit = drawn(cast.bram, at=now, size=3, stratified_by=Stratum.DECISION)

    assert audit.strata == [
        {"key": "approve", "label": "Approve", "population": 4, "drawn": 2},
        {"key": "remove", "label": "Remove", "population": 2, "drawn": 1},
    ]
    assert [entry.decision.kind for entry in audit.entries.all()] == ["approve", "approve", "remove"]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (Stratum.CLAUSE, {"": 4, "B.1.d": 2}),
        (Stratum.MODERATOR, {"Lucinda Achebe-Ross": 6}),
        (Stratum.WORKSITE, {"Harborview District Office": 6}),
    ],
)
def test_groups_by_clause_moderator_and_worksite(cast, decisions, now, by, groups):
    audit = drawn(cast.bram, at=now, stratified_by=by)

    counts = {one["key"] if by == Stratum.CLAUSE else one["label"]: one["population"] for one in audit.strata}
    assert counts == groups
    assert audit.entries.count() == 6


def test_it_is_narrowed_by_clause_decision_moderator_and_kind(cast, decisions, now):
    def count(**scope):
        return len(audits.sample(audits.Plan(local_day(now), local_day(now), 25, scope=Scope(**scope)), "x")[1])

    assert count(clause="B.1.d") == count(decision=DecisionKind.REMOVE) == 2
    assert count(moderator=str(cast.lucinda.public_id)) == count(kind=Kind.POST) == 6
    assert count(moderator=str(cast.bram.public_id)) == count(kind=Kind.MESSAGE) == 0
    assert count(worksite=cast.sites["harborview"].pk) == 6
    assert count(worksite=cast.sites["cranberry"].pk) == 0


def test_nobody_takes_a_decision_out_of_an_audit_by_an_undo(cast, decisions, now):
    undo = deciding.undo(decisions[0], actor=cast.lucinda, at=now + 9 * MINUTE)

    audit = drawn(cast.bram, at=now)

    assert {entry.decision_id for entry in audit.entries.all()} == {one.pk for one in (*decisions, undo)}
    for decision in (decisions[0], undo):
        audits.judge(audit.entries.get(decision=decision), DISAGREE, actor=cast.bram, at=now)
    by_decision = {
        row["label"]: row for row in audit_figures.figures(audit, audit_figures.entries_of(audit))["decision"]
    }
    assert by_decision["Undo"]["disagreed"] == by_decision["Approve"]["disagreed"] == 1
    assert drawn(cast.bram, at=now, scope=Scope(decision=DecisionKind.UNDO)).entries.get().decision == undo


def test_posts_that_nobody_decided_about_can_be_drawn(cast, decisions, now):
    shown = pulse.published(pulse.written(cast.dana, at=now), at=now)
    pulse.held(pulse.written(cast.dana, "Waits.", at=now), at=now)

    audit = drawn(cast.bram, at=now, population=Population.UNDECIDED)

    entry = audit.entries.get()
    assert (entry.post, entry.decision, entry.revision) == (shown, None, shown.current)


def test_days_are_days_in_massachusetts(cast, now):
    late = now + datetime.timedelta(hours=9)  # 11:41 pm in Boston, the next day in London
    decided(cast.dana, cast.lucinda, at=late)

    assert drawn(cast.bram, at=now).size == 1
    with pytest.raises(NotAllowed, match="nothing to draw"):
        drawn(cast.bram, at=now + datetime.timedelta(days=1))


def test_the_same_form_draws_once(cast, decisions, now):
    key = uuid.uuid4()

    assert drawn(cast.bram, at=now, key=key) == drawn(cast.bram, at=now, key=key)
    assert Audit.objects.count() == 1


def test_only_an_administrator_draws(cast, decisions, now):
    for person in (cast.lucinda, cast.ines, cast.priya, cast.dana):
        with pytest.raises(NotAllowed, match="administrator"):
            drawn(person, at=now)

    assert drawn(cast.bram, at=now)


def test_posts_without_a_decision_have_no_clause_to_be_grouped_by(cast, decisions, now):
    with pytest.raises(NotAllowed, match="worksite alone"):
        drawn(cast.bram, at=now, population=Population.UNDECIDED, stratified_by=Stratum.CLAUSE)


# Judging --------------------------------------------------------------------------------------------------------------


def test_agreeing_is_kept_with_who_and_when(cast, decisions, now):
    entry = drawn(cast.bram, at=now).entries.first()

    audits.judge(entry, AGREE, actor=cast.bram, at=now)

    entry.refresh_from_db()
    assert (entry.verdict, entry.judged_by, entry.judged_at, entry.outcome) == (Judged.AGREE, cast.bram, now, None)


def test_disagreeing_says_why_and_agreeing_does_nothing_to_the_post(cast, decisions, now):
    entry = drawn(cast.bram, at=now).entries.first()

    with pytest.raises(NotAllowed, match="Say why"):
        audits.judge(entry, Judgment(Judged.DISAGREE, note=" "), actor=cast.bram, at=now)
    with pytest.raises(NotAllowed, match="leaves the post"):
        audits.judge(entry, Judgment(Judged.AGREE, act=DecisionKind.HOLD), actor=cast.bram, at=now)

    audits.judge(entry, DISAGREE, actor=cast.bram, at=now)


@pytest.mark.clause("B.1.a")
def test_an_audit_removes_what_should_not_have_been_approved(cast, now):
    decision = decided(cast.dana, cast.lucinda, at=now, body="My van is for sale.")
    entry = drawn(cast.bram, at=now).entries.get()
    clause = Clause.objects.get(pk="B.1.d")
    removal = Judgment(
        Judged.DISAGREE, note="It sells.", clause=clause, act=DecisionKind.REMOVE, version=entry.post.version,
        grounds=Grounds((clause,), reason="It sells something."),
    )  # fmt: skip

    judged = audits.judge(entry, removal, actor=cast.bram, at=now + MINUTE)

    assert Post.objects.get(pk=decision.post_id).state == State.REMOVED
    assert (judged.outcome.detection, judged.outcome.kind) == (Detection.AUDIT, DecisionKind.REMOVE)
    assert [one.pk for one in judged.outcome.clauses.all()] == ["B.1.d"]


def test_an_audit_holds_what_is_shown_and_restores_what_was_removed(cast, now):
    decided(cast.dana, cast.lucinda, at=now)
    entry = drawn(cast.bram, at=now).entries.get()
    hold = Judgment(Judged.DISAGREE, note="Look again.", act=DecisionKind.HOLD, version=entry.post.version)

    audits.judge(entry, hold, actor=cast.bram, at=now)

    assert Post.objects.get().state == State.HELD
    assert Post.objects.get().items.filter(closed_at=None).count() == 1
    removed = decided(cast.mateo, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    other = drawn(cast.bram, at=now, scope=Scope(decision=DecisionKind.REMOVE)).entries.get(decision=removed)
    restore = Judgment(Judged.DISAGREE, note="Fine.", act=DecisionKind.RESTORE, version=other.post.version)
    audits.judge(other, restore, actor=cast.bram, at=now)
    assert Post.objects.get(pk=removed.post_id).state == State.PUBLISHED


def test_a_removal_that_is_refused_leaves_no_verdict(cast, decisions, now):
    entry = drawn(cast.bram, at=now, scope=Scope(decision=DecisionKind.APPROVE)).entries.first()
    groundless = Judgment(Judged.DISAGREE, note="No.", act=DecisionKind.REMOVE, version=entry.post.version)

    with pytest.raises(NotAllowed, match="Name the clause"):
        audits.judge(entry, groundless, actor=cast.bram, at=now)
    with pytest.raises(Stale):
        audits.judge(
            entry, Judgment(Judged.DISAGREE, note="No.", act=DecisionKind.HOLD, version=99), actor=cast.bram, at=now
        )

    entry.refresh_from_db()
    assert entry.verdict == ""


@pytest.mark.clause("B.1.a")
def test_nobody_audits_their_own_decision_nor_one_about_their_own_post(cast, now):
    own = decided(cast.dana, cast.bram, at=now)
    about = decided(cast.bram, cast.lucinda, at=now)
    audit = drawn(cast.bram, at=now)

    for decision, reason in ((own, "their own decision"), (about, "their own post")):
        entry = audit.entries.get(decision=decision)
        with pytest.raises(NotAllowed, match=reason):
            audits.judge(entry, AGREE, actor=cast.bram, at=now)
        with pytest.raises(IntegrityError, match="their own"), transaction.atomic():
            AuditEntry.objects.filter(pk=entry.pk).update(verdict="agree", judged_by=cast.bram, judged_at=now)
    assert audits.next_to_judge(audit, cast.bram) is None


def test_only_an_administrator_judges_and_what_one_judged_another_does_not(cast, decisions, now):
    entry = drawn(cast.bram, at=now).entries.first()
    for person in (cast.lucinda, cast.ines, cast.priya):
        with pytest.raises(NotAllowed, match="administrator"):
            audits.judge(entry, AGREE, actor=person, at=now)
    audits.judge(entry, AGREE, actor=cast.bram, at=now)
    RoleGrant.objects.create(person=cast.ottilie, role=Role.ADMIN, granted_at=now, confirmed_at=now)

    with pytest.raises(NotAllowed, match="Bram Ekstrom has audited this already"):
        audits.judge(entry, DISAGREE, actor=type(cast.bram).objects.get(pk=cast.ottilie.pk), at=now)

    assert audits.judge(entry, DISAGREE, actor=cast.bram, at=now).verdict == Judged.DISAGREE


# Finishing ------------------------------------------------------------------------------------------------------------


def test_a_finished_audit_never_changes(cast, decisions, now):
    audit = drawn(cast.bram, at=now)
    first, second = audit.entries.all()[:2]
    with pytest.raises(NotAllowed, match="Nothing of this audit is judged"):
        audits.finish(audit, actor=cast.bram, at=now)
    audits.judge(first, AGREE, actor=cast.bram, at=now)

    audit = audits.finish(audit, actor=cast.bram, at=now)

    assert (audit.state, audit.finished_by, audit.finished_at) == (AuditState.FINISHED, cast.bram, now)
    with pytest.raises(NotAllowed, match="finished"):
        audits.judge(second, AGREE, actor=cast.bram, at=now)
    for change in (
        lambda: AuditEntry.objects.filter(pk=second.pk).update(verdict="agree", judged_by=cast.bram, judged_at=now),
        lambda: AuditEntry.objects.filter(pk=first.pk).update(note="Other."),
        lambda: Audit.objects.filter(pk=audit.pk).update(seed="other"),
        lambda: Audit.objects.filter(pk=audit.pk).update(state="open", finished_at=None, finished_by=None),
        lambda: AuditEntry.objects.filter(pk=first.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            change()


def test_what_was_drawn_never_changes_while_it_is_open(cast, decisions, now):
    audit = drawn(cast.bram, at=now, size=3)
    entry = audit.entries.first()

    for change in (
        lambda: Audit.objects.filter(pk=audit.pk).update(size=2),
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(decision=decisions[-1]),
        lambda: AuditEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_figures_count_what_was_said(cast, decisions, now):
    audit = drawn(cast.bram, at=now, stratified_by=Stratum.DECISION)
    entries = list(audit.entries.select_related("decision"))
    for entry in entries[:5]:
        is_removal = entry.decision.kind == DecisionKind.REMOVE
        audits.judge(entry, DISAGREE if is_removal else AGREE, actor=cast.bram, at=now)

    found = audit_figures.figures(audit, audit_figures.entries_of(audit))

    all_of_it = found["all"]
    assert (all_of_it["judged"], all_of_it["agreed"], all_of_it["disagreed"], all_of_it["open"]) == (5, 4, 1, 1)
    assert (all_of_it["share"], all_of_it["low"], all_of_it["high"]) == (80, 38, 96)
    assert [(row["label"], row["agreed"], row["disagreed"]) for row in found["clause"]] == [
        ("B.1.d", 0, 1), ("None cited", 4, 0),
    ]  # fmt: skip
    assert [(row["label"], row["judged"]) for row in found["moderator"]] == [("Lucinda Achebe-Ross", 5)]
    assert [(row["label"], row["population"], row["share"]) for row in found["stratum"]] == [
        ("Approve", 4, 100), ("Remove", 2, 0),
    ]  # fmt: skip
    assert found["weighted"] == 67


def test_an_unfinished_group_has_no_weighted_share(cast, decisions, now):
    audit = drawn(cast.bram, at=now, stratified_by=Stratum.DECISION)
    audits.judge(audit.entries.first(), AGREE, actor=cast.bram, at=now)

    assert audit_figures.figures(audit, audit_figures.entries_of(audit))["weighted"] is None
    assert Decision.objects.count() == 6

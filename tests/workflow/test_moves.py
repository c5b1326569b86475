"""transition() and transition_many(): the one place where a state changes."""

import pytest

from audit.models import AuditEvent
from audit.services import events_about
from authorizations.models import ComplianceIssue, JJEMSNote, SupervisionAuthorization
from authorizations.states import NoteAct, NoteState, State
from tests.factories.authorizations import granted, submitted
from workflow.errors import ImpossibleMove, NotAllowed, Stale
from workflow.moves import transition, transition_many
from workflow.verdicts import YES, Verdict, first_no, no


def test_a_move_saves_the_fields_counts_the_version_and_tells_the_trail(cast, now):
    note = granted(cast.dana, cast.koa, at=now).notes.get()

    moved = transition(
        note, NoteState.DUE, act=NoteAct.FALL_DUE, actor=cast.dana, at=now, clause="B.2.c", facts={"day": 1},
        jjems_reference="J-1",
    )  # fmt: skip

    assert moved is note
    row = JJEMSNote.objects.get()
    assert (row.state, row.version, row.jjems_reference) == (NoteState.DUE, 2, "J-1")
    event = events_about(note).get()
    assert (event.action, event.was, event.becomes, event.clause) == ("note.fell_due", "generated", "due", "B.2.c")
    assert (event.actor_name, event.at, event.facts) == ("Dana Okafor-Lane", now, {"day": 1})


@pytest.mark.parametrize("change", [{"version": 2}, {"state": NoteState.DUE}])
def test_what_is_no_longer_as_seen_does_not_move(cast, now, change):
    seen = granted(cast.dana, cast.koa, at=now).notes.get()
    JJEMSNote.objects.update(**change)

    with pytest.raises(Stale) as stale:
        transition(seen, NoteState.OVERDUE, act=NoteAct.GO_OVERDUE, actor="system", at=now)

    assert stale.value.current == seen
    assert not events_about(seen).exists()


def test_a_move_outside_the_table_is_a_fault_of_the_program(cast, now):
    note = granted(cast.dana, cast.koa, at=now).notes.get()

    with pytest.raises(ImpossibleMove, match="JJEMSNote: confirmed does not lead from generated to overdue"):
        transition(note, NoteState.OVERDUE, act=NoteAct.CONFIRM, actor="system", at=now)

    assert JJEMSNote.objects.get().state == NoteState.GENERATED


def test_many_rows_move_in_as_many_queries_as_one(cast, now, django_assert_num_queries):
    for _turn in range(3):
        granted(cast.dana, cast.koa, at=now)
    one = JJEMSNote.objects.filter(pk=JJEMSNote.objects.first().pk, state=NoteState.GENERATED)
    rest = JJEMSNote.objects.filter(state=NoteState.GENERATED)

    counts = []
    for rows in (one, rest):
        with django_assert_num_queries(7):
            moved = transition_many(rows, NoteState.DUE, act=NoteAct.FALL_DUE, actor="system", at=now)
        counts.append(len(moved))

    assert counts == [1, 2]
    assert AuditEvent.objects.filter(action="note.fell_due").count() == 3
    assert set(JJEMSNote.objects.values_list("state", "version")) == {(NoteState.DUE, 2)}


def test_many_or_nothing_when_one_cannot_move(cast, now):
    waiting, active = submitted(cast.dana, cast.koa, at=now), granted(cast.dana, cast.koa, at=now)

    with pytest.raises(ImpossibleMove):
        transition_many(
            SupervisionAuthorization.objects.all(), State.SUSPENDED, act="suspended", actor="system", at=now,
            suspended_because="legal",
        )  # fmt: skip

    states = SupervisionAuthorization.objects.in_bulk([waiting.pk, active.pk])
    assert (states[waiting.pk].state, states[active.pk].state) == (State.SUBMITTED, State.ACTIVE)


def test_a_page_carries_the_version_its_reader_saw():
    issue = ComplianceIssue(version=4, statement="We follow each other.")

    assert issue.as_seen(3) is issue
    assert issue.version == 3


def test_a_verdict_is_a_yes_or_a_sentence_with_its_clause():
    refusal = no("Only the supervisor decides.", clause="B.2")

    assert YES and not refusal
    assert first_no(YES, refusal, no("Later")) is refusal
    assert first_no() is YES and first_no(YES, YES) is YES
    assert refusal == Verdict(False, "Only the supervisor decides.", "B.2")
    YES.enforce()
    with pytest.raises(NotAllowed, match="Only the supervisor decides.") as refused:
        refusal.enforce()
    assert refused.value.verdict is refusal

"""Opening, moving and closing what is due."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from notifications.ladders import StageRule
from notifications.models import Notice, Obligation, Stage
from notifications.services import close_obligations, fire_due, ladders_on, next_period, open_obligation, plan
from notifications.states import MailState, ObligationState, StageState
from tests.notifications.conftest import DAY, KIND

pytestmark = pytest.mark.usefixtures("three_stages")


def plan_all(at):
    return plan(at, ladders_on(at.date()))


def rungs(obligation):
    """{(name, turn): (days from the due date, state)}"""
    obligation.refresh_from_db()
    return {
        (stage.name, stage.turn): ((stage.fires_on - obligation.due_on).days, stage.state)
        for stage in obligation.stages.all()
    }


def test_a_stage_is_a_row_only_when_its_day_has_come(owe, now):
    obligation = owe()

    plan_all(now + 2 * DAY)
    assert rungs(obligation) == {}
    plan_all(now + 10 * DAY)
    assert rungs(obligation) == {("soon", 0): (-7, StageState.SUPPRESSED), ("due", 0): (0, StageState.DUE)}


def test_a_stage_from_before_the_opening_is_recorded_as_overtaken(owe, now):
    obligation = owe(3)

    plan_all(now)

    assert rungs(obligation) == {("soon", 0): (-7, StageState.SUPPRESSED)}


@pytest.mark.faults
def test_planning_twice_plans_once(owe, now):
    owe()
    assert plan_all(now + 11 * DAY) == 3
    assert plan_all(now + 11 * DAY) == 0


def test_opening_twice_changes_nothing(owe):
    subject = ("test.record", uuid.uuid4())

    first, again = owe(subject=subject), owe(subject=subject)

    assert first == again
    assert Obligation.objects.count() == 1


def test_a_kind_without_a_ladder_is_refused(now):
    with pytest.raises(KeyError):
        open_obligation("unheard.of", subject=("a", uuid.uuid4()), anchor_on=now.date(), due_on=now.date(), at=now)


def test_a_new_due_date_moves_only_what_is_to_come(owe, now):
    subject = ("test.record", uuid.uuid4())
    obligation = owe(7, subject=subject)
    fire_due(now)

    owe(20, subject=subject, at=now + DAY)

    fire_due(now + 7 * DAY)
    assert rungs(obligation) == {("soon", 0): (-20, StageState.FIRED)}
    fire_due(now + 20 * DAY)
    assert rungs(obligation)["due", 0] == (0, StageState.FIRED)


def test_a_stage_overtaken_at_the_opening_comes_back_when_the_due_date_moves_away(owe, now):
    subject = ("test.record", uuid.uuid4())
    obligation = owe(3, subject=subject)
    fire_due(now)

    owe(30, subject=subject, at=now + DAY)
    fire_due(now + 23 * DAY)

    assert rungs(obligation)["soon", 0] == (-7, StageState.FIRED)


def test_closing_cancels_the_stages_to_come(owe, now):
    subject = ("test.record", uuid.uuid4())
    obligation = owe(7, subject=subject)
    fire_due(now)
    plan_all(now + 7 * DAY)

    closed = close_obligations(subject, at=now)

    assert closed == 1
    assert {state for _days, state in rungs(obligation).values()} == {StageState.FIRED, StageState.CANCELLED}
    assert (obligation.state, obligation.closed_at) == (ObligationState.MET, now)
    assert fire_due(now + 30 * DAY) == {}


def test_closing_cancels_the_mail_that_still_asks_for_it_and_leaves_others_alone(owe, tell, cast, now):
    subject = ("test.record", uuid.uuid4())
    obligation, bystander = owe(7, subject=subject), owe(7)
    event = tell(cast.beatrix)
    fire_due(now)

    close_obligations(subject, at=now)

    def mail_of(due):
        return due.stages.get(state=StageState.FIRED).notices.get().mail.state

    event.mail.refresh_from_db()
    assert mail_of(obligation) == MailState.PENDING  # one bundle, and the other still waits
    assert event.mail.state == MailState.PENDING
    close_obligations((bystander.subject_label, bystander.subject_id), at=now)
    assert mail_of(bystander) == MailState.CANCELLED
    assert event.mail.state == MailState.PENDING


def test_closing_some_kinds_leaves_the_others_open(owe, now):
    subject = ("test.record", uuid.uuid4())
    owe(subject=subject)

    assert close_obligations(subject, at=now, kinds=["another.kind"]) == 0
    assert Obligation.objects.about(subject).open().count() == 1


def test_what_is_no_longer_owed_is_cancelled_not_met(owe, now):
    subject = ("test.record", uuid.uuid4())
    owe(subject=subject)

    close_obligations(subject, at=now, met=False)

    assert Obligation.objects.get().state == ObligationState.CANCELLED


def test_opening_a_closed_one_again_takes_up_only_what_is_to_come(owe, now):
    subject = ("test.record", uuid.uuid4())
    obligation = owe(8, subject=subject)
    close_obligations(subject, at=now, met=False)

    owe(8, subject=subject, at=now + 9 * DAY)
    fire_due(now + 9 * DAY)

    assert obligation.stages.get(name="soon").state == StageState.SUPPRESSED
    assert obligation.stages.get(name="due").state == StageState.SUPPRESSED
    assert rungs(obligation)["overdue", 0] == (1, StageState.FIRED)
    assert (obligation.state, obligation.closed_at) == (ObligationState.OPEN, None)


def test_a_repeat_goes_on_after_closing_and_opening_again(owe, now):
    subject = ("test.record", uuid.uuid4())
    obligation = owe(0, subject=subject)
    fire_due(now + DAY)
    close_obligations(subject, at=now + 2 * DAY, met=False)

    owe(0, subject=subject, at=now + 20 * DAY)
    fire_due(now + 21 * DAY)
    assert Notice.objects.filter(stage__obligation=obligation).count() == 1

    fire_due(now + 22 * DAY)
    assert Notice.objects.filter(stage__obligation=obligation).count() == 2


def test_a_fresh_ladder_is_a_new_period(owe, now):
    subject = ("test.record", uuid.uuid4())

    assert next_period(KIND, subject) == 1
    owe(subject=subject)
    assert next_period(KIND, subject) == 1
    close_obligations(subject, at=now)
    assert next_period(KIND, subject) == 2
    owe(subject=subject, period=2)
    assert Obligation.objects.about(subject).count() == 2


def test_a_stage_the_ladder_gained_comes_for_what_is_open_already(owe, register, cast, now):
    obligation = owe()
    register([StageRule("soon", -7), StageRule("tomorrow", -1)], audience=lambda *_: [cast.beatrix])

    fire_due(now + 9 * DAY)

    assert rungs(obligation)["tomorrow", 0] == (-1, StageState.FIRED)


@pytest.mark.parametrize(
    ("model", "broken"),
    [
        (Obligation, {"state": "forgotten"}),
        (Obligation, {"state": ObligationState.MET}),
        (Obligation, {"closed_at": datetime.datetime(2026, 11, 17, tzinfo=datetime.UTC)}),
        (Stage, {"state": "forgotten"}),
        (Stage, {"state": StageState.FIRED}),
        (Stage, {"fired_at": datetime.datetime(2026, 11, 17, tzinfo=datetime.UTC)}),
    ],
)
def test_the_database_refuses_what_contradicts_itself(owe, now, model, broken):
    owe()
    plan_all(now + 10 * DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**broken)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_openings_at_once_make_one_obligation(owe, at_once):
    subject = ("test.record", uuid.uuid4())

    results = at_once(lambda: owe(subject=subject).pk, threads=4)

    assert len(set(results)) == 1
    assert Obligation.objects.count() == 1

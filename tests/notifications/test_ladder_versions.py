"""Legal changes when reminders go: from tomorrow on, within bounds, and nothing that went goes again."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.services import events_about
from notifications.ladders import Effect, StageRule
from notifications.models import LadderVersion, Notice
from notifications.services import change_ladder, fire_due, ladder_on, newest_ladder
from notifications.states import StageState
from tests.notifications.conftest import DAY, KIND
from workflow.errors import NotAllowed, Stale

pytestmark = pytest.mark.usefixtures("three_stages")


@pytest.fixture
def change(cast, now):
    def act(changes, actor=cast.priya, at=now, **more):
        return change_ladder(KIND, changes, actor=actor, at=at, **({"reason": "Asked for by Legal"} | more))

    return act


def test_a_changed_ladder_is_in_force_from_tomorrow(change, now):
    change({"soon": {"offset_days": -5}})

    assert ladder_on(KIND, now.date()).rule("soon").offset_days == -7
    assert ladder_on(KIND, now.date() + DAY).rule("soon").offset_days == -5
    assert newest_ladder(KIND).version == 1


@pytest.mark.faults
def test_only_stages_to_come_follow_a_change(owe, change, now):
    went, to_come = owe(7), owe(8)
    fire_due(now)

    change({"soon": {"offset_days": -5}})
    for days in range(1, 4):
        fire_due(now + days * DAY)

    assert Notice.objects.filter(stage__obligation=went).count() == 1
    assert to_come.stages.get(name="soon").fires_on == now.date() + 3 * DAY


def test_a_stage_moved_into_the_past_does_not_fire_after_all(owe, change, now):
    obligation = owe(10)

    change({"soon": {"offset_days": -30}})
    fire_due(now + DAY)

    assert not Notice.objects.exists()
    assert obligation.stages.get(name="soon").state == StageState.SUPPRESSED


def test_what_was_due_before_the_change_still_goes(owe, change, now):
    owe(7)  # due to be reminded of today; the sweep has not come yet

    change({"soon": {"offset_days": -3}})
    fire_due(now + DAY)

    assert Notice.objects.get().title == "A review is soon"


@pytest.mark.faults
def test_a_repeat_goes_on_from_its_new_days_and_never_twice_on_one(owe, change, now):
    owe(0)
    for days in range(10):
        fire_due(now + days * DAY)
    assert Notice.objects.count() == 3  # due, day 1, day 8

    change({"overdue": {"offset_days": 2, "repeat_every": 3}}, at=now + 9 * DAY)
    fired = []
    for days in range(10, 20):
        if fire_due(now + days * DAY)["fired"]:
            fired.append(days)

    assert fired == [11, 14, 17]


def test_two_changes_of_one_day_leave_the_second(change, now):
    change({"soon": {"offset_days": -5}})
    change({"soon": {"offset_days": -4}})

    assert ladder_on(KIND, now.date() + DAY).rule("soon").offset_days == -4
    assert LadderVersion.objects.count() == 2


def test_changing_nothing_makes_no_version(change):
    change({"soon": {"offset_days": -7}})

    assert not LadderVersion.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"soon": {"offset_days": -91}},
        {"soon": {"offset_days": 1}},
        {"due": {"offset_days": 1}},
        {"overdue": {"offset_days": 61}},
        {"overdue": {"repeat_every": None}},
        {"overdue": {"repeat_every": 31}},
        {"soon": {"repeat_every": 2}},
        {"soon": {"is_on": False}},
        {"soon": {"unit": "weeks"}},
    ],
)
def test_outside_its_bounds_a_ladder_cannot_be_changed(change, changes):
    with pytest.raises(ValidationError):
        change(changes)

    assert not LadderVersion.objects.exists()


def test_a_stage_that_suspends_may_be_switched_on(register, cast, change, now):
    register([StageRule("due", 0), StageRule("off", 14, effect=Effect.SUSPEND, is_on=False)], lambda *_: [cast.dana])

    change({"off": {"is_on": True, "offset_days": 20}})

    rule = ladder_on(KIND, now.date() + DAY).rule("off")
    assert (rule.is_on, rule.offset_days) == (True, 20)


def test_only_legal_changes_a_ladder_and_says_why(change, cast):
    with pytest.raises(NotAllowed):
        change({"soon": {"offset_days": -5}}, actor=cast.bram)
    with pytest.raises(NotAllowed):
        change({"soon": {"offset_days": -5}}, reason=" ")


def test_two_editors_do_not_overwrite_each_other(change):
    change({"soon": {"offset_days": -5}}, version=0)

    with pytest.raises(Stale):
        change({"soon": {"offset_days": -4}}, version=0)


def test_a_change_stands_in_the_trail(change):
    change({"soon": {"offset_days": -5}})

    event = events_about(LadderVersion.objects.get()).get()
    assert (event.was, event.becomes) == ("soon: 7 days before", "soon: 5 days before")


def test_a_version_never_changes(change):
    change({"soon": {"offset_days": -5}})

    with pytest.raises(IntegrityError), transaction.atomic():
        LadderVersion.objects.create(
            kind=KIND, number=1, stages=[], effective_on="2026-11-20", made_by_id=1, made_at="2026-11-20T00:00Z"
        )

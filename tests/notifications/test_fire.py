"""Firing what is due: once, to the right people, whatever happened to the clock and its workers."""

import datetime
import uuid

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from notifications.ladders import Audience, StageRule
from notifications.models import Mail, Notice, Obligation, Stage
from notifications.services import close_obligations, fire_due
from notifications.states import ObligationState, StageState
from tests.notifications.conftest import DAY


def test_nothing_fires_before_its_day(owe, three_stages, now):
    owe(8)

    assert fire_due(now) == {}
    assert not Notice.objects.exists()


def test_a_stage_fires_on_its_day_and_tells_the_audience(owe, three_stages, cast, now):
    obligation = owe(7)

    counts = fire_due(now)

    notice = Notice.objects.get()
    stage = obligation.stages.get(name="soon")
    assert counts == {"fired": 1, "told": 1}
    assert (stage.state, stage.fired_at) == (StageState.FIRED, now)
    assert (notice.recipient, notice.title, notice.url) == (cast.beatrix, "A review is soon", "/inbox/")
    assert (notice.kind, notice.stage) == ("test.review", stage)
    assert notice.mail.to_address == cast.beatrix.work_email


def test_a_day_begins_at_midnight_in_massachusetts(owe, three_stages, now):
    owe(8)
    before_midnight = datetime.datetime(2026, 11, 19, 4, 59, tzinfo=datetime.UTC)

    assert fire_due(before_midnight - DAY)["fired"] == 0
    assert fire_due(before_midnight - DAY + datetime.timedelta(minutes=1))["fired"] == 1


def test_firing_twice_tells_once(owe, three_stages, now):
    owe(7)

    fire_due(now)
    fire_due(now)

    assert Notice.objects.count() == 1
    assert Mail.objects.count() == 1


def test_after_an_outage_only_the_newest_stage_fires_and_the_older_are_recorded(owe, three_stages, now):
    obligation = owe(8)

    counts = fire_due(now + 13 * DAY)

    assert counts == {"fired": 1, "told": 1}
    assert Notice.objects.get().title == "A review is overdue"
    assert obligation.stages.get(name="soon").state == StageState.SUPPRESSED
    assert obligation.stages.get(name="due").state == StageState.SUPPRESSED


def test_a_repeat_fires_each_time_it_comes(owe, three_stages, now):
    owe(0)

    for days in range(1, 17):
        fire_due(now + days * DAY)

    assert [stage.fires_on for stage in Stage.objects.filter(name="overdue").order_by("fires_on")] == [
        now.date() + days * DAY for days in (1, 8, 15)
    ]
    assert Notice.objects.filter(title="A review is overdue").count() == 3


def test_a_repeat_missed_for_weeks_fires_once_and_goes_on_in_the_future(owe, three_stages, now):
    owe(0)
    fire_due(now + DAY)

    fire_due(now + 29 * DAY)
    fire_due(now + 29 * DAY)
    assert Notice.objects.count() == 2

    fire_due(now + 35 * DAY)
    assert Notice.objects.count() == 2
    fire_due(now + 36 * DAY)
    assert Notice.objects.count() == 3


def test_a_repeat_that_was_overtaken_goes_on(owe, register, cast, now):
    stages = [StageRule("overdue", 3, repeat_every=3), StageRule("escalated", 7)]
    register(stages, audience=lambda *_: [cast.beatrix])
    owe(0)

    fire_due(now + 8 * DAY)
    assert Notice.objects.get().title == "A review is escalated"

    fire_due(now + 9 * DAY)
    assert Notice.objects.order_by("-created_at").first().title == "A review is overdue"


def test_who_an_earlier_stage_told_goes_on_being_told(owe, register, cast, now):
    stages = [StageRule("due", 0), StageRule("escalated", 7, to=[Audience.LEGAL]), StageRule("again", 9)]
    register(stages, audience=lambda *_: [cast.dana], audiences={Audience.LEGAL: lambda *_: [cast.noor]})
    owe(0)

    fire_due(now)
    assert set(Notice.objects.values_list("recipient__pk", flat=True)) == {cast.dana.pk}
    fire_due(now + 10 * DAY)  # the escalation itself was missed; the newest stage takes its people along
    assert list(Notice.objects.filter(title="A review is again").values_list("recipient__pk", flat=True)) == [
        cast.dana.pk,
        cast.noor.pk,
    ]


def test_the_audience_is_found_when_the_stage_fires(owe, register, cast, now):
    register([StageRule("due", 0)], audience=lambda *_: [cast.dana.reports_to])
    owe(7)
    cast.dana.reports_to = cast.noor

    fire_due(now + 7 * DAY)

    assert Notice.objects.get().recipient == cast.noor


def test_somebody_named_twice_is_told_once(owe, register, cast, now):
    register([StageRule("due", 0)], audience=lambda *_: [cast.dana, cast.dana, cast.noor])
    owe(0)

    assert fire_due(now)["told"] == 2


def test_who_has_left_is_not_told(owe, register, cast, now):
    register([StageRule("due", 0)], audience=lambda *_: [None, cast.dana, cast.noor])
    cast.dana.is_active = False
    owe(0)

    fire_due(now)

    assert Notice.objects.get().recipient == cast.noor


@pytest.mark.faults
def test_nobody_to_tell_is_told_to_administrators_without_saying_of_what(owe, register, cast, now):
    register([StageRule("due", 0)], audience=lambda *_: [], title=lambda *_: "Koa B. is overdue")
    owe(0)

    fire_due(now)

    notice = Notice.objects.get()
    assert notice.recipient == cast.bram
    assert (notice.kind, notice.url) == ("reminder.nobody", "/inbox/")
    assert "Koa" not in notice.title


def test_a_ladder_may_name_who_hears_that_nobody_could_be_told(owe, register, cast, now):
    register([StageRule("due", 0)], audience=lambda *_: [], nobody=lambda obligation: [cast.priya])
    owe(0)

    fire_due(now)

    assert Notice.objects.get().recipient == cast.priya


def test_what_the_subject_no_longer_owes_is_cancelled_instead(owe, register, cast, now):
    register([StageRule("due", 0)], audience=lambda *_: [cast.dana], still_open=lambda obligation: False)
    obligation = owe(0)

    counts = fire_due(now)

    obligation.refresh_from_db()
    assert counts == {"closed": 1}
    assert (obligation.state, obligation.stages.get().state) == (ObligationState.CANCELLED, StageState.CANCELLED)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("fault", [LookupError, OperationalError])
def test_one_that_fails_stays_due_and_does_not_stop_the_others(owe, register, cast, now, fault):
    broken = []

    def audience(obligation, stage):
        if obligation.pk in broken:
            raise fault
        return [cast.dana]

    register([StageRule("due", 0)], audience=audience)
    bad, good = owe(0), owe(0)
    broken.append(bad.pk)

    counts = fire_due(now)

    assert (counts["failed"], counts["fired"]) == (1, 1)
    assert bad.stages.get().state == StageState.DUE
    assert good.stages.get().state == StageState.FIRED
    broken.clear()
    assert fire_due(now)["fired"] == 1


@pytest.mark.faults
def test_the_same_person_is_not_reminded_again_after_changing_address(owe, three_stages, cast, now):
    owe(7)
    fire_due(now)
    cast.beatrix.work_email = "b.nwosu@dys.example"
    cast.beatrix.save()

    fire_due(now + DAY)

    assert Mail.objects.count() == 1


FOR_ALL = 8  # ladders, due dates, the range and its end, planning, what closed meanwhile


def test_firing_costs_the_same_number_of_queries_for_each_obligation(owe, three_stages, now):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            fire_due(now)
        return len(captured)

    owe(7)
    one = queries()
    for _ in range(5):
        owe(7)
    five = queries()

    assert five - FOR_ALL <= 5 * (one - FOR_ALL)  # in the bundle that is there, one less


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_everybody_once(owe, three_stages, now, at_once):
    for _ in range(30):
        owe(7)

    results = at_once(lambda: fire_due(now), threads=3)

    assert sum(counts["fired"] for counts in results) == 30
    assert Notice.objects.count() == 30
    assert Mail.objects.get().notices.count() == 30  # to one person on one day


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_closing_during_a_sweep_leaves_nothing_open_behind(owe, three_stages, now, at_once):
    subjects = [("test.record", uuid.uuid4()) for _ in range(20)]
    for subject in subjects:
        owe(7, subject=subject)
    acts = [lambda: fire_due(now), lambda: [close_obligations(subject, at=now) for subject in subjects]]

    results = at_once(lambda: acts.pop()(), threads=2)

    assert not [result for result in results if isinstance(result, Exception)]
    assert fire_due(now) == {}
    assert not Obligation.objects.open().exists()
    assert not Stage.objects.filter(state=StageState.DUE).exists()
    assert not Mail.objects.filter(state="pending").exists()

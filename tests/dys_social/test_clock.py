"""The clock of the sweeps: each minute once, a heartbeat, a brake, and what a wrong clock is answered with."""

import datetime
import threading
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit.services import events_about
from authorizations.models import SupervisionAuthorization
from authorizations.states import State
from dys_social import sweeps
from dys_social.sweeps import STEPS, Step
from notifications import services as clock
from notifications.models import Brake, Notice, SweepRun
from tests.factories import authorizations as make
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


@pytest.fixture
def many(cast, now):
    """Twenty-two authorizations in force, more than expire on one day by themselves."""
    rows = [make.granted(cast.dana, cast.koa, at=now) for _number in range(2)]
    model = SupervisionAuthorization
    columns = [field.attname for field in model._meta.local_concrete_fields if not field.primary_key]
    copies = [
        model(**{name: getattr(rows[0], name) for name in columns} | _of_copy(number)) for number in range(20)
    ]  # fmt: skip
    model.objects.bulk_create(copies)
    return list(model.objects.live())


def _of_copy(number):
    return {"public_id": uuid.uuid4(), "number": f"SUP-2020-{number:04}", "form_key": uuid.uuid4()}


def in_force():
    return SupervisionAuthorization.objects.filter(state__in=[State.ACTIVE, State.APPROVED_PENDING_NOTE]).count()


# Ticks ------------------------------------------------------------------------------------------------------------------


def test_a_minute_is_swept_once_whoever_asks():
    at = timezone.now().replace(second=10)

    assert sweeps.tick(at, by="beat") is not None
    assert sweeps.tick(at + datetime.timedelta(seconds=30), by="command") is None
    assert sweeps.tick(at + MINUTE, by="command") is not None

    assert [(run.by, run.finished_at is not None) for run in SweepRun.objects.all()] == [
        ("command", True),
        ("beat", True),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_schedulers_at_one_moment_one_gets_the_minute():
    at, taken, start = timezone.now(), [], threading.Barrier(4)

    def ask():
        try:
            start.wait()
            taken.append(clock.begin_run(at, by="beat"))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([run for run in taken if run is not None]) == SweepRun.objects.count() == 1


def test_a_tick_that_failed_says_what_and_the_next_minute_goes_on(monkeypatch):
    def broken(day, at):
        raise LookupError

    at = timezone.now()
    with monkeypatch.context() as patched, pytest.raises(ExceptionGroup):
        patched.setitem(STEPS, "expired", Step(broken))
        sweeps.tick(at, by="beat")
    assert SweepRun.objects.get().failed == ["LookupError"]

    assert sweeps.tick(at + MINUTE, by="beat")["expired"] == 0


@pytest.mark.faults
@pytest.mark.parametrize("off", [365 * DAY, -DAY, 61 * MINUTE])
def test_a_clock_that_is_wrong_sweeps_nothing(off):
    with pytest.raises(clock.ClockIsWrong):
        sweeps.tick(timezone.now() + off, by="beat")

    assert not SweepRun.objects.exists()


@pytest.mark.faults
def test_a_clock_that_went_back_sweeps_nothing():
    SweepRun.objects.create(slot=timezone.now() + 2 * 60 * MINUTE, by="beat", started_at=timezone.now())

    with pytest.raises(clock.ClockIsWrong, match="The last tick"):
        sweeps.tick(timezone.now(), by="beat")


@pytest.mark.faults
def test_it_is_late_after_fifteen_minutes():
    at = timezone.now()
    assert clock.is_late(at)

    sweeps.tick(at, by="beat")

    assert not clock.is_late(timezone.now() + 14 * MINUTE)
    assert clock.is_late(timezone.now() + 16 * MINUTE)


def test_a_month_of_ticks_is_kept():
    old = timezone.now() - 31 * DAY
    SweepRun.objects.create(slot=old, by="beat", started_at=old, finished_at=old)

    sweeps.tick(timezone.now(), by="beat")

    assert SweepRun.objects.count() == 1


# The brake ----------------------------------------------------------------------------------------------------------------


@pytest.mark.faults
def test_what_would_end_too_many_at_once_is_not_done_until_it_is_released(cast, many):
    after = datetime.datetime.combine(many[0].expires_on, datetime.time(12), datetime.UTC) + 2 * DAY

    for _turn in range(2):
        assert sweeps.run(after)["expired"] == 0
    assert in_force() == 22

    (brake,) = Brake.objects.all()
    assert (brake.step, brake.ended, brake.live) == ("expired", 22, 22)
    assert list(Notice.objects.filter(kind="clock.brake").values_list("recipient", flat=True)) == [cast.bram.pk]

    clock.release_brake(brake, actor=cast.bram, reason="All were granted on one day", at=after)
    assert sweeps.run(after)["expired"] == 22
    assert in_force() == 0
    assert [event.action for event in events_about(brake)] == ["clock.braked", "clock.released"]


def test_few_end_without_a_word(cast, now):
    leave = make.granted(cast.dana, cast.koa, at=now)

    sweeps.run(datetime.datetime.combine(leave.expires_on, datetime.time(12), datetime.UTC) + 2 * DAY)

    assert in_force() == 0
    assert not Brake.objects.exists()


def test_a_release_is_for_what_was_looked_at_and_no_more(cast, many):
    after = datetime.datetime.combine(many[0].expires_on, datetime.time(12), datetime.UTC) + 2 * DAY
    later = SupervisionAuthorization.objects.filter(pk=many[21].pk)
    later.update(expires_on=many[0].expires_on + 30 * DAY)
    sweeps.run(after)
    seen = clock.release_brake(Brake.objects.get(), actor=cast.bram, reason="All of one day", at=after)
    later.update(expires_on=many[0].expires_on)

    assert sweeps.run(after)["expired"] == 0

    assert in_force() == 22
    newest, oldest = Brake.objects.order_by("-pk")
    assert (oldest.pk, oldest.ended, newest.ended, newest.released_at) == (seen.pk, 21, 22, None)
    assert Notice.objects.filter(kind="clock.brake").count() == 2


def test_a_release_nobody_needed_is_over_with_the_next_sweep(cast, many):
    after = datetime.datetime.combine(many[0].expires_on, datetime.time(12), datetime.UTC) + 2 * DAY
    sweeps.run(after)
    clock.release_brake(Brake.objects.get(), actor=cast.bram, reason="All of one day", at=after)
    sweeps.run(after - 30 * DAY)  # none is due any more

    assert sweeps.run(after)["expired"] == 0

    assert in_force() == 22


def test_a_brake_that_is_no_longer_needed_is_over(many):
    after = datetime.datetime.combine(many[0].expires_on, datetime.time(12), datetime.UTC) + 2 * DAY
    sweeps.run(after)
    SupervisionAuthorization.objects.filter(pk__in=[row.pk for row in many[5:]]).update(
        expires_on=many[0].expires_on + 30 * DAY
    )

    assert sweeps.run(after)["expired"] == 5

    assert Brake.objects.get().closed_at == after


@pytest.mark.parametrize(("ended", "live", "is_too_many"), [(20, 30, False), (21, 30, True), (50, 500, False),
                                                            (51, 500, True), (0, 0, False)])  # fmt: skip
def test_twenty_or_a_tenth(ended, live, is_too_many):
    assert clock.too_many(ended, live) is is_too_many


def test_of_confidential_records_legal_is_told_and_nobody_else(cast, as_user, now):
    brake = clock.set_brake("confidential ended", ended=30, live=40, is_confidential=True, at=now)

    told = set(Notice.objects.filter(kind="confidential.brake").values_list("recipient", flat=True))
    assert told == {person.pk for person in (cast.priya, cast.imogen)}
    assert as_user(cast.bram).get(brake.get_absolute_url()).status_code == 404
    assert "stopped itself" not in as_user(cast.bram).get(reverse("portal_health")).content.decode()
    with pytest.raises(NotAllowed):
        clock.release_brake(brake, actor=cast.bram, reason="So", at=now)
    assert clock.release_brake(brake, actor=cast.priya, reason="So", at=now).released_by == cast.priya


def test_the_page_releases_it_once_and_for_a_reason(cast, as_user, now):
    brake = clock.set_brake("expired", ended=30, live=40, is_confidential=False, at=now)
    bram, page = as_user(cast.bram), brake.get_absolute_url()

    assert "30 records of 40" in bram.get(page).content.decode()
    assert bram.post(page, {"reason": " "}).status_code == 400
    assert [bram.post(page, {"reason": "So"}).status_code for _click in range(2)] == [302, 400]
    assert "Released by Bram Ekstrom" in bram.get(page).content.decode()
    assert as_user(cast.priya).get(page).status_code == as_user(cast.dana).get(page).status_code == 404


# The command --------------------------------------------------------------------------------------------------------------


def swept(*args):
    said = StringIO()
    call_command("run_sweeps", *args, stdout=said)
    return said.getvalue()


def test_a_rehearsal_counts_and_changes_nothing(cast, now):
    leave = make.granted(cast.dana, cast.koa, at=now)

    said = swept("--dry-run", "--as-of", (leave.expires_on + 2 * DAY).isoformat())

    assert "expired: 1" in said
    assert in_force() == 1


@pytest.mark.parametrize("other", [["--dry-run"], ["--as-of", "2026-11-17"]])
def test_a_loop_goes_with_nothing_else(other):
    with pytest.raises(CommandError, match="--loop goes with"):
        swept("--loop", *other)


@pytest.mark.parametrize("day", ["soon", "2026-13-45", "", "2026-11-17T10:00"])
def test_a_day_that_is_none_is_said(day):
    with pytest.raises(CommandError, match="YYYY-MM-DD"):
        swept("--as-of", day)

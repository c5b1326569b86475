"""The policy is acknowledged again (domain 9: N14): opened for everybody, reminded of, met by reading."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dys_social import acknowledgements, personnel, sweeps
from notifications.models import Notice, Obligation
from notifications.states import ObligationState
from people.models import User
from people.titles import EmploymentStatus
from policy import reference, services
from policy.models import Wording
from policy.rules import acknowledgement_due

pytestmark = pytest.mark.django_db
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
KIND = "policy.acknowledgement"
SETTINGS = {
    "acknowledgement_interval_days": 365,
    "acknowledgement_due_new_hire": 14,
    "acknowledgement_due_new_version": 30,
}


def owed(person):
    return Obligation.objects.about(person).filter(kind=KIND).order_by("period")


def told(person):
    return list(Notice.objects.filter(recipient=person, kind=KIND).order_by("pk").values_list("title", flat=True))


def sweep_to(now, days, *, since=0):
    for number in range(since, days + 1):
        sweeps.run(now + number * DAY)


@pytest.mark.parametrize(
    ("read_on", "has_read_newest", "asked_on", "begins", "due"),
    [
        (None, False, None, "2026-11-17", "2026-12-01"),
        (None, False, "2026-11-12", "2026-11-12", "2026-11-26"),
        ("2026-03-01", True, "2026-03-01", "2026-03-01", "2027-03-01"),
        ("2025-03-01", True, "2025-03-01", "2025-03-01", "2026-03-01"),
        ("2025-03-01", True, None, "2026-11-17", "2026-12-01"),
        ("2025-03-01", True, "2026-11-12", "2026-11-12", "2026-11-26"),
        ("2026-03-01", False, "2026-03-01", "2026-11-17", "2026-12-17"),
        ("2026-03-01", False, "2026-11-12", "2026-11-12", "2026-12-12"),
    ],
    ids=[
        "new here", "new here, asked before", "has read it", "late", "ran out while nobody asked",
        "ran out while nobody asked, asked since", "a new version", "a new version, asked before",
    ],
)  # fmt: skip
def test_by_when_it_is_to_be_acknowledged(read_on, has_read_newest, asked_on, begins, due):
    day = datetime.date.fromisoformat
    found = acknowledgement_due(
        read_on and day(read_on),
        has_read_newest=has_read_newest,
        newest_on=day("2026-11-10"),
        asked_on=asked_on and day(asked_on),
        day=day("2026-11-17"),
        settings=SETTINGS,
    )

    assert found == (day(begins), day(due))


def test_everybody_who_works_here_owes_it_and_hears_of_it_in_time(cast, now):
    sweeps.run(now)

    assert owed(cast.dana).get().due_on == now.date() + 14 * DAY
    assert told(cast.dana) == []
    assert sweeps.run(now)["acknowledgements"] == 0

    sweep_to(now, 14, since=1)
    assert told(cast.dana) == [
        "Dana Okafor-Lane is to read the policy and acknowledge it by December 1 (DYS control, not policy)",
        "Dana Okafor-Lane is to read the policy and acknowledge it today (DYS control, not policy)",
    ]
    assert not any(cast.dana.full_name in title for title in told(cast.beatrix))


def test_who_is_late_is_told_every_week_and_so_is_their_supervisor(cast, now):
    sweep_to(now, 14 + 15)

    late = f"{cast.dana.full_name} has not acknowledged the policy in time (DYS control, not policy)"
    assert told(cast.dana)[2:] == [late, late]
    assert told(cast.beatrix).count(late) == 2


def test_who_stands_in_for_the_supervisor_hears_of_it_too(cast, now):
    day = now.date() + 21 * DAY
    sweeps.run(now)
    personnel.delegate(
        cast.beatrix, cast.noor, from_on=day, to_on=day, reason="Vacation", actor=cast.beatrix, at=now + DAY
    )

    sweeps.run(now + 21 * DAY)
    sweeps.run(now + 28 * DAY)

    assert [any("Okafor" in title for title in told(person)) for person in (cast.beatrix, cast.noor)] == [True, True]
    assert len([title for title in told(cast.noor) if "Okafor" in title]) == 1


def test_my_work_says_what_goes_on_once_it_is_late(cast, as_user):
    sweeps.run(timezone.now() - 20 * DAY)

    page = as_user(cast.dana).get(reverse("my_work")).text

    assert "6 days overdue" in page
    assert "You and your supervisor are reminded every week until you have." in page


def test_reading_ends_it_and_the_next_one_is_due_a_year_later(cast, now):
    sweep_to(now, 8)
    read_at = now + 9 * DAY

    services.acknowledge(cast.dana, kind="policy", at=read_at)
    sweeps.run(read_at)
    sweeps.run(read_at + 30 * DAY)

    first, second = owed(cast.dana)
    assert (first.state, second.state) == (ObligationState.MET, ObligationState.OPEN)
    assert (second.anchor_on, second.due_on) == (read_at.date(), read_at.date() + 365 * DAY)
    assert len(told(cast.dana)) == 1

    sweeps.run(read_at + 335 * DAY)
    assert "by" in told(cast.dana)[-1]
    assert len(told(cast.dana)) == 2


def test_it_may_be_acknowledged_again_from_the_first_reminder_on(cast, now):
    first = services.acknowledge(cast.dana, kind="policy", at=now)

    assert services.acknowledge(cast.dana, kind="policy", at=now + 319 * DAY) == first
    again = services.acknowledge(cast.dana, kind="policy", at=now + 320 * DAY)

    assert again != first
    sweeps.run(now + 320 * DAY)
    assert owed(cast.dana).get().due_on == (now + 685 * DAY).date()


def test_a_new_version_is_due_in_thirty_days(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)
    sweeps.run(now)
    on = now.date() + 10 * DAY
    second = {"kind": "policy", "version": 2, "clause_id": None, "text": "Again.", "effective_on": on}
    reference.load_wordings(Wording, "default", [second])

    sweeps.run(now + 10 * DAY)

    before, after = owed(cast.dana)
    assert before.state == ObligationState.CANCELLED
    assert (after.anchor_on, after.due_on) == (on, on + 30 * DAY)
    assert len(told(cast.dana)) == 1


def test_reading_on_the_very_day_one_was_asked_is_a_reading(cast, now):
    sweeps.run(now)

    services.acknowledge(cast.dana, kind="policy", at=now + HOUR)
    sweeps.run(now + 2 * HOUR)

    assert [(one.state, one.due_on - now.date()) for one in owed(cast.dana)] == [("met", 14 * DAY), ("open", 365 * DAY)]
    assert sweeps.run(now + 3 * HOUR)["acknowledgements"] == 0


def test_nobody_is_late_for_a_version_that_was_loaded_late(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)
    sweeps.run(now)
    second = {"kind": "policy", "version": 2, "clause_id": None, "text": "Again.", "effective_on": now.date() + DAY}

    reference.load_wordings(Wording, "default", [second])
    sweeps.run(now + 60 * DAY)

    assert owed(cast.dana).last().due_on == (now + 90 * DAY).date()
    assert not any("in time" in title for title in told(cast.dana))


@pytest.mark.parametrize(("interval", "due_in"), [(90, 134), (1000, 1000)], ids=["shorter", "longer"])
def test_a_changed_interval_moves_what_is_owed_and_makes_nobody_late_at_once(cast, now, interval, due_in):
    services.acknowledge(cast.dana, kind="policy", at=now)
    sweeps.run(now)
    changed_at = now + 120 * DAY
    services.change_setting(
        "acknowledgement_interval_days", interval, actor=cast.bram, at=changed_at, reason="As the unions asked"
    )

    sweeps.run(changed_at)
    sweeps.run(changed_at + HOUR)

    assert owed(cast.dana).filter(state="open").get().due_on == (now + due_in * DAY).date()
    assert told(cast.dana) == []


def test_a_longer_interval_reminds_anew_who_was_reminded_before(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)
    sweep_to(now, 340, since=334)
    services.change_setting(
        "acknowledgement_interval_days", 400, actor=cast.bram, at=now + 340 * DAY, reason="As the unions asked"
    )

    sweep_to(now, 372, since=340)

    assert [title.partition(" by ")[2][:11] for title in told(cast.dana)] == ["November 17", "December 22"]


def test_who_was_separated_by_mistake_is_not_told_the_same_again(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)
    later = now + 340 * DAY
    sweeps.run(later)
    set_status = partial(personnel.set_employment_status, cast.dana, actor=cast.bram)

    set_status(EmploymentStatus.SEPARATED, at=later, day=later.date())
    sweeps.run(later + HOUR)
    set_status(EmploymentStatus.ACTIVE, at=later + 2 * HOUR, day=None)
    sweeps.run(later + 3 * HOUR)

    assert len(told(cast.dana)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_at_once_one_opens_them(cast, now):
    barrier = threading.Barrier(2)

    def sweep():
        try:
            barrier.wait(10)
            return acknowledgements.watch(now.date(), at=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        opened = [future.result() for future in [pool.submit(sweep) for _ in range(2)]]

    people = User.objects.working().count()
    assert (sum(opened), Obligation.objects.filter(kind=KIND).count()) == (people, people)


def test_who_leaves_owes_nothing_and_who_comes_back_begins_anew(cast, now):
    sweeps.run(now)
    set_status = partial(personnel.set_employment_status, cast.dana, actor=cast.bram)

    set_status(EmploymentStatus.SEPARATED, at=now, day=now.date())
    sweeps.run(now + DAY)
    set_status(EmploymentStatus.ACTIVE, at=now + 200 * DAY, day=None)
    sweeps.run(now + 200 * DAY)

    gone, back = owed(cast.dana)
    assert gone.state == ObligationState.CANCELLED
    assert back.due_on == (now + 214 * DAY).date()


def test_my_work_says_by_when_and_what_follows(cast, as_user):
    sweeps.run(timezone.now())

    page = as_user(cast.dana).get(reverse("my_work")).content.decode()

    assert "Read the policy and say so" in page
    assert "in 14 days" in page
    assert "A week later you and your supervisor are reminded, then every week." in page

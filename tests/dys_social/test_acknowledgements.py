"""The policy is acknowledged again (domain 9: N14): opened for everybody, reminded of, met by reading."""

import datetime
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from dys_social import personnel, sweeps
from notifications.models import Notice, Obligation
from notifications.states import ObligationState
from people.titles import EmploymentStatus
from policy import reference, services
from policy.models import Wording
from policy.rules import acknowledgement_due

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
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
    ("read_on", "has_read_newest", "anchor", "due"),
    [
        (None, False, (2026, 11, 17), (2026, 12, 1)),
        ((2026, 3, 1), True, (2026, 3, 1), (2027, 3, 1)),
        ((2026, 3, 1), False, (2026, 11, 10), (2026, 12, 10)),
    ],
    ids=["new here", "has read it", "a new version"],
)
def test_by_when_it_is_to_be_acknowledged(read_on, has_read_newest, anchor, due):
    found = acknowledgement_due(
        read_on and datetime.date(*read_on),
        has_read_newest=has_read_newest,
        newest_on=datetime.date(2026, 11, 10),
        known_on=datetime.date(2026, 11, 17),
        settings=SETTINGS,
    )

    assert found == (datetime.date(*anchor), datetime.date(*due))


def test_everybody_who_works_here_owes_it_and_hears_of_it_in_time(cast, now):
    sweeps.run(now)

    assert owed(cast.dana).get().due_on == now.date() + 14 * DAY
    assert told(cast.dana) == []
    assert sweeps.run(now)["acknowledgements"] == 0

    sweep_to(now, 14, since=1)
    assert told(cast.dana) == [
        "Read the policy and acknowledge it by December 1 (DYS control, not policy)",
        "Read the policy and acknowledge it today (DYS control, not policy)",
    ]
    assert not any(cast.dana.full_name in title for title in told(cast.beatrix))


def test_who_is_late_is_told_every_week_and_so_is_their_supervisor(cast, now):
    sweep_to(now, 14 + 15)

    late = f"{cast.dana.full_name} has not acknowledged the policy in time (DYS control, not policy)"
    assert told(cast.dana)[2:] == [late, late]
    assert told(cast.beatrix).count(late) == 2


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

    assert services.acknowledge(cast.dana, kind="policy", at=now + 334 * DAY) == first
    again = services.acknowledge(cast.dana, kind="policy", at=now + 335 * DAY)

    assert again != first
    sweeps.run(now + 335 * DAY)
    assert owed(cast.dana).get().due_on == (now + 700 * DAY).date()


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


def test_a_changed_interval_moves_what_is_owed(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)
    sweeps.run(now)
    services.change_setting("acknowledgement_interval_days", 90, actor=cast.bram, at=now, reason="Quarterly for a year")

    sweeps.run(now + DAY)

    assert owed(cast.dana).get().due_on == now.date() + 90 * DAY


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
    assert "You and your supervisor are reminded every week until you have." in page

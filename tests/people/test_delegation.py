"""Handing one's decisions to another supervisor for some days."""

import datetime
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from authorizations.services import decisions
from authorizations.states import State
from dys_social import personnel
from notifications.models import Notice
from people.models import Delegation
from people.titles import EmploymentStatus
from policy.calendar import MASSACHUSETTS
from tests.factories.authorizations import submitted
from tests.factories.people import UserFactory
from workflow.errors import NotAllowed

DAY, SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)


def hand_over(cast, now, supervisor="beatrix", to="noor", actor=None, first=0, last=7):
    today = now.date()
    return personnel.delegate(
        getattr(cast, supervisor),
        getattr(cast, to),
        from_on=today + DAY * first,
        to_on=today + DAY * last,
        reason="Vacation",
        actor=getattr(cast, actor or supervisor),
        at=now,
    )


@pytest.mark.clause("B.2")
def test_a_supervisor_hands_over_to_a_supervisor_for_some_days(cast, now):
    delegation = hand_over(cast, now, first=1, last=3)
    today = now.date()

    held = [day for day in range(6) if Delegation.objects.held_by(cast.noor, today + DAY * day).exists()]
    assert held == [1, 2, 3]
    assert Notice.objects.get().recipient == cast.noor
    assert Notice.objects.get().title == "You decide for Beatrix Nwosu from Nov 18 to Nov 20"
    assert str(delegation) == "Beatrix Nwosu to Noor Halloran, 2026-11-18 to 2026-11-20"


def test_an_administrator_hands_over_for_somebody_who_is_away(cast, now):
    hand_over(cast, now, actor="bram")

    assert {notice.recipient for notice in Notice.objects.all()} == {cast.noor, cast.beatrix}


@pytest.mark.parametrize(
    ("supervisor", "to", "actor", "sentence"),
    [
        ("beatrix", "beatrix", "beatrix", "somebody else"),
        ("beatrix", "dana", "beatrix", "only a supervisor decides"),
        ("dana", "noor", "dana", "Only somebody who supervises staff"),
        ("beatrix", "noor", "noor", "Only the supervisor"),
        ("beatrix", "noor", "hollis", "Only the supervisor"),
        ("beatrix", "noor", "priya", "Only the supervisor"),
    ],
)
def test_decisions_go_from_a_supervisor_to_a_supervisor_by_their_own_hand(cast, now, supervisor, to, actor, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        hand_over(cast, now, supervisor, to, actor)

    assert Delegation.objects.count() == 0


def test_nobody_on_leave_is_handed_decisions(cast, now):
    cast.noor.employment_status = EmploymentStatus.ON_LEAVE
    cast.noor.save()

    with pytest.raises(NotAllowed, match="at work"):
        hand_over(cast, now)


def test_two_who_are_away_do_not_stand_in_for_each_other(cast, now):
    hand_over(cast, now, "noor", "hollis", first=5, last=9)

    with pytest.raises(NotAllowed, match="handed over their own decisions"):
        hand_over(cast, now, first=0, last=5)
    assert hand_over(cast, now, first=0, last=4)


def test_a_double_click_hands_over_once(cast, now):
    assert hand_over(cast, now) == hand_over(cast, now)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("who", ["beatrix", "noor", "bram"])
def test_the_two_concerned_or_an_administrator_end_it(cast, now, who):
    delegation = hand_over(cast, now)
    personnel.end_delegation(delegation, actor=getattr(cast, who), at=now)

    assert not Delegation.objects.held_by(cast.noor, now.date()).exists()


@pytest.mark.parametrize("who", ["dana", "hollis", "priya"])
def test_to_others_a_delegation_does_not_exist(cast, now, as_user, who):
    delegation = hand_over(cast, now)

    answer = as_user(getattr(cast, who)).post(reverse("delegation_end", args=[delegation.public_id]))

    assert answer.status_code == 404
    assert Delegation.objects.active(now.date()).count() == 1


@pytest.mark.faults
def test_decisions_of_somebody_who_separated_go_to_nobody_by_delegation(cast, now):
    hand_over(cast, now)
    personnel.set_employment_status(cast.beatrix, EmploymentStatus.SEPARATED, actor=cast.bram, at=now, day=now.date())

    assert not Delegation.objects.held_by(cast.noor, now.date()).exists()


@pytest.mark.faults
def test_who_stood_in_until_a_second_ago_decides_nothing_more(cast, now):
    """The last day ends with its last second in Boston."""
    last_second = datetime.datetime(2026, 11, 24, 23, 59, 59, tzinfo=MASSACHUSETTS)
    assert hand_over(cast, now).to_on == last_second.date()
    request = submitted(cast.dana, cast.koa, at=now)
    grant = partial(
        decisions.grant, request, actor=cast.noor, expires_on=request.requested_to, signature=cast.noor.full_name
    )

    with pytest.raises(NotAllowed, match="supervisor"):
        grant(at=last_second + SECOND)

    assert grant(at=last_second).decided_by == cast.noor


@pytest.mark.faults
def test_who_stands_in_does_not_hand_that_on(cast, now):
    """Noor decides for Beatrix; who decides for Noor decides for Noor's staff alone."""
    request = submitted(cast.dana, cast.koa, at=now)
    hand_over(cast, now)
    hand_over(cast, now, supervisor="noor", to="hollis")

    def send_back(actor):
        return decisions.return_(request, actor=actor, at=now, reason="Say more", signature=actor.full_name)

    with pytest.raises(NotAllowed):
        send_back(cast.hollis)
    assert send_back(cast.noor).state == State.RETURNED


@pytest.mark.faults
@pytest.mark.parametrize(
    "fields", [{"delegate": "beatrix"}, {"to_on": datetime.date(2026, 11, 1)}], ids=["to oneself", "ends before"]
)
def test_the_database_refuses_what_makes_no_sense(cast, now, fields):
    values = {"delegate": cast.noor, "from_on": now.date(), "to_on": now.date()}
    values |= {key: getattr(cast, value) if isinstance(value, str) else value for key, value in fields.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(supervisor=cast.beatrix, reason="x", created_at=now, **values)


def test_an_administrator_takes_over_nobodys_decisions(cast, now):
    UserFactory(reports_to=cast.bram)

    with pytest.raises(NotAllowed, match="for themselves"):
        personnel.delegate(
            cast.beatrix, cast.bram, from_on=now.date(), to_on=now.date(), reason="Leave", actor=cast.bram, at=now
        )

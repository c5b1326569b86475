"""Acts on people that move authorizations and must be told (domain 7.1, last rows; 9: N15, N16)."""

import datetime

import pytest

from audit.services import events_about
from authorizations.services import follow
from authorizations.states import State
from dys_social import personnel
from dys_social.notices import VACANCY, next_level
from notifications.models import Notice, Obligation
from notifications.services import fire_due
from people.models import User
from people.titles import EmploymentStatus, JobTitle
from tests.factories.authorizations import granted, submitted
from workflow.errors import NotAllowed

DAY = datetime.timedelta(days=1)
LEAVE, SEPARATED, ACTIVE = EmploymentStatus.ON_LEAVE, EmploymentStatus.SEPARATED, EmploymentStatus.ACTIVE


def titles(person):
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("title", flat=True))


def status(cast, person, new, now):
    personnel.set_employment_status(person, new, actor=cast.bram, at=now, day=now.date())
    return User.objects.get(pk=person.pk)


@pytest.fixture
def request_of_dana(cast, now):
    """An open item."""
    return submitted(cast.dana, cast.koa, at=now)


def test_a_new_supervisor_and_the_two_others_are_told(cast, now):
    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)

    assert titles(cast.dana) == ["Noor Halloran is your supervisor of record now"]
    assert titles(cast.noor) == ["You are the supervisor of record of Dana Okafor-Lane now"]
    assert titles(cast.beatrix) == ["You are no longer the supervisor of record of Dana Okafor-Lane"]


def test_an_administrator_places_nobody_under_themselves_and_leaves_their_own_record_alone(cast, now):
    with pytest.raises(NotAllowed, match="Nobody places staff under themselves"):
        personnel.change_supervisor(cast.dana, cast.bram, actor=cast.bram, at=now)
    with pytest.raises(NotAllowed, match="Nobody changes their own record"):
        personnel.change_supervisor(cast.bram, cast.noor, actor=cast.bram, at=now)
    with pytest.raises(NotAllowed, match="Nobody changes their own record"):
        personnel.move(
            cast.bram, job_title=JobTitle.CASEWORKER, worksite=cast.sites["harborview"], actor=cast.bram, at=now
        )


@pytest.mark.parametrize("who", ["beatrix", "dana", "priya", "ottilie", "imogen"])
def test_nobody_but_an_administrator_changes_records(cast, now, who):
    actor = getattr(cast, who)

    with pytest.raises(NotAllowed):
        personnel.change_supervisor(cast.mateo, cast.noor, actor=actor, at=now)
    with pytest.raises(NotAllowed):
        personnel.set_employment_status(cast.mateo, LEAVE, actor=actor, at=now, day=now.date())
    assert User.objects.get(pk=cast.mateo.pk).reports_to == cast.beatrix


def test_a_separation_closes_sign_in_roles_and_what_was_handed_over(cast, now):
    personnel.delegate(
        cast.beatrix, cast.noor, from_on=now.date(), to_on=now.date(), reason="x", actor=cast.beatrix, at=now
    )

    gone = status(cast, cast.noor, SEPARATED, now)
    assert (gone.is_active, gone.separated_on) == (False, now.date())
    assert not gone.delegations_held.filter(ended_at__isnull=True).exists()
    assert status(cast, cast.leona, SEPARATED, now).roles == frozenset()


@pytest.mark.faults
def test_the_staff_of_somebody_who_separated_keep_the_line_and_are_without_supervisor(cast, now):
    status(cast, cast.beatrix, SEPARATED, now)

    dana = User.objects.get(pk=cast.dana.pk)
    assert (dana.reports_to, dana.without_supervisor_since) == (cast.beatrix, now.date())
    assert next_level(dana) == cast.hollis
    assert [event.action for event in events_about(dana)] == ["person.supervisor_left"]

    status(cast, cast.beatrix, ACTIVE, now)
    assert User.objects.get(pk=cast.dana.pk).without_supervisor_since is None


def test_open_items_without_a_supervisor_are_told_upward_every_day_until_there_is_one(cast, request_of_dana, now):
    status(cast, cast.beatrix, SEPARATED, now)

    for day in range(3):
        fire_due(now + DAY * day)
        fire_due(now + DAY * day)
    personnel.change_supervisor(User.objects.get(pk=cast.dana.pk), cast.noor, actor=cast.bram, at=now + DAY * 3)
    fire_due(now + DAY * 4)

    sentence = "Dana Okafor-Lane has open items and no supervisor of record"
    assert titles(cast.hollis).count(sentence) == 3
    assert titles(cast.bram).count(sentence) == 3
    assert sentence not in titles(cast.noor)


def test_without_open_items_nobody_is_reminded(cast, now):
    personnel.change_supervisor(cast.mateo, None, actor=cast.bram, at=now)

    assert not Obligation.objects.filter(kind=VACANCY).exists()


def test_a_supervisor_who_goes_on_leave_without_a_stand_in_is_told_upward(cast, now):
    status(cast, cast.beatrix, LEAVE, now)

    sentence = "Beatrix Nwosu is on leave. Their decisions are not handed over yet."
    assert titles(cast.hollis) == [sentence]
    assert User.objects.get(pk=cast.beatrix.pk).is_active


def test_a_supervisor_who_handed_over_goes_on_leave_quietly(cast, now):
    today = now.date()
    personnel.delegate(
        cast.beatrix, cast.noor, from_on=today, to_on=today + DAY, reason="Leave", actor=cast.beatrix, at=now
    )
    status(cast, cast.beatrix, LEAVE, now)

    assert titles(cast.hollis) == []


def test_a_move_is_recorded_with_both_places_and_told(cast, now):
    personnel.move(
        cast.dana, job_title=JobTitle.DISTRICT_MANAGER, worksite=cast.sites["cranberry"], actor=cast.bram, at=now
    )

    event = events_about(cast.dana).get()
    assert event.was == "Caseworker, Harborview District Office"
    assert event.becomes == "District Manager, Cranberry Point District Office"
    assert titles(cast.dana) == ["Your record now says: District Manager, Cranberry Point District Office"]


def test_mail_about_people_says_nothing_about_them(cast, now):
    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)

    for mail in [notice.mail for notice in Notice.objects.select_related("mail")]:
        for word in ("Dana", "Okafor", "Noor", "Halloran", "supervisor"):
            assert word not in mail.subject + mail.body


def goes_on_leave(cast, now):
    status(cast, cast.dana, LEAVE, now)


def gets_another_supervisor(cast, now):
    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)


def separates(cast, now):
    status(cast, cast.dana, SEPARATED, now)


def moves_away(cast, now):
    personnel.change_youth(cast.koa, actor=cast.bram, at=now, assigned_caseworker=cast.mateo)
    personnel.move(cast.dana, job_title=JobTitle.IT_SYSTEMS, worksite=cast.sites["central"], actor=cast.bram, at=now)


def youth_is_discharged(cast, now):
    personnel.discharge_youth(cast.koa, actor=cast.bram, at=now)


@pytest.mark.clause("B.2")
@pytest.mark.parametrize(
    ("happens", "state"),
    [
        (goes_on_leave, State.SUSPENDED),
        (gets_another_supervisor, State.ACTIVE),
        (separates, State.CLOSED),
        (moves_away, State.CLOSED),
        (youth_is_discharged, State.CLOSED),
    ],
)
def test_an_authorization_follows_what_happens_to_people_and_youth(cast, now, happens, state):
    authorization = granted(cast.dana, cast.koa, at=now)

    happens(cast, now)

    authorization.refresh_from_db()
    assert authorization.state == state


def test_leave_is_suspended_when_a_separated_supervisor_was_not_replaced(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    status(cast, cast.beatrix, SEPARATED, now)

    for days in (14, 15):
        follow.suspend_unsupervised(now.date() + DAY * days, at=now + DAY * days)
        authorization.refresh_from_db()
        assert authorization.state == (State.ACTIVE if days == 14 else State.SUSPENDED)

"""Deciding: by whom, in what capacity, on what terms (B.2; domain 4.5, 7.1, 15 A2)."""

import datetime

import pytest
from django.db import transaction

from audit.services import events_about
from authorizations import rules
from authorizations.choices import Capacity
from authorizations.models import JJEMSNote, SupervisionAuthorization
from authorizations.services import accounts, course, decisions, requests
from authorizations.services.standing import standing_of
from authorizations.states import State
from dys_social import personnel
from notifications.models import Notice
from people import services as people
from people.titles import EmploymentStatus, YouthStatus
from policy.calendar import local_day
from tests.authorizations.relations import RELATIONS
from tests.factories.authorizations import draft, grant, granted, submit, submitted
from workflow.errors import NotAllowed, Stale

DAY = datetime.timedelta(days=1)
REASON = "The supervisor is away"


def _decide(act, request, *, actor, at, reason=REASON):
    if act == "grant":
        return grant(request, by=actor, at=at, reason=reason)
    service = {"return": decisions.return_, "deny": decisions.deny}[act]
    return service(request, actor=actor, at=at, reason=reason, signature=actor.full_name)


def _row(request):
    return SupervisionAuthorization.objects.with_people().get(pk=request.pk)


@pytest.mark.parametrize("relation", [one for one in RELATIONS if one.capacity is None], ids=str)
@pytest.mark.clause("B.2", "B.2/0b")
def test_nobody_else_decides(cast, now, relation):
    request, person = relation.arrange(cast, now)
    before = _row(request)
    visible = SupervisionAuthorization.objects.visible_to(person, local_day(now))

    assert rules.capacity_to_decide(person, before, standing_of(person, at=now)) is None
    assert visible.filter(pk=request.pk).exists() is relation.sees
    for act in ("grant", "return", "deny"):
        with pytest.raises(NotAllowed):
            _decide(act, before, actor=person, at=now)
    assert (_row(request).state, _row(request).version) == (State.SUBMITTED, before.version)
    assert not JJEMSNote.objects.exists()


@pytest.mark.parametrize("relation", [one for one in RELATIONS if one.capacity is not None], ids=str)
@pytest.mark.clause("B.2", "B.2/0b")
def test_the_supervisor_or_who_stands_in_decides(cast, now, relation):
    request, person = relation.arrange(cast, now)
    visible = SupervisionAuthorization.objects.visible_to(person, local_day(now))
    assert visible.filter(pk=request.pk).exists()
    stands_in = relation.capacity != Capacity.SUPERVISOR

    for act, state in [("return", State.RETURNED), ("deny", State.DENIED), ("grant", State.ACTIVE)]:
        with transaction.atomic():
            _decide(act, _row(request), actor=person, at=now)
            decided = _row(request)
            event = events_about(request).get(becomes=state)
            transaction.set_rollback(act != "grant")

        assert (decided.state, event.actor_name) == (state, person.full_name)
        if act != "return":
            assert (decided.decided_by, decided.decided_as) == (person, relation.capacity)
            assert (decided.decided_for is not None) is stands_in


@pytest.mark.parametrize("act", ["grant", "return", "deny"])
def test_the_next_in_line_says_why(cast, now, act):
    relation = next(one for one in RELATIONS if one.name == "next in line, late")
    request, hollis = relation.arrange(cast, now)

    with pytest.raises(NotAllowed, match=r"Say|Give"):
        _decide(act, request, actor=hollis, at=now, reason="  ")

    assert _row(request).state == State.SUBMITTED


@pytest.mark.parametrize("act", ["return", "deny"])
def test_returning_and_denying_need_a_reason(cast, now, act):
    request = submitted(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed):
        _decide(act, request, actor=cast.beatrix, at=now, reason="")

    assert _row(request).state == State.SUBMITTED


@pytest.mark.parametrize("act", ["grant", "return", "deny"])
def test_a_decision_is_signed_with_the_deciders_name(cast, now, act):
    request = submitted(cast.dana, cast.koa, at=now)
    details = {"expires_on": request.requested_to} if act == "grant" else {}
    service = {"grant": decisions.grant, "return": decisions.return_, "deny": decisions.deny}[act]

    with pytest.raises(NotAllowed, match="Beatrix Nwosu"):
        service(request, actor=cast.beatrix, at=now, reason="Because", signature="B. Nwosu", **details)

    assert service(request, actor=cast.beatrix, at=now, reason="Because", signature=" beatrix  NWOSU ", **details)


@pytest.mark.clause("B.2.c")
def test_the_note_names_who_granted_and_for_whom(cast, now):
    relation = next(one for one in RELATIONS if one.name == "delegate in the period")
    request, noor = relation.arrange(cast, now)

    granted = grant(request, by=noor, at=now)

    text = granted.notes.get().text.reveal()
    assert "Supervisor who granted the authorization: Noor Halloran, District Manager, acting for Beatrix Nwosu" in text
    assert granted.snapshot.reveal()["supervisor"]["as"] == "Delegate"


@pytest.mark.clause("B.2.c")
def test_the_supervisors_own_grant_is_for_nobody(cast, now):
    granted = grant(submitted(cast.dana, cast.koa, at=now), by=cast.beatrix, at=now)

    assert "acting for" not in granted.notes.get().text.reveal()


@pytest.mark.clause("B.2.b")
def test_another_name_on_the_account_must_be_confirmed(cast, now):
    request = submitted(
        cast.dana, cast.koa, at=now, display_name="Bruce W.", name_mismatch_explanation="A name from school."
    )

    with pytest.raises(NotAllowed, match="another name"):
        grant(request, by=cast.beatrix, at=now, is_name_confirmed=False)

    assert grant(request, by=cast.beatrix, at=now, is_name_confirmed=True).is_name_confirmed


def test_the_real_name_needs_no_confirmation(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)

    assert grant(request, by=cast.beatrix, at=now, is_name_confirmed=False).state == State.ACTIVE


@pytest.mark.clause("B.2")
def test_nothing_is_granted_for_a_youth_discharged_meanwhile(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    people.change_youth(cast.koa, actor=cast.bram, at=now, status=YouthStatus.DISCHARGED)

    with pytest.raises(NotAllowed, match="discharged"):
        grant(request, by=cast.beatrix, at=now)

    assert decisions.deny(
        request, actor=cast.beatrix, at=now, reason="Discharged", signature="Beatrix Nwosu"
    ).state == State.DENIED  # fmt: skip


def test_nothing_is_granted_to_somebody_on_leave(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    personnel.set_employment_status(cast.dana, EmploymentStatus.ON_LEAVE, actor=cast.bram, at=now, day=local_day(now))

    with pytest.raises(NotAllowed, match="on leave"):
        grant(request, by=cast.beatrix, at=now)


@pytest.mark.clause("B.2.e")
def test_nothing_is_granted_on_an_account_released_meanwhile(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    accounts.release(request.account, reason="A typing error", actor=cast.priya, at=now)

    with pytest.raises(NotAllowed, match="no longer registered"):
        grant(request, by=cast.beatrix, at=now)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "before the first|is over"), (181, "180 days at most"), (2_900_000, "180 days at most")],
)
def test_an_authorization_lasts_no_longer_than_the_setting(cast, now, days, sentence):
    request = submitted(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed, match=sentence):
        grant(request, by=cast.beatrix, at=now, expires_on=request.requested_from + days * DAY)

    assert grant(request, by=cast.beatrix, at=now, expires_on=request.requested_from).state == State.ACTIVE


@pytest.mark.parametrize("days", [61, (datetime.date.max - datetime.date(2026, 11, 17)).days])
def test_leave_that_begins_far_ahead_is_not_asked_for_yet(cast, now, days):
    starts = local_day(now) + days * DAY

    with pytest.raises(NotAllowed, match="too far ahead"):
        submitted(cast.dana, cast.koa, at=now, requested_from=starts, requested_to=starts)


def test_it_starts_on_the_day_of_the_decision_when_that_is_later(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)

    granted = grant(request, by=cast.beatrix, at=now + 3 * DAY)

    assert granted.effective_from == local_day(now) + 3 * DAY


def test_conditions_longer_than_their_place_are_refused(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed, match="too long"):
        grant(request, by=cast.beatrix, at=now, conditions="c" * 1001)


def test_the_second_decider_is_told_that_it_was_decided(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    seen_before = _row(request)
    grant(request, by=cast.beatrix, at=now)

    with pytest.raises(Stale) as stale:
        decisions.deny(seen_before, actor=cast.beatrix, at=now, reason="No", signature="Beatrix Nwosu")

    assert stale.value.current.decided_by == cast.beatrix


@pytest.mark.faults
def test_a_changed_page_is_not_decided_on(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    page = _row(request)
    decisions.return_(request, actor=cast.beatrix, at=now, reason="Say more", signature="Beatrix Nwosu")
    submit(_row(request), at=now)

    with pytest.raises(Stale):
        grant(page, by=cast.beatrix, at=now)


def test_what_was_returned_is_sent_again_under_its_number(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    returned = decisions.return_(request, actor=cast.beatrix, at=now, reason="Say more", signature="Beatrix Nwosu")

    again = submit(returned, at=now)

    assert (again.number, again.state) == (request.number, State.SUBMITTED)
    assert grant(again, by=cast.beatrix, at=now).state == State.ACTIVE


def test_the_employee_and_the_youths_caseworker_are_told(cast, now):
    grant(submitted(cast.mateo, cast.koa, at=now), by=cast.beatrix, at=now)

    told = set(Notice.objects.filter(kind__in=["supervision.granted", "supervision.caseload"]).values_list(
        "kind", "recipient__username"
    ))  # fmt: skip
    assert told == {("supervision.granted", "mateo"), ("supervision.caseload", "dana")}


def test_a_draft_prepared_by_the_supervisor_is_signed_by_the_employee(cast, now):
    prepared = draft(cast.dana, cast.koa, at=now)
    drafted = requests.start(
        cast.dana, actor=cast.beatrix, form_key=prepared.public_id, at=now, youth=cast.koa, platform=prepared.platform
    )

    assert drafted.drafted_by == cast.beatrix
    with pytest.raises(NotAllowed, match="own request"):
        requests.submit(
            drafted,
            attested=requests.attestations_for(drafted),
            signature="Dana Okafor-Lane",
            actor=cast.beatrix,
            at=now,
        )
    with pytest.raises(NotAllowed, match="supervisor for them"):
        requests.start(cast.dana, actor=cast.noor, form_key=cast.koa.public_id, at=now)


@pytest.mark.clause("B.2")
def test_what_legal_suspended_does_not_go_on_under_another_number(cast, now):
    first = granted(cast.dana, cast.koa, at=now)
    again = submitted(cast.dana, cast.koa, at=now)
    course.suspend(first, reason="A complaint is being looked at", actor=cast.priya, at=now)

    with pytest.raises(NotAllowed, match="Legal Unit suspended"):
        grant(again, by=cast.beatrix, at=now)


def test_who_asks_does_not_learn_what_colleagues_may_view(cast, as_user, now):
    granted(cast.mateo, cast.koa, at=now)
    request = submitted(cast.dana, cast.koa, at=now)

    assert "Also authorized" not in as_user(cast.dana).get(request.get_absolute_url()).content.decode()
    assert "Also authorized" in as_user(cast.beatrix).get(request.get_absolute_url()).content.decode()

"""What becomes of an authorization after the grant (B.2; domain 7.1): suspend, resume, revoke, close, expire, renew."""

import datetime
import uuid

import pytest

from audit.services import events_about
from authorizations.choices import CLOSE_REASONS, EndReason
from authorizations.models import SupervisionAuthorization, Suspension
from authorizations.services import course, decisions, requests
from authorizations.states import State
from notifications.models import Notice, Obligation
from notifications.states import ObligationState
from policy.calendar import local_day
from policy.services import change_setting
from tests.factories.authorizations import draft, grant, granted, submit, submitted, suspended
from workflow.errors import NotAllowed, Stale

DAY = datetime.timedelta(days=1)


def _row(authorization):
    return SupervisionAuthorization.objects.with_people().get(pk=authorization.pk)


def _told(authorization):
    """(kind, person) of what was said after the grant."""
    kinds = ("supervision.waits", "supervision.granted", "supervision.caseload")
    notices = Notice.objects.filter(url=authorization.get_absolute_url()).exclude(kind__in=kinds)
    return set(notices.values_list("kind", "recipient__username"))


# Suspend and resume ---------------------------------------------------------------------------------------------------


def test_a_suspension_has_a_beginning_a_reason_and_an_end(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)

    halted = course.suspend(authorization, reason="A doubt", actor=cast.beatrix, at=now)
    resumed = course.resume(halted, reason="Cleared", actor=cast.beatrix, at=now + 2 * DAY)

    suspension = resumed.suspensions.get()
    assert (suspension.cause, suspension.reason) == ("supervisor", "A doubt")
    assert (suspension.started_at, suspension.ended_at) == (now, now + 2 * DAY)
    assert (resumed.state, resumed.suspended_because) == (State.ACTIVE, "")
    assert _told(authorization) == {("supervision.suspended", "dana"), ("supervision.resumed", "dana")}


def test_the_supervisor_hears_of_legals_suspension_and_cannot_lift_it(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)

    halted = course.suspend(authorization, reason="An inquiry", actor=cast.priya, at=now)

    assert _told(authorization) == {
        ("supervision.suspended", "dana"),
        ("supervision.suspended.supervisor", "beatrix"),
    }
    with pytest.raises(NotAllowed, match="only the Legal Unit"):
        course.resume(halted, reason="Cleared", actor=cast.beatrix, at=now)
    assert course.resume(_row(halted), reason="Cleared", actor=cast.imogen, at=now).state == State.ACTIVE


def test_legal_lifts_the_supervisors_suspension_too(cast, now):
    halted = suspended(cast.dana, cast.koa, at=now)

    assert course.resume(halted, reason="Cleared", actor=cast.priya, at=now).state == State.ACTIVE


def test_what_expired_meanwhile_is_not_resumed(cast, now):
    halted = suspended(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed, match="expired"):
        course.resume(halted, reason="Cleared", actor=cast.beatrix, at=now + 181 * DAY)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_interrupting_going_on_and_revoking_are_explained(cast, now, reason):
    active, halted = granted(cast.dana, cast.koa, at=now), suspended(cast.dana, cast.koa, at=now)

    for act, authorization in [(course.suspend, active), (course.revoke, active), (course.resume, halted)]:
        with pytest.raises(NotAllowed):
            act(authorization, reason=reason, actor=cast.beatrix, at=now)

    assert (_row(active).state, _row(halted).state) == (State.ACTIVE, State.SUSPENDED)


# Revoke and close -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "reason"), [("beatrix", EndReason.SUPERVISOR_REVOKED), ("priya", EndReason.LEGAL_REVOKED)]
)
def test_revoking_ends_it_for_good(cast, now, person, reason):
    authorization = granted(cast.dana, cast.koa, at=now)

    revoked = course.revoke(authorization, reason="Misuse", actor=getattr(cast, person), at=now)

    assert (revoked.state, revoked.end_reason, revoked.end_text) == (State.REVOKED, reason, "Misuse")
    assert revoked.ended_by == getattr(cast, person)
    assert ("supervision.revoked", "dana") in _told(authorization)
    assert (("supervision.revoked.supervisor", "beatrix") in _told(authorization)) is (person == "priya")
    assert revoked.notes.filter(kind="ended").count() == 1
    with pytest.raises(NotAllowed):
        course.resume(revoked, reason="Again", actor=cast.beatrix, at=now)


def test_an_end_closes_the_open_suspension_and_every_reminder(cast, now):
    halted = suspended(cast.dana, cast.koa, at=now)

    course.revoke(halted, reason="Misuse", actor=cast.priya, at=now + DAY)

    assert Suspension.objects.get().ended_at == now + DAY
    open_ones = Obligation.objects.filter(state=ObligationState.OPEN)
    assert list(open_ones.values_list("kind", flat=True)) == ["supervision.note"]  # of the end note


@pytest.mark.parametrize(
    ("person", "told"),
    [("dana", ("supervision.closed.supervisor", "beatrix")), ("beatrix", ("supervision.closed", "dana"))],
)
def test_who_did_not_close_it_is_told(cast, now, person, told):
    authorization = granted(cast.dana, cast.koa, at=now)

    closed = course.close(
        authorization,
        reason=EndReason.PURPOSE_ACHIEVED,
        actor=getattr(cast, person),
        at=now,
        usefulness="some",
        usefulness_text="It led to a talk.",
    )

    assert (closed.state, closed.usefulness) == (State.CLOSED, "some")
    assert _told(authorization) == {told}


def test_it_is_closed_only_for_a_reason_of_the_list(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    for reason in {*EndReason, "because", ""} - set(CLOSE_REASONS):
        with pytest.raises(NotAllowed, match="why it ends"):
            course.close(authorization, reason=reason, actor=cast.dana, at=now)

    assert _row(authorization).state == State.ACTIVE


# Expire ---------------------------------------------------------------------------------------------------------------


def test_it_expires_the_day_after_its_last(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    last = authorization.expires_on

    assert course.expire_due(last, at=now + 180 * DAY) == []
    assert course.expire_due(last + DAY, at=now + 181 * DAY) == [authorization]
    assert course.expire_due(last + DAY, at=now + 181 * DAY) == []

    expired = _row(authorization)
    assert (expired.state, expired.end_reason, expired.ended_by) == (State.EXPIRED, EndReason.EXPIRED, None)
    assert events_about(authorization).get(becomes=State.EXPIRED).actor_name == "system"
    assert f"ended on May {last.day}, 2027" in expired.notes.get(kind="ended").text.reveal()
    assert _told(authorization) == {("supervision.expired", "dana"), ("supervision.expired.supervisor", "beatrix")}


def test_after_an_outage_what_is_over_expires_at_once_the_suspended_too(cast, now):
    rows = [granted(cast.dana, cast.koa, at=now), suspended(cast.mateo, cast.koa, at=now)]
    waiting = submitted(cast.juniper, cast.tavi, at=now)

    expired = course.expire_due(rows[0].expires_on + 9 * DAY, at=now + 189 * DAY)

    assert set(expired) == set(rows)
    assert not Suspension.objects.filter(ended_at=None).exists()
    assert _row(waiting).state == State.SUBMITTED


def test_an_act_on_what_just_expired_is_stale(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    course.expire_due(authorization.expires_on + DAY, at=now + 181 * DAY)

    with pytest.raises(Stale):
        course.suspend(authorization, reason="A doubt", actor=cast.beatrix, at=now + 181 * DAY)


# Renew and copy -------------------------------------------------------------------------------------------------------


def _renew(source, *, at):
    return requests.renew(source, actor=source.employee, form_key=uuid.uuid4(), at=at)


def _sent(draft, *, at, days=180, **answers):
    requests.save(
        draft,
        actor=draft.employee,
        at=at,
        requested_from=max(draft.requested_from, local_day(at)),
        requested_to=draft.requested_from + days * DAY,
        existing_connection="none",
        **answers,
    )
    return submit(draft, at=at)


def test_a_renewal_is_asked_for_from_the_window_on(cast, now):
    source = granted(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed, match="Apr 16, 2027"):
        _renew(source, at=now + 149 * DAY)

    draft = _renew(source, at=now + 150 * DAY)
    assert (draft.renews, draft.state, draft.requested_from) == (source, State.DRAFT, source.expires_on)
    assert draft.justification.reveal() == source.justification.reveal()
    assert (draft.existing_connection, draft.requested_to) == ("", None)
    with pytest.raises(NotAllowed, match="under way"):
        _renew(source, at=now + 151 * DAY)


def test_the_window_is_a_setting(cast, now):
    source = granted(cast.dana, cast.koa, at=now)
    change_setting("renewal_window_days", 60, actor=cast.bram, at=now, reason="Long decisions")

    assert _renew(source, at=now + 120 * DAY).renews == source


def test_a_renewal_granted_in_time_continues_without_a_gap(cast, now):
    source = granted(cast.dana, cast.koa, at=now)
    renewal = _sent(_renew(source, at=now + 160 * DAY), at=now + 160 * DAY)
    continued = grant(renewal, by=cast.beatrix, at=now + 165 * DAY)

    assert (continued.effective_from, continued.account) == (source.expires_on, source.account)
    assert _row(source).state == State.ACTIVE
    course.expire_due(source.expires_on + DAY, at=now + 181 * DAY)
    assert f"It continues under {continued.number}." in source.notes.get(kind="ended").text.reveal()


def test_a_denied_or_withdrawn_renewal_can_be_asked_again_and_an_expired_one_renewed(cast, now):
    source = granted(cast.dana, cast.koa, at=now)
    denied = _sent(_renew(source, at=now + 160 * DAY), at=now + 160 * DAY)
    decisions.deny(denied, actor=cast.beatrix, at=now + 161 * DAY, reason="No", signature="Beatrix Nwosu")
    course.expire_due(source.expires_on + DAY, at=now + 181 * DAY)

    again = _renew(_row(source), at=now + 190 * DAY)

    assert again.requested_from == local_day(now + 190 * DAY)


@pytest.mark.parametrize("person", ["beatrix", "mateo", "priya"])
def test_only_the_employee_renews_or_copies(cast, now, person):
    source = granted(cast.dana, cast.koa, at=now)
    somebody = getattr(cast, person)

    with pytest.raises(NotAllowed):
        requests.renew(source, actor=somebody, form_key=uuid.uuid4(), at=now + 160 * DAY)
    with pytest.raises(NotAllowed):
        requests.copy(source, actor=somebody, form_key=uuid.uuid4(), at=now)


def test_a_renewal_made_into_another_request_renews_nothing(cast, now):
    cast.tavi.assigned_caseworker = cast.dana
    cast.tavi.save()
    source = granted(cast.dana, cast.koa, at=now)

    sent = _sent(_renew(source, at=now + 160 * DAY), at=now + 160 * DAY, youth=cast.tavi)

    assert sent.renews is None
    assert _renew(source, at=now + 161 * DAY).renews == source


def test_a_copy_for_another_youth_keeps_the_account_and_asks_what_must_be_asked_anew(cast, now):
    source = granted(cast.dana, cast.koa, at=now, youth_accounts="X - demo_koa")

    twin = requests.copy(source, actor=cast.dana, form_key=uuid.uuid4(), at=now, without=("youth",))

    assert (twin.platform, twin.handle_entered, twin.purposes) == (source.platform, "demo_dana", source.purposes)
    assert twin.justification.reveal() == source.justification.reveal()
    assert (twin.youth, bool(twin.youth_accounts), twin.renews, twin.account) == (None, False, None, None)
    assert (twin.existing_connection, twin.requested_from, twin.state) == ("", None, State.DRAFT)


def test_a_copy_for_another_account_keeps_the_youth(cast, now):
    source = granted(cast.dana, cast.koa, at=now)

    twin = requests.copy(source, actor=cast.dana, form_key=uuid.uuid4(), at=now, without=("platform",))

    assert (twin.youth, twin.platform, twin.handle_entered, twin.display_name) == (cast.koa, None, "", "")


# The form that was sent meanwhile -------------------------------------------------------------------------------------


def test_what_was_signed_is_not_changed_by_a_form_left_open(cast, now):
    request = draft(cast.dana, cast.koa, at=now)
    left_open = _row(request)
    submit(request, at=now)

    with pytest.raises(Stale):
        requests.save(left_open, actor=cast.dana, at=now, display_name="Somebody Else")
    with pytest.raises(Stale):
        requests.discard_draft(_row_as(request, State.DRAFT), actor=cast.dana, at=now)

    assert _row(request).display_name == "Dana Okafor-Lane"


def _row_as(request, state):
    row = _row(request)
    row.state, row.version = state, 1
    return row

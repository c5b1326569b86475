"""The review meeting: it counts with both signatures, its outcome is carried out, the next is owed (B.3.b, A7)."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from investigations.choices import Cause, MeetingCheck, Outcome
from investigations.models import ReviewMeeting
from investigations.services import meetings
from investigations.states import MeetingState, ProfileState, State
from notifications.services import change_ladder
from tests.factories import investigations as make
from tests.queries import MOST
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
PASSWORD = "a password for tests"


@pytest.fixture
def leave(cast):
    """Leona's, in force for ten days, with a profile; the first meeting is due in twenty."""
    leave = make.active(cast.leona, cast.koa, at=timezone.now() - 10 * DAY, communication=True)
    make.profile_in_use(make.fresh(leave, cast.leona), at=timezone.now() - 10 * DAY)
    return make.fresh(leave, cast.leona)


def owed(leave, person):
    with acting_as(person):
        return leave.meetings.owed().get()


def signed(leave, cast, **details):
    with acting_as(cast.imogen):
        return make.meeting_signed(make.fresh(leave, cast.imogen), at=timezone.now(), by=cast.imogen, **details)


def acknowledged(meeting, person, at=None):
    with acting_as(person):
        return meetings.acknowledge(make.fresh(meeting, person), actor=person, at=at or timezone.now())


def url(name, record):
    return reverse(name, args=[record.public_id])


def minute(at):
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def opened(client, meeting):
    answers = {"reason": "review", "password": PASSWORD}
    return client.post(url("meeting_reveal", meeting), answers, follow=True).content.decode()


# When it counts (A7) ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3.b")
def test_it_counts_only_once_both_have_signed(cast, leave):
    meeting = signed(leave, cast)
    assert make.fresh(meeting, cast.leona).state == MeetingState.SCHEDULED

    meeting = acknowledged(meeting, cast.leona)

    assert (meeting.state, meeting.signed_by, meeting.acknowledged_by) == (MeetingState.HELD, cast.imogen, cast.leona)


def test_nobody_signs_for_both(cast, leave):
    meeting = signed(leave, cast)

    with pytest.raises(NotAllowed, match="Only the investigator acknowledges"):
        acknowledged(meeting, cast.imogen)
    with pytest.raises(NotAllowed, match="current supervisor records this meeting"):
        make.meeting_signed(leave, at=timezone.now(), by=cast.leona)


def test_what_has_not_happened_is_not_recorded(cast, leave):
    with pytest.raises(NotAllowed, match="recorded when it was held, not before"):
        signed(leave, cast, held_at=timezone.now() + HOUR)


def test_before_the_authorization_there_was_no_meeting(cast, leave):
    with pytest.raises(NotAllowed, match="before the authorization began"):
        signed(leave, cast, held_at=timezone.now() - 11 * DAY)


def test_the_next_one_is_due_from_the_day_this_one_was_held(cast, leave):
    held_at = timezone.now() - 3 * DAY
    acknowledged(signed(leave, cast, held_at=held_at), cast.leona)

    following = owed(leave, cast.leona)

    assert (following.period, following.anchor_on) == (2, timezone.localdate(held_at))
    assert following.due_on == timezone.localdate(held_at) + 30 * DAY


def test_the_next_one_is_never_later_than_the_interval(cast, leave):
    with pytest.raises(NotAllowed, match="due within 30 days"):
        signed(leave, cast, next_due_on=timezone.localdate() + 31 * DAY)


@pytest.mark.parametrize(("days", "is_late"), [(30, False), (37, False), (38, True)])
def test_what_was_held_past_the_grace_is_late(cast, now, days, is_late):
    leave = make.active(cast.leona, cast.koa, at=now)

    meeting = make.meeting_held(leave, at=now + days * DAY)

    assert meeting.is_late is is_late


def test_every_active_profile_is_reviewed(cast, leave):
    with pytest.raises(NotAllowed, match="Review every active profile"):
        signed(leave, cast, profiles=[])


# What is owed and missed ------------------------------------------------------------------------------------------------


def missed(cast, now, *, after):
    """An authorization whose meeting was due 30 days after `now`; `after` days overdue it suspends, 0 is off."""
    if after:
        suspends = {"suspended": {"is_on": True, "offset_days": after}}
        change_ladder("confidential.meeting", suspends, actor=cast.priya, at=now, reason="So")
    return make.active(cast.leona, cast.koa, at=now)


def suspend_missed(at):
    with acting_as_system("clock"):
        return meetings.suspend_missed(timezone.localdate(at), at=at)


def test_what_is_missed_suspends_only_when_the_setting_says_so(cast, now):
    leave = missed(cast, now, after=0)

    assert suspend_missed(now + 80 * DAY) == []
    assert make.fresh(leave, cast.leona).state == State.ACTIVE


@pytest.mark.clause("B.3.b")
def test_past_the_setting_it_is_suspended_and_a_late_meeting_resumes_it(cast, now):
    leave = missed(cast, now, after=14)
    assert suspend_missed(now + 44 * DAY) == []
    assert len(suspend_missed(now + 45 * DAY)) == 1
    suspended = make.fresh(leave, cast.leona)
    assert (suspended.state, suspended.suspended_because) == (State.SUSPENDED, Cause.MEETING_MISSED)

    meeting = make.meeting_held(leave, at=now + 46 * DAY)

    assert meeting.is_late
    assert make.fresh(leave, cast.leona).state == State.ACTIVE


@pytest.mark.faults
def test_a_meeting_signed_in_time_never_suspends(cast, now):
    leave = missed(cast, now, after=14)
    make.meeting_signed(leave, at=now + 30 * DAY)

    assert suspend_missed(now + 80 * DAY) == []


def test_the_calendar_moves_what_is_owed(cast, now):
    leave = make.active(cast.leona, cast.koa, at=now)
    for days, state in [(22, "scheduled"), (23, "due_soon"), (30, "due"), (31, "overdue"), (37, "escalated")]:
        with acting_as_system("clock"):
            meetings.watch(timezone.localdate(now + days * DAY), at=now + days * DAY)

        assert owed(leave, cast.leona).state == state


# What follows -----------------------------------------------------------------------------------------------------------


def test_the_outcome_suspend_suspends_and_the_next_is_owed(cast, leave):
    acknowledged(signed(leave, cast, outcome=Outcome.SUSPEND, conditions="Too close."), cast.leona)

    leave = make.fresh(leave, cast.leona)
    assert (leave.state, leave.suspended_because) == (State.SUSPENDED, Cause.MEETING)
    assert owed(leave, cast.leona).period == 2


def test_the_outcome_close_ends_it_and_nothing_more_is_owed(cast, leave):
    meeting = signed(leave, cast, outcome=Outcome.CLOSE, conditions="He is back.")
    assert make.fresh(leave, cast.leona).state == State.ACTIVE  # not before the second signature

    acknowledged(meeting, cast.leona)

    assert make.fresh(leave, cast.leona).state == State.CLOSED
    with acting_as(cast.leona):
        assert not leave.meetings.owed().exists()
        assert leave.profiles.get().state == ProfileState.TO_DEACTIVATE


# The pages --------------------------------------------------------------------------------------------------------------


def hold_answers(meeting, leave, cast, **changes):
    with acting_as(cast.imogen):
        profiles = [str(profile.public_id) for profile in leave.profiles.all()]
    checks = {f"check_{check}": "yes" for check in MeetingCheck.values}
    return {
        "version": meeting.version,
        "held_at": minute(timezone.now() - HOUR),
        "mode": "video",
        "activity": "Public posts of the heron",
        "profiles": profiles,
        "outcome": "continue",
        "password": PASSWORD,
        **checks,
    } | changes


@pytest.mark.clause("B.3.b")
def test_held_and_acknowledged_on_the_pages(cast, as_user, leave):
    meeting, imogen, leona = owed(leave, cast.imogen), as_user(cast.imogen), as_user(cast.leona)
    assert "Hold it now" in imogen.get(meeting.get_absolute_url()).content.decode()
    form = imogen.get(url("meeting_hold", meeting)).content.decode()
    assert "What to go through" in form and "Profile on Instagram" in form

    imogen.post(url("meeting_hold", meeting), hold_answers(meeting, leave, cast))
    meeting = make.fresh(meeting, cast.leona)
    assert "waits for the investigator" in leona.get(meeting.get_absolute_url()).content.decode()
    sent = {"version": meeting.version, "password": PASSWORD}
    leona.post(url("meeting_acknowledge", meeting), sent)

    meeting = make.fresh(meeting, cast.leona)
    assert (meeting.state, meeting.activity.reveal()) == (MeetingState.HELD, "Public posts of the heron")
    assert meeting.next_due_on == owed(leave, cast.leona).due_on == timezone.localdate(meeting.held_at) + 30 * DAY
    assert leona.post(url("meeting_acknowledge", meeting), sent).status_code == 409  # the second of two clicks
    with acting_as(cast.leona):
        assert leave.meetings.count() == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"held_at": minute(timezone.now() + DAY)}, "A meeting is recorded when it was held, not before."),
        ({"held_at": minute(timezone.now() - 11 * DAY)}, "This is before the authorization began."),
        ({"held_at": "tomorrow"}, "Enter the day and the time."),
        ({"activity": ""}, "or that there was no activity."),
        ({"profiles": []}, "Review every active profile: tick each."),
        ({"check_scope": ""}, "Answer with yes or no."),
        ({"outcome": "suspend"}, "Say why, or under which conditions."),
        ({"next_due_on": timezone.localdate() + 31 * DAY}, "The next meeting is due within 30 days."),
        ({"next_due_on": timezone.localdate() - DAY}, "The next meeting comes after this one."),
        ({"password": ""}, "This field is required."),
        ({"password": "a wrong one"}, "This is not your password."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_signed(cast, as_user, leave, change, said):
    meeting = owed(leave, cast.imogen)
    answers = hold_answers(meeting, leave, cast, actions="Ask the court") | change

    response = as_user(cast.imogen).post(url("meeting_hold", meeting), answers)

    body = response.content.decode()
    assert response.status_code == 400
    assert said in body and "Ask the court" in body
    assert make.fresh(meeting, cast.imogen).signed_at is None


def test_communication_since_the_last_one_is_asked_about(cast, as_user, leave):
    with acting_as(cast.leona):
        profile = leave.profiles.get()
    make.approved_contact(profile, at=timezone.now() - DAY)
    meeting, imogen = owed(leave, cast.imogen), as_user(cast.imogen)
    assert "Communication reviewed" not in imogen.get(url("meeting_hold", meeting)).content.decode()
    sent = {"form_key": uuid.uuid4(), "approval": "none", "occurred_at": minute(timezone.now() - HOUR), "direction": "in",
            "method": "follow", "summary": "He followed us.", "explanation": "It came by itself."}  # fmt: skip
    as_user(cast.leona).post(url("communication_log", profile), sent)

    response = imogen.post(url("meeting_hold", meeting), hold_answers(meeting, leave, cast))

    body = response.content.decode()
    assert response.status_code == 400 and "Say what was reviewed of the communication." in body
    assert "1 outside an approval" in body


def test_what_was_not_so_is_corrected_and_signed_again(cast, as_user, leave):
    imogen, leona = as_user(cast.imogen), as_user(cast.leona)
    meeting = signed(leave, cast)
    assert imogen.get(url("meeting_hold", meeting)).status_code == 403
    leona.post(url("meeting_dispute", meeting), {"version": meeting.version, "reason": "It was by telephone"})
    meeting = make.fresh(meeting, cast.imogen)
    assert "The investigator says it was not so" in imogen.get(meeting.get_absolute_url()).content.decode()
    form = imogen.get(url("meeting_hold", meeting)).content.decode()
    assert "public posts of the last days" not in form
    assert "It was by telephone" in opened(imogen, meeting)
    assert "public posts of the last days" in imogen.get(url("meeting_hold", meeting)).content.decode()

    imogen.post(url("meeting_hold", meeting), hold_answers(meeting, leave, cast, mode="phone"))

    meeting = make.fresh(meeting, cast.leona)
    assert (meeting.mode, bool(meeting.dispute)) == ("phone", False)
    assert acknowledged(meeting, cast.leona).state == MeetingState.HELD


def test_minutes_stay_dots_until_they_are_opened(cast, as_user, leave):
    meeting = signed(leave, cast, outcome=Outcome.CONDITIONS, conditions="Only by day", actions="Ask the court")
    sealed, leona = ("public posts of the last days", "Only by day", "Ask the court"), as_user(cast.leona)

    before = leona.get(meeting.get_absolute_url()).content.decode()
    after = opened(leona, meeting)

    assert "••••••••" in before and "Continue with conditions" in before
    assert [word for word in sealed if word in before] == []
    assert [word for word in sealed if word not in after] == []


def test_who_is_told_if_nothing_is_done_stands_beside_it(cast, as_user, leave):
    body = as_user(cast.priya).get(owed(leave, cast.priya).get_absolute_url()).content.decode()

    assert "The Legal Unit is told that it was not held." in body and "The General Counsel is told." in body
    assert "Hold it now" not in body and "Acknowledge" not in body


def test_the_calendar_entry_holds_two_words_and_a_day(cast, as_user, leave):
    meeting = owed(leave, cast.imogen)

    response = as_user(cast.imogen).get(url("meeting_calendar", meeting))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="review-meeting.ics"'
    (event,) = Calendar.from_ical(response.content).events
    assert (str(event["summary"]), event["dtstart"].dt) == ("Review meeting", meeting.due_on)
    assert str(event["uid"]) == f"{meeting.public_id}@127.0.0.1"
    assert set(event) == {"UID", "SUMMARY", "DTSTAMP", "DTSTART", "DTEND"}
    for word in (leave.number, "INV", "Leona", "Imogen", "Instagram", "nvestigation", "onfidential", "DEMO-1"):
        assert word not in response.content.decode()


def test_an_end_leaves_no_calendar_entry(cast, as_user, leave):
    meeting = acknowledged(signed(leave, cast), cast.leona)

    assert as_user(cast.imogen).get(url("meeting_calendar", meeting)).status_code == 404


# Who ------------------------------------------------------------------------------------------------------------------

PAGES = ("detail", "hold", "acknowledge", "dispute", "reveal", "calendar")


@pytest.mark.parametrize("person", ["dana", "hollis", "beatrix", "bram", "ines", "rolf"])
def test_to_everybody_else_it_is_a_missing_page(cast, as_user, leave, person):
    client, meeting = as_user(getattr(cast, person)), owed(leave, cast.leona)
    missing = client.get(reverse("meeting_detail", args=[uuid.uuid4()]))

    for name in PAGES:
        response = client.get(url(f"meeting_{name}", meeting))
        assert (response.status_code, response.content) == (404, missing.content)


def test_the_wrong_supervisor_holds_nothing(cast, as_user):
    cast.dana.job_title = "apprehension_officer"
    cast.dana.save()
    leave = make.active(cast.dana, cast.koa, at=timezone.now() - DAY, asks_profile=False)
    meeting = owed(leave, cast.dana)

    for person, status in ((cast.hollis, 404), (cast.priya, 404), (cast.dana, 404), (cast.beatrix, 200)):
        assert as_user(person).get(url("meeting_hold", meeting)).status_code == status


def test_a_former_supervisor_finds_nothing(cast, as_user, leave):
    meeting, imogen = owed(leave, cast.leona), as_user(cast.beatrix)
    cast.leona.reports_to = cast.beatrix
    cast.leona.save()
    assert imogen.get(meeting.get_absolute_url()).status_code == 200

    cast.leona.reports_to = cast.noor
    cast.leona.save()

    for name in PAGES:
        assert imogen.get(url(f"meeting_{name}", meeting)).status_code == 404
    assert as_user(cast.noor).get(url("meeting_hold", meeting)).status_code == 200


def test_the_investigator_and_the_supervisor_have_acts_of_their_own(cast, as_user, leave):
    meeting = signed(leave, cast)
    imogen, leona = as_user(cast.imogen), as_user(cast.leona)

    assert leona.get(url("meeting_hold", meeting)).status_code == 404
    for name in ("meeting_acknowledge", "meeting_dispute"):
        assert imogen.get(url(name, meeting)).status_code == 404
        assert leona.get(url(name, meeting)).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("person", ["imogen", "leona"])
def test_the_page_asks_the_same_number_of_questions(cast, as_user, leave, person, rows, django_assert_max_num_queries):
    meeting = acknowledged(signed(leave, cast), cast.leona)
    with acting_as(cast.leona):
        for number in range(3, rows + 2):
            ReviewMeeting.objects.create(authorization=leave, period=number, state="cancelled", created_at=timezone.now(),
                                         anchor_on=leave.effective_from, due_on=leave.expires_on)  # fmt: skip
    client = as_user(getattr(cast, person))
    opened(client, meeting)

    with django_assert_max_num_queries(MOST):
        assert "Profile on Instagram" in client.get(meeting.get_absolute_url()).content.decode()

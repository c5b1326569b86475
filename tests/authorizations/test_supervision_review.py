"""The supervisor's periodic review of an authorization: our own control, not policy (domain 5.4, 5.8, 7.8; N6)."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import AuditEvent
from authorizations.choices import EndReason, ReviewCheck, ReviewMode, ReviewOutcome
from authorizations.models import JJEMSNote, SupervisionAuthorization, SupervisionReview
from authorizations.services import course, reviews
from authorizations.states import ReviewState, State
from dys_social import personnel, sweeps
from notifications.models import Notice, Obligation
from notifications.services import fire_due
from policy.calendar import local_day
from policy.services import change_setting
from tests.factories import evidence
from tests.factories.authorizations import granted, reviewed, signed_review, submitted
from tests.factories.people import YouthFactory
from workflow.errors import NotAllowed, Stale

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
INTERVAL = 90


@pytest.fixture
def leave(cast, now):
    return granted(cast.dana, cast.koa, at=now)


@pytest.fixture
def review(leave):
    return leave.reviews.get()


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def set_interval(days, cast, at):
    change_setting("supervision_review_interval_days", days, actor=cast.bram, at=at, reason="Tried for a month")


def watch(at):
    return reviews.watch(local_day(at), at=at)


# When it counts -------------------------------------------------------------------------------------------------------


def test_it_counts_only_once_both_have_signed(cast, now, review):
    later = now + 30 * DAY
    signed = signed_review(review, at=later)
    assert fresh(review).state == ReviewState.SCHEDULED

    held = reviews.acknowledge(signed, actor=cast.dana, at=later + HOUR)

    assert (held.state, held.signed_by, held.acknowledged_by) == (ReviewState.HELD, cast.beatrix, cast.dana)
    assert (held.supervisor, held.employee) == (cast.beatrix, cast.dana)


def test_nobody_signs_for_both(cast, now, review):
    with pytest.raises(NotAllowed, match="present supervisor"):
        signed_review(review, by=cast.dana, at=now + DAY)
    signed = signed_review(review, at=now + DAY)
    with pytest.raises(NotAllowed, match="Only the employee acknowledges"):
        reviews.acknowledge(signed, actor=cast.beatrix, at=now + DAY)


def test_there_is_nothing_to_acknowledge_before_the_supervisor_signed(cast, now, review):
    with pytest.raises(NotAllowed, match="nothing to acknowledge"):
        reviews.acknowledge(review, actor=cast.dana, at=now + DAY)


@pytest.mark.parametrize("person", ["noor", "hollis", "mateo", "priya", "bram"])
def test_only_the_supervisor_of_record_holds_it(cast, now, review, person):
    with pytest.raises(NotAllowed, match="present supervisor"):
        signed_review(review, by=getattr(cast, person), at=now + DAY)


def test_a_delegate_holds_it_while_the_delegation_lasts(cast, now, review):
    first, last = local_day(now + 10 * DAY), local_day(now + 12 * DAY)
    personnel.delegate(cast.beatrix, cast.noor, from_on=first, to_on=last, reason="Leave", actor=cast.beatrix, at=now)

    for outside in (now + 9 * DAY, now + 13 * DAY):
        with pytest.raises(NotAllowed, match="present supervisor"):
            signed_review(review, by=cast.noor, at=outside)

    assert signed_review(review, by=cast.noor, at=now + 11 * DAY).signed_by == cast.noor


def test_after_a_change_the_new_supervisor_holds_it_and_the_old_one_no_longer(cast, now, review):
    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)

    with pytest.raises(NotAllowed, match="present supervisor"):
        signed_review(fresh(review), by=cast.beatrix, at=now + DAY)
    assert signed_review(fresh(review), by=cast.noor, at=now + DAY).supervisor == cast.noor


def test_what_has_not_happened_is_not_recorded(now, review):
    with pytest.raises(NotAllowed, match="recorded when it was held, not before"):
        signed_review(review, held_at=now + DAY + HOUR, at=now + DAY)


def test_before_the_grant_there_was_no_review(now, review):
    with pytest.raises(NotAllowed, match="before the authorization was granted"):
        signed_review(review, held_at=now - DAY, at=now + DAY)


def test_before_the_last_review_there_was_no_next(now, leave):
    reviewed(leave, at=now + 20 * DAY)

    with pytest.raises(NotAllowed, match="before its last review"):
        signed_review(leave.reviews.owed().get(), held_at=now + 19 * DAY, at=now + 21 * DAY)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"activity": "  "}, "there was no activity"),
        ({"checks": {ReviewCheck.PURPOSE: True}}, "Answer every check"),
        ({"outcome": ReviewOutcome.CONDITIONS}, "Say why"),
        ({"outcome": ReviewOutcome.SUSPEND, "conditions": " "}, "Say why"),
        ({"next_due_on": datetime.date(2026, 11, 18)}, "comes after this one"),
        ({"next_due_on": datetime.date(2027, 11, 18)}, "due within 90 days"),
    ],
)
def test_what_is_missing_or_impossible_is_refused(now, review, changes, said):
    with pytest.raises(NotAllowed, match=said):
        signed_review(review, at=now + DAY, **changes)


def test_what_was_not_so_goes_back_and_is_signed_again(cast, now, review):
    disputed = reviews.dispute(
        signed_review(review, at=now + DAY), actor=cast.dana, at=now + DAY, reason="We met later"
    )
    with pytest.raises(NotAllowed, match="nothing to acknowledge"):
        reviews.acknowledge(disputed, actor=cast.dana, at=now + DAY)
    assert (fresh(review).state, fresh(review).dispute.reveal()) == (ReviewState.SCHEDULED, "We met later")

    again = signed_review(disputed, at=now + 2 * DAY)

    assert not again.dispute
    assert reviews.acknowledge(again, actor=cast.dana, at=now + 2 * DAY).state == ReviewState.HELD


def test_only_the_employee_disputes_and_with_a_reason(cast, now, review):
    signed = signed_review(review, at=now + DAY)

    with pytest.raises(NotAllowed, match="Only the employee"):
        reviews.dispute(signed, actor=cast.beatrix, at=now + DAY, reason="No")
    with pytest.raises(NotAllowed, match="Say what was not so"):
        reviews.dispute(signed, actor=cast.dana, at=now + DAY, reason=" ")


def test_what_is_signed_is_not_signed_again_before_an_answer(now, review):
    with pytest.raises(NotAllowed, match="waits for the employee"):
        signed_review(signed_review(review, at=now + DAY), at=now + DAY)


@pytest.mark.parametrize(("days", "is_late"), [(INTERVAL, False), (INTERVAL + 1, True)])
def test_what_was_held_after_its_day_is_late(now, leave, days, is_late):
    assert reviewed(leave, at=now + days * DAY).is_late is is_late


def test_what_the_portal_held_is_kept_with_it(cast, now, leave, review):
    item = evidence.logged(leave, at=now + DAY, captured_at=now + HOUR)

    signed = signed_review(review, at=now + 2 * DAY)

    assert signed.since_last == {
        "since": "2026-11-17",
        "evidence": 1,
        "unfiled": 1,
        "open_duties": item.duties.open().count(),
        "is_note_confirmed": False,
        "privacy_checked_on": None,
    }


# When it is owed ------------------------------------------------------------------------------------------------------


def test_the_grant_opens_the_first(now, leave):
    review = leave.reviews.get()

    assert (review.period, review.anchor_on, review.due_on) == (1, local_day(now), local_day(now) + INTERVAL * DAY)
    assert Obligation.objects.open().filter(kind="supervision.review").get().due_on == review.due_on


def test_a_request_that_waits_owes_none(cast, now):
    assert not submitted(cast.dana, cast.koa, at=now).reviews.exists()


def test_the_next_is_counted_from_the_day_it_was_held_and_an_early_one_resets_the_clock(cast, now, leave):
    review, later = leave.reviews.get(), now + 23 * DAY
    reviews.acknowledge(signed_review(review, held_at=now + 20 * DAY, at=later), actor=cast.dana, at=later)

    following = leave.reviews.owed().get()

    assert (following.period, following.anchor_on) == (2, local_day(now + 20 * DAY))
    assert following.due_on == local_day(now + (20 + INTERVAL) * DAY)
    assert [row.due_on for row in Obligation.objects.open().filter(kind="supervision.review")] == [following.due_on]


def test_an_earlier_next_day_can_be_agreed(now, leave):
    agreed = local_day(now + 40 * DAY)

    reviewed(leave, at=now + 20 * DAY, next_due_on=agreed)

    assert leave.reviews.owed().get().due_on == agreed


def test_a_changed_setting_counts_from_the_next_review_on(cast, now, leave):
    set_interval(30, cast, now)
    assert leave.reviews.owed().get().due_on == local_day(now) + INTERVAL * DAY

    reviewed(leave, at=now + 20 * DAY)

    assert leave.reviews.owed().get().due_on == local_day(now + 50 * DAY)


def test_switched_off_none_is_scheduled_and_the_sweep_cancels_what_is_owed(cast, now, leave):
    set_interval(0, cast, now)
    other = granted(cast.mateo, cast.koa, at=now)
    assert not other.reviews.exists()

    assert watch(now) == 1
    assert watch(now) == 0
    assert leave.reviews.get().state == ReviewState.CANCELLED
    assert not Obligation.objects.open().filter(kind="supervision.review").exists()


def test_switched_on_again_each_gets_one_that_is_not_overdue_at_once(cast, now, leave):
    set_interval(0, cast, now)
    watch(now)
    later = now + 120 * DAY
    set_interval(30, cast, later)

    assert watch(later) >= 1
    watch(later)

    review = leave.reviews.owed().get()
    assert (review.period, review.anchor_on) == (2, local_day(now))
    assert review.due_on == local_day(later) + 14 * DAY


def test_an_authorization_older_than_reviews_gets_one_from_the_sweep(now, leave):
    SupervisionReview.objects.all().delete()

    watch(now + 10 * DAY)
    watch(now + 10 * DAY)

    assert leave.reviews.get().due_on == local_day(now) + INTERVAL * DAY


def test_one_that_has_ended_gets_none_from_the_sweep(cast, now, leave):
    course.revoke(leave, reason="Misuse", actor=cast.beatrix, at=now)
    SupervisionReview.objects.all().delete()

    assert watch(now) == 0


@pytest.mark.parametrize("end", ["revoke", "close", "expire", "discharge", "separate"])
def test_every_end_cancels_what_is_owed(cast, now, leave, end):
    later = now + DAY
    {
        "revoke": lambda: course.revoke(leave, reason="Misuse", actor=cast.beatrix, at=later),
        "close": lambda: course.close(leave, reason=EndReason.PURPOSE_ACHIEVED, actor=cast.dana, at=later),
        "expire": lambda: course.expire_due(leave.expires_on + DAY, at=now + 200 * DAY),
        "discharge": lambda: personnel.discharge_youth(cast.koa, actor=cast.dana, at=later),
        "separate": lambda: personnel.set_employment_status(
            cast.dana, "separated", actor=cast.bram, at=later, day=local_day(later)
        ),
    }[end]()

    assert not fresh(leave).is_live
    assert leave.reviews.get().state == ReviewState.CANCELLED
    assert not Obligation.objects.open().filter(kind="supervision.review").exists()


def test_a_suspension_keeps_what_is_owed(cast, now, leave):
    course.suspend(leave, reason="A doubt", actor=cast.beatrix, at=now)
    assert leave.reviews.owed().exists()

    held = reviewed(leave, at=now + DAY)

    assert held.state == ReviewState.HELD
    assert fresh(leave).state == State.SUSPENDED


def test_what_ended_meanwhile_is_refused_as_stale(cast, now, leave, review):
    signed = signed_review(review, at=now + DAY)
    course.revoke(fresh(leave), reason="Misuse", actor=cast.beatrix, at=now + DAY)

    with pytest.raises(Stale):
        reviews.acknowledge(signed, actor=cast.dana, at=now + DAY)


# Its outcome ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [ReviewOutcome.CONTINUE, ReviewOutcome.CONDITIONS])
def test_it_continues_and_the_next_is_owed(now, leave, outcome):
    reviewed(leave, at=now + DAY, outcome=outcome, conditions="Look once a week.")

    assert fresh(leave).state == State.ACTIVE
    assert leave.reviews.owed().count() == 1


def test_it_suspends_once_both_have_signed_in_the_name_of_the_supervisor(cast, now, leave, review):
    signed = signed_review(review, at=now + DAY, outcome=ReviewOutcome.SUSPEND, conditions="A story was opened.")
    assert fresh(leave).state == State.ACTIVE

    reviews.acknowledge(signed, actor=cast.dana, at=now + DAY)

    suspension = leave.suspensions.get()
    assert (fresh(leave).state, suspension.cause, suspension.reason) == (
        State.SUSPENDED,
        "supervisor",
        "A story was opened.",
    )
    assert AuditEvent.objects.get(action="supervision.suspended").actor_id == str(cast.beatrix.public_id)
    assert leave.reviews.owed().count() == 1


def test_it_closes_once_both_have_signed_and_nothing_more_is_owed(cast, now, leave):
    reviewed(leave, at=now + DAY, outcome=ReviewOutcome.CLOSE, conditions="No longer needed.")

    ended = fresh(leave)
    assert (ended.state, ended.end_reason, ended.ended_by) == (State.CLOSED, EndReason.REVIEW, cast.beatrix)
    assert JJEMSNote.objects.filter(authorization=leave, kind="ended").exists()
    assert not leave.reviews.owed().exists()


def test_what_was_signed_in_charge_is_carried_out_though_somebody_else_is_by_now(cast, now, leave, review):
    signed = signed_review(review, at=now + DAY, outcome=ReviewOutcome.SUSPEND, conditions="A story was opened.")
    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now + DAY)

    reviews.acknowledge(fresh(signed), actor=cast.dana, at=now + DAY)

    assert fresh(leave).state == State.SUSPENDED


# The calendar and the reminders ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (INTERVAL - 15, ReviewState.SCHEDULED),
        (INTERVAL - 14, ReviewState.DUE_SOON),
        (INTERVAL, ReviewState.DUE),
        (INTERVAL + 1, ReviewState.OVERDUE),
        (INTERVAL + 6, ReviewState.OVERDUE),
        (INTERVAL + 7, ReviewState.ESCALATED),
    ],
)
def test_the_sweep_moves_it_by_the_calendar(now, leave, days, state):
    watch(now + days * DAY)
    watch(now + days * DAY)

    assert leave.reviews.get().state == state


def test_the_sweep_does_it_before_the_reminders(cast, now, leave):
    set_interval(0, cast, now)

    done = sweeps.run(now + INTERVAL * DAY)

    assert done["supervision reviews"] == 1
    assert not Notice.objects.filter(kind="supervision.review").exists()
    steps = list(sweeps.STEPS)
    assert steps.index("supervision reviews") < steps.index("reminders")


def reminded(days, now):
    """{days after the grant: who was reminded}, firing every day, twice."""
    found = {}
    for number in range(days + 1):
        seen = set(Notice.objects.filter(kind="supervision.review").values_list("pk", flat=True))
        fire_due(now + number * DAY)
        fire_due(now + number * DAY)
        new = Notice.objects.filter(kind="supervision.review").exclude(pk__in=seen)
        if new:
            found[number] = sorted(new.values_list("recipient__username", flat=True))
    return found


def test_both_are_reminded_two_weeks_before_on_the_day_and_then_weekly(now, leave):
    assert reminded(INTERVAL + 15, now) == {
        INTERVAL - 14: ["beatrix", "dana"],
        INTERVAL: ["beatrix", "dana"],
        INTERVAL + 7: ["beatrix", "dana"],
        INTERVAL + 14: ["beatrix", "dana"],
    }


def test_who_stands_in_is_reminded_too(cast, now, leave):
    day = local_day(now + INTERVAL * DAY)
    personnel.delegate(cast.beatrix, cast.noor, from_on=day, to_on=day, reason="Leave", actor=cast.beatrix, at=now)

    assert reminded(INTERVAL, now)[INTERVAL] == ["beatrix", "dana", "noor"]


def test_held_it_reminds_of_the_next_only(now, leave):
    reviewed(leave, at=now + 80 * DAY)

    assert reminded(INTERVAL + 15, now) == {}


def test_the_texts_say_that_it_is_ours(cast, now, review):
    fire_due(now + INTERVAL * DAY)
    disputed = reviews.dispute(signed_review(review, at=now + DAY), actor=cast.dana, at=now + DAY, reason="Not so")
    reviews.acknowledge(signed_review(disputed, at=now + 2 * DAY), actor=cast.dana, at=now + 2 * DAY)

    notices = Notice.objects.filter(kind__startswith="supervision.review")

    assert set(notices.values_list("kind", flat=True)) == {
        "supervision.review",
        "supervision.review.signed",
        "supervision.review.disputed",
        "supervision.review.held",
    }
    assert all(notice.title.endswith("(DYS control, not policy)") for notice in notices)


def test_no_event_of_it_claims_a_clause(cast, now, leave):
    watch(now + INTERVAL * DAY)
    reviewed(leave, at=now + INTERVAL * DAY)

    events = AuditEvent.objects.filter(action__startswith="supervision_review.")

    assert {"supervision_review.scheduled", "supervision_review.fell_due", "supervision_review.held"} <= set(
        events.values_list("action", flat=True)
    )
    assert set(events.values_list("clause", flat=True)) == {""}


# Who may know of it ---------------------------------------------------------------------------------------------------


def seers(cast, review, day):
    people = {name: person for name, person in vars(cast).items() if hasattr(person, "roles")}
    rows = SupervisionReview.objects.filter(pk=review.pk)
    return {name for name, person in people.items() if rows.visible_to(person, day).exists()}


def test_the_line_above_and_those_who_see_all_may_read_it_and_nobody_by_caseload(cast, now):
    youth = YouthFactory(jjems_number="DEMO-9", worksite=cast.koa.worksite, assigned_caseworker=cast.mateo)
    review = granted(cast.dana, youth, at=now).reviews.get()

    assert SupervisionAuthorization.objects.visible_to(cast.mateo, local_day(now)).exists()
    assert seers(cast, review, local_day(now)) == {
        *("dana", "beatrix", "hollis", "rolf", "adaeze"),
        *("priya", "imogen", "leona", "ines"),
    }


# What the database refuses --------------------------------------------------------------------------------------------


def refused(sql, *values):
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE authorizations_supervisionreview SET {sql}", values)
    return error.value.__cause__.diag.constraint_name


def test_the_database_refuses_what_one_person_alone_signed(cast, now, review):
    assert refused("state = 'held'") == "review_held_is_signed_by_both"

    signed_review(review, at=now + DAY)

    assert refused("state = 'held'") == "review_held_is_signed_by_both"
    assert refused("state = 'held', acknowledged_by_id = %s", cast.dana.pk) == "review_held_is_signed_by_both"


def test_the_database_refuses_the_same_person_twice(cast, now, review):
    signed_review(review, at=now + DAY)

    both = "state = 'held', acknowledged_at = %s, acknowledged_by_id = signed_by_id"
    assert refused(both, now) in {"review_takes_two_people", "review_is_acknowledged_by_the_employee"}
    assert refused(f"{both}, employee_id = signed_by_id", now) in {
        "review_takes_two_people",
        "review_nobody_signs_their_own",
    }
    assert refused("signed_by_id = %s", cast.dana.pk) == "review_nobody_signs_their_own"


def test_the_database_refuses_a_second_one_owed(now, leave, review):
    with pytest.raises(IntegrityError, match="review_is_owed_once"), transaction.atomic():
        SupervisionReview.objects.create(
            authorization=leave, period=2, anchor_on=review.anchor_on, due_on=review.due_on, created_at=now
        )


def test_the_database_refuses_one_signed_before_it_was_held(now, review):
    signed_review(review, at=now + DAY)

    assert refused("held_at = %s", now + 2 * DAY) == "review_is_held_before_signed"


# Two at once ----------------------------------------------------------------------------------------------------------


def test_who_signs_a_page_that_changed_is_told_so(now, review):
    signed_review(fresh(review), at=now + DAY)

    with pytest.raises(Stale):
        signed_review(review, at=now + DAY, mode=ReviewMode.PHONE)

"""The pages of the supervisor review: reading, signing, acknowledging; and where they are linked. Ours, not policy."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from authorizations.choices import ReviewCheck
from authorizations.models import SupervisionReview
from authorizations.services import course, reviews
from authorizations.states import ReviewState, State
from dys_social import personnel
from policy.calendar import local_day
from policy.services import change_setting
from tests import queries
from tests.factories import evidence
from tests.factories.authorizations import granted, reviewed, signed_review
from tests.factories.people import YouthFactory

DAY = datetime.timedelta(days=1)
ACTS = ["hold", "acknowledge", "dispute"]


@pytest.fixture
def leave(cast):
    """Granted eighty days ago: its review is due in ten."""
    return granted(cast.dana, cast.koa, at=timezone.now() - 80 * DAY)


@pytest.fixture
def review(leave):
    return leave.reviews.get()


def url(act, review):
    return reverse(f"supervision_review_{act}", args=[review.public_id])


def answers(review, **changes):
    typed = {
        "version": review.version,
        "held_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "mode": "video",
        "activity": "Two public posts.",
        "outcome": "continue",
        **{f"check_{check}": "yes" for check in ReviewCheck},
    }
    return typed | changes


def read(client, address):
    return client.get(address).content.decode().replace("\u00a0", " ")


def fresh(review):
    return SupervisionReview.objects.get(pk=review.pk)


def signed(review):
    return signed_review(review, at=timezone.now())


# From the record, over both signatures, to the next -------------------------------------------------------------------


def test_supervisor_and_employee_hold_it_and_the_record_says_when_the_next_is_due(cast, as_user, leave, review):
    beatrix, dana = as_user(cast.beatrix), as_user(cast.dana)
    assert review.get_absolute_url() in read(beatrix, leave.get_absolute_url())
    assert url("hold", review) in read(beatrix, review.get_absolute_url())

    assert beatrix.post(url("hold", review), answers(review)).status_code == 302
    page = read(dana, review.get_absolute_url())
    assert "Two public posts." in page
    assert "Signed by the supervisor, waits for the employee" in page

    dana.post(url("acknowledge", review), {"version": fresh(review).version})

    assert fresh(review).state == ReviewState.HELD
    record = read(dana, leave.get_absolute_url())
    assert "Last held" in record
    assert leave.reviews.owed().get().get_absolute_url() in record


@pytest.mark.parametrize("act", ["detail", "hold"])
def test_every_page_says_that_it_is_ours_and_none_claims_the_policy_asks_for_it(cast, as_user, review, act):
    page = read(as_user(cast.beatrix), url(act, review))

    assert "Policy 01.05.22 asks for no periodic review of supervision." in page
    assert "DYS control, not policy" in page
    assert "/policy/clauses/B.2" not in page


def test_what_was_not_so_goes_back_with_the_words_and_what_was_written_is_filled_in(cast, as_user, review):
    signed_review(review, at=timezone.now(), activity="Five posts.")
    as_user(cast.dana).post(url("dispute", review), {"version": fresh(review).version, "reason": "There were two."})

    page = read(as_user(cast.beatrix), url("hold", review))

    assert "There were two." in page
    assert "Five posts." in page


def test_a_suspension_is_carried_out_when_the_employee_acknowledges(cast, as_user, leave, review):
    typed = answers(review, outcome="suspend", conditions="A story was opened.")
    as_user(cast.beatrix).post(url("hold", review), typed)
    leave.refresh_from_db()
    assert leave.state == State.ACTIVE

    as_user(cast.dana).post(url("acknowledge", review), {"version": fresh(review).version})

    leave.refresh_from_db()
    assert leave.state == State.SUSPENDED
    assert "A story was opened." in read(as_user(cast.dana), leave.get_absolute_url())


@pytest.mark.parametrize(("days", "said"), [(80, "Due in 10 days"), (90, "Due today"), (101, "Overdue by 11 days")])
def test_it_is_due_by_the_calendar(cast, as_user, days, said):
    leave = granted(cast.dana, cast.koa, at=timezone.now() - days * DAY)

    assert said in read(as_user(cast.beatrix), leave.get_absolute_url())
    assert said in read(as_user(cast.beatrix), leave.reviews.get().get_absolute_url())


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"held_at": "2099-01-01T09:00"}, "recorded when it was held, not before"),
        ({"held_at": "2020-01-01T09:00"}, "before the authorization was granted"),
        ({"held_at": "yesterday"}, "Enter the day and the time."),
        ({"activity": ""}, "or that there was no activity"),
        ({"check_purpose": ""}, "Answer with yes or no."),
        ({"outcome": ""}, "Choose the outcome."),
        ({"outcome": "close"}, "Say why, or under which conditions."),
        ({"next_due_on": "2099-01-01"}, "due within 90 days"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, as_user, review, changes, said):
    typed = answers(review, actions="Call the school by Friday.") | changes

    response = as_user(cast.beatrix).post(url("hold", review), typed)

    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert "Call the school by Friday." in page
    assert fresh(review).signed_at is None


def test_a_dispute_needs_its_reason(cast, as_user, review):
    version = signed(review).version

    response = as_user(cast.dana).post(url("dispute", review), {"version": version, "reason": ""})

    assert "Say what was not so." in response.content.decode()
    assert not fresh(review).dispute


@pytest.mark.parametrize(("person", "status"), [("beatrix", 200), ("dana", 403), ("hollis", 403), ("priya", 403)])
def test_only_the_present_supervisor_comes_to_the_form(cast, as_user, review, person, status):
    assert as_user(getattr(cast, person)).get(url("hold", review)).status_code == status


@pytest.mark.parametrize(("person", "status"), [("dana", 302), ("beatrix", 403), ("hollis", 403), ("priya", 403)])
def test_only_the_employee_acknowledges(cast, as_user, review, person, status):
    typed = {"version": signed(review).version}

    assert as_user(getattr(cast, person)).post(url("acknowledge", review), typed).status_code == status


@pytest.mark.parametrize("person", ["mateo", "noor", "juniper", "bram", "lucinda"])
def test_to_everybody_else_it_does_not_exist(cast, as_user, review, person):
    typed, client = answers(signed(review)), as_user(getattr(cast, person))

    assert client.get(review.get_absolute_url()).status_code == 404
    assert {client.post(url(act, review), typed).status_code for act in ACTS} == {404}


def test_the_caseworker_of_the_youth_reads_the_record_and_not_its_reviews(cast, as_user):
    youth = YouthFactory(jjems_number="DEMO-9", worksite=cast.koa.worksite, assigned_caseworker=cast.mateo)
    leave = granted(cast.dana, youth, at=timezone.now())
    mateo = as_user(cast.mateo)

    assert "Supervisor review" not in read(mateo, leave.get_absolute_url())
    assert mateo.get(leave.reviews.get().get_absolute_url()).status_code == 404


def test_a_delegate_holds_it_in_the_supervisors_place(cast, as_user, review):
    now = timezone.now()
    day = local_day(now)
    personnel.delegate(cast.beatrix, cast.noor, from_on=day, to_on=day, reason="Leave", actor=cast.beatrix, at=now)

    assert as_user(cast.noor).post(url("hold", review), answers(review)).status_code == 302
    assert fresh(review).signed_by == cast.noor


def test_the_second_of_two_signatures_is_told_what_the_first_did(cast, as_user, review):
    beatrix, typed = as_user(cast.beatrix), answers(review)
    beatrix.post(url("hold", review), typed)

    response = beatrix.post(url("hold", review), typed)

    assert response.status_code == 409
    assert fresh(review).version == review.version + 1


def test_who_acknowledges_a_page_that_was_corrected_meanwhile_reads_it_first(cast, as_user, review):
    now, seen = timezone.now(), signed(review)
    disputed = reviews.dispute(fresh(seen), actor=cast.dana, at=now, reason="Not so")
    signed_review(disputed, at=now, activity="Something else.")

    response = as_user(cast.dana).post(url("acknowledge", review), {"version": seen.version})

    assert response.status_code == 409
    assert fresh(review).state != ReviewState.HELD


# Empty, ended, off ----------------------------------------------------------------------------------------------------


def test_of_a_cancelled_one_nothing_can_be_done(cast, as_user, leave, review):
    course.revoke(leave, reason="Misuse", actor=cast.beatrix, at=timezone.now())
    beatrix = as_user(cast.beatrix)

    page = read(beatrix, review.get_absolute_url())

    assert "No longer owed" in page
    assert url("hold", review) not in page
    assert beatrix.get(url("hold", review)).status_code == 403


def test_switched_off_no_next_day_is_asked_for_and_the_record_says_nothing(cast, as_user, leave, review):
    change_setting("supervision_review_interval_days", 0, actor=cast.bram, at=timezone.now(), reason="Not wanted")
    beatrix = as_user(cast.beatrix)
    assert 'name="next_due_on"' not in read(beatrix, url("hold", review))

    reviews.watch(timezone.localdate(), at=timezone.now())

    assert "Supervisor review" not in read(beatrix, leave.get_absolute_url()).split("Timeline")[0]


# Queries --------------------------------------------------------------------------------------------------------------


def test_pages_ask_the_same_however_much_there_is(cast, as_user, leave, review):
    beatrix = as_user(cast.beatrix)
    places = [leave.get_absolute_url(), review.get_absolute_url(), url("hold", review)]
    few = [len(queries.queries_of(beatrix, place)) for place in places]
    for _number in range(3):
        evidence.logged(leave, at=timezone.now())
        reviewed(leave, at=timezone.now())
    last = leave.reviews.owed().get()
    places = [leave.get_absolute_url(), last.get_absolute_url(), url("hold", last)]

    many = [len(queries.queries_of(beatrix, place)) for place in places]

    assert all(more <= less + 1 for more, less in zip(many, few, strict=True))
    assert max(many) <= queries.MOST

"""The decision page: who may open it, what it refuses at the field, what it says afterwards (B.2)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from authorizations.models import SupervisionAuthorization
from authorizations.services import decisions
from authorizations.states import State
from people.services import delegate
from tests.factories.authorizations import draft, submit
from tests.queries import MOST
from workflow.errors import NotAllowed


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def request_(cast):
    """Dana's request, sent just now; a page reads the real clock."""
    at = timezone.now()
    return submit(draft(cast.dana, cast.koa, at=at), at=at)


def decide_url(request):
    return reverse("supervision_decide", args=[request.public_id])


def grant(request, **changes):
    answers = {
        "version": str(request.version),
        "decision": "grant",
        "expires_on": (request.requested_from + datetime.timedelta(days=90)).isoformat(),
        "signature": "Beatrix Nwosu",
    }
    return answers | changes


def test_the_supervisor_grants_in_two_clicks_from_the_page(cast, as_user, request_):
    response = as_user(cast.beatrix).post(decide_url(request_), grant(request_), follow=True)

    request_.refresh_from_db()
    assert request_.state == State.ACTIVE
    assert request_.decided_by == cast.beatrix
    assert f"{request_.number} is granted." in [str(message) for message in response.context["messages"]][0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision": ""}, "decision"),
        ({"decision": "maybe"}, "decision"),
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": "next year"}, "expires_on"),
        ({"signature": ""}, "signature"),
        ({"signature": "B. Nwosu"}, "signature"),
        ({"decision": "return"}, "changes"),
        ({"decision": "deny", "denial": "   "}, "denial"),
        ({"conditions": "x" * 1001}, "conditions"),
    ],
)
def test_what_is_missing_is_said_at_the_field(cast, as_user, request_, changes, field):
    response = as_user(cast.beatrix).post(decide_url(request_), grant(request_, **changes))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    request_.refresh_from_db()
    assert request_.state == State.SUBMITTED


def test_a_last_day_out_of_bounds_is_refused_with_the_reason(cast, as_user, request_):
    response = as_user(cast.beatrix).post(decide_url(request_), grant(request_, expires_on="2199-01-01"))

    assert "180 days at most" in response.content.decode()


@pytest.mark.clause("B.2.b")
def test_another_name_must_be_confirmed(cast, as_user):
    at = timezone.now()
    mine = draft(cast.dana, cast.koa, at=at, display_name="Dee O.", name_mismatch_explanation="Everybody calls me Dee.")
    request = submit(mine, at=at)
    beatrix = as_user(cast.beatrix)

    refused = beatrix.post(decide_url(request), grant(request))
    assert "is_name_confirmed" in refused.context["form"].errors

    beatrix.post(decide_url(request), grant(request, is_name_confirmed="on"))
    request.refresh_from_db()
    assert request.state == State.ACTIVE


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("beatrix", 200),  # supervisor of record
        ("hollis", 404),  # next in line, before the deadline: sees it, may not decide
        ("noor", 404),  # a supervisor elsewhere
        ("mateo", 404),  # a peer
        ("dana", 404),  # herself
        ("priya", 404),  # Legal
        ("bram", 404),  # administrator
        ("ines", 404),  # auditor
        ("rolf", 404),  # further up
    ],
)
@pytest.mark.clause("B.2")
def test_only_the_own_supervisor_reaches_the_decision(cast, as_user, request_, person, status):
    response = as_user(getattr(cast, person)).post(decide_url(request_), grant(request_, decision=""))

    assert response.status_code == status


def test_the_next_in_line_decides_after_the_deadline_giving_a_reason(cast, as_user, request_):
    SupervisionAuthorization.objects.filter(pk=request_.pk).update(
        decide_by=timezone.localdate() - datetime.timedelta(1)
    )
    hollis = as_user(cast.hollis)

    refused = hollis.post(decide_url(request_), grant(request_, signature="Hollis Marchetti"))
    assert "stand_in_reason" in refused.context["form"].errors

    hollis.post(decide_url(request_), grant(request_, signature="Hollis Marchetti", stand_in_reason="Beatrix is away."))
    request_.refresh_from_db()
    assert (request_.decided_as, request_.decided_for) == ("chain", cast.beatrix)


@pytest.mark.clause("B.2.c")
def test_a_delegate_decides_and_the_note_names_whom_for(cast, as_user, request_, today):
    delegate(cast.beatrix, cast.noor, from_on=today, to_on=today, reason="Leave", actor=cast.beatrix, at=timezone.now())

    as_user(cast.noor).post(decide_url(request_), grant(request_, signature="Noor Halloran"))

    request_.refresh_from_db()
    assert request_.decided_as == "delegate"
    assert "Noor Halloran, District Manager, acting for Beatrix Nwosu" in request_.notes.get().text.reveal()


def test_a_stale_page_says_who_decided(cast, as_user, request_):
    answers = grant(request_)
    beatrix = as_user(cast.beatrix)
    beatrix.post(decide_url(request_), answers)

    response = beatrix.post(decide_url(request_), answers | {"decision": "deny", "denial": "No."})

    assert response.status_code == 409
    assert "Granted by Beatrix Nwosu" in response.content.decode()
    request_.refresh_from_db()
    assert request_.state == State.ACTIVE


def test_the_whole_request_stands_on_one_page(cast, as_user, request_):
    page = as_user(cast.beatrix).get(request_.get_absolute_url()).content.decode()

    for words in ("Dana Okafor-Lane", "K.B. · DEMO-100002", "demo_dana", "I will not chat with", "Sign and grant"):
        assert words in page
    assert "Benningfield" not in page


def test_returned_comes_back_with_what_to_change(cast, as_user, request_):
    answers = grant(request_, decision="return", changes="Say which park.")
    as_user(cast.beatrix).post(decide_url(request_), answers)

    page = as_user(cast.dana).get(request_.get_absolute_url()).content.decode()

    assert "Say which park." in page
    assert "Change and send again" in page


@pytest.mark.parametrize("rows", [1, 4])
def test_the_request_page_asks_the_database_the_same_whatever_the_history(
    cast, as_user, request_, rows, django_assert_max_num_queries
):
    at = timezone.now()
    for _turn in range(rows):
        submit(draft(cast.dana, cast.koa, at=at), at=at)
    beatrix = as_user(cast.beatrix)
    beatrix.get(request_.get_absolute_url())

    with django_assert_max_num_queries(MOST):
        beatrix.get(request_.get_absolute_url())


def test_nobody_grants_their_own(cast, request_, now):
    with pytest.raises(NotAllowed, match="Nobody decides their own"):
        decisions.grant(
            request_, actor=cast.dana, at=timezone.now(), expires_on=request_.requested_to, signature="Dana Okafor-Lane"
        )

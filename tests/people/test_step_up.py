"""Proving again, while signed in, that it is still the same person."""

import datetime

import pytest
from axes.models import AccessAttempt
from django import forms
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from audit.services import events_about
from people import kept_forms, services
from people.forms.step_up import ProofForm, WithProof
from people.models import KeptForm
from people.services.step_up import PROVED_AT
from tests.people.conftest import PASSWORD
from workflow.errors import NotAllowed

WRONG = "This is not your password. Type it again."
LOCKED = "Even the right one is not taken for 15 minutes"
STATEMENT = "A confidential statement"


class StatementForm(WithProof, forms.Form):
    statement = forms.CharField()


@pytest.fixture
def signed_in(as_user):
    """A request of somebody signed in: signed_in(cast.dana), with what was typed as keywords."""

    def build(person, *, address="127.0.0.1", **typed):
        request = RequestFactory(REMOTE_ADDR=address).post("/", typed)
        request.user, request.session = person, as_user(person).session
        return request

    return build


@pytest.fixture
def proved(cast, signed_in, now):
    """A request of Dana, who just proved that it is her."""
    request = signed_in(cast.dana)
    services.prove(request, PASSWORD, at=now)
    return request


def told(person):
    """What the Legal Unit's trail says: that somebody opens confidential pages is for nobody else."""
    events = list(events_about(person))
    assert all(event.is_confidential for event in events)
    return [(event.action, event.facts) for event in events]


def refusal(request, password, at):
    with pytest.raises(NotAllowed) as refused:
        services.prove(request, password, at=at)
    return str(refused.value)


def fail(request_for, person, at, *, times, **more):
    for _attempt in range(times):
        refusal(request_for(person, **more), "wrong", at)


def test_the_right_password_is_a_proof(cast, proved, now):
    assert services.has_proved(proved, at=now)
    assert told(cast.dana) == [("session.proved", {"by": "password"})]


def test_a_wrong_password_is_none(cast, signed_in, now):
    request = signed_in(cast.dana)

    assert refusal(request, "wrong", now) == WRONG
    assert not services.has_proved(request, at=now)
    assert told(cast.dana) == [("session.not_proved", {"by": "password", "why": "wrong"})]


@pytest.mark.parametrize("password", ["", "\0", f"{PASSWORD}\0", f" {PASSWORD}", "p" * 5000])
def test_nothing_but_the_password_is_a_proof(cast, signed_in, now, password):
    assert refusal(signed_in(cast.dana), password, now) == WRONG


def test_somebody_elses_password_is_no_proof(cast, signed_in, now):
    cast.mateo.set_password("the password of somebody else")
    cast.mateo.save()
    request = signed_in(cast.dana, username="mateo")

    assert refusal(request, "the password of somebody else", now) == WRONG
    assert not services.has_proved(request, at=now)
    assert request.session[SESSION_KEY] == str(cast.dana.pk)


def test_a_name_that_went_to_somebody_else_meanwhile_proves_nothing(cast, signed_in, now):
    request = signed_in(cast.dana)
    cast.dana.username = "mateo"  # as this request still knows her; both have the same password

    assert refusal(request, PASSWORD, now) == WRONG
    assert not services.has_proved(request, at=now)


def test_somebody_who_left_meanwhile_proves_nothing(cast, signed_in, now):
    request = signed_in(cast.dana)
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(is_active=False)

    assert refusal(request, PASSWORD, now) == WRONG


def test_a_failure_leaves_an_earlier_proof_and_the_session_as_they_are(proved, now):
    key = proved.session.session_key

    refusal(proved, "wrong", now)

    assert services.has_proved(proved, at=now)
    assert proved.session.session_key == key


def test_after_five_failures_even_the_right_password_is_refused(cast, signed_in, now):
    fail(signed_in, cast.dana, now, times=4)

    fifth = refusal(signed_in(cast.dana), "wrong", now)
    request = signed_in(cast.dana)
    right = refusal(request, PASSWORD, now)

    assert LOCKED in fifth
    assert LOCKED in right
    assert not services.has_proved(request, at=now)
    assert [facts["why"] for _action, facts in told(cast.dana)] == ["wrong"] * 4 + ["locked"] * 2


def test_four_failures_do_not_lock_and_a_proof_starts_the_count_again(cast, signed_in, now):
    for _time in range(2):
        fail(signed_in, cast.dana, now, times=4)
        services.prove(signed_in(cast.dana), PASSWORD, at=now)

    assert AccessAttempt.objects.count() == 0


def test_a_lock_out_ends_after_fifteen_minutes(cast, signed_in, now):
    fail(signed_in, cast.dana, now, times=5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=15, seconds=1))
    request = signed_in(cast.dana)

    services.prove(request, PASSWORD, at=now)

    assert services.has_proved(request, at=now)


def test_a_lock_out_holds_for_one_name_and_one_address_only(cast, signed_in, now):
    fail(signed_in, cast.dana, now, times=5)

    services.prove(signed_in(cast.mateo), PASSWORD, at=now)
    services.prove(signed_in(cast.dana, address="10.1.1.1"), PASSWORD, at=now)

    assert LOCKED in refusal(signed_in(cast.dana), PASSWORD, now)


def test_sign_in_and_proof_count_together_whatever_the_case_of_the_name(cast, signed_in, browser, sign_in, now):
    cast.dana.username = "Dana"
    cast.dana.save()
    fail(signed_in, cast.dana, now, times=4)

    assert sign_in(browser, "dana", "wrong").status_code == 429
    assert LOCKED in refusal(signed_in(cast.dana), PASSWORD, now)


def test_the_page_itself_answers_a_lock_out(cast, signed_in, now):
    fail(signed_in, cast.dana, now, times=5)
    request = signed_in(cast.dana)

    refusal(request, PASSWORD, now)

    assert not getattr(request, "axes_locked_out", False), "django-axes would answer with the sign-in page"


def test_nothing_that_was_typed_is_kept_among_the_failures(cast, signed_in, now):
    for _attempt in range(2):
        refusal(signed_in(cast.dana, statement=STATEMENT, password="one wrong password"), "one wrong password", now)

    kept = AccessAttempt.objects.values().get(username="dana", ip_address="127.0.0.1")
    assert kept["failures_since_start"] == 2
    assert STATEMENT not in str(kept)
    assert "wrong password" not in str(kept)


def test_nothing_is_proved_inside_a_transaction(cast, signed_in, now):
    """A refusal would roll it back, and the count of failures with it."""
    request = signed_in(cast.dana)

    with pytest.raises(RuntimeError), transaction.atomic():
        services.prove(request, PASSWORD, at=now)

    assert not services.has_proved(request, at=now)


def test_a_proof_gives_the_session_another_key(cast, signed_in, now):
    request = signed_in(cast.dana)
    request.session["draft"] = "kept"
    before = request.session.session_key

    services.prove(request, PASSWORD, at=now)
    request.session.save()

    assert request.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    after = Session.objects.get(session_key=request.session.session_key).get_decoded()
    assert (after["draft"], after[SESSION_KEY]) == ("kept", str(cast.dana.pk))
    assert after[PROVED_AT] == now.isoformat()


@pytest.mark.parametrize(
    ("age", "holds"),
    [
        ({"seconds": 0}, True),
        ({"minutes": 4, "seconds": 59}, True),
        ({"minutes": 5}, True),
        ({"minutes": 5, "seconds": 1}, False),
        ({"days": 1}, False),
        ({"seconds": -1}, False),
    ],
)
def test_a_proof_holds_for_five_minutes(proved, now, age, holds):
    assert services.has_proved(proved, at=now + datetime.timedelta(**age)) is holds


def test_a_page_may_ask_for_a_fresher_proof(proved, now):
    assert services.has_proved(proved, at=now + datetime.timedelta(minutes=1), minutes=1)
    assert not services.has_proved(proved, at=now + datetime.timedelta(seconds=61), minutes=1)


def test_without_a_proof_there_is_none(cast, signed_in, now):
    assert not services.has_proved(signed_in(cast.dana), at=now)


@pytest.mark.parametrize("value", [None, "", "x", "2026-11-17", "2026-11-17T19:41:00", 1794944460, [], {}, True])
def test_what_is_no_instant_is_no_proof(cast, signed_in, now, value):
    request = signed_in(cast.dana)
    request.session[PROVED_AT] = value

    assert services.has_proved(request, at=now) is False


def test_a_proof_ends_with_the_session(cast, as_user, signed_in, now):
    client = as_user(cast.dana)
    session = client.session
    session[PROVED_AT] = now.isoformat()
    session.save()

    client.post(reverse("sign_out"))

    assert PROVED_AT not in client.session


def test_the_form_asks_for_the_password_last_and_changes_nothing_else():
    form = StatementForm({"statement": " x ", "password": " a password "})

    assert list(form.fields) == ["statement", "password"]
    assert form.is_valid()
    assert form.cleaned_data == {"statement": "x", "password": " a password "}


def test_who_proved_a_moment_ago_is_not_asked():
    form = StatementForm({"statement": "x", "password": "typed all the same"}, is_proved=True)

    assert form.is_valid()
    assert form.cleaned_data == {"statement": "x"}
    assert list(StatementForm().fields) == ["statement", "password"]


@pytest.mark.parametrize(
    "password",
    [None, "", "p\0", "\0", "p" * 1001],
    ids=["missing", "nothing", "nul in it", "nul", "long"],
)
def test_bad_input_gets_an_error_at_the_field(password):
    typed = {"statement": "x"} if password is None else {"statement": "x", "password": password}
    form = StatementForm(typed)

    assert not form.is_valid()
    assert set(form.errors) == {"password"}


def test_a_password_is_never_shown_again():
    form = ProofForm({"password": "one wrong password"})
    form.is_valid()
    form.add_error("password", WRONG)

    page = form.as_div()

    assert WRONG in page
    assert 'type="password"' in page
    assert 'autocomplete="current-password"' in page
    assert "one wrong password" not in page


def test_a_password_is_not_kept_with_a_form_sent_after_the_session_ended(cast, client):
    page = reverse("delegation_list")
    author = kept_forms.author_token(cast.beatrix, page)

    client.post(page, {"reason": "Away", "password": PASSWORD, "author": author})

    assert KeptForm.objects.get().body.reveal() == "reason=Away"

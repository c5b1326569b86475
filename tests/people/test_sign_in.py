"""Signing in and out."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from audit.services import events_about
from people.titles import EmploymentStatus
from tests.people.conftest import PASSWORD, hidden

ANSWER = "The user name or the password is not right."


def told(subject):
    return list(events_about(subject).values_list("action", flat=True))


def test_somebody_signs_in_and_their_work_opens(cast, browser, sign_in):
    answer = sign_in(browser, "dana")

    assert answer.status_code == 302
    assert answer.url == reverse("my_work")
    assert browser.session[SESSION_KEY] == str(cast.dana.pk)
    assert told(cast.dana) == ["session.opened"]


def test_the_user_name_counts_whatever_its_case(cast, browser, sign_in):
    assert sign_in(browser, " DANA ").status_code == 302


def test_a_look_alike_letter_is_not_the_letter(cast, browser, sign_in):
    cast.ines.username = "ines"
    cast.ines.save()

    assert sign_in(browser, "ınes").status_code == 200
    assert SESSION_KEY not in browser.session


def test_the_answer_is_the_same_whether_the_name_exists_or_not(cast, browser, sign_in):
    pages = []
    for username in ("dana", "nobody"):
        answer = sign_in(browser, username, "wrong")
        page = answer.content.decode().replace(f'value="{username}"', "")
        pages.append(page.replace(hidden(answer, "csrfmiddlewaretoken"), ""))

    assert ANSWER in pages[0]
    assert pages[0] == pages[1]


def test_a_refused_sign_in_is_recorded_without_what_was_typed(cast, browser, sign_in):
    sign_in(browser, "dana", "wrong")
    sign_in(browser, "my secret password", "wrong")

    assert told(cast.dana) == ["session.refused"]
    last = AuditEvent.objects.filter(action="session.refused").order_by("at").last()
    assert (last.subject_label, last.subject_id, last.facts) == ("sign_in", "", {})


def test_five_failures_lock_the_name_out_for_this_address(cast, browser, sign_in):
    for _attempt in range(4):
        assert sign_in(browser, "dana", "wrong").status_code == 200

    fifth = sign_in(browser, "DANA", "wrong")
    right = sign_in(browser, "dana", PASSWORD)

    assert (fifth.status_code, right.status_code) == (429, 429)
    assert "15 minutes" in right.content.decode()
    assert SESSION_KEY not in browser.session
    assert told(cast.dana) == ["session.refused"] * 4 + ["session.locked_out"] * 2


def test_a_lock_out_holds_for_one_name_and_one_address_only(cast, browser, sign_in):
    for _attempt in range(5):
        sign_in(browser, "dana", "wrong")

    elsewhere = Client(REMOTE_ADDR="10.1.1.1")

    assert sign_in(browser, "mateo").status_code == 302
    assert sign_in(elsewhere, "dana").status_code == 302


def test_a_lock_out_ends_after_fifteen_minutes(cast, browser, sign_in):
    for _attempt in range(5):
        sign_in(browser, "dana", "wrong")
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= datetime.timedelta(minutes=15, seconds=1)
        attempt.save()

    assert sign_in(browser, "dana").status_code == 302


def test_no_password_is_kept_among_the_failures(cast, browser, sign_in):
    sign_in(browser, "dana", "one wrong password")

    attempt = AccessAttempt.objects.get(username="dana")
    assert "one wrong password" not in attempt.post_data + attempt.get_data


@pytest.mark.parametrize(
    ("username", "password"),
    [("da\0na", "x"), ("d" * 101, "x"), ("dana", "p\0"), ("dana", "p" * 1001), ("", ""), ("dana", "")],
    ids=["nul in the name", "long name", "nul in the password", "long password", "nothing", "no password"],
)
def test_bad_input_gets_an_error_at_the_field(cast, browser, sign_in, username, password):
    answer = sign_in(browser, username, password)

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) <= {"username", "password"}
    assert answer.context["form"].errors
    assert told(cast.dana) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil",
        " //evil.example",
        "/" + "a" * 3000,
    ],
)
def test_next_is_followed_only_inside_the_portal(cast, browser, sign_in, address):
    assert sign_in(browser, "dana", next=address).url == reverse("my_work")


def test_next_leads_to_the_page_asked_for(cast, browser, sign_in):
    first = browser.get(reverse("youth_list"))
    assert first.url == f"{reverse('sign_in')}?next={reverse('youth_list')}"

    assert sign_in(browser, "dana", next=reverse("youth_list")).url == reverse("youth_list")


def test_somebody_signed_in_is_led_on(cast, as_user):
    assert as_user(cast.dana).get(reverse("sign_in")).url == reverse("my_work")


def test_the_session_key_changes_at_sign_in(cast, browser, sign_in):
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    browser.cookies["session"] = planted

    sign_in(browser, "dana")

    assert browser.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_session_is_opened_with_a_csrf_token_only(cast, browser):
    answer = browser.post(reverse("sign_in"), {"username": "dana", "password": PASSWORD})

    assert answer.status_code == 403
    assert SESSION_KEY not in browser.session


def test_signing_out_ends_the_session_and_clears_the_cache(cast, as_user):
    client = as_user(cast.dana)
    key = client.session.session_key

    answer = client.post(reverse("sign_out"))

    assert answer.url == reverse("sign_in")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get(reverse("inbox")).status_code == 302
    assert told(cast.dana) == ["session.closed"]


def test_a_link_cannot_sign_anybody_out(cast, as_user):
    client = as_user(cast.dana)

    assert client.get(reverse("sign_out")).status_code == 405
    assert client.get(reverse("inbox")).status_code == 200


def test_somebody_who_separated_can_neither_sign_in_nor_go_on(cast, browser, sign_in, as_user):
    client = as_user(cast.dana)
    assert client.get(reverse("inbox")).status_code == 200
    cast.dana.employment_status, cast.dana.is_active = EmploymentStatus.SEPARATED, False
    cast.dana.separated_on = "2026-11-17"
    cast.dana.save()

    assert client.get(reverse("inbox")).status_code == 302
    assert ANSWER in sign_in(browser, "dana").content.decode()


def test_another_password_ends_the_sessions_opened_with_the_old_one(cast, as_user):
    client = as_user(cast.dana)
    cast.dana.set_password("another password for tests")
    cast.dana.save()

    assert client.get(reverse("inbox")).status_code == 302


def test_signed_in_pages_are_never_stored(cast, as_user):
    assert as_user(cast.dana).get(reverse("inbox"))["Cache-Control"] == "no-store"

"""Addresses that link to nobody: whatever the browser says about its user stays at the door."""

import json
import logging

import pytest
import structlog
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import include, path

from audit.context import request_id
from audit.models import AuditEvent
from dys_social import urls
from dys_social.access import ACCESS
from tests.architecture.test_access import _patterns
from workflow import unlinked
from workflow.access import QUIET, SIGNED_IN, UNLINKED, access_to
from workflow.errors import NotAllowed
from workflow.verdicts import no

pytestmark = pytest.mark.django_db
PAGE, SENT, SECRET, FAILING, REFUSED = (
    f"/report/anonymous/{name}/" for name in ("page", "sent", "secret", "failing", "refused")
)
BROWSER = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "203.0.113.78",
    "HTTP_USER_AGENT": "Recognisable/7.7",
    "HTTP_REFERER": "https://intranet.example/whence",
    "HTTP_ACCEPT_LANGUAGE": "cy",
}


def _page(request):
    return render(request, "violations/unlinked.html")


def _seen(request):
    """All that a view can know of who asks, and what it may try to leave behind."""
    messages.success(request, "Kept for one page only.")
    request.session["left"] = "behind"
    structlog.get_logger("a view").warning("seen")
    meta = {name: str(value) for name, value in request.META.items() if not name.startswith("wsgi.")}
    return JsonResponse({"user": str(request.user), "id": request_id.get(), "cookies": request.COOKIES, "meta": meta})


def _secret(request):
    if request.GET.get("keep"):
        unlinked.keep(request, request.GET["keep"])
    if request.GET.get("forget"):
        unlinked.forget(request)
    return JsonResponse({"secret": unlinked.secret_of(request), "kept": unlinked.kept(request)})


def _failing(request):
    raise RuntimeError("It fails.")


def _refused(request):
    raise NotAllowed(no("Not now."))


class Urls:
    handler404, handler500 = urls.handler404, urls.handler500
    urlpatterns = [
        path("report/anonymous/page/", _page, name="the_page"),
        path("report/anonymous/sent/", _seen, name="the_sent"),
        path("report/anonymous/secret/", _secret, name="the_secret"),
        path("report/anonymous/failing/", _failing, name="the_failing"),
        path("report/anonymous/refused/", _refused, name="the_refused"),
        path("report/own/", _seen, name="the_own"),
        path("report/own/failing/", _failing, name="the_own_failing"),
        path("report/own/refused/", _refused, name="the_own_refused"),
        path("plain/", _seen, name="the_plain"),
        path("", include(urls)),
    ]


ENTRIES = {f"the_{name}": UNLINKED for name in ("page", "sent", "secret", "failing", "refused")}
ENTRIES |= {"the_own": QUIET, "the_own_failing": QUIET, "the_own_refused": QUIET, "the_plain": SIGNED_IN}
TABLE = ACCESS | ENTRIES


@pytest.fixture(autouse=True)
def more_addresses(settings):
    settings.ROOT_URLCONF = Urls
    settings.ACCESS_TABLE = f"{__name__}.TABLE"


@pytest.fixture
def signed_in(cast, as_user):
    """Dana's browser, at work elsewhere in the portal."""
    browser = as_user(cast.dana)
    browser.defaults |= BROWSER
    browser.raise_request_exception = False
    return browser


@pytest.fixture
def lines(caplog):
    """Everything that is logged, to the last detail."""
    caplog.set_level(logging.DEBUG)
    return caplog


def said(lines):
    return "\n".join(f"{record.name} {record.getMessage()} {record.exc_text or ''}" for record in lines.records)


def test_a_view_learns_nothing_of_who_asks(signed_in):
    seen = signed_in.post(SENT).json()

    assert (seen["user"], seen["id"], seen["cookies"]) == ("AnonymousUser", "", {})
    for value in (*BROWSER.values(), signed_in.cookies["session"].value):
        assert value not in json.dumps(seen), value


def test_elsewhere_a_view_knows(signed_in, cast):
    seen = signed_in.post("/plain/").json()

    assert seen["user"] == str(cast.dana) and seen["id"]
    assert all(value in json.dumps(seen) for value in BROWSER.values())


def test_the_session_of_the_browser_is_neither_read_nor_written(signed_in, django_assert_num_queries):
    before, cookie = list(Session.objects.values()), signed_in.cookies["session"].value

    with django_assert_num_queries(0):
        for address in (PAGE, SENT, SECRET, FAILING, "/report/anonymous/nowhere/"):
            answers = [signed_in.get(address), signed_in.post(address)]

            assert all("session" not in answer.cookies for answer in answers), address

    assert list(Session.objects.values()) == before
    assert signed_in.cookies["session"].value == cookie
    assert signed_in.get("/").status_code == 200  # still signed in there


@pytest.mark.parametrize("address", [PAGE, SENT, REFUSED, FAILING, "/report/anonymous/nowhere/"])
def test_nothing_of_it_is_logged_or_recorded(signed_in, cast, lines, address):
    before = AuditEvent.objects.count()

    signed_in.get(address)
    signed_in.post(address)

    for value in (*BROWSER.values(), cast.dana.username, cast.dana.public_id, "user_id", "user_agent", "'ip'"):
        assert str(value) not in said(lines), value
    assert AuditEvent.objects.count() == before


def test_a_failure_is_logged_all_the_same(signed_in, lines):
    assert signed_in.get(FAILING).status_code == 500

    assert "RuntimeError" in said(lines)


def test_its_own_filing_is_quiet_for_who_is_signed_in(signed_in, cast, lines):
    before = AuditEvent.objects.count()

    assert signed_in.get("/report/own/").json()["user"] == str(cast.dana)
    assert signed_in.get("/report/own/refused/").status_code == 403
    assert signed_in.get("/report/own/failing/").status_code == 500

    for value in (*BROWSER.values(), cast.dana.public_id, f"'user_id': {cast.dana.pk}", "'ip'"):
        assert str(value) not in said(lines), value
    assert AuditEvent.objects.count() == before


def test_elsewhere_it_is_logged(signed_in, cast, lines):
    signed_in.get("/plain/")

    assert all(str(value) in said(lines) for value in (cast.dana.pk, BROWSER["HTTP_USER_AGENT"], "request_started"))


def test_the_page_is_never_stored_and_sends_no_referrer(signed_in):
    for answer in (signed_in.get(PAGE), signed_in.get(FAILING), signed_in.get("/report/anonymous/nowhere/")):
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_one_cookie_comes_back_and_only_to_these_addresses(signed_in):
    first = signed_in.get(SECRET)
    cookie = first.cookies["report"]

    assert list(first.cookies) == ["report"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"], cookie["max-age"]) == (
        "/report/anonymous/",
        "Strict",
        True,
        "",
    )
    assert signed_in.get(SECRET).json() == first.json()


def test_a_browser_keeps_what_it_was_given_until_it_forgets(client):
    secret = client.get(SECRET, {"keep": "sealed-words_1"}).json()["secret"]

    assert client.get(SECRET).json() == {"secret": secret, "kept": "sealed-words_1"}
    client.get(SECRET, {"forget": "1"})
    assert client.cookies["report"].value == ""
    assert client.get(SECRET).json()["secret"] != secret


@pytest.mark.parametrize("value", ['"\\000"', "x", "x" * 9_000, "a.b.c", "." * 40, '"é"'])
def test_a_damaged_cookie_is_as_none(client, value):
    assert client.get(SECRET, HTTP_COOKIE=f"report={value}").status_code == 200


def test_a_form_needs_the_cookie_and_the_token(client):
    client.handler.enforce_csrf_checks = True
    sent = {"csrfmiddlewaretoken": client.get(SECRET).json()["secret"]}

    assert client.post(SENT, {}).status_code == 403
    assert client.post(SENT, sent, HTTP_ORIGIN="null", secure=True).status_code == 200  # no referrer makes it null
    assert client.post(SENT, sent, HTTP_SEC_FETCH_SITE="same-origin", HTTP_ORIGIN="null").status_code == 200
    assert client.post(SENT, sent, HTTP_SEC_FETCH_SITE="cross-site", HTTP_ORIGIN="null").status_code == 403
    assert client.post(SENT, sent, HTTP_ORIGIN="https://evil.example").status_code == 403
    client.cookies.clear()
    assert client.post(SENT, sent).status_code == 403


def test_the_page_loads_nothing_from_elsewhere_and_the_way_out_is_there(client):
    page = client.get(PAGE).content.decode()

    assert "You are not signed in." in page and "Leave quickly" in page
    assert page.count("https://") == 1 and 'href="https://www.mass.gov/" rel="noreferrer noopener nofollow"' in page


def test_every_address_beneath_the_path_is_unlinked():
    listed = {name: str(pattern.pattern) for name, pattern in _patterns(urls.urlpatterns) if name}
    beneath = {name for name, route in listed.items() if f"/{route}".startswith(unlinked.PATH)}

    assert {name for name in beneath if not ACCESS[name].is_unlinked} == set()
    assert access_to("/report/anonymous/page") == UNLINKED

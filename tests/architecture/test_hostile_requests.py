"""Junk around the form, in cookies, headers, bodies, paths: refused or ignored, never a failure, never a row."""

import pytest

from tests import hostile
from tests.architecture import crawler


@pytest.mark.parametrize(
    "cookies",
    [
        'session="\\000abc"',
        'session="\\012\\015"',
        "session=" + "x" * 9_000,
        "session=\x01\x02",
        "session=;;;===",
        'session="\\777"; csrf="\\000"',
        'csrf="\\000\\000"; session=',
        "csrf=" + "é" * 500,
        'messages="\\000"; django_language="\\000"',
        "$Version=1; session=a; session=b",
    ],
)
@pytest.mark.parametrize("address", ["/", "/sign-in/"])
def test_damaged_cookies_are_refused_or_ignored(cast, cookies, address):
    client = crawler.client_of(None)

    shown = crawler.get(client, address, HTTP_COOKIE=cookies)
    sent, changed = crawler.post(client, address, {"username": "dana", "password": "x"}, HTTP_COOKIE=cookies)

    assert shown.status_code < 500 and sent.status_code < 500
    assert not changed


@pytest.mark.parametrize("token", ["", "\x00", "x" * 64, "\\000" * 8, "é" * 32, "y" * 100_000])
def test_a_forged_token_is_refused(cast, as_user, token):
    client = as_user(cast.bram)
    client.handler.enforce_csrf_checks = True

    answer, changed = crawler.post(
        client, "/people/new/", {"csrfmiddlewaretoken": token}, HTTP_COOKIE=f'{_cookie(client)}; csrf="\\000damaged"'
    )

    assert (answer.status_code, changed) == (403, False)


def _cookie(client):
    return f"session={client.cookies['session'].value}"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "\x00"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "testserver:99999999"},
        {"HTTP_HOST": "[::1"},
        {"HTTP_HOST": "testserver@evil.example"},
        {"HTTP_HOST": "x" * 10_000},
        {"HTTP_HOST": "<script>alert(1)</script>"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_FOR": "\x00, 1.2.3.4, " + "9" * 5_000},
        {"REMOTE_ADDR": "no address"},
        {"HTTP_X_REQUEST_ID": "x" * 10_000},
        {"HTTP_X_REQUEST_ID": "a\x00b"},
        {"HTTP_X_CORRELATION_ID": "\ud800" * 200},
        {"HTTP_USER_AGENT": "\x00\x1b" + "x" * 10_000},
        {"HTTP_REFERER": "https://[::1"},
        {"HTTP_ACCEPT_LANGUAGE": "en-" * 5_000},
        {"HTTP_ACCEPT_ENCODING": "gzip;q=nan"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "https://[::1\x00", "HTTP_HX_TARGET": "\x00"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "%ff%00", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true"},
        {"HTTP_IF_MODIFIED_SINCE": "Wed, 99 Foo 99999 99:99:99 GMT"},
        {"HTTP_RANGE": "bytes=9-1"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_TYPE": "text/html; charset=nonsense"},
    ],
    ids=lambda headers: " ".join(headers),
)
def test_junk_in_headers_fails_no_page_and_no_refusal(cast, as_user, headers):
    client = crawler.client_of(cast.dana)

    for address in ("/", "/authorizations/", "/settings/", "/no/such/page/"):  # the third is refused, which is recorded
        answer = crawler.get(client, address, **headers)

        assert answer.status_code < 500, address


@pytest.mark.parametrize("size", [3_000_000, 10_000_000])
@pytest.mark.parametrize("address", ["/sign-in/", "/authorizations/new/", "/people/new/"])
def test_a_body_too_large_is_refused(cast, size, address):
    for person in (None, cast.bram):
        answer, changed = crawler.post(crawler.client_of(person), address, b"reason=" + b"x" * size)

        assert answer.status_code in (302, 400, 413)
        assert not changed


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "&".join(f"a{number}=1" for number in range(2_000)).encode()),
        ("application/x-www-form-urlencoded", b"%"),
        ("application/x-www-form-urlencoded", b"\xff\xfe\x00=\x00"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"reason=%2BADw-script%2BAD4-"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"reason=x"),
        ("application/json", b'{"reason": "\\ud800"}'),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a\x00"\r\n\r\n\x00\r\n--b--',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="../\x00.exe"\r\n\r\nMZ\r\n--b--\r\n',
        ),
        ("multipart/form-data; boundary=b", b"--b\r\n" * 3_000),
        ("text/xml", hostile.NAUGHTY["xml"].encode()),
        ("\x00", b"x"),
    ],
)
def test_a_body_that_is_no_form_is_refused_like_an_empty_one(cast, content_type, body):
    client = crawler.client_of(cast.bram)

    for address in ("/people/new/", "/settings/jjems_note_due/", "/sites/instagram/", "/sign-in/"):
        answer, changed = crawler.post(client, address, body, content_type=content_type)

        assert answer.status_code < 500, address
        assert not changed


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/people/%00/",
        "/people/%ed%a0%80/",
        "/people/%ff%fe/",
        "/sites/%E2%80%AE/",
        "/sites/" + "x" * 8_000 + "/",
        "/policy/%2e%2e%2f%2e%2e/",
        "/policy/B.2.c%00/",
        "/settings/" + "9" * 5_000 + "/",
        "/authorizations/00000000-0000-4000-8000-000000000000/edit/%00/",
        "/authorizations/00000000-0000-4000-8000-000000000000/edit/no-step/",
        "/demonstration/mail/..%2f..%2fetc%2fpasswd",
        "/demonstration/mail/%00",
        "/static/../manage.py",
        "/static/%00",
        "//evil.example/%2f..",
        "/sign-in/?next=//evil.example/%00",
    ],
)
def test_an_address_that_never_was_is_missing(cast, path):
    for person in (None, cast.dana, cast.bram):
        client = crawler.client_of(person)

        shown, (sent, changed) = crawler.get(client, path), crawler.post(client, path, {"reason": "x"})

        assert shown.status_code < 500 and sent.status_code < 500
        assert not changed

"""Sending a file: an attachment in a sandbox, in ranges, entered before the first byte."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from evidence.models import ORIGINAL
from evidence.responses import file_response
from evidence.states import CustodyAct


@pytest.fixture
def ask(file, cast, now):
    def send(part=ORIGINAL, **headers):
        request = RequestFactory().get("/", **headers)
        request.user = cast.beatrix
        return file_response(request, file, part, file_name="EV-1", at=now)

    return send


def body(response):
    return b"".join(response.streaming_content)


def test_the_original_comes_as_an_attachment_in_a_sandbox(ask, content):
    response = ask()

    assert body(response) == content
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'attachment; filename="EV-1.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    assert response["Content-Length"] == str(len(content))


def test_every_sending_is_on_the_custody_list_before_the_first_byte(ask, file, cast):
    ask()
    ask(1)

    entries = list(file.custody.values_list("act", "actor", "part"))
    assert entries[1:] == [
        (CustodyAct.DOWNLOADED, cast.beatrix.pk, "original"),
        (CustodyAct.VIEWED, cast.beatrix.pk, "1"),
    ]


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=3-99999999", 3, None)],
)
def test_a_range_is_answered_with_just_that(ask, content, header, first, last):
    response = ask(HTTP_RANGE=header)
    wanted = content[first:] if last is None else content[first : last + 1]

    assert (response.status_code, body(response)) == (206, wanted)
    start = first if first >= 0 else len(content) + first
    assert response["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(content)}"


@pytest.mark.parametrize(
    "header", ["bytes=0-1,5-6", "items=0-1", "bytes=-", "junk", "bytes=a-b", "bytes=" + "9" * 40 + "-"]
)
def test_what_is_no_single_range_gets_everything(ask, content, header):
    assert body(ask(HTTP_RANGE=header)) == content


@pytest.mark.parametrize("header", ["bytes=99999999-", "bytes=9-1", "bytes=-0"])
def test_a_range_outside_the_file_is_refused_and_not_entered(ask, file, content, header):
    response = ask(HTTP_RANGE=header)

    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert file.custody.count() == 1


def test_a_file_that_cannot_be_read_is_missing_and_not_entered(ask, file, vault):
    path = vault / file.stored_as(ORIGINAL)
    path.write_bytes(path.read_bytes()[:-9])

    with pytest.raises(Http404):
        ask()

    assert file.custody.count() == 1

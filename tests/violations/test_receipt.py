"""The receipt: proof under C.3 for its reporter; for anybody else valid or not, and the date."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.violations import own
from violations.models import KeyTry
from violations.services import as_reporter, keys, receipts, tries
from workflow.identity import acting_as_system

pytestmark = pytest.mark.django_db
VERIFY = "/report/verify/"


@pytest.fixture
def report(cast, now):
    return own.changed(own.filed(cast.dana, cast.beatrix, at=now, alleged={"C.2.a": {}}), receipt_code=keys.draw_code())


def verified(client, code):
    text = re.sub(r"<[^>]*>|\s+", " ", client.post(VERIFY, {"code": code}).content.decode())
    return re.search(r"Valid\. .*?\d{4}|Not valid", text).group()


@pytest.mark.clause("C.3")
def test_it_has_number_time_clauses_and_the_words_of_domain_12_3(cast, as_user, report):
    page = as_user(cast.dana).get(reverse("own_report_receipt", args=[report.public_id])).content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))

    assert f"You reported {report.number} on November 17, 2026 at 2:41 PM concerning clause(s) C.2.a" in text
    assert "keep this as proof under C.3. Filing here is not a 51A report." in text
    assert report.receipt_code in text


def test_its_fingerprint_is_of_what_was_filed(cast, report, now):
    other = own.filed(cast.dana, cast.beatrix, at=now)
    with as_reporter(cast.dana):
        first, again, different = (receipts.fingerprint_of(one) for one in (report, report, other))

    assert re.fullmatch("[0-9a-f]{64}", first)
    assert first == again != different


def test_anybody_learns_that_a_code_is_valid_and_the_date_and_nothing_else(client, report):
    code = report.receipt_code
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        assert verified(client, typed) == "Valid. A report was filed on November 17, 2026"

    page = client.post(VERIFY, {"code": code}).content.decode()
    for secret in (report.number, "C.2.a", "Dana", "Beatrix", "2:41", str(report.public_id), "Confidential"):
        assert secret not in page


@pytest.mark.parametrize("typed", ["x", "\0", "é" * 20, "2" * 19, "0" * 20, "' OR 1=1 --", "2" * 90])
def test_what_is_no_code_is_not_valid(client, typed, now):
    assert client.post(VERIFY, {"code": typed}).status_code in (200, 400)
    assert receipts.verify(typed, at=now) is None


def test_codes_are_limited_as_keys_are_with_the_same_words(client, report):
    unknown = keys.draw_code()

    assert {verified(client, unknown) for _turn in range(tries.EACH + 2)} == {"Not valid"}
    with acting_as_system("intake"):
        assert KeyTry.objects.count() == tries.EACH


def test_at_the_limit_of_all_a_valid_code_waits_a_minute(report, now):
    with acting_as_system("intake"):
        KeyTry.objects.bulk_create(KeyTry(mark=bytes([turn] * 32), at=now) for turn in range(tries.ALL))

    assert receipts.verify(report.receipt_code, at=now) is None
    assert receipts.verify(report.receipt_code, at=now + timedelta(minutes=1)) == now


def test_no_cookie_comes_with_it_and_none_is_needed(client, report):
    client.handler.enforce_csrf_checks = True
    answer = client.post(VERIFY, {"code": report.receipt_code})

    assert (answer.status_code, dict(answer.cookies)) == (200, {})

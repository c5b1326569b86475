"""Coming back with the seven words: what they open, how often they may be tried, what the browser keeps."""

import datetime
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evidence.models import StoredFile
from notifications.models import Mail, Notice
from tests.violations import own
from violations.models import Attachment, KeyTry, Message, ReportKey
from violations.services import as_key_holder, following, keys, thread, tries
from violations.states import State
from workflow.identity import acting_as_system

pytestmark = pytest.mark.django_db
FOLLOW = "/report/anonymous/follow/"
HOUR = datetime.timedelta(hours=1)
GENERIC = "This does not open a report."


@pytest.fixture
def report(cast, now):
    """(an anonymous report about Beatrix, its words)"""
    return own.anonymous(cast.beatrix, at=now)


@pytest.fixture
def opened(client, report):
    """A browser in which the words were typed, and the address of the report."""
    answer = client.post(FOLLOW, {"words": report[1]})
    return client, answer.url


def tried():
    with acting_as_system("intake"):
        return KeyTry.objects.count()


def messages_of(report):
    with acting_as_system("intake"):
        return [(row.by, row.text.reveal()) for row in Message.objects.filter(report=report)]


def test_the_words_open_the_report_however_they_are_typed(client, report):
    answer = client.post(FOLLOW, {"words": report[1].upper().replace(" ", ", ")}, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("follow_report", args=[report[0].public_id]), 302)]
    assert report[0].number in page and "Received" in page and "call 911" in page and "not a 51A report" in page
    assert tried() == 0


@pytest.mark.parametrize("typed", ["", "abacus", "abacus " * 7, "\0 abacus", "\ud800", "x" * 100_000, "zzzz " * 7])
def test_other_words_open_nothing_and_say_nothing(client, report, typed):
    body = urlencode({"words": typed}, errors="surrogatepass")
    answer = client.post(FOLLOW, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400
    assert client.get(reverse("follow_report", args=[report[0].public_id])).url == FOLLOW


def test_wrong_unknown_and_too_often_are_one_sentence(client, report, now):
    wrong, unknown = "abacus " * 3, keys.draw()
    answers = [client.post(FOLLOW, {"words": typed}) for typed in [wrong, *[unknown] * (tries.EACH + 1)]]

    sentences = {re.search(rf"{GENERIC}[^<]*", answer.content.decode()).group() for answer in answers}
    assert len(sentences) == 1
    assert tried() == tries.EACH  # what is no key is not counted, nor what was not tried any more


def test_at_the_limit_nothing_is_computed_and_an_hour_later_it_is(report, now, monkeypatch):
    computed, digest = [], keys.digest
    monkeypatch.setattr(keys, "digest", lambda words: computed.append(words) or digest(words))
    unknown = keys.draw()

    for _turn in range(tries.EACH + 3):
        assert following.open_key(unknown, at=now) is None
    assert len(computed) == tries.EACH

    following.open_key(unknown, at=now + HOUR)
    assert len(computed) == tries.EACH + 1


def test_all_tries_together_are_limited_also_for_the_right_words_and_soon_over(report, now):
    with acting_as_system("intake"):
        KeyTry.objects.bulk_create(KeyTry(mark=bytes([turn] * 32), at=now) for turn in range(tries.ALL))

    assert following.open_key(report[1], at=now) is None
    assert following.open_key(report[1], at=now + tries.ALL_WITHIN) is not None


def test_of_a_try_nothing_is_kept_but_a_keyed_hash_and_that_for_a_day(report, now):
    unknown = keys.draw()
    following.open_key(unknown, at=now)

    with acting_as_system("intake"):
        kept = KeyTry.objects.get()
    assert (len(kept.mark), kept.at) == (32, now)
    assert bytes(kept.mark) not in (keys.digest(unknown), unknown.encode())
    assert (tries.purge(now + 23 * HOUR), tries.purge(now + 24 * HOUR)) == (0, 1)


def test_the_browser_keeps_nothing_in_the_clear_and_only_this_browser_opens_it(opened, client, report):
    browser, address = opened
    cookie = browser.cookies["report"].value
    secret, _dot, kept = cookie.partition(".")

    for word in [*report[1].split(), keys.digest(report[1]).hex(), str(report[0].public_id), report[0].number]:
        assert word not in cookie
    assert browser.get(address).status_code == 200
    browser.cookies["report"] = f"{'a' * 32}.{kept}"
    assert browser.get(address).url == FOLLOW


def test_after_twenty_minutes_the_words_are_asked_for_again(report, now):
    digest = keys.digest(report[1])
    kept = following.sealed(digest, "secret", at=now)

    assert following.unsealed(kept, "secret", at=now + datetime.timedelta(minutes=19)) == digest
    assert following.unsealed(kept, "secret", at=now + datetime.timedelta(minutes=20)) is None
    assert following.unsealed(kept[:-4] + "AAAA", "secret", at=now) is None
    assert following.unsealed("é", "secret", at=now) is None


def test_what_was_written_meanwhile_is_shown_again_and_not_sent(client, report):
    address = reverse("follow_report", args=[report[0].public_id])
    late = client.post(address, {"text": "It went on today."})
    again = client.post(FOLLOW, {"words": report[1], "text": "It went on today."})

    assert "It went on today." in late.content.decode() and "It went on today." in again.content.decode()
    assert messages_of(report[0]) == []


def test_closing_it_forgets_it_in_this_browser(opened):
    browser, address = opened
    browser.post("/report/anonymous/follow/leave/")

    assert browser.get(address).url == FOLLOW


def test_the_words_of_one_report_open_no_other(opened, cast, now):
    browser, _address = opened
    other, _words = own.anonymous(cast.beatrix, at=now)
    named = own.filed(cast.dana, cast.beatrix, at=now)

    for report in (other, named):
        for page in ("follow_report", "follow_file", "follow_punished"):
            assert browser.get(reverse(page, args=[report.public_id])).status_code == 404


def test_an_answer_is_stored_once_and_who_handles_it_hears_that_something_waits(opened, report, cast):
    browser, address = opened
    own.handled_by(cast.priya, report[0])
    form = {"text": "It went on today.", "form_key": str(uuid.uuid4())}

    assert [browser.post(address, form).status_code for _click in range(2)] == [302, 302]

    assert messages_of(report[0]) == [(None, "It went on today.")]
    told = Notice.objects.get()
    assert (told.recipient, told.title, told.url) == (
        cast.priya,
        "A confidential report has changed",
        report[0].get_absolute_url(),
    )
    assert report[0].number not in Mail.objects.get().body
    assert "It went on today." in browser.get(address).content.decode()


def test_while_nobody_has_it_all_who_hold_it_hear_of_it(opened, report, cast):
    browser, address = opened
    browser.post(address, {"text": "It went on today."})

    assert {row.recipient for row in Notice.objects.all()} == {cast.imogen, cast.priya}


@pytest.mark.parametrize("text", ["", "   ", "a\0b", "\ud800", "x" * 5001])
def test_what_cannot_be_stored_is_said_at_the_field_and_kept(opened, report, text):
    browser, address = opened
    body = urlencode({"text": text}, errors="surrogatepass")
    answer = browser.post(address, body, content_type="application/x-www-form-urlencoded")

    assert (answer.status_code, messages_of(report[0])) == (400, [])
    with pytest.raises(ValidationError), as_key_holder(keys.digest(report[1])):
        thread.answer(report[0], text=text, form_key=uuid.uuid4(), at=report[0].filed_at)


def test_a_file_passes_the_gate_and_is_kept_of_nobody_without_a_name(opened, report, vault):
    browser, address = opened
    asked = browser.post(f"{address}file/", {"shows_minor": "no"})
    sent = browser.post(
        f"{address}file/", {"shows_minor": "no", "is_chosen": "1", "file": own.picture("dana.png")}
    )  # fmt: skip

    assert (asked.status_code, sent.url) == (200, address)
    file = StoredFile.objects.get()
    assert (file.received_by, bool(file.name), file.custody.get().actor) == (None, False, None)
    with acting_as_system("intake"):
        assert Attachment.objects.get().by is None
    assert "File: PNG" in browser.get(address).content.decode()


def test_a_yes_uploads_nothing_and_those_who_handle_it_are_told_at_once(opened, report, vault):
    browser, address = opened
    stopped = browser.post(
        f"{address}file/",
        {"shows_minor": "yes", "where": "demo_x", "is_chosen": "1", "file": own.picture("a.png")},
        follow=True,
    )  # fmt: skip

    assert "Nothing was uploaded" in stopped.content.decode()
    assert StoredFile.objects.count() == 0
    assert "demo_x" in messages_of(report[0])[0][1]
    assert all(row.is_urgent for row in Notice.objects.all())


@pytest.mark.parametrize("sent", [{}, {"shows_minor": "no", "is_chosen": "1"}, {"shows_minor": "perhaps"}])
def test_without_an_answer_or_a_file_nothing_is_kept(opened, sent, vault):
    browser, address = opened

    assert browser.post(f"{address}file/", sent).status_code == 400
    assert StoredFile.objects.count() == 0


def test_a_file_that_is_not_what_it_says_is_refused_at_the_field(opened, vault):
    browser, address = opened
    fake = own.picture("a.png", b"MZ\x90 no picture")
    answer = browser.post(f"{address}file/", {"shows_minor": "no", "is_chosen": "1", "file": fake})

    assert answer.status_code == 400 and "not a picture or PDF" in answer.content.decode()


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({"state": State.SUBMITTED}, "Received"),
        ({"state": State.INVESTIGATING, "triaged_at": "now"}, "Being looked at"),
        ({"state": State.SUBMITTED, "triaged_at": "now"}, "Being looked at"),  # passed on: that does not show
        ({"state": State.DISMISSED, "triaged_at": "now"}, "Closed"),
    ],
)
def test_the_state_is_told_so_coarsely_that_a_change_of_hands_does_not_show(opened, report, columns, shown, cast, now):
    browser, address = opened
    if columns["state"] != State.SUBMITTED:
        columns = columns | {"handler": cast.priya}
    own.changed(report[0], **{name: now if value == "now" else value for name, value in columns.items()})

    page = browser.get(address).content.decode()
    assert f"{shown}</span>" in page.replace("\n", "")
    for secret in ("Priya", "Legal Unit", "investigat", "dismiss", "Beatrix"):
        assert secret not in page


def test_the_page_needs_no_key_of_the_database_that_others_have(report):
    with as_key_holder(b"\0" * 32):
        assert not following.reports_opened().exists()
    with as_key_holder(keys.digest(report[1])):
        assert [one.pk for one in following.reports_opened()] == [report[0].pk]
        assert ReportKey.objects.count() == 1

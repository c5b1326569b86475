"""The inbox: one's own entries, newest first; opening one leads to what it is about."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.models import Notice
from notifications.services import close_obligations, fire_due, waiting_for

INBOX = "/inbox/"


def titles(response):
    return [notice.title for notice in response.context["page"].rows]


def test_the_inbox_shows_ones_own_entries_newest_first(cast, tell, as_user, now):
    tell(cast.dana, key="1", title="Older")
    tell(cast.dana, key="2", title="Newer", at=now + datetime.timedelta(hours=1))
    tell(cast.mateo, key="3", title="For Mateo")

    response = as_user(cast.dana).get(INBOX)

    assert titles(response) == ["Newer", "Older"]
    assert "For Mateo" not in response.text


def test_an_empty_inbox_says_so(cast, as_user):
    assert "Nothing has been sent to you yet." in as_user(cast.dana).get(INBOX).text


def test_only_unread_ones_on_request(cast, tell, as_user, now):
    tell(cast.dana, key="1", title="Opened before")
    Notice.objects.update(read_at=now)
    tell(cast.dana, key="2", title="Not yet")

    assert titles(as_user(cast.dana).get(INBOX, {"show": "unread"})) == ["Not yet"]


def test_a_long_inbox_is_paged_without_gap_or_overlap(cast, tell, as_user):
    for number in range(60):
        tell(cast.dana, key=str(number), title=f"Entry {number}")
    client = as_user(cast.dana)

    seen, cursor = [], ""
    for _ in range(3):
        page = client.get(INBOX, {"cursor": cursor}).context["page"]
        seen += [notice.title for notice in page.rows]
        cursor = page.older

    assert seen == [f"Entry {number}" for number in reversed(range(60))]
    assert cursor == ""


@pytest.mark.parametrize("cursor", ["\x00", "nonsense", "WyJvbGRlciIsICJ4IiwgMV0=", "é\ud800"])
def test_a_forged_cursor_gives_the_first_page(cast, tell, as_user, cursor):
    tell(cast.dana)

    response = as_user(cast.dana).get(INBOX, query_params={"cursor": cursor.encode("utf-8", "replace")})

    assert response.status_code in (200, 400)


def test_opening_an_entry_marks_it_read_and_leads_to_what_it_is_about(cast, tell, as_user):
    notice = tell(cast.dana, url="/supervision/SUP-2026-0001/")

    response = as_user(cast.dana).get(reverse("inbox_open", args=[notice.public_id]))

    assert (response.status_code, response.url) == (302, "/supervision/SUP-2026-0001/")
    notice.refresh_from_db()
    assert timezone.now() - notice.read_at < datetime.timedelta(minutes=1)


def test_opening_again_keeps_the_first_time(cast, tell, as_user, now):
    notice = tell(cast.dana)
    Notice.objects.update(read_at=now)

    as_user(cast.dana).get(reverse("inbox_open", args=[notice.public_id]))

    notice.refresh_from_db()
    assert notice.read_at == now


def test_somebody_elses_entry_does_not_exist(cast, tell, as_user):
    notice = tell(cast.dana)
    address = reverse("inbox_open", args=[notice.public_id])

    refused = as_user(cast.mateo).get(address)
    unheard_of = as_user(cast.mateo).get(address[:-2] + "0/")

    notice.refresh_from_db()
    assert (refused.status_code, unheard_of.status_code) == (404, 404)
    assert notice.read_at is None


def test_all_read_marks_what_stood_on_the_page_and_nothing_newer_nor_anybody_elses(cast, tell, as_user, now):
    seen = tell(cast.dana, key="1")
    newer = tell(cast.dana, key="2", at=now + datetime.timedelta(minutes=5))
    of_mateo = tell(cast.mateo, key="3")

    response = as_user(cast.dana).post(reverse("inbox_read"), {"up_to": now.isoformat()})

    assert response.url == INBOX
    for notice in (seen, newer, of_mateo):
        notice.refresh_from_db()
    assert (seen.read_at is None, newer.read_at is None, of_mateo.read_at is None) == (False, True, True)


@pytest.mark.parametrize("up_to", ["", "\x00", "tomorrow", "9" * 5000])
def test_a_forged_all_read_changes_nothing(cast, tell, as_user, up_to):
    tell(cast.dana)

    response = as_user(cast.dana).post(reverse("inbox_read"), {"up_to": up_to})

    assert response.status_code in (302, 400)
    assert waiting_for(cast.dana)[0] == 1


def test_all_read_takes_a_post(cast, as_user):
    assert as_user(cast.dana).get(reverse("inbox_read")).status_code == 405


def test_the_count_of_the_header_is_ones_own_unread(cast, tell, now):
    tell(cast.dana, key="1")
    tell(cast.dana, key="2")
    tell(cast.mateo, key="3")
    Notice.objects.filter(key="1").update(read_at=now)

    assert waiting_for(cast.dana)[0] == 1


def test_a_reminder_of_something_done_since_says_so(cast, owe, three_stages, as_user, now):
    obligation = owe(7)
    fire_due(now)
    client = as_user(cast.beatrix)
    assert "no longer waiting" not in client.get(INBOX).text

    close_obligations((obligation.subject_label, obligation.subject_id), at=now)

    assert "no longer waiting" in client.get(INBOX).text


def test_a_full_inbox_takes_no_more_queries_than_one_entry(cast, owe, three_stages, as_user, now):
    client = as_user(cast.beatrix)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(INBOX).status_code == 200
        return len(captured)

    owe(7)
    fire_due(now)
    queries()  # the first page of a session also writes the session
    one = queries()
    for _ in range(10):
        owe(7)
    fire_due(now)

    assert queries() == one

"""Pages that begin after a row: no row twice, none missed, and a cursor that is none gives the first page."""

import base64
import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.models import Notice
from workflow.keyset import _parse, paginate

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def notices(cast, now):
    """Twelve entries, three to an instant."""
    for number in range(12):
        at = now + number // 3 * MINUTE
        Notice.objects.create(
            key=f"n{number}", recipient=cast.dana, kind="test", title=str(number), url="/", created_at=at
        )
    return Notice.objects.filter(recipient=cast.dana)


def _titles(page):
    return [int(row.title) for row in page.rows]


def test_pages_follow_each_other_to_the_end_and_back(notices):
    first = paginate(notices, "", by="created_at", size=5)
    second = paginate(notices, first.older, by="created_at", size=5)
    third = paginate(notices, second.older, by="created_at", size=5)

    assert [_titles(page) for page in (first, second, third)] == [[11, 10, 9, 8, 7], [6, 5, 4, 3, 2], [1, 0]]
    assert (first.newer, third.older) == ("", "")
    back = paginate(notices, third.newer, by="created_at", size=5)
    assert _titles(back) == _titles(second)
    assert _titles(paginate(notices, back.newer, by="created_at", size=5)) == _titles(first)


def test_a_row_that_comes_meanwhile_moves_nothing(notices, cast, now):
    first = paginate(notices, "", by="created_at", size=5)
    Notice.objects.create(key="new", recipient=cast.dana, kind="test", title="12", url="/", created_at=now + 9 * MINUTE)

    assert _titles(paginate(notices, first.older, by="created_at", size=5)) == [6, 5, 4, 3, 2]


def test_a_page_costs_one_query_however_far_it_is(notices, django_assert_num_queries):
    cursor = paginate(notices, "", by="created_at", size=5).older

    with django_assert_num_queries(1):
        paginate(notices, cursor, by="created_at", size=5)


def _cursor(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


BROKEN = [
    "x",
    "é",
    "\x00",
    "W10=",
    _cursor(None),
    _cursor(["older", "2026-11-17", "one"]),
    _cursor(["older", None, 1]),
    _cursor(["sideways", "2026-11-17T00:00:00+00:00", 1]),
    _cursor(["older", "2026-13-45", 1]),
    _cursor(["older", "2026-11-17T00:00:00", 1]),
    _cursor(["older", "2026-11-17T00:00:00+00:00", float("inf")]),
    base64.urlsafe_b64encode(b"[" * 100_000).decode(),
]


@pytest.mark.parametrize("cursor", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_cursor_gives_the_first_page(notices, cursor):
    assert _titles(paginate(notices, cursor, by="created_at", size=5)) == [11, 10, 9, 8, 7]


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-17T00:00:00+00:00"]
)
@pytest.mark.parametrize("pk", [0, -1, 2**63, 10**40])
def test_values_at_the_edge_are_no_fault(notices, value, pk):
    for direction in ("older", "newer"):
        assert paginate(notices, _cursor([direction, value, pk]), by="created_at", size=5).rows is not None


@settings(deadline=None)
@given(st.one_of(st.text(), st.recursive(st.none() | st.integers() | st.floats() | st.text(), st.lists).map(_cursor)))
def test_no_text_breaks_the_reader(text):
    assert len(_parse(Notice, "created_at", text)) == 3

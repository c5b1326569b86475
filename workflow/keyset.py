"""Keyset paging: a page begins after the last row of the one before it, however many rows there are."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.timezone import is_naive

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page of rows; `newer` and `older` are cursors for links, empty where there is no such page."""

    rows: list
    newer: str = ""
    older: str = ""


def paginate(queryset, cursor, *, by, size=PAGE_SIZE):
    """The page at `cursor` ("" for the first) of a queryset ordered by the descending field `by`, then by id.

    A cursor that does not parse gives the first page.
    """
    direction, value, pk = _parse(queryset.model, by, cursor)
    if direction == "newer":
        rows = list(
            queryset.filter(Q(**{f"{by}__gt": value}) | Q(**{by: value, "pk__gt": pk})).order_by(by, "pk")[: size + 1]
        )
        has_newer, rows = len(rows) > size, rows[:size][::-1]
        has_older = True
    else:
        if direction == "older":
            queryset = queryset.filter(Q(**{f"{by}__lt": value}) | Q(**{by: value, "pk__lt": pk}))
        rows = list(queryset.order_by(f"-{by}", "-pk")[: size + 1])
        has_older, rows = len(rows) > size, rows[:size]
        has_newer = direction == "older"
    return Page(
        rows=rows,
        newer=_cursor("newer", by, rows[0]) if rows and has_newer else "",
        older=_cursor("older", by, rows[-1]) if rows and has_older else "",
    )


def _cursor(direction, by, row):
    value = row._meta.get_field(by).value_to_string(row)
    key = row._meta.pk.value_to_string(row)
    return base64.urlsafe_b64encode(json.dumps([direction, value, key]).encode()).decode()


def _parse(model, by, cursor):
    """(direction, value, pk), or Nones for anything that is not a cursor of ours."""
    try:
        direction, value, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if direction in ("newer", "older"):
            found = model._meta.get_field(by).to_python(value)
            key = model._meta.pk.to_python(pk)
            if isinstance(found, datetime):
                found = None if is_naive(found) else found.astimezone(UTC)  # Postgres takes no offset beyond 16 hours
            if found is not None and key is not None:
                return direction, found, key
    except (ValueError, TypeError, binascii.Error, OverflowError, RecursionError, ValidationError):
        pass
    return None, None, None

"""The tables of the registers: columns, cells, and what only an export with proof holds.

A cell is plain text, a number, a day, a moment, or a dictionary {text, meta, url, kind = the shape of a status, due = a
day that is said as a deadline}.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from policy.calendar import MASSACHUSETTS


@dataclass(frozen=True)
class Table:
    """`sealed`: the columns that only an export with proof holds; `deep`: what they are read from beside the row."""

    columns: list
    cells: Callable  # (row, day) -> list of cells
    prepare: Callable = lambda chunk: None  # looks up at once what the rows of a chunk are about
    sealed_columns: tuple = ()
    sealed: Callable = lambda row: []
    sealed_label: str = ""
    deep: tuple = ()


def plain(cell):
    """A cell as the text of an export."""
    if isinstance(cell, dict):
        parts = [cell.get("text") or plain(cell.get("due")), cell.get("meta")]
        return ", ".join(str(part) for part in parts if part)
    if isinstance(cell, datetime):
        return f"{cell.astimezone(MASSACHUSETTS):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def person(someone):
    """Name, title and worksite."""
    return {"text": someone.full_name, "meta": f"{someone.title}, {someone.worksite}"}


def name(someone):
    return someone.full_name if someone else ""

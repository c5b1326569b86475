"""Brings clauses, wordings and legal holidays into their tables after every migration and every flush of a test.

Idempotent, and writes only what differs. A text that changed under an old version is refused: somebody agreed to it.
"""

import tomllib
from pathlib import Path

import holidays
from django.apps import apps as current_apps
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from policy.calendar import local_day
from policy.catalogue import catalogue

WORDINGS_FILE = Path(__file__).with_name("wordings.toml")
YEARS_AHEAD = 3  # of legal holidays


def load_reference(*, using, apps=current_apps, **kwargs):
    """Receiver of post_migrate. Does nothing while the tables are not there (a migration backwards)."""
    try:
        clause, statement, wording, holiday = (
            apps.get_model("policy", name) for name in ("Clause", "ClauseStatement", "Wording", "LegalHoliday")
        )
    except LookupError:
        return
    with transaction.atomic(using=using):
        load_clauses(clause, statement, using)
        load_wordings(wording, using, read_wordings())
        this_year = local_day(timezone.now()).year
        load_holidays(holiday, using, this_year, this_year + YEARS_AHEAD)


def load_clauses(clause_model, statement_model, using):
    known = catalogue()
    clauses = [
        {
            "id": row.id,
            "parent_id": row.parent_id or None,
            "position": position,
            "label": row.label,
            "text": row.text,
            "severity": row.severity,
            "route": row.route,
        }
        for position, row in enumerate(known.clauses.values())
    ]
    statements = [
        {
            "id": row.id,
            "clause_id": row.clause_id,
            "position": position,
            "modality": row.modality,
            "summary": row.summary,
            "binds_portal": row.binds_portal,
            "is_reportable": row.is_reportable,
        }
        for position, row in enumerate(known.statements.values())
    ]
    _write_what_differs(clause_model.objects.using(using), clauses)
    _write_what_differs(statement_model.objects.using(using), statements)


def load_wordings(wording_model, using, rows):
    """Add the versions that are missing. Raises ImproperlyConfigured when a known version reads differently."""
    manager = wording_model.objects.using(using)
    stored = {(row["kind"], row["version"]): row for row in manager.values("kind", "version", "text")}
    missing = []
    for row in rows:
        known = stored.get((row["kind"], row["version"]))
        if known is None:
            missing.append(wording_model(**row))
        elif known["text"] != row["text"]:
            raise ImproperlyConfigured(
                f"The wording {row['kind']} version {row['version']} was changed in policy/wordings.toml. People agreed "
                f"to the old text: restore it and add version {row['version'] + 1}."
            )
    manager.bulk_create(missing)


def load_holidays(holiday_model, using, first, last):
    """Fill the years that have no row yet from the package; returns how many holidays were added."""
    manager = holiday_model.objects.using(using)
    known = {day.year for day in manager.dates("day", "year")}
    missing = sorted(set(range(first, last + 1)) - known)
    days = sorted(holidays.US(subdiv="MA", years=missing).items()) if missing else []
    manager.bulk_create([holiday_model(day=day, name=name) for day, name in days], ignore_conflicts=True)
    return len(days)


def read_wordings(text=None):
    data = tomllib.loads(WORDINGS_FILE.read_text(encoding="utf-8") if text is None else text)
    return [
        {
            "kind": row["kind"],
            "version": row["version"],
            "clause_id": row.get("clause"),
            "text": row["text"],
            "effective_on": row["effective_on"],
        }
        for row in data["wording"]
    ]


def _write_what_differs(manager, rows):
    names = list(rows[0])
    stored = {row["id"]: row for row in manager.values(*names)}
    differing = [manager.model(**row) for row in rows if stored.get(row["id"]) != row]
    if differing:
        manager.bulk_create(
            differing,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[name.removesuffix("_id") for name in names if name != "id"],
        )
    gone = stored.keys() - {row["id"] for row in rows}
    if gone:
        manager.filter(pk__in=gone).delete()

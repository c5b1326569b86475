"""The receipt of a report: proof for its reporter under C.3, and what anybody may learn from its code."""

import hashlib
import json

from violations.models import Report
from violations.services import keys, tries
from violations.services.following import clauses_of
from workflow.identity import acting_as_system


def fingerprint_of(report):
    """SHA-256 of what was filed, read as its reporter: number, time, clauses and what happened."""
    narrative = Report.objects.only("public_id", "narrative").get(pk=report.pk).narrative.reveal()
    told = [report.number, report.filed_at.isoformat(), clauses_of(report), narrative]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def verify(typed, *, at):
    """When the report was filed whose receipt has this code; None for whatever reason it is not valid."""
    code = keys.read_code(typed)
    if not code:
        return None
    try:
        with tries.one_try(code, at=at) as opened:
            with acting_as_system("intake"):
                filed_at = Report.objects.filter(receipt_code=code).values_list("filed_at", flat=True).first()
            if filed_at is not None:
                opened()
            return filed_at
    except tries.Limited:
        return None

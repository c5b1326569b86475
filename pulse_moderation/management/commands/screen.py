"""python manage.py screen: what the shipped rules find in texts, one JSON object a line. It needs no database."""

import json
import sys

from django.core.management.base import BaseCommand

from pulse_moderation.screening import Screen, Severity, shipped_rules

UNREADABLE = "This line is no JSON object with a text."


class Command(BaseCommand):
    help = 'Read lines of {"id", "text"} on standard input; write {"id", "hits"} for each, in the same order.'
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "--all", action="store_true", help="write also what is only noted (severity info) and holds nothing up"
        )

    def handle(self, **options):
        screen, least = Screen(shipped_rules()), Severity.INFO if options["all"] else Severity.CAUTION
        for line in getattr(sys.stdin, "buffer", sys.stdin):
            if line.strip():
                self.stdout.write(json.dumps(answer(line, screen, least)))
        self.stdout.flush()


def answer(line, screen, least=Severity.CAUTION):
    """What one line is answered with: hits of at least this severity.

    Never raises: a line that cannot be read is answered with the reason.
    """
    try:
        asked = json.loads(line)
        text = asked["text"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {"id": None, "error": UNREADABLE}
    if not isinstance(asked, dict) or not isinstance(text, str):
        return {"id": None, "error": UNREADABLE}
    hits = [hit for hit in screen.hits(text) if not hit.restricted and Severity(hit.severity).rank >= least.rank]
    return {"id": asked.get("id"), "hits": [_plain(hit) for hit in hits]}


def _plain(hit):
    return {"rule": hit.rule, "clause": hit.clause, "severity": str(hit.severity), "start": hit.start, "end": hit.end}

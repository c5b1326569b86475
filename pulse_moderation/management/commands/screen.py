"""python manage.py screen: what the shipped rules find in texts, one JSON object a line. It needs no database."""

import json
import sys

from django.core.management.base import BaseCommand

from pulse_moderation.screening import Screen, shipped_rules

UNREADABLE = "This line is no JSON object with a text."


class Command(BaseCommand):
    help = 'Read lines of {"id", "text"} on standard input; write {"id", "hits"} for each, in the same order.'
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, **options):
        screen = Screen(shipped_rules())
        for line in getattr(sys.stdin, "buffer", sys.stdin):
            if line.strip():
                self.stdout.write(json.dumps(answer(line, screen)))
        self.stdout.flush()


def answer(line, screen):
    """What one line is answered with. Never raises: a line that cannot be read is answered with the reason."""
    try:
        asked = json.loads(line)
        text = asked["text"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {"id": None, "error": UNREADABLE}
    if not isinstance(asked, dict) or not isinstance(text, str):
        return {"id": None, "error": UNREADABLE}
    return {"id": asked.get("id"), "hits": [_plain(hit) for hit in screen.hits(text) if not hit.restricted]}


def _plain(hit):
    return {"rule": hit.rule, "clause": hit.clause, "severity": str(hit.severity), "start": hit.start, "end": hit.end}

"""How a log line is written: as JSON, without the key of anybody's calendar (rule: ids only, never what opens a door)."""

import re

import structlog

# Both as an address and as it stands behind a question mark, with or without its ending.
CALENDAR_KEY = re.compile(r"((?:/|%2F)calendar(?:/|%2F))[^\s\"'?&\\]+", re.IGNORECASE)
_as_json = structlog.processors.JSONRenderer()


def write(logger, name, event):
    """The last processor of every line, whoever wrote it: Django names the address of what it refuses or fails on."""
    return CALENDAR_KEY.sub(r"\1[key]", _as_json(logger, name, event))

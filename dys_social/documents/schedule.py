"""docs/schedule.md: what runs by the clock, and the ladders of what is due."""

from datetime import timedelta

from dys_social.celery import app
from dys_social.documents.markdown import MADE_BY, table
from notifications.ladder_words import days_words, stage_title
from notifications.ladders import Audience, all_ladders
from policy.settings_table import SETTINGS


def schedule_page():
    lines = [
        "# Schedule",
        "",
        f"What the portal does by itself, and when it reminds whom. {MADE_BY}",
        "",
        "## Jobs",
        "",
        "What is due stands in Postgres; a job only looks. Running one twice does nothing twice, a missed run is caught up.",
        "",
        *table(
            ["Job", "Every", "Task"],
            [(name, _every(job["schedule"]), f"`{job['task']}`") for name, job in app.conf.beat_schedule.items()],
        ),
        "",
        "## Reminders",
        "",
        "None of these periods is policy. Those that are settings can be changed within bounds by an administrator, the "
        "days of the reminders by the Legal Unit. People are looked up at the moment a reminder goes; who was told once "
        "goes on being told; of several missed ones only the newest goes. One mail a person and day carries them.",
        "",
        "The two clocks of a 51A report count hours and stand apart: 24 and 44 hours after the item was logged, then every "
        "hour in the inbox while it is late.",
    ]
    for ladder in all_ladders():
        due = f" Due: `{ladder.setting}`, {_in_words(SETTINGS[ladder.setting])}." if ladder.setting else ""
        serves = f" Serves {ladder.clause}." if ladder.clause else ""
        lines += ["", f"### {ladder.label}", "", f"`{ladder.kind}`.{serves}{due}", ""]
        lines += table(["Stage", "When", "Then also told"], [_row(rule) for rule in ladder.stages])
    return "\n".join(lines) + "\n"


def _row(rule):
    return stage_title(rule), days_words(rule), ", ".join(str(Audience(name).label) for name in rule.to)


def _every(seconds):
    seconds = int(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds % size == 0:
            count = seconds // size
            return name if count == 1 else f"{count} {name}s"
    return f"{seconds} seconds"


def _in_words(entry):
    return f"{entry.default} {entry.unit} unless changed"

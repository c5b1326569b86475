"""docs/schedule.md: what runs by the clock, and the ladders of what is due."""

from datetime import timedelta

from authorizations import notices
from authorizations.notices import evidence, issues
from dys_social.celery import app
from dys_social.documents.markdown import MADE_BY, table
from dys_social.notices import VACANCY
from investigations import notices as confidential
from notifications.ladders import BUSINESS, all_ladders
from policy.settings_table import SETTINGS

TOLD_OF_ISSUES = (
    "the owner, or the whole Legal Unit while nobody has it; late by five business days also the General Counsel; "
    "never whom it"
)

# kind: (what is due, the setting that says when or None, who hears of it)
LADDERS = {
    notices.RENAME: ("A new account name to decide", "supervision_decision_due", "the supervisor, and who stands in"),
    VACANCY: ("A supervisor of record for somebody with open items", None, "the next level and administrators"),
    notices.DECISION: (
        "A request to decide",
        "supervision_decision_due",
        "the supervisor, and who stands in; once late also the next in line",
    ),
    notices.EXPIRY: ("The last day of an authorization", "supervision_expiry_days", "the employee and the supervisor"),
    notices.NOTE: (
        "A JJEMS note to enter and confirm",
        "jjems_note_due",
        "the employee, or the assigned caseworker of an employee who left; once late also the supervisor; "
        "from five business days on also the next in line",
    ),
    evidence.FILE: (
        "A captured item to put in the youth's file",
        "evidence_file_due",
        "who captured it; once late also their supervisor",
    ),
    evidence.DUTY: (
        "A notification that policy calls for",
        None,
        "who captured the item; once late also their supervisor. The two clocks of a 51A report count hours: 24 and 44 "
        "hours after the item was logged, then every hour in the inbox while it is late",
    ),
    issues.ISSUE: (
        "A compliance issue to answer",
        "compliance_issue_due",
        f"{TOLD_OF_ISSUES} is about",
    ),
    confidential.ISSUE: (
        "A confidential compliance issue to answer",
        "compliance_issue_due",
        f"{TOLD_OF_ISSUES} is about, nor the investigator",
    ),
    confidential.DECISION: (
        "A confidential request to decide",
        "investigation_decision_due",
        "the supervisor; late by three days also the Legal Unit, by six the General Counsel, and nobody else",
    ),
    confidential.CONCURRENCE: (
        "A confidential request for the Legal Unit",
        "investigation_decision_due",
        "the Legal Unit",
    ),
    confidential.CONTACT: ("Communication with youth to decide", "investigation_decision_due", "the supervisor"),
    confidential.EXPIRY: (
        "The last day of an investigation authorization",
        "investigation_expiry_days",
        "the investigator and the supervisor",
    ),
    confidential.RECORD: (
        "The name of an account to record",
        "profile_deactivation_due",
        "the investigator and the supervisor; late by three days also the Legal Unit",
    ),
    confidential.ACKNOWLEDGE: ("An account record to hold", "profile_deactivation_due", "the supervisor"),
    confidential.PROFILE_REVIEW: ("A profile to review", "legal_profile_review_first", "the Legal Unit"),
    confidential.DEACTIVATE: (
        "A profile to deactivate",
        "profile_deactivation_due",
        "the investigator and the supervisor; late by three days also the Legal Unit",
    ),
    confidential.MEETING: (
        "A review meeting to hold (B.3.b)",
        "investigation_review_interval_days",
        "the investigator and the supervisor; overdue by `review_escalate_after_days` also the Legal Unit, by twice as many "
        "the General Counsel, and nobody else",
    ),
    notices.REAFFIRM: (
        "An authorization to re-affirm by a new supervisor",
        "youth_reaffirm_after_supervisor_change_days",
        "the new supervisor",
    ),
}


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
        "None of these periods is policy. Those that are settings can be changed within bounds by an administrator. "
        "People are looked up at the moment a reminder goes; of several missed ones only the newest goes.",
    ]
    for ladder in all_ladders():
        what, setting, people = LADDERS[ladder.kind]
        due = f"Due: `{setting}`, {_in_words(SETTINGS[setting])}. " if setting else ""
        lines += ["", f"### {what}", "", f"`{ladder.kind}`. {due}Told: {people}.", ""]
        lines += table(["Stage", "When"], [(rule.name, _when(rule)) for rule in ladder.stages])
    return "\n".join(lines) + "\n"


def _every(seconds):
    seconds = int(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds % size == 0:
            count = seconds // size
            return name if count == 1 else f"{count} {name}s"
    return f"{seconds} seconds"


def _in_words(entry):
    return f"{entry.default} {entry.unit} unless changed"


def _when(rule):
    days = f"{rule.unit} day"
    if rule.offset_days == 0:
        when = "on the day"
    else:
        count = abs(rule.offset_days)
        when = f"{count} {days}{'s' if count > 1 else ''} {'before' if rule.offset_days < 0 else 'after'}"
    if rule.repeat_every is None:
        return when
    again = f"every {days}" if rule.repeat_every == 1 else f"every {rule.repeat_every} {days}s"
    until = (
        f" up to {rule.up_to} {'business ' if rule.unit == BUSINESS else ''}days after"
        if rule.up_to
        else " until it is done"
    )
    return f"{when}, then {again}{until}"

"""What a reporter reads of their report, in words that say what it means and what comes next."""

from django.utils.translation import gettext as _

from evidence.safety.kinds import FileKind
from policy.services import settings_now
from violations.rules.status import Status, status_of
from violations.services import following, thread

SHAPES = {Status.RECEIVED: "later", Status.LOOKED_AT: "due", Status.ENDED: "passed"}


def status(report):
    """{kind, text, means, next, ours}"""
    found = status_of(report)
    means, next_, ours = _words(found)
    return {"kind": SHAPES[found], "text": found.label, "means": means, "next": next_, "ours": ours}


def _words(found):
    if found == Status.RECEIVED:
        days = settings_now()["violation_triage_due"]
        return (
            _("It is with people who may handle it. Nobody it names is among them, and nobody above them."),
            _("They read it within %(n)s business days, and ask you here if they need to know more.") % {"n": days},
            _("DYS target, not policy"),
        )
    if found == Status.LOOKED_AT:
        return (
            _("Somebody has read it and it is being worked on. That can take weeks."),
            _("Look here again from time to time. Answer what you are asked, if you can and want to."),
            "",
        )
    return (
        _("The work on it has ended. What was found about a person is told to nobody else."),
        _("If it goes on, or you learn more, write it below: it is read."),
        "",
    )


def entries(report):
    """The thread, ready to show."""
    names = {"reporter": _("You"), "dys": _("DYS"), "portal": _("DYS, by the calendar")}
    return [
        entry | {"name": names[entry["who"]], "file": _file(entry["file"]) if "file" in entry else None}
        for entry in thread.entries_of(report)
    ]


def _file(file):
    return _("File: %(kind)s, %(size)s KB") % {"kind": FileKind(file.kind).label, "size": max(file.size // 1024, 1)}


def clauses(report):
    """(ids of the clauses, whether it also says "not sure")"""
    found = following.clauses_of(report)
    return [clause for clause in found if clause], "" in found

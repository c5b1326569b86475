"""What the pages of an audit show, as the dictionaries the components take."""

from django.utils.translation import gettext as _

from audit.sentences import sentence
from audit.services import events_about
from people.models import User, Worksite
from policy.calendar import moment
from pulse_moderation.choices import DecisionKind, Judged, Kind, Population, Stratum
from pulse_moderation.models import Hit, Post
from pulse_moderation.models.audits import AUDITS
from pulse_moderation.services import audit_figures
from pulse_moderation.states import AuditState
from pulse_moderation.views.shown import DETAILS, SECRET, VEILED, pieces

STATUS = {AuditState.OPEN: "open", AuditState.FINISHED: "ended"}
JUDGED = {Judged.AGREE: "passed", Judged.DISAGREE: "judgment", "": "open"}
MOST_EVENTS = 30


def audits(rows):
    """[{audit, status}] of a list."""
    return [{"audit": audit, "status": _status(audit)} for audit in rows]


def facts(audit):
    """Everything the page and the paper say of an audit."""
    entries = audit_figures.entries_of(audit)
    found = audit_figures.figures(audit, entries)
    return {
        "audit": audit,
        "status": _status(audit),
        "how": how(audit),
        "figures": found,
        "tables": _tables(found),
        "entries": [_line(entry) for entry in entries],
        "population": Population(audit.population).label,
    }


def _status(audit):
    return {"kind": STATUS[audit.state], "text": str(audit.get_state_display())}


def how(audit):
    """How it was drawn: who, from what, by which lot."""
    groups = str(Stratum(audit.stratified_by).label) if audit.stratified_by else ""
    return [
        {"label": _("Drawn by"), "value": audit.drawn_by.full_name, "meta": moment(audit.created_at)},
        {"label": _("Drawn from"), "value": str(audit.get_population_display()), "meta": _days(audit)},
        {"label": _("Only"), "value": ", ".join(_scope(audit.scope))},
        {"label": _("Method"), "value": str(audit.get_method_display()), "meta": groups},
        {"label": _("Size"), "value": str(audit.size)},
        {"label": _("Seed"), "value": audit.seed, "meta": _("ordered by SHA-256 of “seed:id”")},
        {
            "label": _("Finished by"),
            "value": audit.finished_by.full_name if audit.finished_by else "",
            "meta": moment(audit.finished_at),
        },
    ]


def _days(audit):
    return _("%(first)s to %(last)s") % {"first": _day(audit.first_on), "last": _day(audit.last_on)}


def _day(day):
    return f"{day:%b}\u00a0{day.day}, {day.year}"


def _scope(scope):
    if kind := scope.get("kind"):
        yield str(Kind(kind).label)
    if decision := scope.get("decision"):
        yield str(DecisionKind(decision).label)
    if clause := scope.get("clause"):
        yield clause
    if moderator := scope.get("moderator"):
        person = User.objects.filter(public_id=moderator).first()
        yield person.full_name if person else _("somebody")
    if worksite := scope.get("worksite"):
        yield str(Worksite.objects.filter(pk=worksite).first() or "")


def _tables(found):
    titles = [
        ("decision", _("By decision"), _("Decision")),
        ("clause", _("By clause"), _("Clause")),
        ("moderator", _("By moderator"), _("Moderator")),
        ("stratum", _("By group of the draw"), _("Group")),
    ]
    return [{"title": title, "head": head, "rows": found[key], "key": key} for key, title, head in titles if found[key]]


def _line(entry):
    return {
        "entry": entry,
        "what": entry.decision.get_kind_display() if entry.decision else _("Shown without a decision"),
        "clauses": [clause.pk for clause in entry.decision.clauses.all()] if entry.decision else [],
        "status": {
            "kind": JUDGED[entry.verdict],
            "text": str(entry.get_verdict_display()) if entry.verdict else _("Not judged"),
        },
    }


def entry_facts(entry, *, is_readable):
    """One decision of the sample: the post, what screening found, what was decided, and what happened to it. What was
    written of a private message that the reader may not read, or has not opened, is closed as the message is.
    """
    found = Hit.objects.filter(revision=entry.revision).shown().select_related("rule")
    hits = list(found.order_by("start", "pk"))
    events = events_about(entry.post).filter(is_confidential=False).order_by("-at", "-event_id")[:MOST_EVENTS]
    return {
        "audit": entry.audit,
        "entry": entry,
        "post": entry.post,
        "line": _line(entry),
        "facts": _post_facts(entry),
        "decision_facts": _decision_facts(entry.decision, is_readable) if entry.decision else [],
        "hits": hits,
        "veiled": VEILED | DETAILS | SECRET,  # rules of which the text itself shows no more
        "pieces": pieces(entry.revision.text, hits),
        "is_old_text": entry.post.current_id != entry.revision_id,
        "entries": [{"at": event.at, "text": sentence(event), "kind": "", "clause": event.clause} for event in events],
    }


def _post_facts(entry):
    post = entry.post
    return [
        {"label": _("Kind"), "value": str(post.get_kind_display())},
        {"label": _("Author"), "value": post.writer, "meta": str(post.worksite or "")},
        {"label": _("Posted"), "value": moment(entry.revision.posted_at)},
        {"label": _("State now"), "value": str(post.get_state_display())},
        {"label": _("From"), "value": str(post.source or post.get_origin_display())},
    ]


def _decision_facts(decision, is_readable):
    ground = _("Discretion of DYS") if decision.is_discretion else ""
    return [
        {"label": _("Decided"), "value": str(decision.get_kind_display()), "meta": _undoing(decision)},
        {"label": _("By"), "value": decision.decided_by.full_name, "meta": moment(decision.decided_at)},
        {"label": _("Came to light by"), "value": str(decision.get_detection_display())},
        {"label": _("Ground"), "value": ground, "clause": "B.1.a" if ground else ""},
        {"label": _("To the author"), "value": decision.reason if is_readable else ""},
        {"label": _("Note"), "value": decision.note if is_readable else ""},
    ]


def _undoing(decision):
    """What it undid, or by whom and when it was undone."""
    if decision.undoes is not None:
        undone, by = decision.undoes, decision.undoes.decided_by.full_name
        return _("Undid: %(what)s, %(name)s") % {"what": undone.get_kind_display(), "name": by}
    undo = getattr(decision, "undone_by", None)
    if undo is None:
        return ""
    return _("Undone by %(name)s, %(when)s") % {"name": undo.decided_by.full_name, "when": moment(undo.decided_at)}


def is_visible(user, post):
    """Whether this person may know the text of a post at all; auditors read no private message."""
    return bool(user.roles & AUDITS) and Post.objects.visible_to(user).filter(pk=post.pk).exists()

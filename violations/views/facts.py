"""What the page of one report shows, as the dictionaries the components take. Call it inside acting_as."""

from django.utils.translation import gettext as _

from audit.sentences import sentence
from audit.services import events_about
from people.roles import Role
from policy.calendar import local_day, moment
from violations import notices
from violations.choices import REFERRALS, AimedAt, Answer, Decided, Found, NoteKind, SubjectBasis
from violations.rules import findings as finding_rules
from violations.rules import parts
from violations.rules.intake import words_of
from violations.rules.parts import As, Deed
from violations.services import clock, findings, thread
from violations.services.standing import standing_of
from violations.states import ENDED, Act, State
from violations.views.panel import act_url, panel

MOST = 60
SEVERITY = {"critical": "critical", "high": "due", "medium": "later", "low": "later"}
STATE = {
    State.SUBMITTED: "submitted",
    State.FINDINGS_REVIEW: "due",
    State.DEFERRED: "hold",
    State.DISMISSED: "ended",
    State.DUPLICATE: "ended",
    State.CLOSED: "ended",
}
NOT_FOUND_YET = (State.SUBMITTED, State.TRIAGE, State.DUPLICATE)
FOUND = {Found.SUSTAINED: "refused", Found.EXONERATED: "passed", Found.UNFOUNDED: "passed"}


def report_context(report, actor, at):
    """Everything on the page; what hangs on the report is read once."""
    standing = standing_of(report, actor)
    safety, owed = _safety(report), _duties(report, standing, at)
    beside = panel(report, actor, at)
    can = beside.pop("can")
    subjects = list(report.subjects.filter(basis=SubjectBasis.NAMED).select_related("person__worksite").order_by("pk"))
    allegations = list(report.allegations.order_by("pk"))
    hearings = list(report.hearings.order_by("sent_at"))
    return {
        "report": report,
        "status": {"kind": STATE.get(report.state, "open"), "text": report.get_state_display()},
        "severity": {"kind": SEVERITY[report.severity], "text": str(report.get_severity_display()).partition(":")[0]},
        "clauses": [row.clause_id for row in allegations if row.clause_id],
        "is_not_sure": any(row.clause_id is None for row in allegations),
        "band": _band(report, at),
        "told_story": _story(report, actor),
        "subjects": [_subject(row, [one for one in hearings if one.subject_id == row.pk], at) for row in subjects],
        "details": [row for row in map(_details, allegations) if row["rows"]],
        "safety": safety,
        "is_safety_first": not safety or any(duty["is_open"] for duty in owed),
        "decisions": _decisions(report, standing),
        "duties": owed,
        "table": [] if report.state in NOT_FOUND_YET else _findings(report, actor, standing),
        "p3": next((row for row in allegations if row.clause_id == "P.3" and "sign" in can), None),
        "actions": _actions(report, standing),
        "lanes": _lanes(report, actor, can),
        "people": _people(report, standing, actor),
        "files": list(report.attachments.select_related("file")),
        "entries": _timeline(report),
    } | beside


def _band(report, at):
    due = clock.due_of(report, at)
    is_paused = clock.is_paused(report)
    rows = [
        {"label": _("Received"), "value": moment(report.filed_at)},
        {"label": _("Held by"), "value": report.get_pool_display()},
        {"label": _("Handled by"), "value": report.handler.full_name if report.handler else _("nobody yet")},
    ]
    if is_paused:
        rows.append(
            {"label": _("Clocks"), "status": {"kind": "hold", "text": _("stopped until somebody outside answers")}}
        )
    elif report.state not in ENDED:
        for kind, label in ((notices.TRIAGE, _("Look at it by")), (notices.FINDINGS, _("Close it by"))):
            if kind in due:
                late = due[kind] < local_day(at)
                rows.append({"label": label, "value": _day(due[kind]),
                             "status": {"kind": "overdue", "text": _("late")} if late else None})  # fmt: skip
    return rows


def _day(day):
    return f"{day:%a %b} {day.day}, {day.year}"


def _story(report, actor):
    when = ""
    if report.occurred_from:
        when = _day(report.occurred_from)
        if report.is_ongoing:
            when = _("%(day)s, still going on") % {"day": when}
        elif report.occurred_to and report.occurred_to != report.occurred_from:
            when = _("%(first)s to %(last)s") % {"first": when, "last": _day(report.occurred_to)}
    answers = dict(Answer.choices)
    known_on = report.known_on.reveal() if actor.has_role(Role.LEGAL, Role.GENERAL_COUNSEL) else ""
    outside = report.reported_for.reveal() or {}
    rows = [
        {"label": _("When"), "value": when},
        {"label": _("Where"), "value": report.get_site_kind_display()},
        {"label": _("What"), "value": report.get_medium_display()},
        {"label": _("Site"), "value": report.platform.name if report.platform else ""},
        {"label": _("Account"), "value": report.account_name.reveal() or ""},
        {"label": _("Address"), "value": report.url.reveal() or ""},
        {"label": _("Still to be seen"), "value": answers[report.is_still_visible]},
        {"label": _("Youth at risk"), "value": answers[report.is_youth_at_risk]},
        {"label": _("Youth"), "value": report.youth_involved.reveal() or ""},
        {"label": _("Told already"), "value": report.already_told.reveal() or ""},
        {"label": _("Taken down for"), "value": ", ".join(str(one) for one in outside.values() if one)},
        {"label": _("Learned of it"), "value": known_on or ""},
        {"label": _("Reported"), "value": _mode(report)},
    ]  # fmt: skip
    return {"text": report.narrative.reveal(), "rows": rows}


def _mode(report):
    mode = report.get_mode_display()
    return _("%(mode)s, about themselves") % {"mode": mode} if report.is_self_report else mode


def _subject(row, hearings, at):
    """As the latest notice stands; what was answered to each of them."""
    if row.person is None:
        return {"name": row.description.reveal(), "meta": _("not known by name")}
    state, hearing = "", hearings[-1] if hearings else None
    if hearing is not None:
        if hearing.answered_at:
            state = _("Answered the notice")
        elif hearing.waived_at:
            state = _("Did not want to answer")
        elif finding_rules.is_heard(hearing, local_day(at)):
            state = _("Let the time to answer pass")
        else:
            state = _("May answer until %(day)s") % {"day": _day(hearing.answer_by)}
    return {
        "name": row.person.full_name,
        "meta": f"{row.person.title}, {row.person.worksite}",
        "heard": state,
        "answer": "\n\n".join(one.answer.reveal() for one in hearings if one.answered_at),
        "representative": hearing.representative.reveal() if hearing is not None else "",
    }


def _details(allegation):
    details = allegation.details.reveal() or {}
    established = words_of(details.get("established", {}))
    return {
        "clause": allegation.clause_id,
        "rows": [{"label": label, "value": value} for label, value in words_of(details)]
        + [{"label": label, "value": value, "meta": _("established")} for label, value in established],
    }


def _safety(report):
    rows = report.safety.select_related("by", "manager")
    return [
        {
            "measure": row.get_measure_display(),
            "contact": row.get_has_contact_display(),
            "text": row.text.reveal(),
            "by": row.by.full_name,
            "manager": row.manager.full_name if row.manager else "",
            "at": row.at,
            "seen_at": row.seen_at,
        }
        for row in rows
    ]


def _decisions(report, standing):
    may_note = parts.may(Deed.NOTE, report.state, standing)
    may_confirm = parts.may(Act.DISMISS, report.state, standing)
    found = []
    for row in report.decisions.select_related("by", "second_reader"):
        links = []
        waits = row.kind == Decided.AUTHORIZED and row.second_read_at is None
        if row.result_at is None and row.kind in (*REFERRALS, Decided.DEFER) and may_note:
            links.append({"url": act_url(report, "result", row), "label": _("Enter what came back")})
        found.append({
            "title": row.get_kind_display(), "why": row.get_dismissed_because_display() if row.dismissed_because else "",
            "text": row.reason.reveal(), "by": row.by.full_name, "at": row.at, "result": row.result.reveal() or "",
            "links": links, "second": row.second_reader.full_name if row.second_reader else "",
            "confirm": act_url(report, "confirm", row) if waits and may_confirm else "", "waits": waits,
        })  # fmt: skip
    return found


def _duties(report, standing, at):
    may = parts.may(Deed.DUTY, report.state, standing)
    return [
        {
            "title": row.get_kind_display(),
            "due_at": row.due_at,
            "is_open": row.answered_at is None,
            "is_late": row.answered_at is None and row.due_at < at,
            "made_at": row.made_at,
            "recipient": row.recipient.reveal() or "",
            "reference": row.reference.reveal() or "",
            "because": row.not_needed_because.reveal() or "",
            "made_url": act_url(report, "duty-made", row) if may and row.answered_at is None else "",
            "not_url": act_url(report, "duty-not-needed", row) if may and row.answered_at is None else "",
        }
        for row in report.duties.all()
    ]


def _findings(report, actor, standing):
    found = findings.in_force(report)
    may = parts.may(Deed.COUNTERSIGN, report.state, standing)
    rows = []
    for subject, allegation in findings.pairs(report):
        row = found.get((subject.pk, allegation.pk))
        who, clause = findings.named(subject, allegation)
        rows.append({
            "who": who, "clause": allegation.clause_id, "as_filed": allegation.as_filed,
            "found": row.get_found_display() if row else "", "kind": FOUND.get(row.found, "later") if row else "",
            "rationale": row.rationale.reveal() if row else "", "relied_on": row.relied_on.reveal() if row else "",
            "signed_by": row.signed_by.full_name if row else "", "number": row.number if row else 0,
            "countersigned_by": row.countersigned_by.full_name if row and row.countersigned_by else "",
            "sign_url": act_url(report, "countersign", row)
            if row and may and finding_rules.may_countersign(row, actor) else "",
        })  # fmt: skip
    return rows


def _actions(report, standing):
    may = parts.may(Deed.CORRECT, report.state, standing)
    return [
        {
            "title": row.get_outcome_display(),
            "aim": AimedAt(row.aimed_at).label,
            "text": row.text.reveal(),
            "owner": row.owner.full_name,
            "due_on": row.due_on,
            "done_on": row.done_on,
            "proof": row.proof.reveal() or "",
            "url": act_url(report, "corrected", row) if may and row.done_on is None else "",
        }
        for row in report.actions.select_related("owner")
    ]


def _lanes(report, actor, can):
    """Three kinds of text that cannot be confused: each with its own colour, words and way to write."""
    written = list(report.notes.select_related("by"))
    asked = thread.check_ins_of(report)
    messages = [
        {"text": row.text.reveal(), "at": row.at, "by": _writer(row, asked),
         "is_theirs": row.by is None and row.pk not in asked}
        for row in report.messages.select_related("by")
    ]  # fmt: skip
    lanes = [
        {"kind": "reporter", "title": _("With the reporter"), "meaning": _("The reporter reads this; they see “DYS”."),
         "rows": messages, "slug": "write"},
        {"kind": "notes", "title": _("Handlers' notes"), "meaning": _("Everybody who handles this report reads these."),
         "rows": _notes(written, NoteKind.NOTES), "slug": "note"},
    ]  # fmt: skip
    is_legal = actor.has_role(Role.LEGAL, Role.GENERAL_COUNSEL)
    if is_legal and standing_of(report, actor).has({As.HOLDER}):
        lanes.append({"kind": "privileged", "title": _("Privileged notes of the Legal Unit"),
                      "meaning": _("Nobody but the Legal Unit reads these."),
                      "rows": _notes(written, NoteKind.PRIVILEGED), "slug": "privileged"})  # fmt: skip
    for lane in lanes:
        lane["url"] = act_url(report, lane["slug"]) if lane["slug"] in can else ""
    return lanes


def _writer(message, asked):
    if message.by is not None:
        return message.by.full_name
    return _("The portal, by itself") if message.pk in asked else _("The reporter")


def _notes(rows, kind):
    return [{"text": row.text.reveal(), "at": row.at, "by": row.by.full_name} for row in rows if row.kind == kind]


def _people(report, standing, actor):
    """Who was asked and who was let in, with what may be done about it."""
    holds = standing.has({As.HOLDER})
    found = []
    for row in report.assignments.filter(ended_at=None).select_related("person"):
        links = []
        if row.person_id == actor.pk and row.accepted_at is None:
            links = [("accept", _("Accept")), ("decline", _("Decline"))]
        elif holds:
            links = [("take-back", _("Take it back"))]
        found.append({
            "name": row.person.full_name, "meta": row.get_part_display(),
            "state": _("has it") if row.accepted_at else _("has not answered"),
            "reason": row.reason.reveal() or "",
            "acts": [{"url": act_url(report, slug, row), "label": label} for slug, label in links],
        })  # fmt: skip
    for row in report.let_in.filter(ended_at=None).select_related("person"):
        acts = [{"url": act_url(report, "let-out", row), "label": _("Let in no longer")}] if holds else []
        found.append({"name": row.person.full_name, "meta": _("let in"), "state": "", "reason": row.reason.reveal(),
                      "acts": acts})  # fmt: skip
    return found


def _timeline(report):
    events = list(events_about(report).exclude(action="report.read").order_by("-at", "event_id")[:MOST])
    return [{"at": event.at, "text": sentence(event), "clause": ""} for event in events]

"""The page "my work", arranged from what work_queue.gather found: dictionaries for the components, nothing decided."""

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorizations import rules
from authorizations.choices import Capacity
from authorizations.notices import REAFFIRM, RENAME
from authorizations.states import LIVE, State
from dys_social import (
    work_desks,
    work_evidence,
    work_investigations,
    work_issues,
    work_pulse,
    work_reviews,
    work_violations,
)
from dys_social import work_words as say
from dys_social.work_own import caseload_items, own_rows
from dys_social.work_queue import MOST_ROWS
from people.titles import JobTitle
from policy.calendar import business_days_between, local_day
from policy.rules import holds_until

FIVE = 5
REMINDED = timedelta(days=30)  # before an acknowledgement ends


def page_of(desk):
    """The context of the template."""
    decisions, due, late = _decisions(desk), _due(desk), _late(desk)
    own, caseload, other = own_rows(desk), caseload_items(desk), work_desks.of(desk)
    is_supervisor = desk.has_staff
    columns = [_("Request"), _("Asked by"), _("Waiting"), _("Decide by"), _("If nothing is done")]
    own_columns = [_("Authorization"), _("State and youth"), _("What to do"), _("By"), _("If nothing is done")]
    for row in decisions:
        row["labelled"] = list(zip(columns, row["cells"], strict=True))
    for row in own:
        row["labelled"] = list(zip(own_columns, row["cells"], strict=True))
    page = {
        "lead": _lead(desk, decisions, due, own, other),
        "primary": _primary(desk, decisions, other),
        "decisions": decisions,
        "decision_columns": columns,
        "target": _target(desk),
        "own": own,
        "own_columns": own_columns,
        "due": due,
        "late": late,
        "late_note": _late_note(desk),
        "caseload": caseload,
        "desks": other,
        "most": MOST_ROWS,
        "has_sections": bool(decisions or due or late or own or caseload or any(one["entries"] for one in other)),
    }
    return page | _calm(desk, page, is_supervisor) | {"links": _links(desk, page, is_supervisor)}


# Decisions ------------------------------------------------------------------------------------------------------------


def _decisions(desk):
    """Requests and new account names that wait for this person, the oldest first."""
    rows = [_request_row(desk, row) for row in desk.authorizations if _waits_for_reader(desk, row)]
    rows += [_rename_row(desk, row) for row in desk.renames]
    rows.sort(key=lambda row: row["since"])
    if rows:
        rows[0]["first"] = True
    return rows


def _waits_for_reader(desk, authorization):
    return authorization.state == State.SUBMITTED and bool(
        rules.capacity_to_decide(desk.user, authorization, desk.standing)
    )


def _request_row(desk, authorization):
    capacity = rules.capacity_to_decide(desk.user, authorization, desk.standing)
    supervisor = rules.acting_supervisor(authorization)
    otherwise = say.undecided(
        authorization,
        desk.day,
        desk.settings,
        supervisor=supervisor,
        is_reader_next=capacity == Capacity.CHAIN,
    )
    delegation = desk.delegation_for(authorization.employee)
    if capacity == Capacity.DELEGATE and delegation and delegation.to_on <= authorization.decide_by:
        otherwise = say.goes_back(delegation)
    what = _("Supervision on %(site)s") % {"site": authorization.site_name}
    if authorization.renews_id:
        what = _("Renewal on %(site)s") % {"site": authorization.site_name}
    if capacity != Capacity.SUPERVISOR:
        what = _("%(what)s, for %(name)s") % {"what": what, "name": supervisor}
    return _row(
        desk,
        authorization,
        thing=f"decision:{authorization.public_id}",
        what=what,
        url=authorization.get_absolute_url(),
        asked_on=local_day(authorization.submitted_at),
        since=authorization.submitted_at,
        decide_by=authorization.decide_by,
        otherwise=otherwise,
    )


def _rename_row(desk, rename):
    owed = [one for one in desk.owed.get(rename.public_id, ()) if one.kind == RENAME]
    return _row(
        desk,
        rename.authorization,
        thing=f"rename:{rename.public_id}",
        what=_("Account renamed on %(site)s") % {"site": rename.account.site_name},
        url=rename.authorization.get_absolute_url(),
        asked_on=local_day(rename.created_at),
        since=rename.created_at,
        decide_by=owed[0].due_on if owed else None,
        otherwise=_("The old account name stays on record, and the JJEMS note is not amended."),
    )


def _row(desk, authorization, *, thing, what, url, asked_on, since, decide_by, otherwise):
    overdue = decide_by is not None and decide_by < desk.day
    when = say.weekday(decide_by) if decide_by else ""
    return {
        "thing": thing,
        "on": decide_by,
        "since": since,
        "url": url,
        "is_overdue": overdue,
        "cells": [
            {"text": authorization.number, "url": url, "meta": what},
            {
                "text": authorization.employee.full_name,
                "meta": _("Youth %(youth)s") % {"youth": authorization.youth.reference},
            },
            say.waiting(asked_on, desk.day),
            {
                "status": say.deadline(decide_by, desk.day) if decide_by else {"kind": "later", "text": _("No target")},
                "meta": _("since %(day)s") % {"day": when} if overdue else when,
            },
            otherwise,
        ],
    }


def _target(desk):
    """Says once that days are business days."""
    days = say.in_words(desk.settings["supervision_decision_due"])
    return _("Oldest first, in business days: %(days)s each") % {"days": days}


# Due ------------------------------------------------------------------------------------------------------------------


def _due(desk):
    """What of one's staff falls due, of one's captures and of compliance issues, by date; and the policy to be read."""
    items = []
    soon = desk.day + timedelta(days=desk.settings["renewal_window_days"])
    for row in desk.authorizations:
        if row.state not in LIVE or not desk.user.supervises(row.employee):
            continue
        if row.expires_on <= soon and row.renewal_state not in LIVE:
            items.append(_expiring(desk, row))
        if row.reaffirm_due_on is not None:
            items.append(_to_reaffirm(desk, row))
        if (
            row.state == State.SUSPENDED
            and row.suspended_because == "leave"
            and row.employee.employment_status == "active"
        ):
            items.append(_to_resume(row))
    items += work_reviews.due_items(desk) + work_evidence.due_items(desk) + work_issues.due_items(desk)
    items += work_investigations.due_items(desk.confidential, desk.day)
    items += work_violations.due_items(desk.reports, desk.day) + work_pulse.due_items(desk.posts)
    is_to_read = not _has_read_policy(desk) or desk.day >= _read_until(desk) - REMINDED
    if is_to_read and desk.read_by is not None:
        items.append(_to_read_by(desk))
    items.sort(key=lambda item: item["on"])
    if is_to_read and desk.read_by is None:
        items.insert(0, _to_read())
    return items


def _expiring(desk, row):
    asked = {
        State.DRAFT: _("%(name)s has begun to ask for its renewal."),
        State.SUBMITTED: _("Its renewal waits for your decision."),
        State.RETURNED: _("Its renewal is back with %(name)s for changes."),
        None: _("%(name)s can still ask to renew it."),
    }
    first = row.employee.first_name
    return {
        "thing": f"expiring:{row.public_id}",
        "on": row.expires_on,
        "status": say.coming(row.expires_on, desk.day),
        "title": row.number,
        "url": row.get_absolute_url(),
        "after": _("of %(name)s expires") % {"name": row.employee},
        "clause": "B.2",
        "meta": asked[row.renewal_state] % {"name": first},
        "nothing": _("It ends that night. %(name)s must stop viewing and confirm the end note in JJEMS.")
        % {"name": first},
    }


def _to_reaffirm(desk, row):
    owed = [one for one in desk.owed.get(row.public_id, ()) if one.kind == REAFFIRM]
    since = owed[-1].anchor_on if owed else None
    granted = _("Granted by %(name)s.") % {"name": row.decided_by}
    if since:
        granted = _("Granted by %(name)s; you became supervisor on %(day)s.") % {
            "name": row.decided_by,
            "day": say.month_day(since),
        }
    return {
        "thing": f"reaffirm:{row.public_id}",
        "on": row.reaffirm_due_on,
        "status": say.coming(row.reaffirm_due_on, desk.day),
        "before": _("Re-affirm"),
        "title": row.number,
        "url": row.get_absolute_url(),
        "after": _("of %(name)s") % {"name": row.employee},
        "ours": _("DYS control, not policy"),
        "meta": granted,
        "nothing": _("It stays valid and is listed as not re-affirmed."),
    }


def _to_resume(row):
    return {
        "on": row.expires_on,
        "when": _("Back from leave"),
        "before": _("Resume"),
        "title": row.number,
        "url": row.get_absolute_url(),
        "after": _("of %(name)s") % {"name": row.employee},
        "nothing": _("It stays suspended and expires on %(day)s.") % {"day": say.weekday(row.expires_on)},
    }


def _has_read_policy(desk):
    return desk.read_on is not None and desk.day <= _read_until(desk)


def _read_until(desk):
    return holds_until(desk.read_on, desk.settings)


def _to_read():
    return {
        "when": _("Any day"),
        "title": _("Read the policy and say so"),
        "url": reverse("policy_home"),
        "ours": _("DYS control, not policy"),
        "nothing": _("Nothing is blocked. Your record goes on showing it as not read."),
    }


def _to_read_by(desk):
    later = _("Nothing is blocked. A week later you and your supervisor are reminded, then every week.")
    late = _("Nothing is blocked. You and your supervisor are reminded every week until you have.")
    return _to_read() | {
        "thing": "policy",
        "on": desk.read_by,
        "status": say.coming(desk.read_by, desk.day),
        "nothing": late if desk.day > desk.read_by else later,
    }


# Late notes -----------------------------------------------------------------------------------------------------------


def _late(desk):
    """JJEMS notes of one's staff that are late; of the staff of one's staff, those late by five business days."""
    items = []
    for note in desk.notes:
        employee = note.authorization.employee
        is_own_staff = employee.reports_to_id == desk.user.pk
        if note.authorization.employee_id == desk.user.pk or note.due_on >= desk.day:
            continue
        if not is_own_staff and business_days_between(note.due_on, desk.day) < FIVE:
            continue
        owed = next(iter(desk.owed.get(note.public_id, ())), None)
        due = _("Due %(day)s.") % {"day": say.weekday(note.due_on)}
        items.append(
            {
                "title": note.authorization.number,
                "url": note.authorization.get_absolute_url(),
                "after": f"· {employee}",
                "status": say.late_by(note.due_on, desk.day),
                "meta": _("%(note)s for %(youth)s")
                % {"note": say.note_name(note), "youth": note.authorization.youth.reference}
                + f"\n{due} {say.asked_so_far(owed, desk.day)}".rstrip(),
            }
        )
    return items


def _late_note(desk):
    boss = desk.user.reports_to
    if boss is None:
        return _("The portal asks each person, and you, every business day.")
    return _("The portal asks each person, and you, every business day. After five it asks %(name)s too.") % {
        "name": boss
    }


# The frame ------------------------------------------------------------------------------------------------------------


def _lead(desk, decisions, due, own, desks):
    """Monday, November 23. Four decisions wait for you. One is overdue."""
    to_do = sum(row["is_to_do"] for row in own)
    overdue = sum(row["is_overdue"] for row in [*decisions, *own])
    said = [f"{say.long_day(desk.day)}."]
    if decisions:
        n = len(decisions)
        said.append(ngettext("%(n)s decision waits for you.", "%(n)s decisions wait for you.", n) % {"n": _count(n)})
    if to_do:
        said.append(
            ngettext(
                "%(n)s of your authorizations needs something from you.",
                "%(n)s of your authorizations need something from you.",
                to_do,
            )
            % {"n": _count(to_do)}
        )
    if overdue == len(decisions) + to_do == 1:
        said.append(_("It is overdue."))
    elif overdue:
        said.append(ngettext("%(n)s is overdue.", "%(n)s are overdue.", overdue) % {"n": _count(overdue)})
    said += [f"{entry['title']}." for other in desks for entry in other["entries"]]
    if len(said) == 1 and not due:
        said.append(_("Nothing waits for you."))
    return " ".join(said)


def _count(number):
    return _("At least %(n)s") % {"n": number} if number >= MOST_ROWS else say.capital(say.in_words(number))


def _primary(desk, decisions, desks):
    """The one filled button; those who come for their desk find the request among the links."""
    if decisions:
        return {"url": decisions[0]["url"], "label": _("Decide the oldest request")}
    if rules.may_request(desk.user) and not desks:
        return {"url": reverse("supervision_new"), "label": _("Request an authorization")}
    return None


def _links(desk, page, is_supervisor):
    links = []
    if is_supervisor:
        links.append(("delegation_list", _("Hand my decisions to someone while I am away")))
        links.append(("supervision_list", _("Authorizations of my staff")))
    if desk.has_caseload:
        links.append(("youth_list", _("Youth of my caseload")))
    if desk.counts.get("known") or desk.user.job_title == JobTitle.APPREHENSION_OFFICER:
        links.append(("investigation_list", _("Investigations")))
    is_button = page["primary"] and not page["decisions"]
    if rules.may_request(desk.user) and not is_button:
        links.append(("supervision_new", _("Request an authorization")))
    links.append(("report_start", _("Report a violation")))
    shown = [{"url": reverse(name), "label": label} for name, label in links]
    return shown + [link for other in page["desks"] for link in other["links"] if link not in shown]


def _calm(desk, page, is_supervisor):
    """What needs nobody, in one place, and when that was looked up."""
    facts = []
    if is_supervisor and not page["decisions"]:
        facts.append(_("Decisions: none wait for you"))
    if is_supervisor and not page["late"]:
        facts.append(_("Late notes of my staff: none"))
    if desk.decided:
        facts.append(_("Decided by me in the last 30 days: %(n)s") % {"n": desk.decided})
    for row in desk.delegations:
        if row.supervisor_id == desk.user.pk:
            words = {"name": row.delegate, "day": say.month_day(row.to_on)}
            facts.append(_("My decisions: handed to %(name)s until %(day)s") % words)
    if _has_read_policy(desk):
        facts.append(_("Policy: acknowledged until %(day)s") % {"day": say.with_year(_read_until(desk))})
    if not page["own"]:
        facts.append(_("My own authorizations: none, and none required"))
    for other in page["desks"]:
        facts += other["calm"]
    return {
        "calm_title": _("Nothing else needs you") if page["has_sections"] else _("Nothing needs you"),
        "calm_checked": _("Checked at %(time)s") % {"time": say.clock(localtime(desk.at))},
        "calm_lines": facts,
    }

"""What Legal's desk says of the profiles that wait: the queue, one item, and what the portal holds for each check."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorizations.views.words import deadline, on
from investigations.choices import Group, ReviewCheck, ReviewKind, ReviewResult
from investigations.states import ProfileState, State
from investigations.views import facts as record_facts
from investigations.views import profile_facts
from policy.calendar import local_day

SHOWN_ROWS = 50
NARROWED = ("overdue", "mine")
DESK = "desk"


def narrowed(waiting, show, user, day):
    if show == "overdue":
        return [one for one in waiting if one.review_due_on < day]
    if show == "mine":
        return [one for one in waiting if one.legal_reviewer_id == user.pk]
    return waiting


def counts(waiting, user, day):
    return {
        "all": len(waiting),
        "overdue": len(narrowed(waiting, "overdue", user, day)),
        "today": sum(one.review_due_on == day for one in waiting),
        "mine": len(narrowed(waiting, "mine", user, day)),
    }


def kind_of(profile):
    """Which review comes next; as services.profiles.review_kind, without a question to the database."""
    if profile.state == ProfileState.DEACTIVATED:
        return ReviewKind.DEACTIVATION
    return ReviewKind.PERIODIC if profile.legal_reviewer_id else ReviewKind.FIRST


def late_meeting(profile, day):
    """How late the meeting of B.3.b is, or nothing."""
    if profile.meeting_due_on is None or profile.meeting_due_on >= day:
        return ""
    days = (day - profile.meeting_due_on).days
    return ngettext("B.3.b meeting %(n)s day late", "B.3.b meeting %(n)s days late", days) % {"n": days}


def _address(profile, show):
    narrowing = f"&show={show}" if show in NARROWED else ""
    return f"{reverse('profile_desk')}?profile={profile.public_id}{narrowing}"


def queue_rows(queue, item, day, show):
    rows = []
    for profile in queue[:SHOWN_ROWS]:
        authorization = profile.authorization
        investigator = authorization.investigator
        boss = investigator.reports_to
        rows.append(
            {
                "url": _address(profile, show),
                "status": deadline(profile.review_due_on, day),
                "due_on": profile.review_due_on,
                "title": f"{authorization.number}, {str(kind_of(profile).label).lower()}",
                "who": _("%(person)s, supervisor %(supervisor)s.")
                % {"person": investigator.full_name, "supervisor": boss.full_name if boss else _("none on record")},
                "level": _level(authorization),
                "late": late_meeting(profile, day),
                "is_current": item is not None and profile.pk == item.pk,
            }
        )
    return rows


def place(queue, item, show):
    """Which of how many it is, and the next one."""
    ids = [one.pk for one in queue]
    if item.pk not in ids:
        return {}
    at = ids.index(item.pk)
    following = queue[at + 1] if at + 1 < len(queue) else None
    return {"position": at + 1, "total": len(queue), "next_url": _address(following, show) if following else ""}


def _level(authorization):
    return str(authorization.get_level_display()).partition(":")[0]


def item(request, profile, *, at):
    """The middle column."""
    authorization, day = profile.authorization, local_day(at)
    return {
        "item": profile,
        "item_url": _address(profile, ""),
        "authorization": authorization,
        "kind": kind_of(profile),
        "status": profile_facts.status_of(profile),
        "late": late_meeting(profile, day),
        "item_facts": _facts(profile, authorization),
        "groups": [
            profile_facts.group(request, profile, Group.ACCOUNT, at=at, back=DESK),
            profile_facts.group(request, profile, Group.PERSONA, at=at, back=DESK),
            _request_group(request, profile, at=at),
        ],
        "opened": record_facts.opened_before(profile),
    }


def _request_group(request, profile, *, at):
    """Youth and facts: sealed with the authorization, opened from here."""
    authorization = profile.authorization
    url = reverse("profile_reveal", args=[profile.public_id, Group.REQUEST.value]) + f"?back={DESK}"
    return profile_facts.sealed_group(
        request,
        authorization,
        Group.REQUEST,
        closed=record_facts.CLOSED[Group.REQUEST],
        build=lambda: _request_rows(authorization),
        url=url,
        at=at,
    )


def _request_rows(authorization):
    people = [
        row.youth.reference if row.youth else row.description.reveal()
        for row in authorization.youth.select_related("youth")
    ]
    return [
        {"label": _("Title"), "value": authorization.title.reveal()},
        {"label": _("Youth involved"), "value": ", ".join(people)},
        {"label": _("Facts relied on"), "value": authorization.facts.reveal()},
        {"label": _("Sites"), "value": ", ".join(site.name for site in authorization.platforms.order_by("name"))},
    ]


def _facts(profile, authorization):
    investigator = authorization.investigator
    granted_by = authorization.decided_by
    talks = _("Communication with youth: each time approved.")
    if not authorization.grants_communication:
        talks = _("Communication with youth: not granted.")
    rows = [
        {"label": _("Person authorized"), "value": profile.holder_name or _("nobody any more")},
        {
            "label": _("Investigator"),
            "value": f"{investigator.full_name}, {investigator.title}, {investigator.worksite.name}",
        },
        {
            "label": _("Granted by"),
            "value": f"{granted_by.full_name}, {granted_by.title}, {on(local_day(authorization.decided_at))}",
        },
        {"label": _("Covers"), "value": _("Use and a profile. %(talks)s") % {"talks": talks}, "clause": "B.3.c"},
        {"label": _("Purpose, level"), "value": f"{authorization.get_purpose_display()}. {_level(authorization)}."},
        {"label": _("Runs"), "value": _runs(authorization)},
        {"label": _("State"), "value": str(authorization.get_state_display())},
    ]
    if profile.deactivated_on:
        rows.append({"label": _("Closed at the site"), "value": on(profile.deactivated_on)})
    return rows


def _runs(authorization):
    return _("%(start)s to %(end)s") % {
        "start": on(authorization.effective_from),
        "end": on(authorization.expires_on),
    }


# The review -------------------------------------------------------------------------------------------------------------


def review(form, profile, held, settings, day):
    """The right column: each check with what the portal holds, {text, wrong}."""
    said = {
        ReviewCheck.SCOPE: _scope(profile.authorization, held),
        ReviewCheck.RECORD: _record(held),
        ReviewCheck.MEETINGS: _meetings(held, day),
        ReviewCheck.COMMUNICATION: _communication(profile.authorization, held),
        ReviewCheck.NEED: _need(profile, held),
    }
    chosen = form["result"].value()
    return {
        "form": form,
        "checks": [{"field": form[f"check_{check.value}"], **said[check]} for check in ReviewCheck],
        "results": [
            {"n": n, "value": result.value, "label": result.label, "is_chosen": result.value == chosen,
             "hint": _("Needs every check answered Yes") if result == ReviewResult.CONCUR else ""}
            for n, result in enumerate(ReviewResult, start=1)
        ],
        "next_on": ""
        if kind_of(profile) == ReviewKind.DEACTIVATION
        else on(day + timedelta(days=settings["legal_profile_review_interval"])),
    }  # fmt: skip


def _scope(authorization, held):
    captures = ngettext("%(n)s capture", "%(n)s captures", held["captures"]) % {"n": held["captures"]}
    wrong = _("The authorization is suspended.") if authorization.state == State.SUSPENDED else ""
    return {"text": _("%(captures)s. It runs %(days)s.") % {"captures": captures, "days": _runs(authorization)},
            "wrong": wrong}  # fmt: skip


def _record(held):
    if held["record_at"] is None:
        return {"text": "", "wrong": _("There is no account record.")}
    if held["held_at"] is None:
        return {"text": _("3 of 3 elements."), "wrong": _("The supervisor has not said that it is held.")}
    words = {"name": held["held_by"], "day": on(local_day(held["held_at"]))}
    return {"text": _("3 of 3 elements. Held by %(name)s since %(day)s.") % words, "wrong": ""}


def _meetings(held, day):
    text = _("%(held)s held, %(late)s of them late.") % {"held": held["meetings"], "late": held["meetings_late"]}
    due_on = held["meeting_due_on"]
    if due_on is not None and due_on < day:
        return {"text": text, "wrong": _("Due %(day)s, not held.") % {"day": on(due_on)}}
    after = _("Next due %(day)s.") % {"day": on(due_on)} if due_on else _("No further one is owed.")
    return {"text": f"{text} {after}", "wrong": ""}


def _communication(authorization, held):
    if not authorization.grants_communication and not held["contacts"]:
        return {"text": _("None granted, none logged."), "wrong": ""}
    outside = held["contacts_outside"]
    return {
        "text": _("Approvals: %(approved)s. Contacts logged: %(logged)s.")
        % {"approved": held["approvals"], "logged": held["contacts"]},
        "wrong": _("Outside an approval: %(n)s.") % {"n": outside} if outside else "",
    }


def _need(profile, held):
    text = _("Created %(day)s.") % {"day": on(profile.created_on)}
    if held["last_review_at"]:
        result = ReviewResult(held["last_result"]).label
        text += " " + _("Last review %(day)s: %(result)s.") % {
            "day": on(local_day(held["last_review_at"])),
            "result": result,
        }
    return {"text": text, "wrong": ""}


def done_row(row):
    """A row of table.html."""
    return {
        "cells": [
            {"text": row.profile.authorization.number, "url": row.profile.get_absolute_url()},
            {"text": str(row.get_kind_display())},
            {"text": str(row.get_result_display())},
            {"text": row.reviewer.full_name, "meta": on(local_day(row.reviewed_at))},
            {"text": on(row.next_due_on) if row.next_due_on else _("none")},
        ]
    }

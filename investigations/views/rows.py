"""What belongs to an investigation, one line each: its profiles, meetings, communication, evidence; and lists of many."""

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorizations.views.words import deadline, on
from investigations.models import ProfileHolder
from investigations.states import OWED, ProfileState, State

MOST = 20
_HOLDERS = ProfileHolder.objects.filter(until=None).select_related("person")


def status_of(authorization):
    """{kind, text} of its state."""
    kind = {
        State.SUPERVISOR_GRANTED: "due",
        State.SUBMITTED: "submitted",
    }.get(authorization.state, authorization.state)
    return {"kind": kind, "text": str(authorization.get_state_display())}


def list_row(authorization, day):
    """A row of table.html."""
    owed = next((one for one in authorization.meetings.all() if one.state in OWED), None)
    return {
        "cells": [
            {
                "text": str(authorization),
                "url": authorization.get_absolute_url(),
                "meta": str(authorization.get_level_display()).partition(":")[0],
            },
            {"text": authorization.investigator.full_name},
            {"status": status_of(authorization)},
            {"status": deadline(owed.due_on, day)} if owed else "–",
            on(authorization.expires_on) if authorization.expires_on else "–",
        ]
    }


PROFILE_STATUS = {
    ProfileState.IN_USE: "passed",
    ProfileState.DORMANT: "later",
    ProfileState.GRANTED: "due",
    ProfileState.TO_DEACTIVATE: "due",
    ProfileState.COMPROMISED: "overdue",
}


def profile_rows(authorization, day):
    rows = []
    for profile in authorization.profiles.select_related("platform").prefetch_related(Prefetch("holders", _HOLDERS)):
        profile.authorization = authorization
        holder = profile.holder
        rows.append(
            {
                "url": profile.get_absolute_url(),
                "title": _title(profile),
                "status": {
                    "kind": PROFILE_STATUS.get(profile.state, "ended"),
                    "text": str(profile.get_state_display()),
                },
                "meta": holder.full_name if holder else "",
                "due": deadline(profile.review_due_on, day) if profile.review_due_on else None,
            }
        )  # fmt: skip
    return rows


MEETING_STATUS = {"held": "passed", "cancelled": "ended", "overdue": "overdue", "escalated": "overdue", "due": "today",
                  "due_soon": "due", "scheduled": "later"}  # fmt: skip


def _title(profile):
    if profile.platform_id is None:
        return _("Profile, no account yet")
    return _("Profile on %(site)s") % {"site": profile.platform.name}  # what "Other" is, is sealed


def meeting_rows(authorization, meetings, day):
    rows = []
    for meeting in meetings:
        meeting.authorization = authorization
        is_owed = meeting.state in OWED
        status = deadline(meeting.due_on, day) if is_owed else {
            "kind": MEETING_STATUS[meeting.state], "text": str(meeting.get_state_display())}  # fmt: skip
        waits = is_owed and meeting.signed_at is not None
        rows.append(
            {
                "url": meeting.get_absolute_url(),
                "title": _("Review meeting %(n)s") % {"n": meeting.period},
                "status": status,
                "meta": _("signed, waits for the investigator")
                if waits
                else _("due %(day)s") % {"day": on(meeting.due_on)},
                "is_owed": is_owed,
            }
        )
    return rows


CONTACT_STATUS = {"requested": "due", "approved": "passed", "denied": "denied", "ended": "ended"}


def contact_rows(authorization):
    rows = []
    approvals = authorization.communications.select_related("requested_by").annotate(logged=Count("entries"))
    for approval in approvals:
        approval.authorization = authorization
        rows.append(
            {
                "url": approval.get_absolute_url(),
                "title": _("Communication, %(start)s to %(end)s")
                % {"start": on(approval.valid_from), "end": on(approval.valid_to)},
                "status": {"kind": CONTACT_STATUS[approval.state], "text": str(approval.get_state_display())},
                "meta": ngettext("%(n)s contact logged", "%(n)s contacts logged", approval.logged)
                % {"n": approval.logged},
            }
        )
    return rows


def captures_of(authorization):
    """The newest captures with all that the page says of them."""
    found = authorization.captures.select_related("captured_by", "platform", "youth").prefetch_related("files")
    return list(found[:MOST])


def capture_rows(captures, *, is_open):
    """{when, by, is_gated, how_many, files}: the files only while the evidence is open."""
    found = []
    for item in captures:
        files = [kept.public_id for kept in item.files.all()]
        found.append(
            {
                "when": item.captured_at,
                "by": item.captured_by.full_name,
                "is_gated": item.is_gated,
                "how_many": ngettext("%(n)s file", "%(n)s files", len(files)) % {"n": len(files)} if files else "",
                "files": files if is_open else [],
            }
        )
    return found

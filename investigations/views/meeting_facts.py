"""What the pages of a review meeting say, as the dictionaries the components show (B.3.b)."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import dateformat
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from authorizations.views.words import deadline, on
from investigations import rules
from investigations.choices import Group, MeetingCheck
from investigations.notices import ESCALATED, MEETING, SUSPENDED, WITH_COUNSEL
from investigations.rules import meetings as meeting_rules
from investigations.views.contact_facts import sealed_group
from investigations.views.rows import MEETING_STATUS
from notifications.services import ladder_on
from policy.calendar import local_day

CLOSED = [
    gettext_lazy("Activity since the last meeting"),
    gettext_lazy("Communication reviewed"),
    gettext_lazy("Conditions"),
    gettext_lazy("What is to be done"),
    gettext_lazy("What was not so"),
]


def profile_name(profile):
    return _("Profile on %(site)s") % {"site": profile.platform.name}


def status(meeting, day):
    if meeting.is_owed:
        return deadline(meeting.due_on, day)
    return {"kind": MEETING_STATUS[meeting.state], "text": str(meeting.get_state_display())}


def signing(meeting):
    """Where the two signatures stand, of a meeting that does not count yet: {kind, text} or None."""
    if not meeting.is_owed or meeting.signed_at is None:
        return None
    if meeting.dispute:
        return {"kind": "returned", "text": _("The investigator says it was not so")}
    return {"kind": "due", "text": _("Signed by the supervisor, waits for the investigator")}


def facts(meeting):
    """What is not sealed: due, held, how, both signatures, what follows."""
    rows = [{"label": _("Due"), "value": on(meeting.due_on), "clause": "B.3.b"}]
    if meeting.signed_at is None:
        return rows
    late = {"status": {"kind": "overdue", "text": _("late"), "plain": 1}} if meeting.is_late else {}
    rows += [
        {"label": _("Held"), "value": _moment(meeting.held_at), "meta": str(meeting.get_mode_display()), **late},
        {"label": _("Signed by"), "value": _by(meeting.supervisor, meeting.signed_at)},
        {"label": _("Acknowledged by"), "value": _by(meeting.employee, meeting.acknowledged_at)
         if meeting.acknowledged_at else _("the investigator, not yet")},
        {"label": _("Reviewed"), "value": ", ".join(
            profile_name(profile) for profile in meeting.profiles.select_related("platform"))},
        {"label": _("Outcome"), "value": str(meeting.get_outcome_display())},
        {"label": _("Next due"), "value": on(meeting.next_due_on) if meeting.next_due_on else ""},
    ]  # fmt: skip
    return rows


def _by(person, at):
    return f"{person.full_name}, {_moment(at)}"


def _moment(at):
    local = localtime(at)
    return f"{on(local.date())}, {dateformat.format(local, 'g:i A').lower()}"


def checks(meeting):
    """The questions and how they were answered, for check_list.html."""
    return [
        {"text": f"{check.label} {_('Yes') if meeting.checks[check.value] else _('No')}",
         "state": "passed" if meeting.checks[check.value] else "judgment"}
        for check in MeetingCheck
        if check.value in meeting.checks
    ]  # fmt: skip


def group(request, meeting, *, at):
    def rows():
        return [
            {"label": _("Activity since the last meeting"), "value": meeting.activity.reveal()},
            *since_rows(meeting.since_last.reveal()),
            {"label": _("Communication reviewed"), "value": meeting.communication_note.reveal()},
            {"label": _("Conditions"), "value": meeting.conditions.reveal()},
            {"label": _("What is to be done"), "value": meeting.actions.reveal()},
            {"label": _("What was not so"), "value": meeting.dispute.reveal()},
        ]

    url = reverse("meeting_reveal", args=[meeting.public_id])
    return sealed_group(request, meeting, Group.MEETINGS, closed=CLOSED, build=rows, url=url, at=at)


def since_rows(since):
    """What the portal held since the last meeting (services.meetings.activity_since_last)."""
    if not since:
        return []
    profiles = [
        _("%(site)s (%(state)s)") % {"site": one["site"] or _("no account yet"), "state": one["state"].lower()}
        for one in since["profiles"]
    ]
    contacts = ngettext("%(n)s contact", "%(n)s contacts", since["entries"]) % {"n": since["entries"]}
    outside = _("%(n)s outside an approval") % {"n": since["outside"]} if since["outside"] else ""
    return [
        {"label": _("Since"), "value": on(local_day(datetime.fromisoformat(since["since"])))},
        {"label": _("Profiles"), "value": ", ".join(profiles)},
        {"label": _("Approvals asked for"), "value": str(since["approvals"])},
        {"label": _("Communication"), "value": contacts, "meta": outside},
        {"label": _("Evidence captured"), "value": str(since["captures"])},
        {"label": _("Profile images"), "value": str(since["images"])},
    ]


def agenda():
    """What to go through, in this order."""
    return [
        _("What was viewed or done since the last meeting."),
        _("Each active profile: whether it is still needed, and whether its privacy and security are in order."),
        _("Every contact with youth, and whether an approval covered it."),
        _("What was found, and whether it was kept as evidence."),
        _("Whether the use is still within what was granted: purpose, level, sites, conditions."),
        _("What follows: continue, conditions, suspend or close; what is to be done, and when you meet next."),
    ]


def acts(user, meeting, standing):
    """What this person could do with it: {url, label, verdict}."""
    found = []
    if meeting.is_owed and rules.is_supervisor(user, meeting.authorization, standing):
        label = _("Correct and sign again") if meeting.dispute else _("Hold it now")
        found.append(("meeting_hold", label, meeting_rules.may_hold(user, meeting, standing)))
    may = meeting_rules.may_acknowledge(user, meeting)
    if may:
        found += [("meeting_acknowledge", _("Acknowledge"), may), ("meeting_dispute", _("It was not so"), may)]
    return [
        {"url": reverse(name, args=[meeting.public_id]), "label": label, "verdict": verdict}
        for name, label, verdict in found
    ]


def rail(meeting, standing):
    """Who is told when, if nothing is done. It goes no further than the General Counsel."""
    if not meeting.is_owed:
        return []
    ladder, due_on, ours = ladder_on(MEETING, standing.day), meeting.due_on, _("DYS setting")
    legal, counsel = (ladder.rule(name).fires_on(due_on) for name in (ESCALATED, WITH_COUNSEL))
    items = [
        {"on": due_on, "text": _("It is due. Investigator and supervisor are asked."), "clause": "B.3.b"},
        {"on": due_on + timedelta(days=1), "text": _("It is overdue. Both are asked again, every few days.")},
        {"on": legal, "text": _("The Legal Unit is told that it was not held."), "ours": ours},
        {"on": counsel, "text": _("The General Counsel is told."), "ours": ours},
    ]
    suspends = ladder.rule(SUSPENDED)
    if suspends.is_on and meeting.signed_at is None:
        items.append({"on": suspends.fires_on(due_on) + timedelta(days=1), "ours": ours,
                      "text": _("The authorization is suspended by the portal, until the meeting is held.")})  # fmt: skip
    items.sort(key=lambda item: item["on"])
    for item in items:
        if item["on"] >= standing.day:
            item["next"] = True
            break
    return items

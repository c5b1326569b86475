"""The review meeting: what is due, the minutes, both signatures, the calendar entry (B.3.b)."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from icalendar import Calendar, Event

from investigations.choices import Group
from investigations.forms.meetings import AcknowledgeForm, DisputeForm, HoldForm, minutes
from investigations.models import ReviewMeeting
from investigations.rules import is_supervisor
from investigations.rules import meetings as rules
from investigations.services import meetings, reveal
from investigations.services.standing import standing_of
from investigations.states import HELD
from investigations.views import facts, meeting_facts
from investigations.views.access import confidential, known_or_404, note_reading
from investigations.views.acts import act_page
from investigations.views.contact_facts import reader
from investigations.views.records import reveal_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
SEALED = ("activity", "communication_note", "conditions", "actions")


def _meeting_or_404(request, public_id):
    return known_or_404(request, public_id, ReviewMeeting)


@require_safe
@confidential
def meeting_detail(request, public_id):
    """What is due; once the supervisor has signed, the minutes."""
    meeting = _meeting_or_404(request, public_id)
    note_reading(request, meeting)
    at = now()
    standing = reader(request.user, at=at)
    acts = meeting_facts.acts(request.user, meeting, standing)
    context = {
        "meeting": meeting,
        "status": meeting_facts.status(meeting, standing.day),
        "signing": meeting_facts.signing(meeting),
        "facts": meeting_facts.facts(meeting),
        "checks": meeting_facts.checks(meeting),
        "group": meeting_facts.group(request, meeting, at=at) if meeting.signed_at else None,
        "agenda": meeting_facts.agenda() if meeting.is_owed and meeting.signed_at is None else None,
        "events": facts.timeline(meeting),
        "first": next((act for act in acts if act["verdict"]), None),
        "acts": [act for act in acts if not act["verdict"]] or acts[1:],
        "rail": meeting_facts.rail(meeting, standing),
    }
    return render(request, "investigations/meeting_detail.html", context)


@form_page
@confidential
def meeting_reveal(request, public_id):
    """Open what was said: activity, communication, conditions, what is to be done, a dispute."""
    return reveal_page(
        request, _meeting_or_404(request, public_id), Group.MEETINGS.value, allowed=(Group.MEETINGS.value,)
    )


@form_page
@confidential
def meeting_hold(request, public_id):
    """The supervisor records the meeting and signs it."""
    meeting, at = _meeting_or_404(request, public_id), now()
    standing = standing_of(request.user, at=at)
    if not is_supervisor(request.user, meeting.authorization, standing):
        raise Http404
    authorization = meeting.authorization
    since = meetings.activity_since_last(meeting)
    active = authorization.profiles.filter(state__in=HELD).select_related("platform")
    words = (
        _("Hold the review meeting"),
        _("Record what was reviewed, and sign. It counts once the investigator has acknowledged it."),
        _("Sign the minutes"),
        _("Signed. The investigator was asked to acknowledge it."),
    )
    return act_page(
        request,
        meeting,
        words=words,
        form_class=HoldForm,
        do=meetings.sign,
        may=rules.may_hold(request.user, meeting, standing),
        clause="B.3.b",
        template="investigations/meeting_hold.html",
        arguments=lambda answers: minutes(answers, authorization),
        context={
            "agenda": meeting_facts.agenda(),
            "since": meeting_facts.since_rows(since),
            "is_disputed": bool(meeting.dispute),
            "is_open": _is_open(request, meeting, at=at),
        },
        initial={"held_at": at} | _signed_before(request, meeting, at=at),
        meeting=meeting,
        profiles=[(profile, meeting_facts.profile_name(profile)) for profile in active],
        has_communication=since["entries"] > 0,
        at=at,
    )


def _is_open(request, meeting, *, at):
    return reveal.opened_until(request, meeting, Group.MEETINGS, at=at) is not None


def _signed_before(request, meeting, *, at):
    """What stood in minutes that come back to be corrected; what is sealed only while its group is open."""
    if meeting.signed_at is None:
        return {}
    typed = {name: getattr(meeting, name) for name in ("held_at", "mode", "outcome", "next_due_on")}
    typed |= {f"check_{name}": "yes" if answer else "no" for name, answer in meeting.checks.items()}
    typed["profiles"] = [str(public_id) for public_id in meeting.profiles.values_list("public_id", flat=True)]
    if _is_open(request, meeting, at=at):
        typed |= {name: getattr(meeting, name).reveal() or "" for name in SEALED}
    return typed


def _own_or_404(request, public_id):
    """A meeting about the person's own investigation."""
    meeting = _meeting_or_404(request, public_id)
    if request.user.pk != meeting.authorization.investigator_id:
        raise Http404
    return meeting


@form_page
@confidential
def meeting_acknowledge(request, public_id):
    """The second signature: now the meeting counts, and its outcome is carried out."""
    meeting = _own_or_404(request, public_id)
    words = (
        _("Acknowledge the review meeting"),
        _(
            "You confirm that it was held and that the minutes say what was said. What it decided is carried out at once."
        ),
        _("Acknowledge and sign"),
        _("Acknowledged. The meeting counts."),
    )
    return act_page(request, meeting, words=words, form_class=AcknowledgeForm, do=meetings.acknowledge, clause="B.3.b",
                    may=rules.may_acknowledge(request.user, meeting))  # fmt: skip


@form_page
@confidential
def meeting_dispute(request, public_id):
    """The investigator says what was not so: the supervisor corrects the minutes and signs again."""
    meeting = _own_or_404(request, public_id)
    words = (
        _("It was not so"),
        _("The meeting does not count until your supervisor has corrected the minutes and you have acknowledged them."),
        _("Send it back"),
        _("Sent back. Your supervisor was told."),
    )
    return act_page(request, meeting, words=words, form_class=DisputeForm, do=meetings.dispute, clause="B.3.b",
                    may=rules.may_acknowledge(request.user, meeting))  # fmt: skip


@require_safe
@confidential
def meeting_calendar(request, public_id):
    """The day it is due, for a calendar that others may see: two words and a day, nothing else."""
    meeting = _meeting_or_404(request, public_id)
    if not meeting.is_owed:
        raise Http404
    note_reading(request, meeting)
    event = Event()
    event.add("uid", f"{meeting.public_id}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", now().astimezone(UTC))
    event.add("summary", "Review meeting")
    event.add("dtstart", meeting.due_on)
    event.add("dtend", meeting.due_on + timedelta(days=1))
    entry = Calendar()
    entry.add("prodid", "-//DYS//EN")
    entry.add("version", "2.0")
    entry.add_component(event)
    response = HttpResponse(entry.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="review-meeting.ics"'
    return response

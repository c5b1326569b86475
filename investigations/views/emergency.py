"""Emergency access, the one door in the wall: asked for, answered by a second person, read for an hour (design §4.3)."""

from functools import wraps

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.services import record_outside
from investigations.forms.emergency import AnswerForm, AskForm
from investigations.models import EmergencyAccess, InvestigationAuthorization
from investigations.services import emergency
from investigations.states import AskState
from investigations.views import facts, rows
from investigations.views.access import confidential, note_reading
from investigations.views.acts import act_page
from investigations.views.emergency_facts import opened_rows, profile_names
from people.roles import Role
from policy.calendar import moment
from workflow.identity import acting_in_emergency
from workflow.keyset import paginate

MOST = 50
UNREAD = ("record_named", "reason", "answer")  # sealed columns that no list needs
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@confidential
def emergency_list(request):
    """What one asked for, and what one is to answer; neither says which record."""
    at, may_answer = now(), bool(request.user.roles & emergency.AGREERS)
    rows = EmergencyAccess.objects.defer(*UNREAD)
    own = rows.filter(asked_by=request.user).select_related("answered_by")
    waiting = rows.filter(state=AskState.ASKED).exclude(asked_by=request.user).select_related("asked_by")
    page = paginate(own, request.GET.get("cursor", ""), by="created_at")
    context = {
        "page": page,
        "own": [(row, minutes_left(row, at)) for row in page.rows],
        "waiting": list(waiting.order_by("created_at")[:MOST]) if may_answer else None,
        "may_ask": bool(emergency.may_ask(request.user)),
        "may_read_journal": request.user.has_role(Role.LEGAL, Role.AUDITOR),
    }
    return render(request, "investigations/emergency_list.html", context)


def minutes_left(asked, at):
    """Whole minutes begun until it closes; 0 when it is not open."""
    if asked.state != AskState.AGREED or asked.until <= at:
        return 0
    return -int((at - asked.until).total_seconds() // 60)


@form_page
@confidential
def emergency_new(request):
    """What is said afterwards is the same whether or not there is such a record."""
    words = (
        _("Ask for emergency access"),
        _("One record, to read, for an hour, once a second person has agreed. Its owner and the auditors are told."),
        _("Ask for access"),
        _("Asked. The General Counsel and the Commissioner's designee were told."),
    )

    def do(_record, **answers):
        return emergency.ask(**answers)

    return act_page(request, None, words=words, form_class=AskForm, do=do, may=emergency.may_ask(request.user),
                    back=reverse("emergency_list"), template="investigations/emergency_act.html")  # fmt: skip


@form_page
@confidential
def emergency_answer(request, public_id):
    """The General Counsel or the Commissioner's designee reads the reason and answers, never their own."""
    rows = EmergencyAccess.objects.visible_to(request.user).exclude(asked_by=request.user)
    asked = get_object_or_404(rows.select_related("asked_by__worksite"), public_id=public_id)
    words = (
        _("Emergency access: your answer"),
        _("Agree only when it cannot wait. The record is open to this person for an hour, to read."),
        _("Record your answer"),
        _("Your answer is recorded."),
    )
    rows = [
        {"label": _("Asked for by"), "value": asked.asked_by.full_name,
         "meta": f"{asked.asked_by.title}, {asked.asked_by.worksite}"},
        {"label": _("When"), "value": moment(asked.created_at)},
        {"label": _("Record"), "value": asked.record_named.reveal()},
        {"label": _("Kind of reason"), "value": str(asked.get_kind_display())},
        {"label": _("Reason"), "value": asked.reason.reveal()},
    ]  # fmt: skip
    note_reading(request, asked)

    def answer(answers):
        return {"is_agreed": answers["decision"] == "agree", "reason": answers["reason"]}

    return act_page(request, asked, words=words, form_class=AnswerForm, do=emergency.answer, arguments=answer,
                    may=emergency.may_answer(request.user, asked), context={"facts": rows},
                    template="investigations/emergency_act.html")  # fmt: skip


def in_emergency(view):
    """As `confidential`, but the database lets read what was opened for this person, and lets nothing be written."""

    @wraps(view)
    def inside(request, *args, **kwargs):
        with acting_in_emergency(request.user):
            return view(request, *args, **kwargs)

    inside.is_confidential = True
    return inside


@require_safe
@in_emergency
def emergency_record(request, public_id):
    """The one record, to read, while it is open."""
    at = now()
    asked = get_object_or_404(EmergencyAccess.objects.open_for(request.user, at), public_id=public_id)
    found = InvestigationAuthorization.objects.opened_for(request.user, at).with_people()
    found = found.exclude(investigator__in=emergency.walled_from(request.user))
    authorization = get_object_or_404(found, public_id=asked.record_id)
    _note(request, authorization, asked, at)
    context = {
        "authorization": authorization,
        "minutes": minutes_left(asked, at),
        "until": asked.until,
        "status": rows.status_of(authorization),
        "band": facts.band(authorization),
        "opened": opened_rows(authorization),
        "covers": facts.covers(authorization),
        "decided": facts.decided(authorization),
        "profiles": profile_names(authorization),
    }
    return render(request, "investigations/emergency_record.html", context)


def _note(request, authorization, asked, at):
    """Every view, on the record's own trail, for the Legal Unit."""
    record_outside(
        "emergency.read",
        subject=authorization,
        actor=request.user,
        at=at,
        clause="B.3.a",
        facts={"kind": str(asked.kind), "asked": str(asked.public_id)},
        is_confidential=True,
    )


@require_safe
@confidential
def emergency_journal(request):
    """Who asked, who answered, when, the kind of reason, for auditors and Legal; neither its text nor the record."""
    rows = EmergencyAccess.objects.visible_to(request.user).defer(*UNREAD, "record_id")
    page = paginate(rows.select_related("asked_by", "answered_by"), request.GET.get("cursor", ""), by="created_at")
    return render(request, "investigations/emergency_journal.html", {"page": page})

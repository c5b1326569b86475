"""Communication with youth in an investigation: ask, read, advise, decide, end, log (B.3.c)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evidence.safety import Refused
from investigations.choices import Group
from investigations.forms.contacts import AdviceForm, ApproveForm, ContactForm, DenyForm, EndForm, LogForm
from investigations.models import CommunicationApproval, InvestigationProfile
from investigations.rules import contacts as rules
from investigations.rules import is_for_legal, is_supervisor
from investigations.rules.profiles import is_holder
from investigations.services import contacts
from investigations.services.standing import lock_authorization, standing_of
from investigations.states import ContactState
from investigations.views import contact_facts, facts, rows
from investigations.views.access import confidential, form_key_of, known_or_404, note_reading
from investigations.views.acts import act_page
from investigations.views.once import once
from investigations.views.records import reveal_page
from people import kept_forms
from policy.calendar import local_day
from workflow.errors import NotAllowed

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _held_or_404(request, public_id):
    """A profile this person is the authorized person of."""
    profile = known_or_404(request, public_id, InvestigationProfile)
    if not is_holder(request.user, profile):
        raise Http404
    return profile


def _holds(user, profile):
    """Asked once on a page that needs no other holder."""
    return profile.holders.filter(person=user, until=None).exists()


def _approval_or_404(request, public_id):
    return known_or_404(request, public_id, CommunicationApproval)


@form_page
@confidential
def communication_new(request, public_id):
    """Ask for leave to communicate with one target through one profile."""
    profile = _held_or_404(request, public_id)
    standing = standing_of(request.user, at=now())
    words = (
        _("Ask for approval to communicate"),
        _(
            "Your supervisor decides before anything is sent, accepted or answered. Everything you write here is sealed."
        ),
        _("Send to your supervisor"),
        _("Sent. Your supervisor was told that something confidential waits."),
    )
    return act_page(
        request,
        profile,
        words=words,
        form_class=ContactForm,
        do=_ask_once,
        may=rules.may_request(request.user, profile),
        clause="B.3.c",
        authorization=profile.authorization,
        standing=standing,
        initial={"valid_from": standing.day},
    )


def _ask_once(profile, *, actor, at, **answers):
    """The same request sent twice is one: while it waits, its like is not asked for again."""
    profile.authorization = lock_authorization(profile.authorization)
    waiting = CommunicationApproval.objects.filter(
        profile=profile,
        requested_by=actor,
        state=ContactState.REQUESTED,
        valid_from=answers["valid_from"],
        valid_to=answers["valid_to"],
    )
    for one in waiting:
        if all(
            _plain(getattr(one, name)) == (answers[name] or None) for name in ("target", "purpose", "limits", "methods")
        ):
            return one
    return contacts.request(profile, actor=actor, at=at, **answers)


def _plain(value):
    return value.reveal() if hasattr(value, "reveal") else value


@require_safe
@confidential
def communication_detail(request, public_id):
    approval = _approval_or_404(request, public_id)
    note_reading(request, approval)
    at = now()
    standing = contact_facts.reader(request.user, at=at)
    group = contact_facts.group(request, approval, at=at)
    entries, has_more = contact_facts.entries(approval, is_open=group["until"] is not None)
    context = {
        "approval": approval,
        "status": {"kind": rows.CONTACT_STATUS[approval.state], "text": approval.get_state_display()},
        "waits_for_advice": approval.state == ContactState.REQUESTED
        and approval.advised_at is None
        and contact_facts.needs_advice(approval),
        "facts": contact_facts.facts(approval),
        "group": group,
        "entries": entries,
        "has_more": has_more,
        "events": facts.timeline(approval),
        "acts": contact_facts.acts(request.user, approval, standing, holds=_holds(request.user, approval.profile)),
        "rail": contact_facts.rail(approval, standing),
    }
    return render(request, "investigations/communication_detail.html", context)


@form_page
@confidential
def communication_reveal(request, public_id):
    """Open what is sealed: target, purpose, limits, advice, and what was said."""
    return reveal_page(
        request, _approval_or_404(request, public_id), Group.CONTACT.value, allowed=(Group.CONTACT.value,)
    )


@form_page
@confidential
def communication_advise(request, public_id):
    """The Legal Unit's recorded advice, without which nobody but the Investigation Unit sends a friend request."""
    approval = _approval_or_404(request, public_id)
    if not is_for_legal(request.user, approval.authorization):
        raise Http404
    words = (
        _("Record the Legal Unit's advice"),
        _("Sending a friend request has no exception in the policy. The supervisor reads this before deciding."),
        _("Record the advice"),
        _("The advice is recorded. The supervisor was told."),
    )
    return act_page(request, approval, words=words, form_class=AdviceForm, do=contacts.advise, clause="C.2.e",
                    may=rules.may_advise(request.user, approval))  # fmt: skip


def _supervised_or_404(request, public_id):
    """An approval whose decision is this person's, and their standing."""
    approval = _approval_or_404(request, public_id)
    standing = standing_of(request.user, at=now())
    if not is_supervisor(request.user, approval.authorization, standing):
        raise Http404
    return approval, standing


@form_page
@confidential
def communication_approve(request, public_id):
    approval, standing = _supervised_or_404(request, public_id)
    words = (
        _("Approve the communication"),
        _("Only what was asked for: this target, these methods, this purpose, within these days."),
        _("Approve"),
        _("Approved. The investigator was told."),
    )
    return act_page(request, approval, words=words, form_class=ApproveForm, do=contacts.approve, clause="B.3.c",
                    may=rules.may_approve(request.user, approval, standing))  # fmt: skip


@form_page
@confidential
def communication_deny(request, public_id):
    approval, standing = _supervised_or_404(request, public_id)
    words = (
        _("Deny the communication"),
        _("Nothing may be sent, accepted or answered. The investigator reads your reason."),
        _("Deny"),
        _("Denied. The investigator was told."),
    )
    return act_page(request, approval, words=words, form_class=DenyForm, do=contacts.deny, clause="B.3.c",
                    may=rules.may_decide(request.user, approval, standing))  # fmt: skip


@form_page
@confidential
def communication_end(request, public_id):
    approval = _approval_or_404(request, public_id)
    words = (
        _("End the approval"),
        _("What is sent or accepted from now on is outside it."),
        _("End it"),
        _("The approval has ended."),
    )
    return act_page(request, approval, words=words, form_class=EndForm, do=contacts.end, clause="B.3.c", is_final=True,
                    may=rules.may_end(request.user, approval, standing_of(request.user, at=now())))  # fmt: skip


@form_page
@confidential
def communication_log(request, public_id):
    """Log one contact as it happened, also when nothing covered it."""
    profile = _held_or_404(request, public_id)
    form_key, at = form_key_of(request), now()
    form = _log_form(request, profile, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            entry = once(lambda: _log(profile, form.cleaned_data, form_key=form_key, actor=request.user, at=at))
        except Refused as refusal:
            form.add_error("transcript", refusal.sentence)
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            return _logged(request, profile, entry)
    context = {
        "record": profile,
        "form": form,
        "form_key": form_key,
        "title": _("Log a contact"),
        "meaning": _("As it happened, also when nothing covered it. Once logged it is never changed."),
        "button": _("Log it"),
        "back": profile.get_absolute_url(),
        "clause": "B.3.c",
        "sends_files": True,
    }
    return render(request, "investigations/act.html", context, status=400 if request.method == "POST" else 200)


def _log_form(request, profile, *, at):
    approvals = list(profile.communications.filter(state__in=[ContactState.APPROVED, ContactState.ENDED]))

    def covers(approval, method, occurred_at):
        day = local_day(occurred_at)
        is_approved = rules.covers(approval, profile=profile, method=method, day=day, at=occurred_at)
        return is_approved and contacts.was_in_force(profile.authorization, occurred_at)

    details = {"approvals": approvals, "labels": contact_facts.choices(approvals), "covers": covers, "at": at}
    if request.method == "POST":
        return LogForm(request.POST, request.FILES, **details)
    initial = {"occurred_at": at, "approval": request.GET.get("approval", "")}
    return LogForm(kept_forms.restore(request), initial=initial, **details)


def _log(profile, answers, *, form_key, actor, at):
    upload = answers["transcript"]
    if upload:
        upload.seek(0)
    transcript = (upload.read(), upload.name) if upload else None
    return contacts.log(profile, form_key=form_key, actor=actor, at=at, **(answers | {"transcript": transcript}))


def _logged(request, profile, entry):
    if entry.approval is None:
        messages.success(request, _("Logged. No approval covered it: a compliance issue waits for the Legal Unit."))
        return redirect(profile)
    messages.success(request, _("Logged."))
    return redirect(entry.approval)

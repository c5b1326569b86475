"""Reading investigations, opening their sealed groups, deciding them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from investigations import rules
from investigations.choices import Group
from investigations.forms.requests import ConcurForm, GrantForm
from investigations.forms.reveal import RevealForm
from investigations.models import InvestigationAuthorization, is_legal
from investigations.services import decisions, reveal
from investigations.services.standing import designation_of, standing_of
from investigations.states import LIVE, State
from investigations.views import facts, rows
from investigations.views.access import confidential, here_or_404, is_proved, known_or_404, note_reading
from investigations.views.acts import act_page
from notifications.services import told_about
from workflow.errors import NotAllowed
from workflow.keyset import paginate

form_page = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = {"waiting": [State.SUBMITTED, State.SUPERVISOR_GRANTED, State.RETURNED], "in_force": list(LIVE)}


@require_safe
@confidential
def investigation_list(request):
    """Those this person may know of, newest change first; `?show=waiting` or `in_force` narrows it."""
    here_or_404(request)
    found = InvestigationAuthorization.objects.visible_to(request.user, localdate()).select_related("investigator")
    show = request.GET.get("show", "")
    if show in SHOWN:
        found = found.filter(state__in=SHOWN[show])
    page = paginate(found.prefetch_related("meetings"), request.GET.get("cursor", ""), by="updated_at")
    context = {
        "page": page,
        "rows": [rows.list_row(row, localdate()) for row in page.rows],
        "columns": [_("Investigation"), _("Investigator"), _("State"), _("Next review meeting"), _("Valid until")],
        "show": show,
        "may_begin": rules.basis_of(request.user, designation_of(request.user, localdate())) is not None,
        "is_legal": is_legal(request.user),
        "may_designate": facts.may_designate(request.user),
    }
    return render(request, "investigations/investigation_list.html", context)


@require_safe
@confidential
def investigation_detail(request, public_id):
    authorization = known_or_404(request, public_id)
    if authorization.state == State.DRAFT:
        return redirect("investigation_edit", authorization.public_id)
    note_reading(request, authorization)
    return render(request, "investigations/investigation_detail.html", record_context(request, authorization))


def record_context(request, authorization, **forms):
    """The page of one record; `forms`: those that were refused, shown again with what was typed."""
    at = now()
    standing = standing_of(request.user, at=at)
    meetings, captures = list(authorization.meetings.all()), rows.captures_of(authorization)
    is_evidence_open = reveal.opened_until(request, authorization, Group.EVIDENCE, at=at) is not None
    context = {
        "authorization": authorization,
        "band": facts.band(authorization),
        "groups": facts.groups(request, authorization, captures, at=at),
        "covers": facts.covers(authorization),
        "decided": facts.decided(authorization),
        "profiles": rows.profile_rows(authorization, standing.day),
        "meetings": rows.meeting_rows(authorization, meetings, standing.day),
        "contacts": rows.contact_rows(authorization),
        "captures": rows.capture_rows(captures, is_open=is_evidence_open),
        "entries": facts.timeline(authorization),
        "opened": facts.opened_before(authorization),
        "acts": facts.acts(request.user, authorization, standing),
        "rail": facts.rail(authorization, meetings, standing),
        "is_mine": request.user.pk == authorization.investigator_id,
        "may_capture": facts.may_capture(request.user, authorization),
    }
    if is_legal(request.user):  # of the others each knows what they were told themselves
        context["told"] = told_about(*(record.public_id for record in (authorization, *meetings)))
    if rules.may_decide(request.user, authorization, standing):
        context["grant_form"] = forms.get("grant") or _grant_form(request, authorization, standing)
        context |= _chosen(context["grant_form"])
    if rules.may_concur(request.user, authorization):
        context["concur_form"] = forms.get("concur") or ConcurForm(
            initial={"version": authorization.version}, is_proved=is_proved(request)
        )
    return context


def _chosen(form):
    chosen = form.data.get("decision", "") if form.is_bound else "grant"
    return {f"is_{decision}": chosen == decision for decision in ("grant", "return", "deny")}


def _grant_form(request, authorization, standing, data=None):
    starts = max(authorization.requested_from, standing.day)
    interval = standing.settings["investigation_review_interval_days"]
    return GrantForm(
        data,
        initial={
            "version": authorization.version,
            "expires_on": max(authorization.requested_to, starts),
            "interval_days": interval,
        },
        authorization=authorization,
        longest=standing.settings["investigation_expiry_days"],
        interval=interval,
        is_proved=is_proved(request),
    )


@require_POST
@confidential
def investigation_decide(request, public_id):
    authorization = known_or_404(request, public_id)
    at = now()
    standing = standing_of(request.user, at=at)
    if not rules.is_supervisor(request.user, authorization, standing):
        raise Http404
    form = _grant_form(request, authorization, standing, data=request.POST)
    if form.is_valid() and request.proof_refused:
        form.add_error("password", request.proof_refused)
    if form.is_valid():
        try:
            _decide(authorization, form.cleaned_data, actor=request.user, at=at)
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("Your decision is recorded. The investigator was told."))
            return redirect("my_work")
    context = record_context(request, authorization, grant=form)
    return render(request, "investigations/investigation_detail.html", context, status=400)


def _decide(authorization, answers, *, actor, at):
    signature = answers["signature"]
    if answers["decision"] == "grant":
        return decisions.grant(
            authorization,
            actor=actor,
            at=at,
            expires_on=answers["expires_on"],
            signature=signature,
            grants_profile=answers.get("grants_profile", False),
            grants_communication=answers.get("grants_communication", False),
            interval_days=answers["interval_days"],
            conditions=answers["conditions"],
        )
    if answers["decision"] == "return":
        return decisions.return_(authorization, actor=actor, at=at, reason=answers["changes"])
    return decisions.deny(authorization, actor=actor, at=at, reason=answers["denial"], signature=signature)


@require_POST
@confidential
def investigation_concur(request, public_id):
    """The Legal Unit concurs or objects."""
    authorization = known_or_404(request, public_id)
    if not rules.is_for_legal(request.user, authorization):
        raise Http404
    form = ConcurForm(request.POST, is_proved=is_proved(request))
    if form.is_valid() and request.proof_refused:
        form.add_error("password", request.proof_refused)
    if form.is_valid():
        answer, note = form.cleaned_data["answer"], form.cleaned_data["note"]
        do = decisions.concur if answer == "concur" else decisions.object_
        try:
            do(authorization, actor=request.user, at=now(), note=note)
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("Your answer is recorded. The investigator and the supervisor were told."))
            return redirect(authorization)
    context = record_context(request, authorization, concur=form)
    return render(request, "investigations/investigation_detail.html", context, status=400)


@form_page
@confidential
def investigation_reveal(request, public_id, group):
    """Open one sealed group for five minutes: with a reason, a proof, and an entry on the trail."""
    authorization = known_or_404(request, public_id)
    if authorization.state == State.DRAFT:
        raise Http404
    return reveal_page(request, authorization, group, allowed=facts.GROUPS)


def reveal_page(request, record, group, *, allowed, back=None):
    """The step-up page of any record of the compartment."""
    if group not in allowed:
        raise Http404
    label = Group(group).label
    words = (
        _("Open: %(group)s") % {"group": label},
        _("You see it for five minutes. That you opened it, when and why stays on record."),
        _("Open for five minutes"),
        _("Open until the five minutes are over."),
    )

    def do(subject, *, actor, at, reason, note):
        reveal.reveal(request, subject, group, reason=reason, note=note, at=at)

    back = f"{back or record.get_absolute_url()}#{group}"
    return act_page(request, record, words=words, form_class=RevealForm, do=do, back=back)

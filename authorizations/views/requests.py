"""Asking for leave: the draft in three steps, withdrawing, copying, renewing."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from audit.services import record
from authorizations import notices, rules
from authorizations.choices import Connection
from authorizations.forms.requests import NEW_ACCOUNT, OTHER, AccountForm, SignForm, YouthForm
from authorizations.services import accounts, compliance, requests
from authorizations.states import State
from authorizations.views.access import visible_or_404
from authorizations.views.request_facts import request_facts
from people import kept_forms
from people.models import User
from policy.calendar import local_day
from policy.services import current_wordings, settings_now
from workflow.errors import NotAllowed, Stale

STEPS = {
    "youth": gettext_lazy("Youth and purpose"),
    "account": gettext_lazy("Account"),
    "sign": gettext_lazy("Check and sign"),
}


@require_http_methods(["GET", "POST"])
def supervision_new(request):
    """The first step; sending it makes the draft. `for`: a member of one's staff for whom it is drafted."""
    employee = _employee(request)
    verdict = rules.may_request(employee)
    if not verdict:
        return render(request, "authorizations/supervision_new.html", {"verdict": verdict, "steps": _steps("youth")})
    at = now()
    initial = {"requested_from": local_day(at)}
    form = _youth_form(request, employee, at=at, initial=initial)
    if request.method == "POST" and (form.is_valid() or form.is_for_later):
        draft = requests.start(
            employee, actor=request.user, form_key=_form_key(request), at=at, **_answers(form, requests.DRAFT_FIELDS)
        )
        kept_forms.forget(request)
        return _after_step(request, draft, form, "account")
    context = {
        "form": form,
        "form_key": request.POST.get("form_key") or uuid.uuid4(),
        "employee": employee,
        "steps": _steps("youth"),
        "staff": request.user.staff.working() if request.user.pk == employee.pk else [],
    }
    return render(request, "authorizations/supervision_new.html", context)


@require_http_methods(["GET", "POST"])
def supervision_edit(request, public_id, step):
    draft = visible_or_404(request, public_id)
    if step not in STEPS:
        raise Http404
    if not rules.may_edit(request.user, draft):
        if request.method == "POST" and step == "sign" and draft.employee_id == request.user.pk and draft.is_pending:
            return redirect(draft)  # the second of two clicks: the first one sent it
        rules.may_edit(request.user, draft).enforce()
    if step == "sign" and draft.employee_id != request.user.pk:
        raise Http404  # only the employee signs
    if step == "sign" and (missing := _first_missing_step(draft)):
        messages.info(request, _("Answer these questions first."))
        return redirect("supervision_edit", public_id=draft.public_id, step=missing)
    return {"youth": _youth_step, "account": _account_step, "sign": _sign_step}[step](request, draft)


def _youth_step(request, draft):
    at = now()
    initial = {name: getattr(draft, name) for name in ("purposes", "requested_from", "requested_to")}
    initial |= {name: _revealed(draft, name) for name in ("justification", "youth_accounts")}
    if draft.youth and draft.youth.assigned_caseworker_id == draft.employee_id:
        initial["youth_choice"] = str(draft.youth.public_id)
    elif draft.youth:
        initial |= {"youth_choice": OTHER, "youth_lookup": draft.youth.jjems_number}
    form = _youth_form(request, draft.employee, at=at, initial=initial, draft=draft)
    if request.method == "POST" and (form.is_valid() or form.is_for_later):
        requests.save(draft, actor=request.user, at=at, **_answers(form, YouthForm.FIELDS))
        return _after_step(request, draft, form, "account")
    return _step_page(request, draft, form, "youth")


def _account_step(request, draft):
    at = now()
    initial = {name: getattr(draft, name) for name in AccountForm.FIELDS}
    initial["platform"] = draft.platform.slug if draft.platform else None
    initial["display_name"] = draft.display_name or draft.employee.full_name
    own = draft.employee.social_media_accounts.filter(handle_entered=draft.handle_entered, platform=draft.platform)
    chosen = draft.account or (own.first() if draft.handle_entered else None)
    initial["account"] = str(chosen.public_id) if chosen else NEW_ACCOUNT
    is_own = draft.employee_id == request.user.pk
    form = _form(AccountForm, request, draft.employee, draft=draft, at=at, initial=initial, is_own=is_own)
    if request.method == "POST" and (form.is_valid() or form.is_for_later):
        answers = _answers(form, AccountForm.FIELDS)
        if "connection_statement" in form.errors:
            answers.pop("existing_connection", None)  # kept with its statement only: then Legal is told of both
        requests.save(draft, actor=request.user, at=at, **answers)
        if answers.get("existing_connection", Connection.NONE) != Connection.NONE:
            compliance.report_connection(
                draft, statement=form.cleaned_data["connection_statement"], actor=request.user, at=at
            )
            return redirect(draft)
        if not is_own and not form.is_for_later:
            return _hand_to_employee(request, draft, at)
        return _after_step(request, draft, form, "sign")
    return _step_page(request, draft, form, "account")


def _hand_to_employee(request, draft, at):
    """A supervisor drafted it; the employee says whether the account is connected with anybody, and signs."""
    notices.draft_prepared(draft, at=at)
    messages.success(request, _("%(name)s was told that the draft is ready to be signed.") % {"name": draft.employee})
    return redirect("my_work")


def _sign_step(request, draft):
    at = now()
    wordings = current_wordings(list(requests.attestations_for(draft)), at=at)
    initial = {name: getattr(draft, name) for name in SignForm.FIELDS} | {"version": draft.version}
    form = _form(SignForm, request, draft.employee, draft=draft, at=at, initial=initial, wordings=wordings)
    if request.method == "POST" and form.is_for_later:
        form.is_valid()
        requests.save(draft, actor=request.user, at=at, **_answers(form, SignForm.FIELDS))
        return _after_step(request, draft, form, "sign")
    if request.method == "POST" and form.is_valid() and _send(draft, form, request.user, at):
        kept_forms.forget(request)
        supervisor = draft.employee.reports_to
        messages.success(
            request,
            _("%(number)s is sent. %(name)s decides by %(day)s.")
            % {"number": draft.number, "name": supervisor, "day": f"{draft.decide_by:%b} {draft.decide_by.day}"},
        )
        return redirect(draft)
    return _step_page(request, draft, form, "sign")


def _send(draft, form, actor, at):
    """Submit; what a rule or the registry refuses becomes an error of the form, so that nothing typed is lost."""
    try:
        requests.save(draft, actor=actor, at=at, **_answers(form, SignForm.FIELDS))
        sent = requests.submit(
            draft, attested=form.cleaned_data["attested"], signature=form.cleaned_data["signature"], actor=actor, at=at
        )
    except NotAllowed as refusal:
        form.add_error("signature" if "Sign with" in str(refusal.verdict.reason) else None, refusal.verdict.reason)
        return False
    except accounts.HandleConflict:
        form.add_error(None, accounts.CONFLICT_TEXT)
        return False
    except Stale as stale:
        sent = stale.current
        if sent.state != State.SUBMITTED:
            raise
        # The second of two clicks: the first one sent it.
    draft.number, draft.decide_by = sent.number, sent.decide_by
    return True


@require_POST
def supervision_discard(request, public_id):
    draft = visible_or_404(request, public_id)
    requests.discard_draft(draft, actor=request.user, at=now())
    messages.success(request, _("The draft is gone."))
    return redirect("my_work")


@require_POST
def supervision_withdraw(request, public_id):
    authorization = requests.withdraw(visible_or_404(request, public_id), actor=request.user, at=now())
    messages.success(request, _("%(number)s is withdrawn.") % {"number": authorization.number})
    return redirect(authorization)


@require_http_methods(["GET", "POST"])
def supervision_copy(request, public_id):
    """A new draft with the same answers, for another youth or another account."""
    source = visible_or_404(request, public_id)
    if request.user.pk != source.employee_id:
        raise Http404
    if request.method == "POST":
        without = ("youth",) if request.POST.get("for") == "youth" else ("platform",)
        draft = requests.copy(source, actor=request.user, form_key=_form_key(request), at=now(), without=without)
        return redirect("supervision_edit", public_id=draft.public_id, step=_first_missing_step(draft) or "youth")
    return render(request, "authorizations/supervision_copy.html", {"source": source, "form_key": uuid.uuid4()})


@require_POST
def supervision_renew(request, public_id):
    source = visible_or_404(request, public_id)
    draft = requests.renew(source, actor=request.user, form_key=_form_key(request), at=now())
    messages.info(request, _("The answers of %(number)s are filled in. Check them.") % {"number": source.number})
    return redirect("supervision_edit", public_id=draft.public_id, step="youth")


def _employee(request):
    """Oneself, or a working member of one's own staff named in `for`."""
    wanted = request.POST.get("for") or request.GET.get("for")
    if not wanted:
        return request.user
    try:
        wanted = uuid.UUID(wanted)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(User.objects.working().filter(reports_to=request.user), public_id=wanted)


def _form_key(request):
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid.uuid4()


def _form(form_class, request, employee, *, at, initial, draft=None, **extra):
    data = request.POST if request.method == "POST" else kept_forms.restore(request)
    return form_class(data, initial=initial, employee=employee, day=local_day(at), draft=draft, **extra)


def _youth_form(request, employee, *, at, initial, draft=None):
    """The first step. Its look-up is recorded whatever it found, and also when something else in the form is wrong."""
    longest = settings_now()["supervision_expiry_days"]
    form = _form(YouthForm, request, employee, at=at, initial=initial, draft=draft, longest=longest)
    if form.is_bound:
        form.is_valid()
        facts = {"request": str(draft.public_id)} if draft else {}
        for youth in form.looked_up or ():
            record("youth.looked_up", subject=youth, actor=request.user, at=at, facts=facts)
        if form.looked_up == []:
            record("youth.not_found", subject=("people.youth", ""), actor=request.user, at=at, facts=facts)
    return form


def _answers(form, names):
    """What of the form can be kept: all of a right one, the right fields of one put aside for later."""
    cleaned = form.cleaned_data
    if form.is_for_later:
        typed = {name for name in cleaned if name not in form.errors}
        return {name: cleaned[name] for name in names if name in typed and cleaned[name] not in (None, "")}
    return {name: cleaned[name] for name in names if name in cleaned}


def _revealed(draft, name):
    sealed = getattr(draft, name)
    return sealed.reveal() if sealed else ""


def _after_step(request, draft, form, following):
    if form.is_for_later:
        messages.success(request, _("The draft is kept. You find it on your work page."))
        return redirect("my_work")
    return redirect("supervision_edit", public_id=draft.public_id, step=following)


def _first_missing_step(draft):
    if not (draft.youth and draft.purposes and draft.justification and draft.requested_from and draft.requested_to):
        return "youth"
    is_account_known = draft.platform and draft.handle_entered and draft.account_kind and draft.display_name
    if not (is_account_known and draft.existing_connection):
        return "account"
    return ""


def _steps(current):
    names = list(STEPS)
    return [
        {"name": name, "label": label, "number": names.index(name) + 1, "is_current": name == current,
         "is_past": names.index(name) < names.index(current)}
        for name, label in STEPS.items()
    ]  # fmt: skip


def _step_page(request, draft, form, step):
    context = {
        "draft": draft,
        "form": form,
        "step": step,
        "steps": _steps(step),
        "action": reverse("supervision_edit", args=[draft.public_id, step]),
        "is_returned": draft.state == State.RETURNED,
    }
    if step == "sign":
        context["facts"] = request_facts(draft)
        context["not_required"] = current_wordings(["b2.not_required"])["b2.not_required"]
    return render(request, "authorizations/supervision_edit.html", context)

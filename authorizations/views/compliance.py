"""Compliance issues, for the Legal Unit. One's own never appear here."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.sentences import sentence
from audit.services import events_about, record_outside
from authorizations.forms.legal import ResolveForm
from authorizations.models import ComplianceIssue
from authorizations.rules import issues as rules
from authorizations.services import compliance
from authorizations.states import State
from authorizations.views import issues as desk
from people import kept_forms
from workflow.errors import NotAllowed
from workflow.keyset import paginate

HISTORY = 20
STATEMENT = "authorizations.complianceissue.statement"


@require_safe
def compliance_list(request):
    """What waits; `?show=mine` what the reader has, `?show=resolved` what was answered."""
    show = desk.chosen(request)
    issues = desk.narrowed(_issues(request.user), show, request.user)
    page = paginate(issues, request.GET.get("cursor", ""), by="created_at")
    context = {"page": page, "rows": desk.rows(page.rows), "show": show}
    return render(request, "authorizations/compliance_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def compliance_detail(request, public_id):
    """Shows the sealed statement, so every view of it is recorded, for Legal's eyes only."""
    issue = _issue_or_404(request, public_id)
    may_resolve = rules.may_resolve(request.user, issue)
    form = ResolveForm(request.POST) if request.method == "POST" else None
    if form is not None:
        if form.is_valid():
            answers = form.cleaned_data
            issue.as_seen(answers.pop("version"))
            compliance.resolve(issue, **answers, actor=request.user, at=now())
            messages.success(request, _("Answered. The employee is told."))
            return redirect("compliance_list")
        may_resolve.enforce()
    if form is None and may_resolve:
        form = ResolveForm(kept_forms.restore(request), initial={"version": issue.version})
    return _issue_page(request, issue, form=form)


@require_POST
def compliance_take(request, public_id):
    issue = _issue_or_404(request, public_id)
    compliance.take(desk.seen(issue, request), actor=request.user, at=now())
    messages.success(request, _("It is yours now."))
    return redirect(issue)


@require_POST
def compliance_hand_over(request, public_id):
    issue = _issue_or_404(request, public_id)
    rules.may_hand_over(request.user, issue).enforce()
    form = desk.hand_over_form(issue, request.POST)
    if form.is_valid():
        version, owner = form.cleaned_data["version"], form.cleaned_data["owner"]
        try:
            compliance.hand_over(issue.as_seen(version), owner=owner, actor=request.user, at=now())
        except NotAllowed as refusal:
            form.add_error("owner", refusal.verdict.reason)
        else:
            messages.success(request, _("%(name)s has it now and is told.") % {"name": owner})
            return redirect(issue)
    answer = ResolveForm(initial={"version": issue.version})
    return _issue_page(request, issue, form=answer, hand_over_form=form)


def _issue_page(request, issue, *, form, hand_over_form=None):
    statement = (STATEMENT, issue.public_id)
    readings = list(events_about(statement).order_by("-at", "event_id")[:HISTORY])
    record_outside(
        "compliance.read", subject=statement, actor=request.user, at=now(), clause=issue.clause, is_confidential=True
    )
    history = events_about(issue).order_by("-at", "event_id")[:HISTORY]
    context = {
        "issue": issue,
        "authorization": issue.authorization,
        "may_open": issue.authorization.state != State.DRAFT,
        "form": form,
        **desk.keeping(issue, request.user, form=hand_over_form),
        "history": [{"at": event.at, "text": sentence(event), "kind": "decision"} for event in history],
        "readings": [{"at": event.at, "text": event.actor_name} for event in readings],
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "authorizations/compliance_detail.html", context, status=status)


def _issues(user):
    return ComplianceIssue.objects.exclude(employee=user).select_related(
        "employee__worksite", "authorization__platform", "authorization__account", "owner", "resolved_by"
    )


def _issue_or_404(request, public_id):
    return get_object_or_404(_issues(request.user), public_id=public_id)

"""Compliance issues of the compartment: the Legal Unit reads and answers them, never its own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.sentences import sentence
from audit.services import events_about
from authorizations.rules import issues as rules
from authorizations.views import issues as desk
from investigations.forms.records import AnswerIssueForm
from investigations.models import ConfidentialIssue
from investigations.services import issues
from investigations.views.access import confidential, is_proved, note_reading
from investigations.views.acts import act_page
from workflow.errors import NotAllowed, Stale
from workflow.keyset import paginate

HISTORY = 20
READ = "investigation.read"
TEMPLATE = "investigations/issue_detail.html"


@require_safe
@confidential
def confidential_issue_list(request):
    """What waits; `?show=mine` what the reader has, `?show=resolved` what was answered."""
    show = desk.chosen(request)
    found = desk.narrowed(_issues(request.user), show, request.user)
    page = paginate(found, request.GET.get("cursor", ""), by="created_at")
    return render(request, "investigations/issue_list.html", {"page": page, "rows": desk.rows(page.rows), "show": show})


@require_http_methods(["GET", "HEAD", "POST"])
@confidential
def confidential_issue(request, public_id):
    """Shows the sealed statement, so every view of it is recorded."""
    issue = _issue_or_404(request, public_id)
    context = _context(request, issue)
    if not issue.is_open:
        if request.method == "POST":
            raise Stale(issue)
        return render(request, TEMPLATE, context)
    if request.method == "POST":
        desk.seen(issue, request)
    words = (str(issue.get_kind_display()), "", "", _("Answered."))
    return act_page(request, issue, words=words, form_class=AnswerIssueForm, do=issues.resolve, clause=issue.clause,
                    back=reverse("confidential_issue_list"), template=TEMPLATE, context=context)  # fmt: skip


@require_POST
@confidential
def confidential_issue_take(request, public_id):
    issue = _issue_or_404(request, public_id)
    issues.take(desk.seen(issue, request), actor=request.user, at=now())
    messages.success(request, _("It is yours now."))
    return redirect(issue)


@require_POST
@confidential
def confidential_issue_hand_over(request, public_id):
    issue = _issue_or_404(request, public_id)
    rules.may_hand_over(request.user, issue).enforce()
    form = desk.hand_over_form(issue, request.POST)
    if form.is_valid():
        version, owner = form.cleaned_data["version"], form.cleaned_data["owner"]
        try:
            issues.hand_over(issue.as_seen(version), owner=owner, actor=request.user, at=now())
        except NotAllowed as refusal:
            form.add_error("owner", refusal.verdict.reason)
        else:
            messages.success(request, _("%(name)s has it now and is told.") % {"name": owner})
            return redirect(issue)
    answer = AnswerIssueForm(initial={"version": issue.version}, is_proved=is_proved(request))
    context = _context(request, issue, hand_over_form=form)
    return render(request, TEMPLATE, context | {"form": answer}, status=400)


def _issues(user):
    """Not what one did oneself, nor what happened in an investigation of one's own."""
    known = ConfidentialIssue.objects.visible_to(user).exclude(authorization__investigator=user)
    return known.select_related("person__worksite", "authorization__investigator", "owner", "resolved_by")


def _issue_or_404(request, public_id):
    return get_object_or_404(_issues(request.user), public_id=public_id)


def _context(request, issue, *, hand_over_form=None):
    """What the page shows beside the form of the answer. Looked up before this reading joins the others."""
    events = events_about(issue).order_by("-at", "event_id")
    readings = list(events.filter(action=READ)[:HISTORY])
    note_reading(request, issue)
    return {
        "issue": issue,
        **desk.keeping(issue, request.user, form=hand_over_form),
        "history": [{"at": event.at, "text": sentence(event)} for event in events.exclude(action=READ)[:HISTORY]],
        "readings": [{"at": event.at, "text": event.actor_name} for event in readings],
    }

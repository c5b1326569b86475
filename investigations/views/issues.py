"""Compliance issues of the compartment: the Legal Unit reads and answers them, never its own."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.sentences import sentence
from audit.services import events_about
from investigations.forms.records import AnswerIssueForm
from investigations.models import ConfidentialIssue
from investigations.services import issues
from investigations.states import IssueState
from investigations.views.access import confidential, note_reading
from investigations.views.acts import act_page
from workflow.errors import Stale
from workflow.keyset import paginate

HISTORY = 20
READ = "investigation.read"


def _issues(user):
    """Not what one did oneself, nor what happened in an investigation of one's own."""
    known = ConfidentialIssue.objects.visible_to(user).exclude(authorization__investigator=user)
    return known.select_related("person__worksite", "authorization__investigator", "resolved_by")


@require_safe
@confidential
def confidential_issue_list(request):
    """What waits; with `?show=resolved` what was answered."""
    is_done = request.GET.get("show") == "resolved"
    rows = _issues(request.user).filter(state=IssueState.RESOLVED if is_done else IssueState.OPEN)
    page = paginate(rows, request.GET.get("cursor", ""), by="created_at")
    return render(request, "investigations/issue_list.html", {"page": page, "is_done": is_done})


@require_http_methods(["GET", "HEAD", "POST"])
@confidential
def confidential_issue(request, public_id):
    """Shows the sealed statement, so every view of it is recorded."""
    issue = get_object_or_404(_issues(request.user), public_id=public_id)
    events = events_about(issue).order_by("-at", "event_id")
    readings = list(events.filter(action=READ)[:HISTORY])
    note_reading(request, issue)
    context = {
        "issue": issue,
        "history": [{"at": event.at, "text": sentence(event)} for event in events.exclude(action=READ)[:HISTORY]],
        "readings": [{"at": event.at, "text": event.actor_name} for event in readings],
    }
    if issue.state != IssueState.OPEN:
        if request.method == "POST":
            raise Stale(issue)
        return render(request, "investigations/issue_detail.html", context)
    words = (
        str(issue.get_kind_display()),
        _("The portal opened this. Nobody but the Legal Unit knows of it."),
        _("Record the answer"),
        _("Answered."),
    )
    return act_page(request, issue, words=words, form_class=AnswerIssueForm, do=issues.resolve, clause=issue.clause,
                    back=reverse("confidential_issue_list"), template="investigations/issue_detail.html",
                    context=context)  # fmt: skip

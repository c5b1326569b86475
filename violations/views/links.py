"""What belongs to a report: suggested by the portal, confirmed by a person. Never what the reader may not know of."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from authorizations.views.words import on
from people import kept_forms
from policy.calendar import local_day
from violations.forms.links import LinkForm
from violations.models import Report
from violations.rules import links as rules
from violations.rules import parts
from violations.rules.parts import Deed
from violations.services import links
from violations.services.standing import standing_of
from violations.views.access import behind_the_wall, known_or_404
from workflow.errors import NotAllowed

SHARES = {
    "file": later("the same file"),
    "url": later("the same address"),
    "account": later("the same account"),
    "subject": later("the same person"),
    "text": later("the same words"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_wall
def report_links(request, public_id):
    report = known_or_404(request, public_id)
    wrong = request.method == "POST"
    form = LinkForm(request.POST if wrong else kept_forms.restore(request), initial={"version": report.version})
    if wrong and form.is_valid() and _link(request, report, form):
        return redirect("report_links", report.public_id)
    context = {
        "report": report,
        "form": form,
        "linked": [_linked(link, other) for link, other in links.links_of(report)],
        "suggested": [_suggested(one) for one in links.suggestions(report)],
        "may": parts.may(Deed.NOTE, report.state, standing_of(report, request.user)),
    }
    return render(request, "violations/report_links.html", context, status=400 if wrong else 200)


def _link(request, report, form):
    answers = form.cleaned_data
    other = Report.objects.to_handle(request.user).filter(number=answers["number"].strip().upper()).first()
    if other is None:  # the same words for a report that is not there and one that may not be known of
        form.add_error("number", _("You have no report of this number."))
        return False
    try:
        links.link(report, other=other, kind=answers["kind"], reason=answers["reason"], actor=request.user, at=now())
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
        return False
    messages.success(request, _("They are linked. Each reporter's key and page stay as they were."))
    return True


def _linked(link, other):
    return {
        "link": link,
        "report": other,
        "kind": str(link.get_kind_display()),
        "reason": link.reason.reveal() or "",
        "by": link.by.full_name if link.by else "",
        "on": on(local_day(link.at)),
        "may_unlink": bool(rules.may_unlink(link)),
    }


def _suggested(one):
    return {
        "report": one.report,
        "shares": ", ".join(str(SHARES[share]) for share in one.shares),
        "filed_on": on(local_day(one.report.filed_at)),
        "state": str(one.report.get_state_display()),
    }


@require_POST
@behind_the_wall
def report_unlink(request, public_id, link_id):
    report = known_or_404(request, public_id)
    link = next((link for link, _other in links.links_of(report) if link.public_id == link_id), None)
    if link is None:
        raise Http404
    links.unlink(link, actor=request.user, at=now())
    messages.success(request, _("They are no longer linked."))
    return redirect("report_links", report.public_id)

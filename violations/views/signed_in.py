"""Filing by somebody signed in: by name, or confidentially. None of this leaves a trace of who they are (design §4.8)."""

from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from violations.services import drafts
from violations.views import filing
from violations.views.way import signed_in

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def report_start(request):
    return filing.start(request, signed_in(request))


@form_page
def report_step(request, step):
    return filing.step(request, signed_in(request), step)


@require_safe
def report_stop(request):
    return filing.stop(request, signed_in(request))


@require_safe
def report_later(request):
    """It is kept: until when, and how to come back."""
    draft = drafts.current(signed_in(request).filer, at=now())
    return signed_in(request).page(request, "later", {"draft": draft})


@require_POST
def report_leave_out(request, file_id):
    return filing.leave_out(request, signed_in(request), file_id)


@require_POST
def report_discard(request):
    return filing.discard(request, signed_in(request))


@require_safe
def report_check(request):
    return filing.check(request, signed_in(request))


@require_POST
def report_send(request):
    way = signed_in(request)
    return filing.send(request, way, lambda report: way.go("receipt", report.public_id))


@require_safe
def report_receipt(request, public_id):
    """The receipt of one's own report, whoever is named in it."""
    way = signed_in(request)
    with way.filer.known():
        report = drafts.own_report(way.filer, public_id=public_id)
        if report is None:
            raise Http404
        context = filing.receipt_context(report)
    return way.page(request, "receipt", context)


@require_safe
def report_help(request):
    """What a call for help tells the Legal Unit: that somebody needs help, and that no report stands behind it yet."""
    return render(request, "violations/filing/help.html")

"""The page of one report, for those who handle it."""

from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from violations.services import openings
from violations.views.access import behind_the_wall, known_or_404, note_reading
from violations.views.beside import beside
from violations.views.facts import report_context


@require_safe
@behind_the_wall
def report_detail(request, public_id):
    """Every view of it is recorded."""
    report = known_or_404(request, public_id)
    at = now()
    context = report_context(report, request.user, at) | beside(report, request.user)
    if request.method == "GET":
        openings.opened(report, actor=request.user, at=at)
    note_reading(request, report)
    return render(request, "violations/report_detail.html", context)

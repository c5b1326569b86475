"""What every view of a report begins with. A report that one may not know of looks like a missing page."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now

from audit.services import record_outside
from violations.models import Report
from workflow.errors import NotAllowed
from workflow.identity import acting_as


def behind_the_wall(view):
    """The database knows who acts for as long as the view runs. What is refused stands on the trail as of the report, for
    those alone who may know of it: as a refusal of a page it would tell the others that there is one.
    """

    @wraps(view)
    def inside(request, *args, **kwargs):
        try:
            with acting_as(request.user):
                return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            record_outside(
                "report.refused", subject=("violations.report", kwargs.get("public_id", "")), actor=request.user, at=now(),
                clause=refusal.verdict.clause, is_confidential=True,
            )  # fmt: skip
            return render(request, "errors/not_allowed.html", {"verdict": refusal.verdict}, status=403)

    inside.is_confidential = True
    return inside


def known_or_404(request, public_id):
    """The report, when this person may know of it; a form's `version` is what its reader saw."""
    rows = Report.objects.to_handle(request.user).select_related("handler", "platform")
    return seen(request, get_object_or_404(rows, public_id=public_id))


def seen(request, report):
    version = request.POST.get("version", "")
    if version.isascii() and version.isdigit() and len(version) < 9:
        report.as_seen(int(version))
    return report


def one_or_404(rows, public_id):
    """What hangs on a report the reader knows."""
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def note_reading(request, report):
    """Opening a report is itself an event, for those who may know of the report."""
    record_outside("report.read", subject=report, actor=request.user, at=now(), clause="C.3", is_confidential=True)

"""Files of a report, for those who handle it: each opening enters the file's chain of custody."""

from django.http import Http404
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from evidence.models import ORIGINAL
from evidence.responses import file_response
from violations.views.access import behind_the_wall, known_or_404, note_reading, one_or_404


@require_safe
@behind_the_wall
def report_file(request, public_id, file, part):
    """The original, or a page by its number."""
    report = known_or_404(request, public_id)
    kept = one_or_404(report.attachments.select_related("file"), file)
    if part != ORIGINAL:
        if part not in {str(number) for number in range(1, len(kept.file.pages) + 1)}:
            raise Http404
        part = int(part)
    note_reading(request, report)
    return file_response(request, kept.file, part, file_name=f"report-{str(kept.public_id)[:8]}", at=now())

"""Sealed files of the compartment: each has its permission asked of the record it belongs to, and enters custody."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from evidence.models import ORIGINAL
from evidence.responses import file_response
from investigations.choices import FileKind, Group
from investigations.models import InvestigationAuthorization, KeptFile
from investigations.services import reveal
from investigations.views.access import confidential, note_reading
from policy.calendar import local_day

OF_PERSONA = (FileKind.IMAGE, FileKind.PROOF)  # shown only while the persona is open


@require_safe
@confidential
def investigation_file(request, public_id, part):
    """The original, or a page by its number, to whoever may know of the authorization."""
    at = now()
    known = InvestigationAuthorization.objects.visible_to(request.user, local_day(at)).values("pk")
    rows = KeptFile.objects.filter(authorization__in=known).select_related("file", "profile")
    kept = get_object_or_404(rows, public_id=public_id)
    if kept.kind in OF_PERSONA and reveal.opened_until(request, kept.profile, Group.PERSONA, at=at) is None:
        raise Http404
    part = _part(kept.file, part)
    note_reading(request, kept)
    return file_response(request, kept.file, part, file_name=f"confidential-{str(kept.public_id)[:8]}", at=at)


def _part(file, part):
    if part == ORIGINAL:
        return part
    if part not in {str(number) for number in range(1, len(file.pages) + 1)}:
        raise Http404
    return int(part)

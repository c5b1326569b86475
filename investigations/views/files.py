"""Sealed files of the compartment: each has its permission asked of the record it belongs to, and enters custody."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from evidence.models import ORIGINAL
from evidence.responses import file_response
from investigations.choices import FileKind, Group
from investigations.models import CommunicationApproval, CommunicationEntry, InvestigationAuthorization, KeptFile
from investigations.services import reveal
from investigations.views.access import confidential, note_reading
from policy.calendar import local_day


@require_safe
@confidential
def investigation_file(request, public_id, part):
    """The original, or a page by its number, while the sealed group it belongs to is open."""
    at = now()
    known = InvestigationAuthorization.objects.visible_to(request.user, local_day(at)).values("pk")
    rows = KeptFile.objects.filter(authorization__in=known).select_related("file", "profile", "authorization")
    kept = get_object_or_404(rows, public_id=public_id)
    if not any(reveal.opened_until(request, record, group, at=at) for record, group in _groups_of(kept)):
        raise Http404
    part = _part(kept.file, part)
    note_reading(request, kept)
    return file_response(request, kept.file, part, file_name=f"confidential-{str(kept.public_id)[:8]}", at=at)


def _groups_of(kept):
    """[(record, group)] of which one has to be open. What no approval covers is listed with each of its profile."""
    if kept.kind == FileKind.CAPTURE:
        return [(kept.authorization, Group.EVIDENCE)]
    if kept.kind == FileKind.TRANSCRIPT:
        entry = CommunicationEntry.objects.select_related("approval").get(transcript=kept)
        of_profile = CommunicationApproval.objects.filter(profile=entry.profile_id)
        return [(approval, Group.CONTACT) for approval in ([entry.approval] if entry.approval else of_profile)]
    return [(kept.profile, Group.PERSONA)]


def _part(file, part):
    if part == ORIGINAL:
        return part
    if part not in {str(number) for number in range(1, len(file.pages) + 1)}:
        raise Http404
    return int(part)

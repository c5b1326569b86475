"""Files of posts, for administrators: uploaded, read in the background, and what was rejected of them."""

import contextlib
import uuid

from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe
from kombu.exceptions import OperationalError

from pulse_moderation import tasks
from pulse_moderation.forms.intake import ImportForm
from pulse_moderation.models import Import
from pulse_moderation.services import imports
from workflow.keyset import paginate

REJECTED_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request):
    """The form for a file, and the files there were."""
    form = ImportForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), initial={"form_key": uuid.uuid4()}
    )
    if request.method == "POST" and form.is_valid() and (kept := _upload(request, form)):
        return redirect(kept)
    found = Import.objects.select_related("source", "uploaded_by").defer("content")
    page = paginate(found, request.GET.get("cursor", ""), by="uploaded_at")
    context = {"form": form, "page": page}
    return render(request, "pulse_moderation/import_list.html", context, status=400 if form.errors else 200)


def _upload(request, form):
    file, source, key = form.cleaned_data["file"], form.cleaned_data["source"], form.cleaned_data["form_key"]
    try:
        kept = imports.upload(file.read(), name=file.name, source=source, form_key=key, actor=request.user, at=now())
    except ValidationError as error:
        form.add_error("file", error)
        return None
    with contextlib.suppress(OperationalError, OSError):  # the sweep goes on with what no worker took
        tasks.read_import.apply_async([kept.pk], retry=False)
    return kept


@require_safe
def import_detail(request, public_id):
    """How far the reading is; while it goes on, that part of the page asks again by itself."""
    found = Import.objects.select_related("source", "uploaded_by").defer("content")
    kept = get_object_or_404(found, public_id=public_id)
    context = {"kept": kept, "rejections": kept.rejections.all()[:REJECTED_SHOWN], "shown": REJECTED_SHOWN}
    part = "_import_progress" if request.htmx else "import_detail"
    return render(request, f"pulse_moderation/{part}.html", context)


@require_safe
def import_rejected(request, public_id):
    kept = get_object_or_404(Import.objects.defer("content"), public_id=public_id)
    response = StreamingHttpResponse(imports.rejected_csv(kept), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{kept.public_id.hex[:8]}.csv"'
    return response

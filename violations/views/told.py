"""What people outside a report are told of it and nothing more: a notice to who is named, an instruction to a manager."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from policy.calendar import local_day
from violations.forms.told import HearingForm
from violations.models import Hearing, Safety
from violations.services import hearing as hearings
from violations.services import triage
from violations.views.access import behind_the_wall
from workflow.errors import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_wall
def hearing_detail(request, public_id):
    """The notice to somebody named, and their answer: nothing else of a report."""
    hearing = get_object_or_404(Hearing.objects.filter(person=request.user), public_id=public_id)
    is_open = hearing.answered_at is None and hearing.waived_at is None and hearing.answer_by >= local_day(now())
    form = HearingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = {"representative": form.cleaned_data["representative"], "actor": request.user, "at": now()}
        try:
            if form.is_waived:
                hearings.waive(hearing, **facts)
            else:
                hearings.answer(hearing, text=form.cleaned_data["answer"], **facts)
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("Kept. Nobody but those who handle this reads it."))
            return redirect(hearing)
    elif request.method == "GET":
        hearings.note_seen(hearing, at=now())
    context = {"hearing": hearing, "form": form if is_open else None, "is_open": is_open}
    return render(request, "violations/hearing_detail.html", context, status=400 if request.method == "POST" else 200)


@require_safe
@behind_the_wall
def safety_instruction(request, public_id):
    """A bare instruction for the safety of a youth."""
    row = get_object_or_404(Safety.objects.filter(manager=request.user), public_id=public_id)
    if request.method == "GET":
        triage.note_seen(row, at=now())
    return render(request, "violations/safety_instruction.html", {"instruction": row})

"""Confirming a JJEMS note (B.2.c)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from authorizations import rules
from authorizations.forms.decisions import NoteForm
from authorizations.models import JJEMSNote
from authorizations.services import notes
from authorizations.states import NoteState
from authorizations.views.access import visible_or_404
from authorizations.views.records import record_page
from workflow.errors import NotAllowed


@require_POST
def note_confirm(request, public_id):
    """Only the employee and the youth's assigned caseworker have this address; to others it does not exist."""
    note = get_object_or_404(JJEMSNote.objects.select_related("authorization__youth"), public_id=public_id)
    authorization = visible_or_404(request, note.authorization.public_id)
    note.authorization = authorization
    if request.user.pk not in (authorization.employee_id, authorization.youth.assigned_caseworker_id):
        raise Http404
    if note.state == NoteState.CONFIRMED and note.entered_by_id == request.user.pk:
        return redirect(authorization)  # the second of two clicks
    rules.may_confirm_note(request.user, note).enforce()
    form = NoteForm(request.POST, prefix=f"n{note.pk}")
    if form.is_valid():
        answers = form.cleaned_data
        try:
            notes.confirm(
                note.as_seen(answers["version"]),
                entered_on=answers["entered_on"],
                jjems_reference=answers["jjems_reference"],
                actor=request.user,
                at=now(),
            )
        except NotAllowed as refusal:
            form.add_error("entered_on", refusal.verdict.reason)
        else:
            messages.success(request, _("Confirmed: the note stands in JJEMS."))
            return redirect(authorization)
    return record_page(request, authorization, note_form=form, note=note)

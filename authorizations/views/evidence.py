"""Capturing evidence: the content gate, the form, its files (B.2.f)."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from authorizations.forms.evidence import CaptureForm, CorrectionForm, GateForm
from authorizations.models import EvidenceItem
from authorizations.rules import evidence as rules
from authorizations.services import evidence
from authorizations.states import ItemState
from authorizations.views.access import visible_or_404
from authorizations.views.evidence_facts import file_rows
from evidence.safety import Refused
from people import kept_forms
from policy.calendar import local_day
from policy.services import settings_now
from sealing.fields import Sealed
from workflow.errors import NotAllowed, Stale

form_page = require_http_methods(["GET", "HEAD", "POST"])


def item_or_404(request, public_id):
    """The item, when this person may know of it; otherwise a 404 like any other."""
    rows = EvidenceItem.objects.visible_to(request.user, local_day(now())).with_people()
    return get_object_or_404(rows, public_id=public_id)


def draft_or_404(request, public_id):
    item = item_or_404(request, public_id)
    if item.captured_by_id != request.user.pk:
        raise Http404
    return item


@form_page
def evidence_new(request, public_id):
    """The content gate. Only "no" leads on to the form; "yes" is on record at once, without any image."""
    authorization = visible_or_404(request, public_id)
    if request.user.pk != authorization.employee_id:
        raise Http404
    verdict = rules.may_capture(request.user, authorization)
    form = GateForm(request.POST) if request.method == "POST" else GateForm(initial={"captured_at": now()})
    form_key = _key(request.POST.get("form_key", ""))
    if form.is_bound and form.is_valid():
        verdict.enforce()
        if not form.is_yes:
            item = evidence.begin(authorization, form_key=form_key, actor=request.user, at=now())
            return redirect("evidence_edit", item.public_id)
        return redirect(_report(authorization, form, form_key, request.user))
    context = {"authorization": authorization, "verdict": verdict, "form": form, "form_key": form_key}
    return _page(request, "authorizations/evidence_new.html", context)


def _report(authorization, form, form_key, user):
    answers, at = form.cleaned_data, now()
    return evidence.report_gated(
        authorization,
        form_key=form_key,
        captured_at=min(answers["captured_at"] or at, at),
        actor=user,
        at=at,
        platform=answers["platform"],
        source_account=answers["source_account"] or None,
        source_url=answers["source_url"] or None,
    )


@form_page
def evidence_edit(request, public_id):
    """The draft: files are kept as they arrive, words when they are right, all of it goes on record together."""
    item = draft_or_404(request, public_id)
    if item.state != ItemState.DRAFT:
        return redirect(item)  # the second of two clicks
    form = _capture_form(request, item)
    if request.method == "POST":
        refused = _take_files(request, item)
        is_right, goes_on_record = form.is_valid(), "save" in request.POST
        if is_right and goes_on_record and not refused:
            try:
                evidence.log(item.as_seen(form.cleaned_data["version"]), actor=request.user, at=now(), **form.facts())
            except NotAllowed as refusal:
                item.refresh_from_db()
                form.add_error("captured_at" if item.files.exists() else "files", refusal.verdict.reason)
            else:
                messages.success(request, _("%(number)s is on record.") % {"number": item.number})
                return redirect(item)
        elif not goes_on_record and not refused:
            evidence.save(item, actor=request.user, at=now(), **form.facts())
            messages.success(request, _("Kept. Nothing is on record yet."))
            return redirect("evidence_edit", item.public_id)
        for name, sentence in refused:
            form.add_error("files", f"{name}: {sentence}" if name else sentence)
    context = {"item": item, "authorization": item.authorization, "form": form, "files": file_rows(item)}
    context["most_mb"] = settings_now()["upload_max_mb"]
    return _page(request, "authorizations/evidence_edit.html", context)


def _capture_form(request, item):
    if request.method == "POST":
        return CaptureForm(request.POST, request.FILES)
    typed = kept_forms.restore(request)
    if typed is not None:
        return CaptureForm(typed)
    initial = {name: _shown(getattr(item, name)) for name in CaptureForm.FACTS}
    third = {None: "", True: "yes", False: "no"}[item.has_third_parties]
    initial |= {"version": item.version, "platform": item.platform, "has_third_parties": third}
    return CaptureForm(initial=initial)


def _shown(value):
    return value.reveal() if isinstance(value, Sealed) else value


def _take_files(request, item):
    """Keep every file of the form; [(name, sentence)] of those that were not taken."""
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            evidence.add_file(item, upload.read(), name=upload.name, actor=request.user, at=now())
        except Refused as refusal:
            refused.append((upload.name[:40], refusal.sentence))
        except NotAllowed as refusal:
            refused.append(("", refusal.verdict.reason))
            break
    return refused


@require_POST
def evidence_upload(request, public_id):
    """One file, sent by the page as soon as it is chosen, dropped or pasted: the list of files, or why it is not taken."""
    item = draft_or_404(request, public_id)
    refused = _take_files(request, item)
    if refused or not request.FILES:
        sentence = refused[0][1] if refused else _("No file arrived. It may be too big.")
        return HttpResponse(str(sentence), status=422, content_type="text/plain; charset=utf-8")
    return render(request, "authorizations/_evidence_files.html", {"item": item, "files": file_rows(item)})


@require_POST
def evidence_leave_out(request, public_id, file_id):
    item = draft_or_404(request, public_id)
    evidence.leave_out(item, file_id, actor=request.user, at=now())
    messages.success(request, _("Left out of this item."))
    return redirect("evidence_edit", item.public_id)


@form_page
def evidence_correct(request, public_id):
    """A new item that takes the place of this one; both stay on record."""
    item = draft_or_404(request, public_id)
    successor = EvidenceItem.objects.filter(supersedes=item).first()
    if successor is not None and successor.state == ItemState.DRAFT:
        return redirect("evidence_edit", successor.public_id)
    rules.may_correct(request.user, item, has_successor=successor is not None).enforce()
    form_key = _key(request.POST.get("form_key", ""))
    form = CorrectionForm(request.POST or None, initial={"version": item.version})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] != item.version:
            raise Stale(item)
        correction = evidence.begin(
            item.authorization,
            form_key=form_key,
            actor=request.user,
            at=now(),
            corrects=item,
            reason=form.cleaned_data["reason"],
        )
        return redirect("evidence_edit", correction.public_id)
    return _page(request, "authorizations/evidence_correct.html", {"item": item, "form": form, "form_key": form_key})


def _key(text):
    """The form's own key, or a new one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _page(request, template, context):
    wrong = request.method == "POST"
    return render(request, template, context, status=400 if wrong else 200)

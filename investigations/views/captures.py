"""Capturing what was found in an investigation: the content gate, then the form with its files."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from authorizations.forms.evidence import GateForm
from evidence.safety import Refused
from investigations.forms.captures import CaptureForm
from investigations.models import CapturedItem
from investigations.services import records
from investigations.services.contacts import was_in_force
from investigations.views.access import confidential, form_key_of, known_or_404
from investigations.views.once import once
from people import kept_forms
from workflow.errors import NotAllowed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@confidential
def capture_new(request, public_id):
    """The first question before anything can be uploaded; only of a "no" the form, of a "yes" what to do instead."""
    authorization = known_or_404(request, public_id)
    if authorization.active_since is None or not records.may_capture(request.user, authorization):
        raise Http404
    if request.method == "POST":
        return _answer(request, authorization)
    if _reported(request, authorization):
        return render(request, "investigations/capture_told.html", {"authorization": authorization})
    typed = kept_forms.restore(request)
    if typed is not None and "capture" in typed:
        return _form_page(request, authorization, CaptureForm(typed, authorization=authorization, at=now()))
    return _gate_page(request, authorization, GateForm(typed, initial={"captured_at": now()}))


def _answer(request, authorization):
    if "capture" in request.POST and request.POST.get("shows_minor") == "no":
        return _capture(request, authorization)
    gate = GateForm(request.POST)
    if not gate.is_valid():
        return _gate_page(request, authorization, gate, status=400)
    if gate.is_yes:
        item = once(lambda: _report(request, authorization, gate.cleaned_data))
        return redirect(f"{reverse('capture_new', args=[authorization.public_id])}?reported={item.public_id}")
    at = now()
    return _form_page(
        request, authorization, CaptureForm(initial={"captured_at": at}, authorization=authorization, at=at)
    )


def _report(request, authorization, answers):
    """Where it is, without any picture; Legal and the supervisor are told at once (trap 21)."""
    at = now()
    return records.capture(
        authorization,
        form_key=form_key_of(request),
        is_gated=True,
        platform=answers["platform"],
        source_account=answers["source_account"] or _("Not given"),
        source_url=answers["source_url"] or None,
        captured_at=min(answers["captured_at"] or at, at),
        actor=request.user,
        at=at,
    )


def _reported(request, authorization):
    """Whether this person has just reported content behind the gate."""
    try:
        public_id = uuid.UUID(request.GET.get("reported", ""))
    except ValueError:
        return False
    own = CapturedItem.objects.filter(authorization=authorization, captured_by=request.user, is_gated=True)
    return own.filter(public_id=public_id).exists()


def _capture(request, authorization):
    form = CaptureForm(request.POST, request.FILES, authorization=authorization, at=now())
    if form.is_valid():
        taken = []  # names of the files in the order they were examined: the last one is the one refused
        try:
            once(lambda: _keep(request, authorization, form.cleaned_data, taken))
        except Refused as refusal:
            name = f"{taken[-1][:40]}: " if taken else ""
            form.add_error("files", f"{name}{refusal.sentence}")
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("Captured. The originals are kept sealed."))
            return redirect(authorization)
    return _form_page(request, authorization, form, status=400)


def _keep(request, authorization, answers, taken):
    answers = dict(answers)
    files = _read(answers.pop("files"), taken)
    answers["source_url"] = answers["source_url"] or None
    return records.capture(
        authorization, form_key=form_key_of(request), files=files, actor=request.user, at=now(), **answers
    )


def _read(uploads, taken):
    """One file after another, so that a refusal is known to be about the last one."""
    for upload in uploads:
        taken.append(upload.name)
        upload.seek(0)
        yield upload.read(), upload.name


def _gate_page(request, authorization, form, status=200):
    context = {"authorization": authorization, "form": form, "form_key": form_key_of(request)}
    return render(request, "investigations/capture_new.html", context, status=status)


def _form_page(request, authorization, form, status=200):
    """The form has a key of its own, apart from the gate's."""
    context = {
        "authorization": authorization,
        "form": form,
        "form_key": form_key_of(request) if form.is_bound else uuid.uuid4(),
        "is_in_force": was_in_force(authorization, now()),
    }
    return render(request, "investigations/capture_form.html", context, status=status)

"""Written releases: the list, the record with its checks, entering one, its papers (B.1.h)."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.services import record, record_outside
from evidence.models import ORIGINAL
from evidence.responses import file_response
from evidence.safety import Refused
from notifications.services import told_about
from people import kept_forms
from people.models import Youth
from policy.calendar import local_day
from policy.services import settings_now
from pulse_moderation.choices import Shown
from pulse_moderation.forms.releases import ReleaseFilterForm, ReleaseForm, ReleaseYouthForm, reach_of
from pulse_moderation.models import YouthRelease
from pulse_moderation.rules import releases as rules
from pulse_moderation.services import releases
from pulse_moderation.states import ReleaseState
from pulse_moderation.views import release_facts
from sealing.fields import Sealed
from workflow.errors import NotAllowed
from workflow.keyset import paginate

FILTER = "release_filter"
PAPERS = ("document", "revocation")
ENDING = timedelta(days=30)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def release_or_404(request, public_id):
    """The release, when this person may know of it; otherwise a 404 like any other.

    A form's `version` is what its reader saw: acting on a page that has changed is then refused as stale.
    """
    rows = YouthRelease.objects.visible_to(request.user).with_people()
    release = get_object_or_404(rows, public_id=public_id)
    seen = request.POST.get("version", "")
    if seen.isascii() and seen.isdigit() and len(seen) < 9:
        release.as_seen(int(seen))
    return release


@form_page
def release_list(request):
    """Newest first. The filter is sent by POST and kept in the session."""
    if request.method == "POST":
        answers = {} if "clear" in request.POST else request.POST
    else:
        answers = request.session.get(FILTER, {})
    form = ReleaseFilterForm(answers)
    is_readable = form.is_valid()
    if request.method == "POST" and is_readable:
        request.session[FILTER] = {name: answers[name] for name in form.fields if answers.get(name)}
        return redirect("release_list")
    rows = YouthRelease.objects.visible_to(request.user).select_related("youth")
    shown = _narrowed(rows, form.cleaned_data, localdate()) if is_readable else rows.none()
    page = paginate(shown, request.GET.get("cursor", ""), by="created_at")
    context = {
        "page": page,
        "form": form,
        "columns": [_("Release"), _("Youth"), _("Material"), _("Valid"), _("Status")],
        "rows": [release_facts.row(release, localdate()) for release in page.rows],
        "is_filtered": is_readable and any(form.cleaned_data.values()),
        "may_begin": rules.may_begin(request.user),
    }
    return render(request, "pulse_moderation/release_list.html", context, status=200 if is_readable else 400)


def _narrowed(rows, answers, today):
    if text := answers["find"]:
        youth = Youth.objects.numbered(text).values("pk")
        rows = rows.filter(Q(number__iexact=text) | Q(youth__in=youth))
    if answers["state"] == "ending":
        return rows.in_force_on(today).filter(valid_to__lte=today + ENDING)
    return rows.filter(state=answers["state"]) if answers["state"] else rows


@form_page
def release_new(request):
    """Whose release it is. What is looked up is recorded, whatever was found."""
    verdict = rules.may_begin(request.user)
    caseload, reach = reach_of(request.user)
    typed = request.POST if request.method == "POST" else kept_forms.restore(request)
    form = ReleaseYouthForm(typed, caseload=caseload, reach=reach)
    if request.method == "POST":
        verdict.enforce()
        form.is_valid()
        _record_look_up(form, request.user)
        if form.is_valid():
            at = now()
            key = _key(request.POST.get("form_key", ""))
            release = releases.begin(form.cleaned_data["youth"], form_key=key, actor=request.user, at=at)
            kept_forms.forget(request)
            return redirect(release)
    context = {"form": form, "verdict": verdict, "form_key": _key(request.POST.get("form_key", ""))}
    return render(request, "pulse_moderation/release_new.html", context, status=_status(request))


def _record_look_up(form, actor):
    at = now()
    for youth in form.looked_up or ():
        record("youth.looked_up", subject=youth, actor=actor, at=at)
    if form.looked_up == []:
        record("youth.not_found", subject=("people.youth", ""), actor=actor, at=at)


@form_page
def release_edit(request, public_id):
    """The draft: the paper is kept as it arrives, the facts when they can be so; handed in when it is whole."""
    release = release_or_404(request, public_id)
    if release.state != ReleaseState.DRAFT:
        return redirect(release)  # the second of two clicks
    form = _release_form(request, release)
    if request.method == "POST":
        is_kept = _take_document(request, release, form)
        if form.is_valid() and is_kept:
            try:
                return _keep(request, release, form)
            except NotAllowed as refusal:
                form.add_error(None, refusal.verdict.reason)
    context = {"release": release, "form": form, "paper": release_facts.paper(release, "document")}
    context["rejection_reason"] = release.rejection_reason.reveal()
    return render(request, "pulse_moderation/release_edit.html", context, status=_status(request))


def _release_form(request, release):
    settings = settings_now()
    more = {"today": localdate(), "longest": settings["release_validity_days"]}
    more["has_document"] = release.document_id is not None or "document" in request.FILES
    if request.method == "POST":
        return ReleaseForm(request.POST, request.FILES, **more)
    initial = {name: _shown(getattr(release, name)) for name in releases.FACTS} | {"version": release.version}
    initial["may_show"] = [one.value for one in Shown if getattr(release, f"may_show_{one.value}")]
    return ReleaseForm(kept_forms.restore(request), initial=initial, **more)


def _shown(value):
    return value.reveal() if isinstance(value, Sealed) else value


def _take_document(request, release, form):
    """Keep the paper of the form, if there is one. False, with the reason at the field, when it is not taken."""
    upload = request.FILES.get("document")
    if upload is None:
        return True
    try:
        releases.add_document(release, upload.read(), name=upload.name, actor=request.user, at=now())
    except Refused as refusal:
        form.add_error("document", refusal.sentence)
        return False
    return True


def _keep(request, release, form):
    at = now()
    releases.edit(release, actor=request.user, at=at, **form.facts())
    if form.is_for_later:
        messages.success(request, _("Kept. Nothing is handed in yet."))
        return redirect("release_edit", release.public_id)
    releases.submit(release, actor=request.user, at=at)
    kept_forms.forget(request)
    messages.success(request, _("%(number)s is handed in. A second person verifies it.") % {"number": release.number})
    return redirect(release)


@require_safe
def release_detail(request, public_id):
    release = release_or_404(request, public_id)
    if release.state == ReleaseState.DRAFT:
        return redirect(release)
    at = now()
    reads = YouthRelease.objects.read_by(request.user).filter(pk=release.pk).exists()
    checks = releases.checks_of(release, at=at)
    context = {
        "release": release,
        "status": release_facts.status(release, local_day(at)),
        "checks": release_facts.check_items(checks) if release.state == ReleaseState.UPLOADED else [],
        "scope": release_facts.scope_rows(release, reads=reads, viewer=request.user),
        "signatures": release_facts.signature_rows(release, reads=reads),
        "outcome": release_facts.outcome_rows(release, reads=reads),
        "reads": reads,
        "papers": [paper for which in PAPERS if reads and (paper := release_facts.paper(release, which))],
        "may_verify": rules.may_verify(request.user, release, checks),
        "may_reject": rules.may_decide(request.user, release),
        "may_waive": rules.may_waive_guardian(request.user, release),
        "may_correct": rules.may_correct(request.user, release),
        "may_revoke": rules.may_revoke(request.user, release),
        "handles": rules.handles_releases(request.user),
        "custody": release_facts.custody(release) if reads else [],
        "entries": release_facts.timeline(release),
        "told": told_about(release.public_id),
    }
    return render(request, "pulse_moderation/release_detail.html", context)


@require_safe
def release_file(request, public_id, which, part):
    """The signed paper, or what revoked it: the original, or one page. Each opening is on its custody list."""
    release = get_object_or_404(YouthRelease.objects.read_by(request.user).with_people(), public_id=public_id)
    file = {"document": release.document, "revocation": release.revocation_document}.get(which)
    if file is None:
        raise Http404
    if part == ORIGINAL:
        facts = {"file": str(file.public_id)}
        record_outside("release.downloaded", subject=release, actor=request.user, at=now(), facts=facts)
    elif not (part.isascii() and part.isdigit() and len(part) < 4 and 1 <= int(part) <= len(file.pages)):
        raise Http404
    else:
        part = int(part)
    name = f"{release.number or 'release-draft'}-{which}-{part}"
    return file_response(request, file, part, file_name=name, at=now())


def _key(text):
    """The form's own key, or a new one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _status(request):
    return 400 if request.method == "POST" else 200

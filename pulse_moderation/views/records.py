"""Public-records requests: begun, covered, read by a second person, given out (B.1.g)."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policy.calendar import local_day
from pulse_moderation.forms.records import CoverForm, RequestForm, VersionForm, WithholdForm
from pulse_moderation.models import RecordsEntry, RecordsPackage, RecordsRequest, Redaction
from pulse_moderation.rules import records as rules
from pulse_moderation.services import records
from pulse_moderation.services import records_export as exporting
from pulse_moderation.services.search import LOOKS_BACK
from pulse_moderation.views import records_facts as shown
from pulse_moderation.views.shown import pieces
from workflow.errors import NotAllowed
from workflow.keyset import paginate

READ_ANSWER = ["GET", "HEAD", "POST"]


@require_safe
def records_list(request):
    visible = RecordsRequest.objects.visible_to(request.user).select_related("made_by", "read_by")
    page = paginate(visible, request.GET.get("cursor", ""), by="created_at")
    context = {"page": page, "rows": shown.requests(page.rows), "may_make": bool(rules.may_make(request.user))}
    return render(request, "pulse_moderation/records_list.html", context)


@require_http_methods(READ_ANSWER)
def records_new(request):
    """Say what is asked for; every text that matches is drawn."""
    at = now()
    if request.method == "POST":
        form = RequestForm(request.POST)
        if form.is_valid():
            try:
                kept = records.draw(form.wanted(), form_key=form.cleaned_data["form_key"], actor=request.user, at=at)
            except NotAllowed as refusal:
                form.add_error(None, refusal.verdict.reason)
            else:
                return redirect(kept)
        return render(request, "pulse_moderation/records_new.html", {"form": form}, status=400)
    today = local_day(at)
    said = {"first": today - LOOKS_BACK, "last": today, "requested_on": today, "form_key": uuid.uuid4()}
    return render(request, "pulse_moderation/records_new.html", {"form": RequestForm(initial=said)})


@require_safe
def records_detail(request, public_id):
    kept, user = _request_or_404(request, public_id), request.user
    waiting = records.waiting(kept).count()
    page = paginate(kept.entries.select_related("post__author", "revision").prefetch_related("redactions"),
                    request.GET.get("cursor", ""), by="position")  # fmt: skip
    context = {
        "kept": kept,
        "status": shown.status(kept),
        "facts": shown.facts(kept, waiting),
        "page": page,
        "rows": shown.entries(kept, page.rows, reader=user),
        "may_review": records.may_review(user, kept),
        "may_reopen": bool(rules.may_reopen(user, kept)),
        "may_export": records.may_export(user, kept),
        "version_form": VersionForm(initial={"version": kept.version}),
    }
    return render(request, "pulse_moderation/records_detail.html", context)


@require_http_methods(READ_ANSWER)
def records_entry(request, public_id, entry_id):
    """One text: what is covered of it, and whether it is given out at all."""
    entry, at = _entry_or_404(request, public_id, entry_id), now()
    is_readable = records.is_readable(entry.post, request.user, at=at)
    may_rule = rules.may_rule(request.user, entry, may_read=is_readable)
    text, is_cover = entry.revision.text, "quote" in request.POST
    cover = CoverForm(request.POST if request.method == "POST" and is_cover else None, text=text)
    said = {
        "is_included": "yes" if entry.is_included else "no",
        "withhold_under": entry.exemption,
        "reason": entry.reason,
    }
    withhold = WithholdForm(request.POST if request.method == "POST" and not is_cover else None, initial=said)
    status = 200
    if request.method == "POST":
        may_rule.enforce()
        form = cover if is_cover else withhold
        if form.is_valid():
            (_cover if is_cover else _withhold)(entry, form, request.user, at)
            return redirect(entry)
        status = 400
    context = shown.entry_facts(entry) | {
        "cover": cover,
        "withhold": withhold,
        "wrong": cover if is_cover else withhold,
        "is_readable": is_readable,
        "may_rule": may_rule,
        "may_agree": rules.may_agree(request.user, entry, may_read=is_readable),
        "mark": records.mark_of(entry),
        "is_readable_alike": entry.request.is_open and entry.position in records.readable_alike(entry.request),
    }
    if entry.post.author_id == request.user.pk:  # an author is never told what matched
        context |= shown.of_ones_own(entry) | {"pieces": pieces(text, [])}
    return render(request, "pulse_moderation/records_entry.html", context, status=status)


def _cover(entry, form, actor, at):
    said = form.cleaned_data
    records.cover(entry, form.spans(), exemption=said["exemption"], note=said["note"], actor=actor, at=at)


def _withhold(entry, form, actor, at):
    said = form.cleaned_data
    records.rule_on(
        entry, is_included=said["is_included"] == "yes", exemption=said["withhold_under"], reason=said["reason"],
        actor=actor, at=at,
    )  # fmt: skip


@require_POST
def records_uncover(request, public_id, entry_id, redaction_id):
    entry = _entry_or_404(request, public_id, entry_id)
    redaction = get_object_or_404(Redaction, entry=entry, public_id=redaction_id)
    records.uncover(redaction, actor=request.user, at=now())
    return redirect(entry)


@require_POST
def records_agree(request, public_id, entry_id):
    """Agree as the second reader; the next text that waits for it opens."""
    entry = _entry_or_404(request, public_id, entry_id)
    records.agree(entry, actor=request.user, at=now(), seen=request.POST.get("seen"))
    following = records.waiting(entry.request).select_related("request").first()
    return redirect(following or entry.request)


@require_POST
def records_review(request, public_id):
    return _move(request, public_id, records.review, _("%(number)s is read to its end."))


@require_POST
def records_reopen(request, public_id):
    return _move(request, public_id, records.reopen, _("%(number)s is taken up again."))


@require_POST
def records_export(request, public_id):
    return _move(request, public_id, exporting.export, _("The package of %(number)s is ready."))


def _move(request, public_id, act, words):
    kept, form = _request_or_404(request, public_id), VersionForm(request.POST)
    if form.is_valid():
        act(kept.as_seen(form.cleaned_data["version"]), actor=request.user, at=now())
        messages.success(request, words % {"number": kept.number})
    return redirect(kept)


@require_safe
def records_package(request, public_id):
    """The package, byte by byte as it was given out."""
    kept = _request_or_404(request, public_id)
    package = RecordsPackage.objects.filter(request=kept).first()
    if package is None:
        raise Http404
    response = HttpResponse(bytes(package.content), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{kept.number}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _request_or_404(request, public_id):
    visible = RecordsRequest.objects.visible_to(request.user).select_related("made_by", "read_by")
    return get_object_or_404(visible, public_id=public_id)


def _entry_or_404(request, public_id, entry_id):
    entries = RecordsEntry.objects.select_related("post__author", "post__worksite", "revision", "agreed_by")
    kept = _request_or_404(request, public_id)
    entry = get_object_or_404(entries, request=kept, public_id=entry_id)
    entry.request = kept
    return entry

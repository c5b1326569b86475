"""Audits of decisions on Pulse: administrators draw, judge and finish them, auditors read (B.1.a)."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policy.calendar import local_day
from pulse_moderation.forms.audits import DrawForm, FinishForm, JudgeForm
from pulse_moderation.models import Audit, AuditEntry
from pulse_moderation.rules import audits as rules
from pulse_moderation.services import audits, reading
from pulse_moderation.services.search import LOOKS_BACK
from pulse_moderation.views import audit_facts
from pulse_moderation.views.shown import pieces
from workflow.errors import NotAllowed
from workflow.keyset import paginate

READ_ANSWER = ["GET", "HEAD", "POST"]


@require_safe
def pulse_audit_list(request):
    visible = Audit.objects.visible_to(request.user).select_related("drawn_by")
    page = paginate(visible, request.GET.get("cursor", ""), by="created_at")
    context = {"page": page, "rows": audit_facts.audits(page.rows), "may_draw": bool(rules.may_audit(request.user))}
    return render(request, "pulse_moderation/pulse_audit_list.html", context)


@require_http_methods(READ_ANSWER)
def pulse_audit_new(request):
    """Draw a sample by lot."""
    at = now()
    if request.method == "POST":
        form = DrawForm(request.POST)
        if form.is_valid():
            try:
                audit = audits.draw(form.plan(), form_key=form.cleaned_data["form_key"], actor=request.user, at=at)
            except NotAllowed as refusal:
                form.add_error(None, refusal.verdict.reason)
            else:
                messages.success(request, _("%(number)s is drawn.") % {"number": audit.number})
                return redirect(audit)
        return render(request, "pulse_moderation/pulse_audit_new.html", {"form": form}, status=400)
    today = local_day(at)
    form = DrawForm(initial={"first": today - LOOKS_BACK, "last": today, "form_key": uuid.uuid4()})
    return render(request, "pulse_moderation/pulse_audit_new.html", {"form": form})


@require_safe
def pulse_audit_detail(request, public_id):
    audit = _audit_or_404(request, public_id)
    following = audits.next_to_judge(audit, request.user)
    may_finish = rules.may_finish(request.user, audit, judged=audit.entries.exclude(verdict="").count())
    context = audit_facts.facts(audit) | {
        "following": following if rules.may_audit(request.user) and audit.is_open else None,
        "may_judge": bool(rules.may_audit(request.user)) and audit.is_open,
        "may_finish": may_finish,
        "finish_form": FinishForm(initial={"version": audit.version}),
    }
    return render(request, "pulse_moderation/pulse_audit_detail.html", context)


@require_http_methods(READ_ANSWER)
def pulse_audit_entry(request, public_id, entry_id):
    """One decision of the sample, with its post, and what is said of it; then the next one opens."""
    audit, at = _audit_or_404(request, public_id), now()
    entry = get_object_or_404(
        AuditEntry.objects.select_related(
            "post__author", "post__worksite", "post__source", "revision", "decision__decided_by", "judged_by", "clause",
            "outcome",
        ),
        audit=audit, public_id=entry_id,
    )  # fmt: skip
    entry.audit = audit
    verdict = rules.may_judge(request.user, entry)
    form = _judge_form(request, entry) if verdict else None
    if request.method == "POST":
        verdict.enforce()
        if form.is_valid():
            audits.judge(entry, form.judgment(), actor=request.user, at=at)
            return redirect(audits.next_to_judge(audit, request.user) or audit)
    is_readable = _is_readable(request.user, entry.post, at)
    context = audit_facts.entry_facts(entry, is_readable=is_readable) | {
        "form": form,
        "verdict": verdict,
        "is_readable": is_readable,
        "may_open": audit_facts.is_visible(request.user, entry.post),
    }
    if entry.post.author_id == request.user.pk:  # an author is told the decision, never what matched or who saw it
        context |= {"hits": [], "decision_facts": [], "entries": [], "pieces": pieces(entry.revision.text, [])}
    status = 400 if request.method == "POST" else 200
    return render(request, "pulse_moderation/pulse_audit_entry.html", context, status=status)


def _is_readable(user, post, at):
    """Of a private message nothing is shown before opening it is entered, and to auditors nothing at all."""
    return audit_facts.is_visible(user, post) and reading.is_open_to(post, user, at=at)


def _judge_form(request, entry):
    said = {
        "version": entry.post.version,
        "verdict": entry.verdict,
        "note": entry.note,
        "clause": entry.clause_id or "",
    }
    data = request.POST if request.method == "POST" else None
    return JudgeForm(data, acts=rules.may_do_at_once(request.user, entry.post), initial=said)


@require_POST
def pulse_audit_finish(request, public_id):
    """Finish it: nothing of it changes any more."""
    audit = _audit_or_404(request, public_id)
    form = FinishForm(request.POST)
    if form.is_valid():
        audit = audits.finish(audit.as_seen(form.cleaned_data["version"]), actor=request.user, at=now())
        messages.success(request, _("%(number)s is finished.") % {"number": audit.number})
    return redirect(audit)


@require_safe
def pulse_audit_paper(request, public_id):
    """The result to print: the number, how it was drawn, the figures, every decision and what was said of it."""
    audit = _audit_or_404(request, public_id)
    return render(request, "pulse_moderation/pulse_audit_paper.html", audit_facts.facts(audit))


def _audit_or_404(request, public_id):
    visible = Audit.objects.visible_to(request.user).select_related("drawn_by", "finished_by")
    return get_object_or_404(visible, public_id=public_id)

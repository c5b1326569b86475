"""Reporting a post: anybody who reads it, whatever became of their own privileges (C.3). No page says who did."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from investigations.views.access import form_key_of
from pulse_moderation.forms.flags import FlagElsewhereForm, FlagForm
from pulse_moderation.services import flags
from pulse_moderation.views.reading import to_read_or_404
from violations.forms.picker import NOT_SURE
from workflow.errors import NotAllowed
from workflow.keyset import paginate

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def flag_new(request, public_id):
    """Report one post of the portal."""
    post = to_read_or_404(request, public_id)
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _flagged(form, lambda: flags.flag(post, **_said(request, form)))
        if made is not None:
            return redirect(made)
    return _page(request, form, post=post)


@form_page
def flag_elsewhere(request):
    """Report what stands on Pulse and not in the portal."""
    form = FlagElsewhereForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(flags.flag_elsewhere(**_said(request, form)))
    return _page(request, form)


@require_safe
def flag_list(request):
    """What one reported, and what became of it."""
    page = paginate(flags.flags_of(request.user), request.GET.get("cursor", ""), by="made_at")
    return render(request, "pulse_moderation/flag_list.html", {"page": page})


@require_safe
def flag_detail(request, public_id):
    """The receipt of one's own flag: dated, numbered, with the outcome."""
    made = get_object_or_404(flags.flags_of(request.user), public_id=public_id)
    return render(request, "pulse_moderation/flag_detail.html", {"flag": made})


def _said(request, form):
    return form.facts() | {"by": request.user, "form_key": form_key_of(request), "at": now()}


def _flagged(form, act):
    """What the act made; None when it was refused, which the form then says."""
    try:
        return act()
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
        return None


def _page(request, form, *, post=None):
    context = {
        "form": form,
        "post": post,
        "groups": form.groups(),
        "chosen": form["clause"].value(),
        "not_sure": NOT_SURE,
        "form_key": form_key_of(request),
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "pulse_moderation/flag_new.html", context, status=status)

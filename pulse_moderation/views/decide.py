"""Deciding about one post, and undoing: one service call each, then the next post."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pulse_moderation.choices import Detection
from pulse_moderation.models import Decision, Hit, Post
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.services import deciding, reading
from pulse_moderation.views import last_done, post_facts
from pulse_moderation.views.access import item_of, next_of, to_moderate_or_404
from pulse_moderation.views.posts import decide_form, detection_of, page
from workflow.errors import NotAllowed


@require_POST
def post_decide(request, public_id):
    """Decide, and open the next at once; `preview` shows what the author would read and decides nothing."""
    post, at = to_moderate_or_404(request, public_id), now()
    if not reading.is_open_to(post, request.user, at=at):
        return redirect(post)
    form = decide_form(request, post, at=at, data=request.POST)
    if not form.is_valid():
        return page(request, post, form, status=400)
    detection = detection_of(post, _was_found(post))
    if "preview" in request.POST:
        return page(request, post, form, preview=_preview(post, form, detection))
    item = item_of(post)
    try:
        decision = deciding.decide(
            post, kind=form.cleaned_data["kind"], actor=request.user, at=at, version=form.cleaned_data["version"],
            grounds=form.grounds(), detection=detection, privilege=form.wish(),
        )  # fmt: skip
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
        return page(request, post, form, status=400)
    last_done.remember(request, decision)
    return redirect(_onward(request, item))


def _was_found(post):
    return Hit.objects.filter(revision=post.current_id).counted().exists()


def _preview(post, form, detection):
    said = form.grounds()
    lines = post_facts.notice(
        post, kind=form.cleaned_data["kind"], clauses=[clause.pk for clause in said.clauses],
        is_discretion=said.is_discretion, reason=said.reason, is_automatic=detection == Detection.AUTOMATIC,
    )  # fmt: skip
    return lines or [_("The author gets no notice of this.")]


def _onward(request, item):
    """The next post that waits, taken for whoever decided; else the queue."""
    return next_of(request, item) or "queue"


@require_POST
def post_undo(request, public_id):
    """Undo one decision: reversed by a row of its own, and nothing that came after it."""
    decision = get_object_or_404(Decision.objects.select_related("post"), public_id=public_id)
    if not request.user.roles & MODERATES or not Post.objects.to_moderate(request.user).filter(pk=decision.post_id):
        raise Http404
    try:
        deciding.undo(decision, actor=request.user, at=now())
    except NotAllowed as refusal:
        messages.error(request, refusal.verdict.reason)
    else:
        messages.success(request, _("Undone. The post stands as it stood before."))
    last_done.forget(request)
    return redirect(decision.post)


@require_POST
def pulse_batch_undo(request, batch):
    """Undo what was decided together, as far as nothing was decided about a post since."""
    if not Decision.objects.filter(batch=batch).exists():
        raise Http404
    result = deciding.undo_batch(batch, actor=request.user, at=now())
    last_done.forget(request)
    if result.done:
        count = len(result.done)
        messages.success(request, ngettext("%(n)s was undone.", "%(n)s were undone.", count) % {"n": count})
    for post, refusal in result.skipped:
        verdict = getattr(refusal, "verdict", None)
        messages.warning(request, f"{post.writer}: {verdict.reason if verdict else _('It has changed since.')}")
    return redirect("queue")

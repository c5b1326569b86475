"""The queue of posts that wait for a moderator."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from pulse_moderation.forms.queue import KeepViewForm, QueueForm
from pulse_moderation.models import QueueView
from pulse_moderation.services import queue as desk
from pulse_moderation.services import views as saved
from pulse_moderation.views import queue_rows
from pulse_moderation.views.access import asked_of, keep_asked, next_of
from pulse_moderation.views.last_done import last_done
from workflow.errors import NotAllowed
from workflow.keyset import Page, paginate

# The pills above the queue: what each narrows it by.
PILLS = (
    ("", later("All"), {}),
    ("critical", later("Critical"), {"severity": "critical"}),
    ("mine", later("Mine"), {"mine": True}),
    ("overdue", later("Overdue"), {"overdue": True}),
    ("escalated", later("Escalated"), {"escalated": True}),
)


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request):
    """What waits, by priority. What narrows it is kept in the session: no word of it stands in an address. `?view=` opens a
    saved view, `?show=` one of the pills.
    """
    if request.method == "POST":
        form = QueueForm({} if "clear" in request.POST else request.POST)
        if form.is_valid():
            keep_asked(request, form.cleaned_data)
            return redirect("queue")
        return render(request, "pulse_moderation/queue.html", _context(request, form, Page(rows=[])), status=400)
    if "view" in request.GET:
        keep_asked(request, _query_of(request))
    elif "show" in request.GET:
        keep_asked(request, next((asked for name, _label, asked in PILLS if name == request.GET["show"]), {}))
    if {"view", "show"} & set(request.GET):
        return redirect("queue")
    return render(
        request, "pulse_moderation/queue.html", _context(request, QueueForm(asked_of(request)), _page(request))
    )


def _page(request):
    rows = desk.with_posts(desk.narrowed(request.user, asked_of(request), at=now()))
    return paginate(rows, request.GET.get("cursor", ""), by="priority")


def _query_of(request):
    """Of a view that is theirs, or that somebody shares; anything else leads to the whole queue."""
    try:
        view = next(
            (one for one in saved.views_of(request.user) if one.public_id == uuid.UUID(request.GET["view"])), None
        )
    except ValueError:  # it is no id
        view = None
    return view.query if view else {}


def _context(request, form, page, keep_form=None):
    asked, at = asked_of(request), now()
    return {
        "form": form,
        "page": page,
        "rows": queue_rows.rows(page.rows, user=request.user, at=at),
        "counts": desk.counts(request.user),
        "pills": [{"name": name, "label": label, "is_current": asked == query} for name, label, query in PILLS],
        "is_filtered": bool(asked),
        "last_done": last_done(request),
        "views": saved.views_of(request.user),
        "keep_form": keep_form or KeepViewForm(auto_id="id_keep_%s"),
    }


@require_POST
def queue_next(request):
    """Open the first post nobody works on."""
    post = next_of(request)
    if post is None:
        messages.info(request, _("Nothing waits that nobody works on."))
        return redirect("queue")
    return redirect(post)


@require_POST
def queue_view_keep(request):
    """Keep what the queue is narrowed by under a name."""
    form = KeepViewForm(request.POST, auto_id="id_keep_%s")
    if form.is_valid():
        try:
            view = saved.keep(asked_of(request), actor=request.user, at=now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
            return redirect("queue")
    context = _context(request, QueueForm(asked_of(request)), _page(request), keep_form=form)
    return render(request, "pulse_moderation/queue.html", context, status=400)


@require_POST
def queue_view_drop(request, public_id):
    view = get_object_or_404(QueueView, public_id=public_id, owner=request.user)
    saved.drop(view, actor=request.user)
    messages.success(request, _("The view is gone. The posts in it stay as they are."))
    return redirect("queue")

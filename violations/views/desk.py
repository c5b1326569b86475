"""The desk of reports: for whom there is nothing on it, it looks like a missing page."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from policy.calendar import local_day
from violations.forms.desk import DeskForm, KeepViewForm
from violations.models import SavedView
from violations.rules.reserve import may_appoint
from violations.services import desk, saved
from violations.views import desk_rows
from violations.views.access import behind_the_wall
from violations.views.last_done import last_done
from workflow.errors import NotAllowed
from workflow.keyset import Page, paginate

FILTER = "report_filter"


def here_or_404(request):
    if not place_at(request).has_desk:
        raise Http404


def place_at(request):
    """Asked once: the tabs of the page ask it too."""
    if not hasattr(request, "report_desk"):
        request.report_desk = desk.place_of(request.user)
    return request.report_desk


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_wall
def report_list(request):
    """The reports somebody holds, handles or was let into. Its filter is kept in the session: no word of it stands in an
    address. `?view=` opens a saved view.
    """
    here_or_404(request)
    if request.method == "POST":
        form = _form({} if "clear" in request.POST else request.POST)
        if form.is_valid():
            _keep_asked(request, form.cleaned_data)
            return redirect("report_list")
        return render(request, "violations/report_list.html", _context(request, form, Page(rows=[])), status=400)
    if "view" in request.GET:
        return _open_view(request)
    asked = asked_of(request)
    page = paginate(
        desk.narrowed(request.user, asked).select_related("handler"), request.GET.get("cursor", ""), by="filed_at"
    )
    return render(request, "violations/report_list.html", _context(request, _form(asked), page))


def asked_of(request):
    """What the desk is narrowed by, as kept in the session."""
    return request.session.get(FILTER, {})


def _keep_asked(request, asked):
    request.session[FILTER] = {name: value for name, value in asked.items() if value}


def _open_view(request):
    """One that is theirs, or that somebody shares; anything else leads to the whole desk."""
    try:
        view = SavedView.objects.filter(public_id=uuid.UUID(request.GET["view"])).first()
    except ValueError:  # it is no id
        view = None
    _keep_asked(request, view.query if view else {})
    return redirect("report_list")


def _form(asked):
    return DeskForm(asked, handlers=desk.handlers(), day=local_day(now()))


def _context(request, form, page, keep_form=None):
    asked = asked_of(request)
    return {
        "form": form,
        "page": page,
        "rows": desk_rows.rows(page.rows, local_day(now())),
        "is_filtered": bool(asked),
        "has_kept_words": bool(asked.get("words")),
        "may_choose": bool(page.rows) and place_at(request).is_of_pool,
        "may_appoint": bool(may_appoint(request.user)),
        "last_done": last_done(request),
        "views": saved.views_of(request.user),
        "keep_form": keep_form or KeepViewForm(auto_id="id_keep_%s"),
    }


@require_POST
@behind_the_wall
def report_view_keep(request):
    """Keep what the desk is narrowed by under a name."""
    here_or_404(request)
    form, asked = KeepViewForm(request.POST, auto_id="id_keep_%s"), asked_of(request)
    if form.is_valid():
        try:
            view = saved.keep(asked, actor=request.user, at=now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
            return redirect("report_list")
    page = paginate(desk.narrowed(request.user, asked).select_related("handler"), "", by="filed_at")
    context = _context(request, _form(asked), page, keep_form=form)
    return render(request, "violations/report_list.html", context, status=400)


@require_POST
@behind_the_wall
def report_view_drop(request, public_id):
    here_or_404(request)
    view = get_object_or_404(SavedView, public_id=public_id, owner=request.user)
    saved.drop(view, actor=request.user)
    messages.success(request, _("The view is gone. The reports in it stay as they are."))
    return redirect("report_list")

"""My work, help, and the audit trail."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit.services import record
from dys_social import trail
from dys_social.work_page import page_of
from dys_social.work_queue import gather
from policy.calendar import local_day
from policy.services import current_wording
from workflow.identity import acting_as
from workflow.keyset import Page, paginate

FILTER = "trail_filter"


@require_safe
def my_work(request):
    return render(request, "dys_social/my_work.html", page_of(gather(request.user, at=timezone.now())))


@require_safe
def help_page(request):
    wording = current_wording("b2.not_required", at=timezone.now())
    return render(request, "dys_social/help.html", {"not_required": wording.text})


@require_http_methods(["GET", "HEAD", "POST"])
def trail_list(request):
    """The filter is sent by POST and kept in the session: a name never stands in an address.

    Looking at the trail is on the trail: who, and by what it was narrowed, not what was typed.
    """
    now = timezone.now()
    with acting_as(request.user):
        events = trail.visible_to(request.user)
        if request.method == "POST":
            typed = {} if "clear" in request.POST else request.POST.dict()
            narrowed = trail.TrailFilter(typed, queryset=events)
            if narrowed.form.is_valid():
                kept = {name: typed[name] for name in narrowed.filters if typed.get(name)}
                request.session[FILTER] = trail.to_keep(kept)
                return redirect("trail_list")
            page = Page(rows=[])
        else:
            narrowed = trail.TrailFilter(trail.to_show(request.session.get(FILTER, {})), queryset=events)
            page = paginate(narrowed.qs, request.GET.get("cursor", ""), by="at")
        entries = trail.entries(page.rows, request.user, local_day(now))
    used = sorted(name for name in narrowed.filters if narrowed.data.get(name))
    record(
        "trail.viewed", subject=("page", "trail_list"), actor=request.user, at=now, facts={"narrowed": ", ".join(used)}
    )
    context = {
        "page": page,
        "entries": entries,
        "form": narrowed.form,
        "is_narrowed": bool(used),
    }
    return render(request, "dys_social/trail_list.html", context)

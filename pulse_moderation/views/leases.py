"""Who works on what: taken, kept by a heartbeat, left, taken over. Without scripts it is a button."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pulse_moderation.services import leases
from pulse_moderation.views.access import item_of, to_moderate_or_404


@require_POST
def post_lease(request, public_id):
    """Work on it; `over` takes it from whoever does, which both see on the record."""
    post, at = to_moderate_or_404(request, public_id), now()
    item = item_of(post)
    if item is None:
        return redirect(post)
    if "over" in request.POST:
        is_mine = leases.take_over(item, actor=request.user, at=at)
    else:
        is_mine = leases.take(item, actor=request.user, at=at)
    if not is_mine:
        messages.warning(request, _("Somebody else works on it."))
    return redirect(post)


@require_POST
def post_beat(request, public_id):
    """The page is still open: 204 when the post is this person's for ten more minutes, else 200 with who has it."""
    post, at = to_moderate_or_404(request, public_id), now()
    item = item_of(post)
    if item is None:
        return JsonResponse({"holder": "", "is_waiting": False})
    if leases.beat(item, actor=request.user, at=at) or leases.take(item, actor=request.user, at=at):
        return HttpResponse(status=204)
    item.refresh_from_db()
    holder = item.holder(at)
    return JsonResponse({"holder": holder.full_name if holder else "", "is_waiting": True})


@require_POST
def post_leave(request, public_id):
    """No longer at it: for others from now on."""
    item = item_of(to_moderate_or_404(request, public_id))
    if item is not None:
        leases.leave(item, actor=request.user)
    return redirect("queue")

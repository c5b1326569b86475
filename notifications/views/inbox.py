"""The inbox: one's own entries, newest first. Somebody else's entry does not exist."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from notifications import services
from notifications.forms import SeenForm
from notifications.models import Notice
from notifications.rules import ON_CALL
from workflow.keyset import paginate


@require_safe
def inbox(request):
    """`?show=unread` leaves out what was opened."""
    only_unread = request.GET.get("show") == "unread"
    notices = Notice.objects.of(request.user).select_related("stage__obligation", "turn__call__acknowledged_by")
    if only_unread:
        notices = notices.unread()
    page = paginate(notices, request.GET.get("cursor", ""), by="created_at")
    context = {
        "page": page,
        "only_unread": only_unread,
        "made_at": timezone.now().isoformat(),
        "may_take": request.user.has_role(*ON_CALL),
    }
    return render(request, "notifications/inbox.html", context)


@require_GET
def inbox_open(request, public_id):
    """Note that the entry was opened and go to what it is about; opening twice changes nothing."""
    notice = get_object_or_404(Notice.objects.of(request.user), public_id=public_id)
    services.mark_read(notice, at=timezone.now())
    return redirect(notice.url)


@require_POST
def inbox_read(request):
    """Mark everything read that stood in the inbox when the reader's page was made."""
    form = SeenForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        services.mark_all_read(request.user, at=now, up_to=min(form.cleaned_data["up_to"], now))
    return redirect("inbox")


# What is urgent, and who is called to it --------------------------------------------------------------------------------

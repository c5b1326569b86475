"""How the portal is, for administrators; and the brake of the sweep, for those who may release it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dys_social import health
from notifications import services as clock
from notifications.forms import ReleaseForm
from notifications.models import Brake, Mail
from notifications.rules import concerns, may_release
from policy.calendar import local_day
from workflow.errors import NotAllowed


@require_safe
def portal_health(request):
    """The last sweeps, mail that waits or failed, the queue, the calendar."""
    at = timezone.now()
    context = {
        "checks": health.checks(local_day(at), at),
        "runs": clock.last_runs(),
        "mails": health.mails_in_doubt(),
        "brakes": clock.open_brakes(is_confidential=False),
    }
    return render(request, "dys_social/portal_health.html", context)


@require_POST
def mail_again(request, public_id):
    """Send once more what was refused or may not have come."""
    mail = get_object_or_404(Mail, public_id=public_id)
    try:
        clock.send_again(mail, actor=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, refusal.verdict.reason)
    else:
        messages.success(request, _("It is sent again within a minute."))
    return redirect("portal_health")


@require_http_methods(["GET", "HEAD", "POST"])
def brake_release(request, public_id):
    """What the brake holds back, and the button that lets it go on; who it does not concern finds nothing."""
    brake = get_object_or_404(Brake.objects.select_related("released_by"), public_id=public_id)
    if not concerns(request.user, brake):
        raise Http404
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            clock.release_brake(brake, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("Released. The next sweep does it."))
            return redirect(brake)
    context = {"brake": brake, "form": form, "can_release": bool(may_release(request.user, brake, "reason"))}
    return render(request, "dys_social/brake_release.html", context, status=400 if form.errors else 200)

"""The Commissioner's page: the reserve. To everybody else it does not exist."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from violations.forms.reserve import AppointForm
from violations.rules import reserve as rules
from violations.services import reserve
from workflow.errors import NotAllowed


def _commissioner_or_404(request):
    if not rules.may_appoint(request.user):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def reserve_list(request):
    _commissioner_or_404(request)
    form = AppointForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _appoint(request, form):
        return redirect("reserve_list")
    rows = list(reserve.appointed())
    context = {"form": form, "rows": rows, "is_short": len(rows) < rules.AT_LEAST}
    return render(request, "violations/reserve_list.html", context, status=400 if request.method == "POST" else 200)


def _appoint(request, form):
    try:
        with transaction.atomic():
            reserve.appoint(form.cleaned_data["person"], actor=request.user, at=now())
    except NotAllowed as refusal:
        form.add_error("person", refusal.verdict.reason)
        return False
    except IntegrityError:  # of two clicks the later one
        return True
    messages.success(request, _("Appointed."))
    return True


@require_POST
def reserve_end(request, public_id):
    """`public_id` is the person's."""
    _commissioner_or_404(request)
    row = get_object_or_404(reserve.appointed(), person__public_id=public_id)
    reserve.end(row, actor=request.user, at=now())
    messages.success(request, _("They are no longer in reserve."))
    return redirect("reserve_list")

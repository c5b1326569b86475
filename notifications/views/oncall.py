"""The Legal Unit's on-call rota, and taking what is urgent."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.sentences import sentence
from notifications import services
from notifications.forms import MoveForm, PlaceForm
from notifications.models import UrgentCall
from people import kept_forms
from people.models import User
from people.titles import EmploymentStatus

MOVES = {"up": services.raise_on_rota, "down": services.lower_on_rota, "off": services.take_off_rota}
MOST_HISTORY = 10
MINUTE = timedelta(minutes=1)


@require_POST
def urgent_acknowledge(request, public_id):
    """Take a call one was told of; whoever comes second reads who has it."""
    call = get_object_or_404(UrgentCall.objects.told_to(request.user), public_id=public_id)
    call = services.acknowledge(call, actor=request.user, at=timezone.now())
    if call.acknowledged_by is None:
        messages.info(request, _("This is settled: nobody is called to it any more."))
    elif call.acknowledged_by == request.user:
        messages.success(request, _("You have it. Nobody else is called to this."))
    else:
        messages.info(request, _("%(name)s has it already.") % {"name": call.acknowledged_by.full_name})
    return redirect(call.url)


@require_http_methods(["GET", "HEAD", "POST"])
def rota_edit(request):
    """Who is called first when something is urgent; the Legal Unit keeps it."""
    rota, places = services.rota_now(), services.rota_places()
    people = services.may_be_called().exclude(pk__in=[place.person_id for place in places])
    typed = request.POST if request.method == "POST" else kept_forms.restore(request)
    form = PlaceForm(typed, people=people, initial={"version": rota.version})
    if request.method == "POST" and form.is_valid():
        services.put_on_rota(actor=request.user, at=timezone.now(), **form.cleaned_data)
        kept_forms.forget(request)
        messages.success(request, _("%(person)s is on the rota.") % {"person": form.cleaned_data["person"].full_name})
        return redirect("rota_edit")
    context = {
        "rota": rota,
        "rows": _rows(places),
        "form": form,
        "may_add": people.exists(),
        "history": [
            {"at": event.at, "text": sentence(event), "kind": "decision"}
            for event in services.rota_history(rota)[:MOST_HISTORY]
        ],
    }
    return render(request, "notifications/rota_edit.html", context, status=400 if form.errors else 200)


@require_POST
def rota_move(request, public_id):
    """Up, down, or off the rota. What does not parse changes nothing."""
    person = get_object_or_404(User, public_id=public_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        move = MOVES[form.cleaned_data["move"]]
        move(person, actor=request.user, at=timezone.now(), version=form.cleaned_data["version"])
    return redirect("rota_edit")


def _rows(places):
    """What the page shows of each place: after how many minutes the person is called, or why they are passed over."""
    may_be_called, minutes, rows = set(services.may_be_called().values_list("pk", flat=True)), 0, []
    for place in places:
        passed_over = _passed_over(place.person, may_be_called)
        rows.append({"person": place.person, "passed_over": passed_over, "minutes": minutes})
        if not passed_over:
            minutes += services.PASSED_ON_AFTER // MINUTE
    return rows


def _passed_over(person, may_be_called):
    if not person.is_working:
        return _("No longer works here")
    if person.pk not in may_be_called:
        return _("No longer of the Legal Unit")
    if person.employment_status != EmploymentStatus.ACTIVE:
        return _("On leave")
    return ""

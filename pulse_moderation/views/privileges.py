"""Somebody's use of Pulse: how they stand, what was done about it, and doing something (B.1.c)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from investigations.views.access import form_key_of
from people.models import User
from policy.models import Clause
from pulse_moderation.forms.privileges import FindForm, PrivilegeForm
from pulse_moderation.models import PrivilegeAction
from pulse_moderation.services import privileges
from workflow.errors import NotAllowed
from workflow.keyset import paginate

form_page = require_http_methods(["GET", "HEAD", "POST"])
CLAUSE = "B.1.c"


@form_page
def privilege_list(request):
    """Find a person, by POST so that no name stands in an address; and what was done of late."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("privilege_person", form.cleaned_data["person"].public_id)
    actions = PrivilegeAction.objects.select_related("employee", "by")
    context = {"form": form, "page": paginate(actions, request.GET.get("cursor", ""), by="at")}
    return render(request, "pulse_moderation/privilege_list.html", context, status=400 if form.errors else 200)


@form_page
def privilege_person(request, public_id):
    person = get_object_or_404(User.objects.select_related("worksite"), public_id=public_id)
    form = PrivilegeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            privileges.act(
                person, actor=request.user, at=now(), form_key=form_key_of(request),
                clause=Clause.objects.filter(pk=CLAUSE).first(), **form.cleaned_data,
            )  # fmt: skip
        except NotAllowed as refusal:
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("Done. It holds from this moment, and %(name)s is told.") % {"name": person})
            return redirect("privilege_person", person.public_id)
    return _page(request, person, form)


def _page(request, person, form):
    at = now()
    history = person.pulse_privileges.select_related("by", "decision__post", "clause")
    context = {
        "person": person,
        "form": form,
        "form_key": form_key_of(request),
        "verdict": privileges.may_act(request.user, person),
        "last": privileges.last_change(person),
        "is_barred": privileges.is_barred(person, at),
        "page": paginate(history, request.GET.get("cursor", ""), by="at"),
    }
    return render(request, "pulse_moderation/privilege_person.html", context, status=400 if form.errors else 200)

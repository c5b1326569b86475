"""Designees of the Legal and Investigation Units, and delegates whom Legal confirms for confidential records (B.3)."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.services import record_outside
from authorizations.views.words import on
from investigations import rules
from investigations.forms.people import DesignateForm, EndDesignationForm
from investigations.models import ConfirmedDelegate, Designation, is_legal
from investigations.services import people
from investigations.views.access import confidential, note_reading
from investigations.views.acts import act_page
from people.models import Delegation
from workflow.keyset import paginate

MOST = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@confidential
def designation_list(request):
    """Those in force or still to come, or with `?show=past` those that ended. Scopes are sealed: the reading is recorded."""
    day, is_past = localdate(), request.GET.get("show") == "past"
    over = Q(revoked_at__isnull=False) | Q(to_on__lt=day)
    rows = Designation.objects.visible_to(request.user).select_related("designee__worksite", "designated_by")
    page = paginate(rows.filter(over) if is_past else rows.exclude(over), request.GET.get("cursor", ""), by="from_on")
    record_outside(
        "investigation.read",
        subject=("page", "designation_list"),
        actor=request.user,
        at=now(),
        clause="B.3",
        facts={"designations": [str(row.public_id) for row in page.rows]},
        is_confidential=True,
    )
    context = {
        "page": page,
        "rows": [(row, rules.may_end_designation(request.user, row)) for row in page.rows],
        "is_past": is_past,
        "day": day,
        "delegations": _delegations(request.user, day) if is_legal(request.user) else None,
    }
    return render(request, "investigations/designation_list.html", context)


def _delegations(user, day):
    """Every delegation that runs or is to come: which of them hold for confidential records is for Legal to say."""
    rows = Delegation.objects.filter(ended_at__isnull=True, to_on__gte=day)
    rows = list(rows.select_related("supervisor", "delegate").order_by("from_on", "pk")[:MOST])
    confirmed = ConfirmedDelegate.objects.filter(delegation__in=rows).select_related("confirmed_by")
    confirmed = {row.delegation_id: row for row in confirmed}
    return [(row, confirmed.get(row.pk), rules.may_confirm_delegate(user, row)) for row in rows]


@form_page
@confidential
def designation_new(request):
    words = (
        _("Designate somebody for investigations"),
        _("They may ask for authorizations within the scope and the days. Their supervisor still decides each."),
        _("Designate"),
        _("Designated. They were told that something confidential waits."),
    )

    def do(_record, *, designee, actor, at, **answers):
        return people.designate(designee, actor=actor, at=at, **answers)

    return act_page(request, None, words=words, form_class=DesignateForm, do=do, clause="B.3",
                    back=reverse("designation_list"))  # fmt: skip


@form_page
@confidential
def designation_end(request, public_id):
    known = Designation.objects.visible_to(request.user).exclude(designee=request.user)
    designation = get_object_or_404(known.select_related("designee", "designated_by"), public_id=public_id)
    words = (
        _("End the designation of %(name)s") % {"name": designation.designee.full_name},
        _("What rests on it is suspended today. The person and their supervisor are told."),
        _("End it today"),
        _("It is ended."),
    )
    facts = [
        {"label": _("Scope"), "value": designation.scope.reveal()},
        {"label": _("Valid"), "value": _("%(start)s to %(end)s") % {
            "start": on(designation.from_on), "end": on(designation.to_on)}},
        {"label": _("Designated by"), "value": designation.designated_by.full_name},
    ]  # fmt: skip
    note_reading(request, designation)
    return act_page(request, designation, words=words, form_class=EndDesignationForm, do=people.end_designation,
                    may=rules.may_end_designation(request.user, designation), back=reverse("designation_list"),
                    clause="B.3", is_final=True, template="investigations/designation_end.html",
                    context={"facts": facts})  # fmt: skip


@require_POST
@confidential
def delegate_confirm(request, public_id):
    """Legal confirms a delegate; what the supervisor may see and decide here, the delegate then may, meanwhile."""
    delegation = Delegation.objects.filter(public_id=public_id).select_related("supervisor", "delegate").first()
    if delegation is None:
        raise Http404
    people.confirm_delegate(delegation, actor=request.user, at=now())
    messages.success(request, _("Confirmed: %(name)s.") % {"name": delegation.delegate.full_name})
    return redirect("designation_list")

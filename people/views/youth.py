"""The youth list: one's own caseload with names; any other youth by exact JJEMS number, without."""

import datetime

from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.sentences import sentence
from audit.services import events_about
from people import kept_forms, rules, services
from people.forms import LookUpForm, NewYouthForm
from people.models import Youth
from people.roles import Role
from workflow.errors import NotAllowed

HISTORY = 40


@require_http_methods(["GET", "HEAD", "POST"])
def youth_list(request):
    """The caseload of the person signed in; administrators and Legal also find a youth by number, which is recorded."""
    may_look_up = request.user.has_role(Role.ADMIN, Role.LEGAL)
    form = LookUpForm(request.POST if request.method == "POST" and may_look_up else None)
    if form.is_valid():
        found = services.look_up_youth(
            form.cleaned_data["number"],
            among=Youth.objects.visible_to(request.user),
            actor=request.user,
            at=timezone.now(),
            by_name=False,
        )
        if found:
            return redirect(found[0])
        form.add_error("number", _("No youth on the list has this number. Type it as it stands in JJEMS."))
    caseload = Youth.objects.in_caseload(request.user).supervised().select_related("worksite")
    context = {
        "form": form if may_look_up else None,
        "may_add": rules.may_change_youth(request.user),
        "columns": [_("Youth"), _("JJEMS number"), _("Status"), _("Worksite")],
        "rows": [_row(youth) for youth in sorted(caseload, key=lambda youth: youth.full_name.casefold())],
    }
    return render(request, "people/youth_list.html", context)


@require_safe
def youth_detail(request, public_id):
    youths = Youth.objects.visible_to(request.user).select_related("worksite", "assigned_caseworker")
    youth = get_object_or_404(youths, public_id=public_id)
    is_named = bool(rules.may_see_name(request.user, youth))
    context = {
        "youth": youth,
        "name": services.read_name(youth, actor=request.user, at=timezone.now()) if is_named else youth.reference,
        "facts": _facts(youth, is_named),
        "may_change": rules.may_change_youth(request.user),
        "may_discharge": rules.may_discharge(request.user, youth),
        "history": _history(youth) if request.user.has_role(Role.ADMIN, Role.LEGAL) else [],
    }
    return render(request, "people/youth_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def youth_new(request):
    form = NewYouthForm(request.POST if request.method == "POST" else kept_forms.restore(request))
    if request.method == "POST" and form.is_valid():
        try:
            youth = services.add_youth(actor=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.refuse("assigned_caseworker", refusal.verdict)
        except IntegrityError:  # the same form twice at once: the other one was first
            form.add_error("jjems_number", _("This youth was added a moment ago. Find the number in the list."))
        else:
            messages.success(request, _("%(number)s is on the list.") % {"number": youth.jjems_number})
            return redirect(youth)
    return render(request, "people/youth_new.html", {"form": form})


def _row(youth):
    return {
        "cells": [
            {"text": youth.full_name, "url": youth.get_absolute_url()},
            {"text": youth.jjems_number},
            {"text": youth.get_status_display()},
            {"text": youth.worksite.name},
        ]
    }


def _facts(youth, is_named):
    caseworker = youth.assigned_caseworker
    facts = [
        {"label": _("JJEMS number"), "value": youth.jjems_number},
        {"label": _("Status"), "value": youth.get_status_display()},
        {"label": _("Worksite"), "value": youth.worksite.name, "meta": youth.get_region_display()},
        {"label": _("Assigned caseworker"), "value": caseworker.full_name if caseworker else _("None")},
        {"label": _("Custody"), "value": youth.get_custody_note_display()},
    ]
    if is_named:
        born_on = datetime.date.fromisoformat(youth.born_on.reveal())
        facts.append({"label": _("Birth date"), "value": born_on, "meta": _age(born_on)})
        facts.append({"label": _("Other names"), "value": ", ".join(youth.other_names.reveal() or [])})
    return facts


def _age(born_on):
    today = timezone.localdate()
    years = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return _("%(years)s years old") % {"years": years}


def _history(youth):
    newest = events_about(youth).filter(is_confidential=False).order_by("-at", "event_id")[:HISTORY]
    return [{"at": event.at, "text": sentence(event), "clause": event.clause} for event in newest]

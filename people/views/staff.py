"""The directory, a person's record, a new record."""

import uuid

from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.sentences import sentence
from audit.services import events_about
from people import kept_forms, rules, services
from people.forms import NewPersonForm, PeopleFilterForm, PersonForm, RoleForm
from people.models import Delegation, User
from people.titles import EmploymentStatus
from workflow.errors import NotAllowed
from workflow.keyset import PAGE_SIZE, Page

FILTER = "people_filter"
HISTORY = 40
STATUS_KIND = {
    EmploymentStatus.ACTIVE: "active",
    EmploymentStatus.ON_LEAVE: "hold",
    EmploymentStatus.SEPARATED: "ended",
}


@require_http_methods(["GET", "HEAD", "POST"])
def people_list(request):
    """Staff by name. The filter is sent by POST and kept in the session: a name never stands in an address."""
    if request.method == "POST":
        form = PeopleFilterForm({} if "clear" in request.POST else request.POST)
        if form.is_valid():
            request.session[FILTER] = {name: form[name].data for name in form.fields if form[name].data}
            return redirect("people_list")
        people = User.objects.none()
    else:
        form = PeopleFilterForm(request.session.get(FILTER, {}))
        people = User.objects.matching(**(form.cleaned_data if form.is_valid() else {}))
    page = _page_of(people.select_related("worksite", "reports_to"), request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": page,
        "columns": [_("Name"), _("Title"), _("Worksite"), _("Supervisor of record"), _("Status")],
        "rows": [_row(person) for person in page.rows],
        "is_filtered": bool(form.data) and form.is_valid(),
        "may_add": rules.may_change_people(request.user),
    }
    return render(request, "people/people_list.html", context)


@require_safe
def person_detail(request, public_id):
    """A record with its line, roles, delegations and history. Sign-ins are not part of the history shown."""
    person = get_object_or_404(User.objects.select_related("worksite", "reports_to", "provider"), public_id=public_id)
    grants = person.role_grants.filter(ended_at__isnull=True).select_related("granted_by", "confirmed_by", "person")
    delegations = Delegation.objects.filter(supervisor=person, ended_at__isnull=True, to_on__gte=timezone.localdate())
    context = {
        "person": person,
        "may_change": rules.may_change_person(request.user, person),
        "facts": _facts(person),
        "staff": list(person.staff.working().order_by("legal_last", "legal_first")),
        "grants": [
            {
                "grant": grant,
                "may_confirm": rules.may_confirm_role(request.user, grant),
                "may_end": rules.may_end_role(request.user, grant),
            }
            for grant in grants.order_by("granted_at")
        ],
        "may_grant": rules.may_grant_role(request.user, person, None),
        "role_form": RoleForm(),
        "delegations": list(delegations.select_related("delegate")),
        "history": _history(person),
    }
    return render(request, "people/person_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request):
    form = NewPersonForm(request.POST if request.method == "POST" else kept_forms.restore(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = _add(form.cleaned_data, actor=request.user)
        except NotAllowed as refusal:
            form.refuse("supervisor", refusal.verdict)
        except IntegrityError:  # the same form twice at once: the other one was first
            form.add_error(None, _("This person was added a moment ago. Look for the name in the list."))
        else:
            messages.success(request, _("%(name)s is on record.") % {"name": person.full_name})
            return redirect(person)
    return render(request, "people/person_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request, public_id):
    person = get_object_or_404(User, public_id=public_id)
    rules.may_change_person(request.user, person).enforce()
    data = request.POST if request.method == "POST" else kept_forms.restore(request)
    initial = {name: getattr(person, name) for name in PersonForm.base_fields}
    form = PersonForm(data, initial=initial, person=person)
    if request.method == "POST" and form.is_valid():
        services.change_person(person, actor=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Record changed."))
        return redirect(person)
    return render(request, "people/person_edit.html", {"form": form, "person": person})


def _add(fields, *, actor):
    supervisor = fields.pop("supervisor")
    rules.may_place_under(actor, supervisor).enforce()
    return services.add_person(actor=actor, at=timezone.now(), supervisor=supervisor, **fields)


def _page_of(people, cursor):
    """The page of 25 before or after the person a cursor names; names are not put into addresses, their ids are."""
    direction, _dot, public_id = cursor.partition(".")
    anchor = User.objects.filter(public_id=_uuid(public_id)).first()
    is_back = direction == "before" and anchor is not None
    if anchor is not None and direction in ("before", "after"):
        people = people.next_to(anchor, before=is_back)
    rows = list(people[: PAGE_SIZE + 1])
    has_more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if is_back:
        rows.reverse()
    has_before = has_more if is_back else direction == "after" and anchor is not None
    has_after = True if is_back else has_more
    return Page(
        rows=rows,
        newer=f"before.{rows[0].public_id}" if rows and has_before else "",
        older=f"after.{rows[-1].public_id}" if rows and has_after else "",
    )


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _row(person):
    supervisor = person.reports_to.full_name if person.reports_to else ""
    return {
        "cells": [
            {"text": person.full_name, "url": person.get_absolute_url(), "meta": person.employee_number},
            {"text": person.title},
            {"text": person.worksite.name},
            {"text": supervisor, "meta": "" if supervisor else _("None")},
            {"status": _status(person)},
        ]
    }


def _status(person):
    return {"kind": STATUS_KIND[person.employment_status], "text": person.get_employment_status_display()}


def _facts(person):
    supervisor, since = person.reports_to, person.without_supervisor_since
    return [
        {"label": _("Status"), "status": _status(person), "meta": person.separated_on},
        {"label": _("Title"), "value": person.title},
        {"label": _("Worksite"), "value": person.worksite.name, "meta": person.worksite.get_region_display()},
        {
            "label": _("Supervisor of record"),
            "value": supervisor.full_name if supervisor else _("None"),
            "url": supervisor.get_absolute_url() if supervisor else "",
            "meta": _("Vacant since %(day)s") % {"day": since} if since else "",
            "clause": "B.2",
        },
        {"label": _("Employment type"), "value": person.get_employment_type_display(), "clause": "APP"},
        {"label": _("Provider"), "value": person.provider},
        {"label": _("Unit"), "value": person.get_unit_display()},
        {"label": _("Employee number"), "value": person.employee_number},
        {"label": _("User name"), "value": person.username},
        {"label": _("Work e-mail"), "value": person.work_email},
        {"label": _("Virtual Gateway"), "value": person.vg_username},
        {"label": _("Preferred name"), "value": person.preferred_name},
        {"label": _("Former names"), "value": ", ".join(person.former_names)},
    ]


def _history(person):
    events = events_about(person).filter(is_confidential=False).exclude(action__startswith="session.")
    newest = events.order_by("-at", "event_id")[:HISTORY]
    return [{"at": event.at, "text": sentence(event), "clause": event.clause} for event in newest]

"""Reading the policy, agreeing to it, the settings, and the calendar of legal holidays."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.sentences import sentence
from people.roles import Role
from policy import catalogue, rules, services
from policy.calendar import local_day
from policy.forms import AcknowledgeForm, HolidayForm, ReasonForm, SettingForm
from policy.models import LegalHoliday, Setting
from policy.settings_table import SETTINGS, touching
from policy.states import Route, Severity
from workflow.errors import NotAllowed

KIND = "policy"


@require_safe
def policy_home(request):
    now = timezone.now()
    wording = services.current_wording(KIND, at=now)
    standing = services.standing_acknowledgement(request.user, KIND, at=now)
    context = {
        "policy": catalogue.catalogue(),
        "sections": catalogue.in_sections(),
        "wording": wording,
        "standing": standing,
        "form": AcknowledgeForm(wording=wording),
    }
    if standing:
        context["again_on"] = rules.holds_until(standing.on, services.settings_now())
        context["may_renew"] = services.may_renew(standing, at=now)
    else:
        context["earlier"] = services.latest_acknowledgement(request.user, KIND)
    return render(request, "policy/policy_home.html", context)


@require_POST
def policy_acknowledge(request):
    now = timezone.now()
    form = AcknowledgeForm(request.POST, wording=services.current_wording(KIND, at=now))
    if form.is_valid():
        services.acknowledge(request.user, kind=KIND, at=now)
        messages.success(request, _("Recorded: you have read the policy."))
    else:
        messages.warning(request, _("The text has changed since you opened the page. Read it again."))
    return redirect("policy_home")


@require_safe
def policy_clause(request, clause_id):
    known = catalogue.catalogue()
    clause = known.clauses.get(clause_id)
    if clause is None:
        raise Http404
    values = services.settings_now()
    return render(
        request,
        "policy/policy_clause.html",
        {
            "clause": clause,
            "policy": known,
            "above": known.clauses.get(clause.parent_id),
            "below": [known.clauses[id] for id in clause.children],
            "severity": Severity(clause.severity).label if clause.severity else "",
            "route": Route(clause.route).label if clause.route else "",
            "settings": [_row(entry, values) for entry in touching(clause.id)],
        },
    )


@require_safe
def settings_list(request):
    values = services.settings_now()
    groups = {}
    for entry in SETTINGS.values():
        groups.setdefault(entry.group, []).append(_row(entry, values))
    context = {
        "groups": list(groups.items()),
        "may_keep_rota": request.user.has_role(Role.LEGAL, Role.GENERAL_COUNSEL),
    }
    return render(request, "policy/settings_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings_edit(request, key):
    entry = SETTINGS.get(key)
    if entry is None:
        raise Http404
    value = services.settings_now()[key]
    setting = Setting.objects.filter(key=key).first()
    version = setting.version if setting else 0
    may_change = rules.may_change_setting(request.user, entry)
    form = None
    if may_change:
        form = SettingForm(request.POST or None, entry=entry, value=value, version=version)
    if request.method == "POST":
        may_change.enforce()
        if form.is_valid():
            changed = services.change_setting(key, actor=request.user, at=timezone.now(), **form.cleaned_data)
            if changed.version == version:
                messages.info(request, _("That is the value it had; nothing changed."))
            else:
                messages.success(request, _("%(label)s: %(value)s.") % _row(entry, {key: form.cleaned_data["value"]}))
            return redirect("settings_list")
    history = services.setting_history(setting) if setting else []
    return render(
        request,
        "policy/settings_edit.html",
        {
            "entry": entry,
            "row": _row(entry, {key: value}),
            "form": form,
            "may_change": may_change,
            "history": [{"at": event.at, "text": sentence(event), "kind": "decision"} for event in history],
        },
        status=400 if form is not None and form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_list(request):
    """The legal holidays from this year on; an administrator adds one."""
    now = timezone.now()
    today = local_day(now)
    may_change = rules.may_change_calendar(request.user)
    form = HolidayForm(request.POST or None, today=today) if may_change else None
    if request.method == "POST":
        may_change.enforce()
        if form.is_valid() and _add_holiday(form, request.user, now):
            messages.success(request, _("%(name)s is in the calendar.") % form.cleaned_data)
            return redirect("holiday_list")
    rows = LegalHoliday.objects.filter(day__year__gte=today.year)
    context = {
        "years": [(year, list(days)) for year, days in groupby(rows, key=lambda row: row.day.year)],
        "form": form,
        "end": services.holidays_end_on(today),
        "is_short": services.is_calendar_short(today),
    }
    return render(request, "policy/holiday_list.html", context, status=400 if form is not None and form.errors else 200)


def _add_holiday(form, actor, at):
    try:
        services.add_holiday(actor=actor, at=at, **form.cleaned_data)
    except NotAllowed as refusal:
        form.add_error("day", refusal.verdict.reason)
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_edit(request, public_id):
    """One holiday: what is known of it, and the button that makes it a business day or a holiday again."""
    holiday = get_object_or_404(LegalHoliday, public_id=public_id)
    may_change = rules.may_change_calendar(request.user)
    form = ReasonForm(request.POST or None, initial={"version": holiday.version}) if may_change else None
    if request.method == "POST":
        may_change.enforce()
        if form.is_valid():
            services.change_holiday(
                holiday, is_kept=not holiday.is_kept, actor=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Recorded. Due dates set from now on follow it."))
            return redirect("holiday_list")
    context = {
        "holiday": holiday,
        "form": form,
        "may_change": may_change,
        "history": [
            {"at": event.at, "text": sentence(event), "kind": "decision"} for event in services.holiday_history(holiday)
        ],
    }
    return render(request, "policy/holiday_edit.html", context, status=400 if form is not None and form.errors else 200)


def _row(entry, values):
    """What pages show of a setting."""
    value = values[entry.key]
    return {
        "entry": entry,
        "label": entry.label,
        "value": entry.in_words(value),
        "usual": entry.in_words(entry.default),
        "is_changed": value != entry.default,
    }

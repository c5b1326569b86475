"""The social media sites: what each shows of its viewers, and the Legal Unit's ruling where nothing hides them (B.2.d)."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.sentences import sentence
from audit.services import events_about
from authorizations import rules
from authorizations.forms.sites import ClearRulingForm, FactsForm, RulingForm
from authorizations.models import Platform, SupervisionAuthorization
from authorizations.services import platforms
from authorizations.states import LIVE, State
from people import kept_forms
from policy.calendar import local_day
from workflow.errors import Stale

HISTORY = 20
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def platform_list(request):
    sites = list(Platform.objects.select_related("ruled_by"))
    successors = {site.family: site for site in sites if site.takes_requests}
    usable = [site for site in sites if rules.may_use_site(site)]
    context = {
        "with_care": [site for site in usable if site.shows_viewers or site.ruling],
        "plain": [site for site in usable if not site.shows_viewers and not site.ruling],
        "waiting": [site for site in sites if site.takes_requests and not rules.may_use_site(site)],
        "retired": [(site, successors.get(site.family)) for site in sites if not site.takes_requests],
        "may_keep": rules.may_keep_sites(request.user),
        "may_rule": rules.may_rule_on_site(request.user),
    }
    return render(request, "authorizations/platform_list.html", context)


@form_page
def platform_edit(request, slug):
    platform, events, seen = _platform(slug)
    initial = {name: getattr(platform, name) for name in platforms.FACTS} | {"seen": seen}
    typed = request.POST if request.method == "POST" else kept_forms.restore(request)
    form = FactsForm(typed, platform=platform, day=local_day(now()), initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        _refuse_stale(platform, facts.pop("seen"), seen)
        platforms.change_facts(platform, actor=request.user, at=now(), **facts)
        messages.success(request, _("%(site)s: facts recorded.") % {"site": platform})
        return redirect(platform)
    context = {
        "platform": platform,
        "form": form,
        "in_use": _in_use(platform),
        "history": [_entry(event, form) for event in events],
    }
    return render(
        request, "authorizations/platform_edit.html", context, status=400 if _is_wrong(request, form) else 200
    )


@form_page
def platform_rule(request, slug):
    platform, events, seen = _platform(slug)
    kept = kept_forms.restore(request)
    is_clearing = "clear" in request.POST
    initial = {"ruling": platform.ruling, "condition": platform.ruling_condition, "seen": seen}
    form = RulingForm(kept if request.method != "POST" else None if is_clearing else request.POST, initial=initial)
    clear_form = ClearRulingForm(request.POST if is_clearing else None, prefix="clear", initial={"seen": seen})
    sent = clear_form if is_clearing else form
    if request.method == "POST" and sent.is_valid():
        _refuse_stale(platform, sent.cleaned_data["seen"], seen)
        ruling, condition = ("", "") if is_clearing else (form.cleaned_data["ruling"], form.cleaned_data["condition"])
        at = now()
        platforms.rule_on(platform, ruling=ruling, condition=condition, actor=request.user, at=at, day=local_day(at))
        words = _("%(site)s: ruling cleared.") if is_clearing else _("%(site)s: ruling recorded.")
        messages.success(request, words % {"site": platform})
        return redirect(platform)
    context = {
        "platform": platform,
        "form": form,
        "clear_form": clear_form if platform.ruling else None,
        "in_use": _in_use(platform),
        "history": [_entry(event, None) for event in events],
    }
    return render(
        request, "authorizations/platform_rule.html", context, status=400 if _is_wrong(request, sent) else 200
    )


def _platform(slug):
    """The site, its last events, and the id of the newest, which a form carries as what its reader saw."""
    platform = get_object_or_404(Platform.objects.select_related("ruled_by"), slug=slug)
    events = list(events_about(platform).order_by("-at", "event_id")[:HISTORY])
    return platform, events, str(events[0].event_id) if events else ""


def _refuse_stale(platform, seen, newest):
    if seen != newest:
        raise Stale(platform)


def _is_wrong(request, form):
    return request.method == "POST" and bool(form.errors)


def _in_use(platform):
    """How many authorizations are in force on the site, and how many requests wait."""
    return SupervisionAuthorization.objects.filter(platform=platform).aggregate(
        live=Count("pk", filter=Q(state__in=LIVE)),
        waiting=Count("pk", filter=Q(state__in=[State.SUBMITTED, State.RETURNED])),
    )


def _entry(event, form):
    changed = [form.fields[name].label for name in event.facts.get("fields", []) if form and name in form.fields]
    return {
        "at": event.at,
        "text": sentence(event),
        "detail": ", ".join(str(label) for label in changed),
        "kind": "decision",
    }

"""The screening rules: what each finds and how often that was right, its versions, and a text to try it on."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pulse_moderation.forms.rules import ExceptionForm, RuleForm
from pulse_moderation.models import ScreenRule
from pulse_moderation.rules.rulebook import may_change
from pulse_moderation.screening.rules import RuleRefused
from pulse_moderation.services import replayed, rule_pages
from pulse_moderation.views.queue_rows import SEVERITY
from pulse_moderation.views.shown import DETAILS, NAMES, SECRET, pieces
from workflow.errors import NotAllowed

VERSIONS_SHOWN, RUNS_SHOWN = 20, 5


@require_safe
def rule_list(request):
    """Every rule with its figures of the last 90 days."""
    rows = [{"rule": rule, **_figures(rule.figures)} for rule in rule_pages.listed(now())]
    return render(request, "pulse_moderation/rule_list.html", {"rows": rows})


def _figures(counted):
    """Precision is of decided hits alone, and "" while none was decided."""
    decided = counted["confirmed"] + counted["false_alarms"]
    return counted | {
        "precision": f"{round(100 * counted['confirmed'] / decided)}%" if decided else "",
        "decided": decided,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def rule_detail(request, public_id):
    """One rule; POST makes its next version."""
    rule = rule_or_404(public_id)
    form = form_of(rule, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return page(request, rule, form)
    if not form.is_valid():
        return page(request, rule, form, status=400)
    try:
        version = rule_pages.change(rule, actor=request.user, at=now(), note=form.cleaned_data["note"], **form.draft())
    except RuleRefused as refused:
        form.add_refusal(refused)
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
    else:
        messages.success(request, _("Version %(n)s stands from now on.") % {"n": version.number})
        return redirect("rule_detail", rule.public_id)
    return page(request, rule, form, status=400)


@require_POST
def rule_test(request, public_id):
    """Try what stands in the form on a text: nothing is changed, and the text is not kept."""
    rule = rule_or_404(public_id)
    form = form_of(rule, request.POST, is_trial=True)
    if not form.is_valid():
        return page(request, rule, form, status=400)
    text = form.cleaned_data["sample"]
    try:
        hits = rule_pages.tried(rule, form.draft(), text, actor=request.user, at=now())
    except RuleRefused as refused:
        form.add_refusal(refused)
        return page(request, rule, form, status=400)
    except NotAllowed as refusal:
        form.add_error("sample", refusal.verdict.reason)
        return page(request, rule, form, status=400)
    return page(request, rule, form, tried=_tried(rule, text, hits))


@require_POST
def rule_except(request, public_id):
    """Let a phrase through, from a hit that was none."""
    rule = rule_or_404(public_id)
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        for error in form.errors["phrase"]:
            messages.error(request, error)
        return redirect("rule_detail", rule.public_id)
    phrase = form.cleaned_data["phrase"]
    try:
        rule_pages.let_through(rule, phrase=phrase, actor=request.user, at=now(), note=_("A phrase that was no hit"))
    except RuleRefused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("“%(phrase)s” is let through from now on.") % {"phrase": phrase})
    return redirect("rule_detail", rule.public_id)


def rule_or_404(public_id):
    return get_object_or_404(ScreenRule.objects.select_related("clause"), public_id=public_id)


def form_of(rule, data, *, is_trial=False):
    """The form of a rule as it stands. A trial changes nothing, so it needs no run before it."""
    version = rule.versions.select_related("made_by").first()
    is_replayed = (lambda draft: True) if is_trial else partial(replayed.is_replayed, rule, at=now())
    return RuleForm(data, rule=rule, version=version, is_replayed=is_replayed)


def _tried(rule, text, hits):
    """The text with what was found, and each hit in words."""
    return {"pieces": pieces(text, [_Found(rule, hit) for hit in hits], is_uncovered=True), "hits": hits}


class _Found:
    """A hit of a draft, as the text is marked by it."""

    def __init__(self, rule, hit):
        self.rule, self.start, self.end, self.severity = rule, hit.start, hit.end, hit.severity


def page(request, rule, form, *, tried=None, status=200):
    """The page of a rule, with `tried` where a text was tried."""
    counted = rule_pages.figures(now(), rule=rule).get(rule.pk, {"hits": 0, "confirmed": 0, "false_alarms": 0})
    verdict = may_change(request.user, rule.kind)
    false_hits = rule_pages.false_hits(rule, masked=SECRET | DETAILS | NAMES, reader=request.user) if verdict else []
    context = {
        "rule": rule,
        "form": form,
        "version": form.version,
        "severity": {"kind": SEVERITY[form.version.severity], "text": form.version.get_severity_display()},
        "figures": _figures(counted),
        "versions": list(rule.versions.select_related("made_by")[:VERSIONS_SHOWN]),
        "runs": list(rule.replays.select_related("asked_by")[:RUNS_SHOWN]),
        "false_hits": [{"hit": hit, "phrase": rule_pages.phrase_of(hit)} for hit in false_hits],
        "tried": tried,
        "verdict": verdict,
    }
    return render(request, "pulse_moderation/rule_detail.html", context, status=status)

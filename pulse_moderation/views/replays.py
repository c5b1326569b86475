"""Running a draft of a screening rule over stored posts, looking at what it would catch, and using it (domain 8)."""

import contextlib

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from pulse_moderation import tasks
from pulse_moderation.choices import Found
from pulse_moderation.models import Replay
from pulse_moderation.screening.rules import RuleRefused
from pulse_moderation.services import replayed, replays
from pulse_moderation.views.queue_rows import SEVERITY
from pulse_moderation.views.rule_pages import form_of, page, rule_or_404
from workflow.errors import NotAllowed


@require_POST
def replay_new(request, public_id):
    """Run what stands in the form of a rule over the posts of the last days; the rule stays as it is."""
    rule = rule_or_404(public_id)
    form = form_of(rule, request.POST, is_trial=True)
    if not form.is_valid():
        return page(request, rule, form, status=400)
    try:
        replay = replays.start(rule, draft=form.draft(), days=form.days_asked, actor=request.user, at=now())
    except RuleRefused as refused:
        form.add_refusal(refused)
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
    else:
        _hand_over(replay)
        return redirect(replay)
    return page(request, rule, form, status=400)


def _hand_over(replay):
    with contextlib.suppress(OperationalError, OSError):  # the sweep goes on with what no worker took
        for part in replay.parts.filter(is_done=False):
            tasks.replay_part.apply_async([part.pk], retry=False)


@require_safe
def replay_detail(request, public_id):
    """How far a run is and what it found; while it goes on, that part of the page asks again by itself."""
    replay = _replay_or_404(public_id)
    show = request.GET.get("show", "")
    show = show if show in Found.values else Found.NEWLY
    newest = replay.rule.versions.first()
    context = {
        "replay": replay,
        "severity": {"kind": SEVERITY[replay.severity], "text": replay.get_severity_display()},
        "pills": [(kind, getattr(replay, kind), kind == show) for kind in Found],
        "show": show,
        "finds": list(_finds(replay, request.user).filter(kind=show)),
        "shown_count": getattr(replay, show),
        "verdict": replayed.may_use(replay, actor=request.user, newest=newest, at=now()),
        "is_in_use": replayed.stands(replay, newest),
    }
    part = "_replay_progress" if request.htmx else "replay_detail"
    return render(request, f"pulse_moderation/{part}.html", context)


def _finds(replay, reader):
    """An author is never told what matched; their posts are counted all the same."""
    return replay.finds.exclude(revision__post__author=reader).select_related("revision__post__author")


@require_POST
def replay_use(request, public_id):
    """Make the draft of a finished run the next version of its rule."""
    replay = _replay_or_404(public_id)
    version = replayed.use(replay, actor=request.user, at=now(), note=_("As it was run over stored posts"))
    messages.success(request, _("Version %(n)s stands from now on.") % {"n": version.number})
    return redirect("rule_detail", replay.rule.public_id)


def _replay_or_404(public_id):
    found = Replay.objects.select_related("rule__clause", "asked_by")
    return get_object_or_404(found, public_id=public_id)

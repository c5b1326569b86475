"""When reminders go: every ladder for who may look, and the form for the Legal Unit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.sentences import sentence
from notifications import services
from notifications.forms import LadderForm
from notifications.ladder_words import stage_title, stage_words
from notifications.rules import may_set_ladders
from policy.calendar import local_day


@require_safe
def ladder_list(request):
    """Each kind of obligation with its stages as they are in force."""
    ladders = services.ladders_on(local_day(timezone.now()))
    rows = [{"ladder": ladder, "stages": _stages(ladder)} for ladder in ladders.values()]
    return render(
        request, "notifications/ladder_list.html", {"rows": sorted(rows, key=lambda row: row["ladder"].clause)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ladder_edit(request, kind):
    """One ladder, as last set; what is changed is in force from tomorrow on."""
    try:
        ladder = services.newest_ladder(kind)
    except KeyError:
        raise Http404 from None
    now = timezone.now()
    may_change = may_set_ladders(request.user)
    form = LadderForm(request.POST or None, ladder=ladder) if may_change else None
    if request.method == "POST":
        may_change.enforce()
        if form.is_valid() and _change(form, kind, request.user, now):
            messages.success(request, _("Recorded. It is in force from tomorrow on; what went before stays as it was."))
            return redirect("ladder_list")
    in_force = services.ladder_on(kind, local_day(now))
    context = {
        "ladder": ladder,
        "stages": _stages(in_force),
        "is_ahead": in_force.version != ladder.version,
        "form": form,
        "fields": [(stage_title(rule), rule, fields) for rule, fields in form.stages()] if form else [],
        "may_change": may_change,
        "history": [
            {"at": event.at, "text": sentence(event), "kind": "decision"} for event in services.ladder_history(kind)
        ],
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "notifications/ladder_edit.html", context, status=status)


def _change(form, kind, actor, at):
    try:
        services.change_ladder(
            kind, form.changes, actor=actor, at=at, reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )  # fmt: skip
    except ValidationError as refused:
        for name, words in refused.message_dict.items():
            form.add_error(f"{name}__days" if f"{name}__days" in form.fields else None, words)
    return not form.errors


def _stages(ladder):
    return [{"title": stage_title(rule), "words": stage_words(rule), "is_on": rule.is_on} for rule in ladder.stages]

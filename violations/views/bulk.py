"""Several reports at once: a page that says which and how many exactly, then the act, then the way back."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from violations.forms.bulk import AssignSeveralForm, CloseSeveralForm
from violations.rules.bulk import Several
from violations.services import bulk
from violations.views.access import behind_the_wall
from violations.views.desk import here_or_404
from violations.views.last_done import DONE

FORMS = {Several.ASSIGN: AssignSeveralForm, Several.CLOSE: CloseSeveralForm}


@require_POST
@behind_the_wall
def report_several(request):
    """What would be done, and with `confirmed` the act: to exactly those that were shown, or to none."""
    here_or_404(request)
    what, at = _what(request), now()
    able, others = bulk.sorted_out(bulk.chosen(request.user, _ids(request)), what, actor=request.user, at=at)
    is_confirmed = "confirmed" in request.POST
    form = FORMS[what](request.POST if is_confirmed else None)
    is_as_shown = request.POST.get("confirmed") == _mark(able)
    if is_confirmed and is_as_shown and able and form.is_valid():
        return _do(request, what, able, form.cleaned_data, at)
    if is_confirmed and not is_as_shown:
        form.add_error(None, _("Some of them have changed since. Look again at which they are."))
    context = {
        "what": str(what),
        "form": form,
        "able": able,
        "others": [{"report": report, "why": why} for report, why in others],
        "mark": _mark(able),
        "title": _title(what, len(able)),
    }
    return render(request, "violations/report_several.html", context, status=400 if is_confirmed else 200)


def _what(request):
    try:
        return Several(request.POST.get("act", ""))
    except ValueError:
        raise Http404 from None


def _ids(request):
    found = []
    for text in request.POST.getlist("report"):
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _mark(able):
    """Which they are and in which version, for the form to say what its reader saw."""
    return ",".join(f"{report.public_id}.{report.version}" for report in able)


def _title(what, count):
    if what == Several.ASSIGN:
        return ngettext("Assign %(n)s report", "Assign %(n)s reports", count) % {"n": count}
    return ngettext("Close %(n)s report", "Close %(n)s reports", count) % {"n": count}


def _do(request, what, able, answers, at):
    done, others = getattr(bulk, what)(able, actor=request.user, at=at, **answers)
    request.session[DONE] = {"what": str(what), "ids": [str(row.public_id) for row in done]} if done else {}
    said = {
        Several.ASSIGN: ngettext("%(n)s report: they were asked.", "%(n)s reports: they were asked.", len(done)),
        Several.CLOSE: ngettext("%(n)s report is closed.", "%(n)s reports are closed.", len(done)),
    }
    if done:
        messages.success(request, said[what] % {"n": len(done)})
    for report, why in others:
        messages.warning(request, f"{report.number}: {why}")
    return redirect("report_list")


@require_POST
@behind_the_wall
def report_several_undo(request):
    here_or_404(request)
    last = request.session.pop(DONE, {})
    if last.get("ids"):
        undone, not_any_more = bulk.undo(Several(last["what"]), last["ids"], actor=request.user, at=now())
        messages.success(request, ngettext("%(n)s was undone.", "%(n)s were undone.", undone) % {"n": undone})
        if not_any_more:
            words = ngettext("%(n)s could not be undone any more.", "%(n)s could not be undone any more.", not_any_more)
            messages.warning(request, words % {"n": not_any_more})
    return redirect("report_list")

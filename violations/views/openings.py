"""Who has seen a report, and who of them may not know of it by now: for those who hold it alone."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from policy.calendar import moment
from violations.rules.parts import As
from violations.services import openings
from violations.services.standing import standing_of
from violations.views.access import behind_the_wall, known_or_404


def _held_or_404(request, public_id):
    report = known_or_404(request, public_id)
    if not standing_of(report, request.user).has({As.HOLDER}):
        raise Http404
    return report


@require_safe
@behind_the_wall
def report_openings(request, public_id):
    report = _held_or_404(request, public_id)
    rows = openings.seen_by(report)
    barred = openings.barred(report, [row.person for row in rows])
    context = {
        "report": report,
        "columns": [_("Who"), _("First opened"), _("Last opened"), _("Times"), _("Today")],
        "rows": [_row(row, row.person_id in barred) for row in rows],
        "is_to_look_at": openings.is_to_look_at(report),
    }
    return render(request, "violations/report_openings.html", context)


def _row(row, is_barred):
    since = _("kept away since %(when)s") % {"when": moment(row.kept_away_at)} if row.kept_away_at else ""
    status = {"kind": "overdue", "text": _("Kept away")} if is_barred else {"kind": "passed", "text": _("May read it")}
    return {
        "first": is_barred,
        "cells": [
            {"text": row.person.full_name, "meta": f"{row.person.title}, {row.person.worksite}"},
            moment(row.first_at),
            moment(row.last_at),
            ngettext("%(n)s time", "%(n)s times", row.times) % {"n": row.times},
            {"status": status, "meta": since},
        ],
    }


@require_POST
@behind_the_wall
def report_openings_noted(request, public_id):
    report = _held_or_404(request, public_id)
    openings.look_at(report, actor=request.user, at=now())
    messages.success(request, _("Noted. The task is done."))
    return redirect("report_openings", report.public_id)

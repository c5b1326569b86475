"""Several reports at once: asked about one by one, each by its own rule, and undone as long as that is possible.

Call these inside acting_as.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from violations.choices import Part
from violations.models import Assignment, Message, Opening, Report
from violations.rules import bulk as rules
from violations.rules.bulk import Several
from violations.rules.parts import Deed
from violations.services import assigning, closing
from violations.services.standing import lock, standing_of, touch
from violations.states import State
from workflow.errors import NotAllowed, Stale
from workflow.identity import acting_as_system

MOST = 100


def chosen(user, ids):
    """The reports of these public ids that are on this person's desk, the newest first."""
    return list(Report.objects.to_handle(user).filter(public_id__in=ids[:MOST]).select_related("handler"))


def sorted_out(reports, what, *, actor, at):
    """([those it can be done to], [(the others, why not)])"""
    seen = set(Opening.objects.filter(person=actor, report__in=reports).values_list("report", flat=True))
    able, others = [], []
    for report in reports:
        verdict = _verdict(report, what, actor, at, is_opened=report.pk in seen)
        if verdict:
            able.append(report)
        else:
            others.append((report, verdict.reason))
    return able, others


def _verdict(report, what, actor, at, *, is_opened):
    standing = standing_of(report, actor)
    verdict = rules.may_be_among(what, report.state, standing, is_opened=is_opened)
    if not verdict or what != Several.CLOSE:
        return verdict
    # Why it is late is asked for on the page of the report alone: it is not the same for several.
    missing = closing.still_to_do(report, at=at, told=_("It is closed."))
    return rules.may_be_among(what, report.state, standing, is_opened=is_opened, missing=missing)


def assign(reports, *, person, reason, actor, at):
    """([assignments], [(report, why not)]). Who is kept away is asked about on the page of the report alone."""

    def one(report):
        return assigning.assign(report, person=person, part=Part.HANDLER, reason=reason, actor=actor, at=at)

    return _each(reports, one)


def close(reports, *, told, actor, at):
    """([reports closed], [(report, why not)])"""
    return _each(reports, lambda report: closing.close(report, told=told, delay_reason="", actor=actor, at=at))


def _each(reports, do):
    done, others = [], []
    for report in reports:
        try:
            with transaction.atomic():
                done.append(do(report))
        except NotAllowed as refusal:
            others.append((report, refusal.verdict.reason))
        except Stale:
            others.append((report, _("It has changed since you looked.")))
    return done, others


# Undone -----------------------------------------------------------------------------------------------------------------


def undo(what, ids, *, actor, at):
    """(how many were undone, how many could not be any more). `ids`: public ids of assignments, or of reports closed."""
    rows = _asked(ids) if what == Several.ASSIGN else _closed(actor, ids)
    undone, others = _each(rows, lambda row: UNDO[what](row, actor=actor, at=at))
    return len(undone), len(ids) - len(undone)


def _asked(ids):
    unanswered = Assignment.objects.filter(public_id__in=ids, ended_at=None, accepted_at=None)
    return list(unanswered.select_related("report", "person"))


def _closed(actor, ids):
    return list(Report.objects.filter(public_id__in=ids, state=State.CLOSED, closed_by=actor))


def _ask_no_longer(row, *, actor, at):
    """Whoever has the report keeps it; who was asked and has not answered is asked no longer."""
    report = lock(row.report, actor, Deed.ASSIGN)
    with acting_as_system("intake"):
        if not Assignment.objects.filter(pk=row.pk, ended_at=None, accepted_at=None).update(ended_at=at):
            raise Stale(report)
        touch(report)
        record("report.taken_back", subject=report, actor=actor, at=at, clause="C.3", is_confidential=True,
               facts={"person": str(row.person.public_id)})  # fmt: skip


def _open_again(report, *, actor, at):
    """The reporter was told that it is closed, and is told that it is not."""
    report = closing.reopen(report, reason=_("Closed by mistake."), actor=actor, at=at)
    text = _("It is open again: it was closed by mistake.")
    Message.objects.create(report=report, by=actor, text=text, at=at, form_key=uuid.uuid4())


UNDO = {Several.ASSIGN: _ask_no_longer, Several.CLOSE: _open_again}

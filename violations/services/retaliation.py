"""Watching over who reported: they are asked how they fare, the Legal Unit sees what happens to them, and one click
opens a concern that somebody else handles (a supporting control; C.2.i covers only the bases it names).
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from audit.models import AuditEvent
from authorizations.models import SupervisionAuthorization
from investigations.models import InvestigationAuthorization
from people.models import User
from violations.choices import LinkKind, Mode, SignalKind, SubjectBasis
from violations.models import CheckIn, Link, Message, Report, Signal, Subject
from violations.rules.intake import NOT_SURE
from violations.services import wall
from violations.services.filing import file_report
from violations.services.telling import tell_holders
from workflow.identity import acting_as_system

BASIS_CLAUSE = "C.2.i"
ASKED_ON = (30, 60, 90, 180)  # days after filing
LAST_ASKED = timedelta(days=210)  # who was not asked on the last day by then is asked no more
WATCHED_FOR = timedelta(days=180)
LOOK_BACK = timedelta(days=4)  # a long weekend without a sweep loses nothing
AT_ONCE = 500
KEYS = uuid.UUID("1d7d1ef2-93b5-4a3e-9b1a-5f0c5be3c9a7")  # of check-ins: sent twice they are one
SIGNS = {"denied": SignalKind.DENIED, "revoked": SignalKind.REVOKED, "suspended": SignalKind.REVOKED}


# "I am being punished for this" ---------------------------------------------------------------------------------------


def raise_concern(report, *, text, bases=(), described="", form_key, at):
    """A new report by the same reporter, about the same people and whoever else is described, for another handler.

    Its reporter follows both: by the same mark, or by the same key. It cites C.2.i only with a basis named there.
    Raises ValidationError.
    """
    with acting_as_system("intake"), transaction.atomic():
        first = _first(Report.objects.get(pk=report.pk))
        named = Subject.objects.filter(report=first, basis=SubjectBasis.NAMED)
        return file_report(
            _reporter_of(first),
            mode=first.mode,
            form_key=form_key,
            alleged={BASIS_CLAUSE: {"protected_basis": list(bases)}} if bases else {NOT_SURE: {}},
            narrative=_("Retaliation for a report:") + f" {text.strip()}",
            named=[row.person for row in named.select_related("person") if row.person is not None],
            described=[*(row.description.reveal() for row in named if row.description), *filter(None, [described.strip()])],
            concerning=first,
            at=at,
        )  # fmt: skip


def _first(report):
    """The report that a concern was raised from, else itself."""
    link = Link.objects.filter(other=report, kind=LinkKind.RETALIATION, by=None).select_related("report").first()
    return link.report if link is not None else report


def _reporter_of(report):
    return None if report.mode == Mode.ANONYMOUS else User.objects.get(public_id=report.reporter.reveal())


# Check-ins ------------------------------------------------------------------------------------------------------------


def check_in(at):
    """Ask, through the thread, the reporters of reports that are so old; each once. Returns how many.

    When several days have passed unasked only the last one is.
    """
    with acting_as_system("intake"):
        return sum(
            _ask(report, day, at)
            for day, until in zip(ASKED_ON, [timedelta(days=day) for day in ASKED_ON[1:]] + [LAST_ASKED], strict=True)
            for report in _to_ask(day, until, at)
        )


def _to_ask(day, until, at):
    asked = CheckIn.objects.filter(report=OuterRef("pk"), day=day)
    of_age = Report.objects.filter(filed_at__lte=at - timedelta(days=day), filed_at__gt=at - until)
    return of_age.filter(~Exists(asked)).order_by("pk")[:AT_ONCE]


def _ask(report, day, at):
    """The message first: of two sweeps at one moment the later finds it."""
    key = uuid.uuid5(KEYS, f"{report.public_id}:{day}")
    message, _is_new = Message.objects.get_or_create(
        form_key=key, defaults={"report": report, "text": words_of(day), "at": at}
    )
    return CheckIn.objects.get_or_create(report=report, day=day, defaults={"message": message, "at": at})[1]


def words_of(day):
    return _(
        "It is %(days)s days since you reported this. How are you? Is anybody treating you worse because of it: shifts, "
        "duties, reviews, remarks? You need not answer. If so, write it here, or choose “I am being punished for this”."
    ) % {"days": day}


# Signals --------------------------------------------------------------------------------------------------------------


def watch(at):
    """Note what happened of late to people who reported, done by people in their report; returns how many are new."""
    with acting_as_system("intake"):
        return sum(_note(*found, at) for found in [*_decisions(at), *_reports(at)])


def _note(report, kind, record_id, happened_at, other, at):
    _signal, is_new = Signal.objects.get_or_create(
        report=report, kind=kind, record_id=record_id, defaults={"happened_at": happened_at}
    )
    if is_new:
        tell_holders(report, f"signal:{kind}:{record_id}", at=at, without_of=other)
    return is_new


def _decisions(at):
    """What was denied, revoked or suspended: (report, kind, id, when, None)."""
    acts = [f"{prefix}.{act}" for prefix in ("supervision", "investigation") for act in SIGNS]
    events = list(AuditEvent.objects.filter(at__gt=at - LOOK_BACK, at__lte=at, action__in=acts).exclude(actor_id=""))
    whose = _whose(events)
    actors = {str(one.public_id): one for one in User.objects.filter(public_id__in={one.actor_id for one in events})}
    for event in events:
        person, actor = whose.get(event.subject_id), actors.get(event.actor_id)
        if person is None or actor is None or person == actor:
            continue
        for report in _made_by(person, event.at):
            if wall.is_kept_away(report, actor):
                yield report, SIGNS[event.action.partition(".")[2]], event.subject_id, event.at, None


def _whose(events):
    """{public id: person} of the authorizations these events are about."""
    ids = {event.subject_id for event in events}
    rows = SupervisionAuthorization.objects.filter(public_id__in=ids).select_related("employee")
    found = {str(row.public_id): row.employee for row in rows}
    with acting_as_system("clock"):
        rows = InvestigationAuthorization.objects.filter(public_id__in=ids).select_related("investigator")
        return found | {str(row.public_id): row.investigator for row in rows}


def _reports(at):
    """Reports that name somebody who reported, made by people in that report or by nobody known: so that a signal does
    not tell who made one. (report, kind, id, when, the other report)
    """
    subjects = Subject.objects.filter(
        report__filed_at__gt=at - LOOK_BACK, report__filed_at__lte=at, person__isnull=False, basis=SubjectBasis.NAMED
    )
    for subject in subjects.select_related("person", "report"):
        other = subject.report
        for report in _made_by(subject.person, other.filed_at):
            by = _reporter_of(other)
            if report.pk != other.pk and (by is None or wall.is_kept_away(report, by)):
                yield report, SignalKind.REPORTED, other.public_id, other.filed_at, other


def _made_by(person, before):
    return Report.objects.filter(
        reporter_mark=wall.mark_of(person), filed_at__lt=before, filed_at__gt=before - WATCHED_FOR
    )

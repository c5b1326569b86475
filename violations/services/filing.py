"""Filing a report, and reading what one filed oneself (C.3)."""

import secrets
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.context import request_id
from audit.services import record
from policy.calendar import local_day
from violations import rules
from violations.choices import Mode, Pool
from violations.models import Allegation, Report, Subject
from violations.rules import intake
from violations.services import wall
from workflow.identity import acting_as, acting_as_system

MARK, KEY = "dys.reporter", "dys.report_key"
NUMBERS = 9999  # a year; DYS has some 1,300 people


@contextmanager
def as_reporter(person):
    """acting_as, in which the database also yields what this person reported, whoever is named in it."""
    with acting_as(person), _known(MARK, wall.mark_of(person)):
        yield


@contextmanager
def as_key_holder(digest):
    """One transaction in which the database yields what a key opens: an anonymous report, or a draft. `digest`: bytes."""
    with transaction.atomic(), _known(KEY, digest):
        yield


@contextmanager
def _known(place, value):
    _know(place, value.hex())
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _know(place, "")


def _know(place, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [place, value])


def file_report(reporter, *, mode, form_key, alleged, narrative, at, named=(), described=()):
    """Take in a report and give it its number at once; the same form sent again gives the same report.

    `alleged` is {id of a clause, or intake.NOT_SURE: its details}, as rules.intake asks for them; `named` are people of
    the portal, `described` texts about somebody unknown. Raises ValidationError, never NotAllowed: a refusal would
    stand on the trail with the name of who was refused.
    """
    if faults := rules.faults_of(alleged, narrative, named, described):
        raise ValidationError(faults)
    with acting_as_system("intake"), transaction.atomic():
        _one_at_a_time(form_key)
        if (filed := Report.objects.filter(form_key=form_key).first()) is not None:
            if wall.mark_on(filed) != _reporter(reporter, mode).get("reporter_mark"):
                raise ValidationError(_("This was sent already. Begin a new report."))
            return filed
        report = Report.objects.create(
            number=_new_number(local_day(at).year), form_key=form_key, mode=mode, narrative=narrative, filed_at=at,
            created_at=at, pool=Pool.OUTSIDE, **_reporter(reporter, mode),
        )  # fmt: skip
        _allege(report, alleged, at)
        _name(report, named, described, at)
        _record(report, at)
    return report


def _one_at_a_time(form_key):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"report:{form_key}"])


def _new_number(year):
    """VR-2026-4711: drawn, so that nobody counts from the numbers they see what they do not."""
    while True:
        number = f"VR-{year}-{1 + secrets.randbelow(NUMBERS):04}"
        if not Report.objects.filter(number=number).exists():
            return number


def _record(report, at):
    """Nothing of the request stands on it: whatever else that request did would tell who made the report."""
    here = request_id.set("")
    try:
        record("report.filed", subject=report, actor="reporter", at=at, clause="C.3",
               facts={"mode": str(report.mode), "pool": str(report.pool)}, is_confidential=True)  # fmt: skip
    finally:
        request_id.reset(here)


def _reporter(person, mode):
    if mode == Mode.ANONYMOUS:
        return {}
    return {"reporter": str(person.public_id), "reporter_mark": wall.mark_of(person)}


def _allege(report, alleged, at):
    clauses = {clause: intake.kept(clause, details) for clause, details in intake.opened(alleged).items()}
    Allegation.objects.bulk_create(
        Allegation(
            report=report, clause_id=clause or None, details=details or None, as_filed=clause in alleged, made_at=at
        )
        for clause, details in clauses.items()
    )


def _name(report, named, described, at):
    Subject.objects.bulk_create(
        [Subject(report=report, person=person, named_at=at) for person in named]
        + [Subject(report=report, description=text, named_at=at) for text in described]
    )
    wall.exclude(report, named, at=at)
    report.pool = wall.choose_pool(report)
    report.save(update_fields=["pool"])

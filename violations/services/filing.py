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
from violations.choices import LinkKind, Mode, Pool
from violations.models import Allegation, Excluded, Link, Report, Subject
from violations.rules import intake
from violations.rules.facts import faults_of_facts, is_restricted, severity_of
from violations.services import clock, deconfliction, duties, handover, keys, wall, words
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
    """As it was before again afterwards: one of these may be asked for inside another."""
    before = _know(place, value.hex())
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _know(place, before)


def _know(place, value):
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT current_setting(%s, true) AS value)"
            " SELECT value, set_config(%s, %s, true) FROM before",
            [place, place, value],
        )
        return cursor.fetchone()[0] or ""


def file_report(
    reporter, *, mode, form_key, alleged, narrative, at, named=(), described=(), facts=None, draft=None, concerning=None
):
    """Take in a report and give it its number at once; the same form sent again gives the same report.

    `alleged` is {id of a clause, or intake.NOT_SURE: its details}, as rules.intake asks for them; `named` are people of
    the portal, `described` texts about somebody unknown; `facts` are columns of Report (rules.facts.NAMES); the files
    of `draft` are taken over and the draft is gone. An anonymous one returns with its key in `words`, this once; sent
    again from the same draft before the key was typed back, with a new key in the place of the one that may be lost.
    `concerning` is the report for which its reporter says to be punished: the two are linked, the key of that one opens
    this one, and whoever is kept away from that is kept away from this, too.
    Raises ValidationError, never NotAllowed: a refusal would stand on the trail with the name of who was refused.
    """
    facts = facts or {}
    faults = rules.faults_of(alleged, narrative, named, described)
    if faults := faults | faults_of_facts(facts, local_day(at)):
        raise ValidationError(faults)
    with acting_as_system("intake"), transaction.atomic():
        _one_at_a_time(form_key)
        if (filed := Report.objects.filter(form_key=form_key).first()) is not None:
            if wall.mark_on(filed) != _reporter(reporter, mode).get("reporter_mark"):
                raise ValidationError(_("This was sent already. Begin a new report."))
            filed.words = handover.new_key(filed, draft, at) if mode == Mode.ANONYMOUS else ""
            return filed
        clauses = intake.opened(alleged)
        report = Report.objects.create(
            number=_new_number(local_day(at).year), form_key=form_key, mode=mode, narrative=narrative, filed_at=at,
            created_at=at, pool=Pool.OUTSIDE, severity=severity_of(clauses), is_restricted=is_restricted(clauses),
            receipt_code=None if mode == Mode.ANONYMOUS else keys.draw_code(),
            **handover.columns_of(facts), **_reporter(reporter, mode),
        )  # fmt: skip
        _allege(report, alleged, at)
        if concerning is not None:
            _link(report, concerning, at)
        _name(report, named, described, at)
        _record(report, at)
        duties.open_for(report, at=at)
        clock.settle(report, at=at)
        needs_key = mode == Mode.ANONYMOUS and concerning is None
        report.words = handover.first_key(report, at) if needs_key else ""
        handover.take_over(report, draft, at)
        words.index(report)
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


def _link(report, concerning, at):
    Link.objects.create(report=concerning, other=report, kind=LinkKind.RETALIATION, at=at)
    Excluded.objects.bulk_create(
        Excluded(report=report, person_id=row.person_id, because=row.because, since=at)
        for row in Excluded.objects.filter(report=concerning)
    )


def _name(report, named, described, at):
    Subject.objects.bulk_create(
        [Subject(report=report, person=person, named_at=at) for person in named]
        + [Subject(report=report, description=text, named_at=at) for text in described]
    )
    wall.exclude(report, named, at=at)
    report.pool_told = wall.choose_pool(report)  # before anything that the reporter does not know
    deconfliction.compare(report, at=at)
    report.pool = wall.choose_pool(report)
    report.save(update_fields=["pool", "pool_told", "is_restricted", "account_key", "url_key"])

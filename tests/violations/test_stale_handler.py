"""Whoever became the handler while an act waited for the report is the one it counts for (C.3)."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.utils.timezone import now as clock

from notifications.models import Notice
from tests import cast as people
from tests.violations import desk
from violations.choices import Part
from violations.models import Assignment, Report
from violations.services import assigning, hearing, wall
from workflow.identity import acting_as, acting_as_system

PATIENCE = 30  # seconds until an act waits for the lock; only a hung test waits as long
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return people.assemble()


@pytest.fixture
def report(cast):
    """About Dana, investigated by Leona."""
    return desk.investigated(cast, clock())


def while_it_waits(report, handler, act):
    """What an act returns that began before somebody else became the handler and waited until then."""
    returned = []

    def run():
        try:
            returned.append(act())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic(), acting_as_system("intake"):
        Report.objects.filter(pk=report.pk).update(handler=handler)
        thread.start()
        until = time.monotonic() + PATIENCE
        while not _somebody_waits():
            assert time.monotonic() < until
            time.sleep(0.02)
    thread.join()
    return returned[0]


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def told(kind):
    rows = Notice.objects.filter(kind=f"confidential.report_{kind}")
    return sorted(rows.values_list("recipient__username", flat=True))


def test_the_answer_of_a_subject_reaches_who_handles_it_by_then(cast, report):
    subject, _allegation = desk.pair(report)
    desk.as_(cast.leona, hearing.send_notice, report, subject=subject, clauses=["C.2.a"], allegation="A picture.",
             business_days=5, at=clock())  # fmt: skip
    with acting_as(subject.person):
        row = report.hearings.get()

    def answer():
        with acting_as(subject.person):
            hearing.answer(row, text="No.", representative="", actor=subject.person, at=clock())

    while_it_waits(report, cast.priya, answer)

    assert told("answered") == ["priya"]


def test_who_had_it_by_then_is_told_that_somebody_else_accepted_it(cast, report):
    desk.as_(cast.priya, assigning.assign, desk.now_of(report), person=cast.lucinda, part=Part.HANDLER, reason="",
             at=clock())  # fmt: skip
    with acting_as_system("intake"):
        row = Assignment.objects.get(report=report, person=cast.lucinda)

    def accept():
        with acting_as(cast.lucinda):
            assigning.accept(row, actor=cast.lucinda, at=clock())

    before = told("accepted")
    while_it_waits(report, cast.priya, accept)

    assert told("accepted") == sorted([*before, "priya"])


def test_it_is_passed_on_from_somebody_who_may_not_have_it_by_then(cast, report):
    def pass_on():
        with acting_as_system("intake"):
            return wall.pass_on(report, at=clock())

    assert pass_on() is False
    assert while_it_waits(report, cast.mateo, pass_on) is True

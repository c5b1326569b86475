"""Four who act on one report at the same moment: one act counts, one event tells of it, each recipient hears of it once.

Each thread acts as a person whom the database knows. A control does the same work without lock and version, and must be
seen to fail.
"""

import random
import threading
import time
import uuid
from collections import Counter

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils.timezone import now as clock

from audit.models import AuditEvent
from notifications.models import Notice
from tests import cast as people
from tests.violations import desk
from violations.choices import Part
from violations.models import (
    Allegation,
    Assignment,
    Excluded,
    Finding,
    LetIn,
    Message,
    Report,
    ReportDuty,
    Safety,
    Subject,
    TriageDecision,
)
from violations.services import assigning, closing, findings, holding
from violations.states import State
from workflow.errors import NotAllowed, Stale
from workflow.identity import acting_as, acting_as_system

TRIALS, CREW = 100, 4
PATIENCE = 60  # seconds at the barrier; only a hung test waits as long
HANGING = [Subject, Allegation, Excluded, LetIn, Safety, TriageDecision, ReportDuty, Assignment, Finding]

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


# A hundred of the same ------------------------------------------------------------------------------------------------


def _fields(row, **changed):
    """The fields of a row but those that are its own, sealed ones revealed."""
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        found[field.attname] = (value.reveal() if value else None) if hasattr(value, "reveal") else value
    own = {"id": None, "public_id": None, "form_key": None}
    found = {name: value for name, value in found.items() if name not in own}
    found |= {name: uuid.uuid4() for name in ("public_id", "form_key") if hasattr(row, name)}
    return found | changed


def _copies(original, count=TRIALS):
    """`count` reports like `original`, with what hangs on it, without going through its acts again."""
    with acting_as_system("intake"):
        original = Report.objects.get(pk=original.pk)
        reports = Report.objects.bulk_create(
            Report(**_fields(original, number=f"VR-2026-C{number:03}", receipt_code=None)) for number in range(count)
        )
        made = {}
        for model in HANGING:
            for row in model.objects.filter(report=original).order_by("pk"):
                made[model, row.pk] = model.objects.bulk_create(
                    model(**_fields(row, report_id=report.pk, **_of(row, made, place)))
                    for place, report in enumerate(reports)
                )
    return reports


def _of(row, made, place):
    """A finding's allegation and subject are those of its own report."""
    if not isinstance(row, Finding):
        return {}
    return {
        "allegation_id": made[Allegation, row.allegation_id][place].pk,
        "subject_id": made[Subject, row.subject_id][place].pk,
    }


# The race -------------------------------------------------------------------------------------------------------------


def the_report(pk, person):
    return Report.objects.select_related("handler").get(pk=pk)


def the_finding(pk, person):
    return Finding.objects.select_related("report").get(report=pk, replaced_at=None)


def the_assignment(pk, person):
    return Assignment.objects.select_related("report", "person").get(report=pk, person__username="lucinda")


def _race(acts, reports):
    """Each of four threads does its act, (person, see, what), on every report at the same moment; results per report."""
    barrier, results = threading.Barrier(CREW), {report.pk: [] for report in reports}
    orders = {report.pk: random.Random(report.pk).sample(acts, CREW) for report in reports}

    def work(place):
        try:
            for report in reports:
                person, see, act = orders[report.pk][place]
                with acting_as(person):
                    seen = see(report.pk, person)
                barrier.wait(PATIENCE)
                results[report.pk].append((act.__name__, _result(person, act, seen)))
        except BaseException:
            barrier.abort()
            raise
        finally:
            connection.close()

    crew = [threading.Thread(target=work, args=[place]) for place in range(CREW)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return results


def _result(person, act, seen):
    try:
        with acting_as(person):
            act(seen, person)
    except (Stale, NotAllowed, ObjectDoesNotExist) as refusal:
        return type(refusal).__name__
    return "done"


def _winners(results):
    """{report: name of the act that counted}: one of each."""
    assert all(len(found) == CREW for found in results.values())
    won = {pk: [name for name, result in found if result == "done"] for pk, found in results.items()}
    assert {len(names) for names in won.values()} == {1}
    return {pk: name for pk, [name] in won.items()}


def _events(reports, *actions):
    """How many events of these tell of each report."""
    ids = {str(report.public_id): report.pk for report in reports}
    rows = AuditEvent.objects.filter(subject_id__in=ids, action__in=[f"report.{action}" for action in actions])
    return Counter(ids[subject] for subject in rows.values_list("subject_id", flat=True))


def _told(reports):
    """{report: {(who, of what): how often}}."""
    ids = {str(report.public_id): report.pk for report in reports}
    found = {report.pk: Counter() for report in reports}
    rows = Notice.objects.filter(url__contains="/reports/").values_list("url", "recipient__username", "kind")
    for url, name, kind in rows:
        for public_id, pk in ids.items():
            if public_id in url:
                found[pk][name, kind.removeprefix("confidential.report_")] += 1
    return found


def _stands(reports):
    with acting_as_system("intake"):
        return Report.objects.in_bulk([report.pk for report in reports])


def _count(model, reports, **which):
    with acting_as_system("intake"):
        rows = model.objects.filter(report__in=reports, **which)
        return Counter(rows.values_list("report", flat=True))


def once(reports):
    return dict.fromkeys([report.pk for report in reports], 1)


# What each act is -----------------------------------------------------------------------------------------------------


def close(seen, who):
    closing.close(seen, told="It is closed.", delay_reason="", actor=who, at=clock())


def send_back(seen, who):
    findings.send_back(seen, reason="Hear the other witness.", actor=who, at=clock())


def send_back_what_was_found(seen, who):
    findings.send_back(seen.report, reason="Hear the other witness.", actor=who, at=clock())


def countersign(seen, who):
    findings.countersign(seen, actor=who, at=clock())


def recuse(seen, who):
    holding.recuse(seen, actor=who, at=clock())


def accept(seen, who):
    assigning.accept(seen, actor=who, at=clock())


def take_back(seen, who):
    assigning.take_back(seen, actor=who, at=clock())


def assign(person):
    def assign(seen, who):
        assigning.assign(seen, person=person, part=Part.HANDLER, reason="", actor=who, at=clock())

    return assign


def name(person):
    def name(seen, who):
        holding.name_subject(seen, person=person, actor=who, at=clock())

    name.__name__ = f"name {person.username}"
    return name


@pytest.fixture
def cast(transactional_db):
    return people.assemble()


# Four of a kind -------------------------------------------------------------------------------------------------------


def _to_close(cast):
    at = clock()
    report = desk.countersigned(cast, desk.handed_in(cast, desk.investigated(cast, at), at), at)
    return _copies(report)


def test_of_four_who_close_or_send_back_at_once_one_does(cast):
    reports = _to_close(cast)
    acts = [(cast.priya, the_report, close), (cast.imogen, the_report, close),
            (cast.priya, the_report, send_back), (cast.imogen, the_report, close)]  # fmt: skip

    won = _winners(_race(acts, reports))

    closed = [pk for pk, name in won.items() if name == "close"]
    assert _events(reports, "closed", "sent_back") == once(reports)
    assert {found.total() for found in _told(reports).values()} == {1}  # Leona, who had it
    assert _count(Message, reports) == dict.fromkeys(closed, 1)
    assert _count(Assignment, reports, ended_at=None) == dict.fromkeys(won.keys() - set(closed), 1)
    for pk, row in _stands(reports).items():
        assert row.state == (State.CLOSED if pk in closed else State.INVESTIGATING)
        assert (row.closed_by_id is not None) == (pk in closed)
    assert len(set(won.values())) == 2, "always the same one first is no race"


def test_of_four_who_assign_at_once_one_does(cast):
    report = desk.decided(cast, desk.taken(cast, clock()), clock(), "investigate")
    reports = _copies(report)
    acts = [(cast.priya, the_report, assign(cast.leona)), (cast.imogen, the_report, assign(cast.leona)),
            (cast.priya, the_report, assign(cast.lucinda)), (cast.imogen, the_report, assign(cast.ottilie))]  # fmt: skip

    _winners(_race(acts, reports))

    assert _events(reports, "assigned") == once(reports)
    assert _count(Assignment, reports) == once(reports)
    assert {found.total() for found in _told(reports).values()} == {1}
    assert {row.handler_id for row in _stands(reports).values()} == {cast.priya.pk}


def test_of_four_who_countersign_at_once_one_does(cast):
    reports = _copies(desk.handed_in(cast, desk.investigated(cast, clock()), clock()))
    acts = [(person, the_finding, countersign) for person in (cast.priya, cast.imogen) * 2]

    _winners(_race(acts, reports))

    assert _events(reports, "finding_countersigned") == once(reports)
    assert _count(Finding, reports, countersigned_at__isnull=False) == once(reports)
    assert {frozenset(found.items()) for found in _told(reports).values()} == {
        frozenset({(("leona", "countersigned"), 1)})
    }


def test_of_four_who_name_somebody_at_once_one_does(cast):
    """Two of them name somebody of the Legal Unit: then it is the Commissioner's, who hears of it once."""
    reports = _copies(desk.taken(cast, clock()))
    acts = [(cast.priya, the_report, name(cast.imogen)), (cast.imogen, the_report, name(cast.priya)),
            (cast.priya, the_report, name(cast.juniper)), (cast.imogen, the_report, name(cast.lucinda))]  # fmt: skip

    won = _winners(_race(acts, reports))

    moved = {pk for pk, name in won.items() if name in ("name imogen", "name priya")}
    assert _events(reports, "named") == once(reports)
    assert _events(reports, "passed_on") == dict.fromkeys(moved, 1)
    assert _count(Subject, reports) == dict.fromkeys(won, 2)
    told = _told(reports)
    assert {pk for pk, found in told.items() if found} == moved
    assert {frozenset(told[pk].items()) for pk in moved} == {frozenset({(("adaeze", "waits"), 1)})}
    for pk, row in _stands(reports).items():
        after = ("commissioner", State.SUBMITTED, None) if pk in moved else ("legal", State.TRIAGE, cast.priya.pk)
        assert (row.pool, row.state, row.handler_id) == after
    assert 0 < len(moved) < TRIALS, "always the same one first is no race"


# Two against two: each outcome is one of the two orders -----------------------------------------------------------------


def test_who_closes_and_who_names_somebody_at_once(cast):
    """Never closed with somebody named of whom nothing was found."""
    reports = _to_close(cast)
    acts = [(cast.priya, the_report, close), (cast.imogen, the_report, close),
            (cast.priya, the_report, name(cast.juniper)), (cast.imogen, the_report, name(cast.juniper))]  # fmt: skip

    won = _winners(_race(acts, reports))

    assert _events(reports, "closed", "named") == once(reports)
    subjects = _count(Subject, reports)
    for pk, row in _stands(reports).items():
        order = (State.CLOSED, 1) if won[pk] == "close" else (State.FINDINGS_REVIEW, 2)
        assert (row.state, subjects[pk]) == order
    assert len(set(won.values())) == 2


def test_who_assigns_and_who_steps_aside_at_once(cast):
    """Imogen is asked to handle it in the moment in which she steps aside: never both."""
    report = desk.decided(cast, desk.taken(cast, clock()), clock(), "investigate")
    reports = _copies(report)
    acts = [(cast.priya, the_report, assign(cast.imogen))] * 2 + [(cast.imogen, the_report, recuse)] * 2

    won = _winners(_race(acts, reports))

    assert _events(reports, "assigned", "recused") == once(reports)
    asked = {pk for pk, name in won.items() if name == "assign"}
    assert _count(Assignment, reports, ended_at=None) == dict.fromkeys(asked, 1)
    assert _count(Excluded, reports, because="recused") == dict.fromkeys(won.keys() - asked, 1)
    for pk, found in _told(reports).items():
        expected = {("imogen", "assigned"): 1} if pk in asked else {("priya", "stepped_aside"): 1}
        assert found == expected
    assert 0 < len(asked) < TRIALS


def test_who_countersigns_and_who_sends_back_at_once(cast):
    """What is sent back is not countersigned by a page that was open before."""
    reports = _copies(desk.handed_in(cast, desk.investigated(cast, clock()), clock()))
    acts = [(cast.priya, the_finding, countersign), (cast.imogen, the_finding, countersign),
            (cast.priya, the_finding, send_back_what_was_found),
            (cast.imogen, the_finding, send_back_what_was_found)]  # fmt: skip

    won = _winners(_race(acts, reports))

    assert _events(reports, "finding_countersigned", "sent_back") == once(reports)
    signed = {pk for pk, name in won.items() if name == "countersign"}
    assert _count(Finding, reports, countersigned_at__isnull=False) == dict.fromkeys(signed, 1)
    for pk, row in _stands(reports).items():
        assert row.state == (State.FINDINGS_REVIEW if pk in signed else State.INVESTIGATING)
    assert {found.total() for found in _told(reports).values()} == {1}
    assert 0 < len(signed) < TRIALS


def test_who_accepts_and_who_takes_back_at_once(cast):
    at = clock()
    report = desk.decided(cast, desk.taken(cast, at), at, "investigate")
    desk.as_(cast.priya, assigning.assign, report, person=cast.lucinda, part=Part.HANDLER, reason="", at=at)
    reports = _copies(report)
    acts = [(cast.lucinda, the_assignment, accept)] * 2
    acts += [(cast.priya, the_assignment, take_back), (cast.imogen, the_assignment, take_back)]

    won = _winners(_race(acts, reports))

    assert _events(reports, "accepted", "taken_back") == once(reports)
    has_it = {pk for pk, name in won.items() if name == "accept"}
    assert _count(Assignment, reports, ended_at=None, accepted_at__isnull=False) == dict.fromkeys(has_it, 1)
    assert _count(Assignment, reports, ended_at=None, accepted_at=None) == {}
    for pk, row in _stands(reports).items():
        assert row.handler_id == (cast.lucinda.pk if pk in has_it else cast.priya.pk)
    told = _told(reports)
    assert {pk for pk in told if told[pk] == {("priya", "accepted"): 1}} == has_it
    assert {pk for pk in told if told[pk] == {("lucinda", "taken_back"): 1}} == won.keys() - has_it
    assert 0 < len(has_it) < TRIALS


# The control ----------------------------------------------------------------------------------------------------------


def naive(seen, who):
    """What closing would be without lock and version: read, check, save, tell."""
    with acting_as_system("intake"):
        current = Report.objects.get(pk=seen.pk)
        if current.state != State.FINDINGS_REVIEW:
            raise Stale(current)
        time.sleep(0.002)  # between looking and saving there is always something; here enough for everybody to look
        closed = {"state": State.CLOSED, "closed_by": who, "closed_at": clock(), "reporter_informed_at": clock()}
        Report.objects.filter(pk=seen.pk).update(**closed)
        Message.objects.create(report=seen, by=who, text="It is closed.", at=clock(), form_key=uuid.uuid4())


def test_the_control_without_lock_and_version_closes_one_report_several_times(cast):
    reports = _to_close(cast)
    acts = [(person, the_report, naive) for person in (cast.priya, cast.imogen) * 2]

    results = _race(acts, reports)

    with pytest.raises(AssertionError):
        _winners(results)
    assert max(_count(Message, reports).values()) > 1

"""Several people act on one record of the compartment at the same moment: one act counts.

Each thread acts as a person whom the database knows. A control does the same work without lock and version, and must be
seen to fail.
"""

import datetime
import random
import threading
import time
import uuid
from collections import Counter

import pytest
from django.db import connection
from django.utils.timezone import now as clock

from audit.models import AuditEvent
from investigations.choices import Cause
from investigations.models import InvestigationAuthorization, ReviewMeeting
from investigations.services import course, decisions, meetings, requests
from investigations.states import State
from notifications.services import change_ladder
from people.models import RoleGrant
from tests import cast as people
from tests.factories import investigations as make
from workflow.errors import NotAllowed, Stale
from workflow.identity import acting_as, acting_as_system

TRIALS, CREW = 100, 4
WAITS = (0, 0.01, 0.03, 0.1)  # seconds by which one comes later: both orders are seen, whatever the machine
PATIENCE = 60  # seconds at the barrier; only a hung test waits as long

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _copies(original, count):
    """`count` investigations like `original`, without going through its acts again, written by their investigator."""
    own = {"id", "public_id", "form_key", "number"}
    fields = {field.attname: getattr(original, field.attname) for field in original._meta.concrete_fields}
    fields = {name: value for name, value in fields.items() if name not in own}
    for name, value in fields.items():
        if hasattr(value, "reveal"):
            fields[name] = value.reveal() if value else None
    with acting_as(original.investigator):
        return InvestigationAuthorization.objects.bulk_create(
            InvestigationAuthorization(
                public_id=uuid.uuid4(), form_key=uuid.uuid4(), number=f"INV-2026-{number}", **fields
            )
            for number in range(5000, 5000 + count)
        )


def _race(acts, rows, model=InvestigationAuthorization):
    """Each of four threads tries its act, (person, what) on every row, all at the same moment; results per row."""
    barrier, results = threading.Barrier(CREW), {row.pk: [] for row in rows}
    orders = {row.pk: random.Random(row.pk).sample(acts, CREW) for row in rows}

    def work(place):
        try:
            for row in rows:
                person, act = orders[row.pk][place]
                with acting_as(person):
                    seen = model.objects.with_people().get(pk=row.pk)
                barrier.wait(PATIENCE)
                results[row.pk].append(_result(person, act, seen))
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
    except (Stale, NotAllowed) as refusal:
        return type(refusal).__name__
    return "done"


def _assert_one_each(results, rows, was):
    """One act and one event that tells of it."""
    ids = [str(row.public_id) for row in rows]
    events = AuditEvent.objects.filter(subject_id__in=ids, was=was)

    assert all(len(found) == CREW for found in results.values())
    assert {sum(result == "done" for result in found) for found in results.values()} == {1}
    assert Counter(events.values_list("subject_id", flat=True)) == dict.fromkeys(ids, 1)


@pytest.mark.faults
def test_of_four_who_decide_at_once_one_decides():
    cast, at = people.assemble(), clock()
    rows = _copies(make.submitted(cast.leona, cast.koa, at=at), TRIALS)
    named = {"at": at, "signature": cast.imogen.full_name}
    acts = [
        (cast.imogen, lambda seen, who: decisions.grant(seen, actor=who, expires_on=seen.requested_to, **named)),
        (cast.imogen, lambda seen, who: decisions.deny(seen, actor=who, reason="Not needed", **named)),
        (cast.imogen, lambda seen, who: decisions.return_(seen, actor=who, at=at, reason="Say more")),
        (cast.leona, lambda seen, who: requests.withdraw(seen, actor=who, at=at)),
    ]

    results = _race(acts, rows)

    _assert_one_each(results, rows, State.SUBMITTED)
    with acting_as(cast.imogen):
        final = Counter(InvestigationAuthorization.objects.filter(pk__in=results).values_list("state", flat=True))
        assert ReviewMeeting.objects.filter(authorization__in=results).count() == final[State.ACTIVE]
    assert len(final) > 1, "always the same one first is no race"


def test_of_four_answers_for_legal_at_once_one_counts():
    cast, at = people.assemble(), clock()
    tobias = _another_of_legal(cast)
    cast.dana.job_title = "apprehension_officer"
    cast.dana.save(update_fields=["job_title"])
    rows = _copies(make.granted(cast.dana, cast.koa, at=at, communication=True), TRIALS)
    acts = [
        (cast.priya, lambda seen, who: decisions.concur(seen, actor=who, at=at)),
        (cast.priya, lambda seen, who: decisions.object_(seen, actor=who, at=at, note="Too wide")),
        (tobias, lambda seen, who: decisions.concur(seen, actor=who, at=at)),
        (cast.imogen, lambda seen, who: decisions.object_(seen, actor=who, at=at, note="Too long")),
    ]

    results = _race(acts, rows)

    _assert_one_each(results, rows, State.SUPERVISOR_GRANTED)


def test_of_four_who_interrupt_or_end_at_once_one_does():
    cast, at = people.assemble(), clock()
    rows = _copies(make.granted(cast.leona, cast.koa, at=at), TRIALS)
    acts = [
        (cast.imogen, lambda seen, who: course.suspend(seen, reason="A doubt", actor=who, at=at)),
        (cast.priya, lambda seen, who: course.suspend(seen, reason="A doubt", actor=who, at=at)),
        (cast.priya, lambda seen, who: course.revoke(seen, reason="Misuse", actor=who, at=at)),
        (cast.leona, lambda seen, who: course.close(seen, reason="purpose_achieved", actor=who, at=at)),
    ]

    results = _race(acts, rows)

    _assert_one_each(results, rows, State.ACTIVE)


def test_of_four_signatures_at_once_each_side_gives_one():
    """Two clicks of the supervisor, then two of the investigator: held once, and one next meeting."""
    cast, at = people.assemble(), clock()
    leaves = _copies(make.granted(cast.leona, cast.koa, at=at), TRIALS)
    with acting_as(cast.imogen):
        rows = ReviewMeeting.objects.bulk_create(
            ReviewMeeting(authorization=leave, period=1, anchor_on=at.date(), due_on=at.date(), created_at=at)
            for leave in leaves
        )
    details = make.meeting_details(leaves[0], clock(), profiles=[])
    sign = (cast.imogen, lambda seen, who: meetings.sign(seen, actor=who, at=clock(), **details))
    acknowledge = (cast.leona, lambda seen, who: meetings.acknowledge(seen, actor=who, at=clock()))

    signed = _race([sign] * CREW, rows, ReviewMeeting)
    held = _race([acknowledge] * CREW, rows, ReviewMeeting)

    assert {sum(result == "done" for result in found) for found in [*signed.values(), *held.values()]} == {1}
    with acting_as(cast.imogen):
        states = Counter(ReviewMeeting.objects.filter(authorization__in=leaves).values_list("period", "state"))
    assert states == {(1, "held"): TRIALS, (2, "scheduled"): TRIALS}


@pytest.mark.faults
def test_who_ends_it_and_who_acknowledges_a_meeting_at_once_never_wait_for_each_other():
    """Both lock the authorization first. The other way round the database would break off one of the two."""
    cast, at = people.assemble(), clock()
    leaves = _copies(make.granted(cast.leona, cast.koa, at=at), TRIALS)
    signed = {"held_at": at, "outcome": "continue", "signed_by": cast.imogen, "signed_at": at, "created_at": at}
    with acting_as(cast.imogen):
        rows = ReviewMeeting.objects.bulk_create(
            ReviewMeeting(authorization=leave, period=1, anchor_on=at.date(), due_on=at.date(), **signed)
            for leave in leaves
        )

    def end(do, reason):
        def act(seen, who):
            leave = InvestigationAuthorization.objects.with_people().get(pk=seen.authorization_id)
            do(leave, reason=reason, actor=who, at=clock())

        return act

    def acknowledge(seen, who):
        time.sleep(0.05 * (seen.pk % 2))  # of every other meeting the end comes first: both orders are seen
        meetings.acknowledge(seen, actor=who, at=clock())

    acts = [
        *[(cast.leona, acknowledge)] * 2,
        (cast.leona, end(course.close, "purpose_achieved")),
        (cast.priya, end(course.revoke, "Misuse")),
    ]

    results = _race(acts, rows, ReviewMeeting)

    assert {len(found) for found in results.values()} == {CREW}
    assert {found.count("done") for found in results.values()} == {1, 2}, (
        "one end, and one signature where it was first"
    )
    with acting_as(cast.imogen):
        ended = InvestigationAuthorization.objects.filter(pk__in=[leave.pk for leave in leaves])
        assert set(ended.values_list("state", flat=True)) == {State.CLOSED, State.REVOKED}
        states = Counter(ReviewMeeting.objects.filter(authorization__in=leaves).values_list("state", flat=True))
    assert states.keys() == {"held", "cancelled"}
    assert states["cancelled"] == TRIALS


def _overdue_meeting(leave, at):
    """Owed for three weeks: today's sweep suspends for it."""
    due_on = at.date() - datetime.timedelta(days=21)
    with acting_as(leave.investigator.reports_to):
        [meeting] = ReviewMeeting.objects.bulk_create(
            [ReviewMeeting(authorization=leave, period=1, anchor_on=due_on, due_on=due_on, created_at=at)]
        )
    return meeting


def _at_once(*acts):
    """Each in a thread of its own, all at the same moment; returns what each gave, or the refusal's name."""
    barrier, results = threading.Barrier(len(acts)), {}

    def work(place):
        try:
            barrier.wait(PATIENCE)
            results[place] = acts[place]()
        except (Stale, NotAllowed) as refusal:
            results[place] = type(refusal).__name__
        finally:
            connection.close()

    crew = [threading.Thread(target=work, args=[place]) for place in range(len(acts))]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return [results[place] for place in range(len(acts))]


def _in_order(meeting, leave):
    """Which came first by the trail, the signature or the suspension; both words when there are both."""
    found = AuditEvent.objects.filter(subject_id__in=[str(meeting.public_id), str(leave.public_id)])
    words = {"meeting.signed": "signed", "investigation.suspended": "suspended"}
    actions = found.filter(action__in=words).order_by("event_id").values_list("action", flat=True)
    return [words[action] for action in actions]


def _suspend_as_the_clock(at):
    with acting_as_system("clock"):
        return len(meetings.suspend_missed(at.date(), at=at))


@pytest.fixture
def overdue_suspends():
    cast, at = people.assemble(), clock()
    rule = {"suspended": {"is_on": True, "offset_days": 14}}
    change_ladder("confidential.meeting", rule, actor=cast.priya, at=at - datetime.timedelta(days=30), reason="So")
    return cast, _copies(make.granted(cast.leona, cast.koa, at=at), TRIALS // 2)


@pytest.mark.faults
def test_a_meeting_signed_while_the_sweep_suspends_is_never_followed_by_a_suspension(overdue_suspends):
    cast, leaves = overdue_suspends
    seen = Counter()
    for number, leave in enumerate(leaves):
        at = clock()
        meeting = _overdue_meeting(leave, at)
        details = make.meeting_details(leave, at, profiles=[])

        def sign(meeting=meeting, details=details, at=at, wait=WAITS[number % 4]):
            time.sleep(wait)
            with acting_as(cast.imogen):
                return meetings.sign(meeting, actor=cast.imogen, at=at, **details) and "signed"

        _at_once(sign, lambda at=at: _suspend_as_the_clock(at))
        seen[tuple(_in_order(meeting, leave))] += 1

    assert ("signed", "suspended") not in seen
    assert seen[("signed",)], "the signature was never first: no race"
    assert sum(count for order, count in seen.items() if order[:1] == ("suspended",)), "nor was the sweep"


@pytest.mark.faults
def test_the_control_that_looked_before_and_suspends_after_does_both(overdue_suspends):
    """Without the lock on both rows: what the sweep found a moment ago is signed meanwhile, and suspended all the same."""
    cast, leaves = overdue_suspends
    leave, at = leaves[0], clock()
    meeting = _overdue_meeting(leave, at)
    with acting_as_system("clock"):
        found = InvestigationAuthorization.objects.get(pk=leave.pk, state=State.ACTIVE)

    with acting_as(cast.imogen):
        meetings.sign(meeting, actor=cast.imogen, at=at, **make.meeting_details(leave, at, profiles=[]))
    with acting_as_system("clock"):
        course.suspend_because(found, Cause.MEETING_MISSED, reason="", actor="system", at=at)

    assert _in_order(meeting, leave) == ["signed", "suspended"]


def _naive(seen):
    """What a suspension would be without lock and version: read, check, save, tell."""
    current = InvestigationAuthorization.objects.get(pk=seen.pk)
    if current.state != State.ACTIVE:
        return "late"
    time.sleep(0.002)  # between looking and saving there is always something; here enough for everybody to look
    InvestigationAuthorization.objects.filter(pk=seen.pk).update(state=State.SUSPENDED, suspended_because="supervisor")
    return "done"


def test_the_race_is_seen_without_lock_and_version():
    """The control: the same crew without them interrupts one investigation several times."""
    cast, at = people.assemble(), clock()
    rows = _copies(make.granted(cast.leona, cast.koa, at=at), TRIALS)
    interrupted = []

    def naive(seen, who):
        if _naive(seen) == "done":
            interrupted.append(seen.pk)

    _race([(cast.imogen, naive)] * CREW, rows)

    assert max(Counter(interrupted).values()) > 1


def _another_of_legal(cast):
    RoleGrant.objects.create(person=cast.noor, role="legal", granted_at=clock(), confirmed_at=clock())
    return cast.noor

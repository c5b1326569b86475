"""Several people act on one authorization at the same moment: one act counts (issue: the race test).

A control does the same work without lock and version, and must be seen to fail.
"""

import random
import threading
import uuid
from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now as clock

from audit.models import AuditEvent
from audit.services import record
from authorizations.choices import EndReason
from authorizations.models import JJEMSNote, SupervisionAuthorization, SupervisionReview
from authorizations.services import course, decisions, requests, reviews
from authorizations.states import ReviewState, State
from notifications.models import Notice
from notifications.services import notify
from policy.calendar import local_day
from tests import cast as people
from tests.factories.authorizations import draft, granted, signed_review, submitted
from workflow.errors import NotAllowed, Stale

TRIALS, FEW, CREW = 100, 20, 4
PATIENCE = 60  # seconds at the barrier; only a hung test waits as long

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _copies(original, count):
    """`count` authorizations like `original`, without going through its acts again: ids and numbers are their own."""
    own = {"id", "public_id", "form_key", "number", "justification", "youth_accounts", "snapshot"}
    fields = {field.attname: getattr(original, field.attname) for field in original._meta.concrete_fields}
    fields = {name: value for name, value in fields.items() if name not in own}
    fields["justification"] = original.justification.reveal()
    fields["snapshot"] = original.snapshot.reveal() if original.snapshot else None
    return SupervisionAuthorization.objects.bulk_create(
        SupervisionAuthorization(public_id=uuid.uuid4(), form_key=uuid.uuid4(), number=f"SUP-2026-{number}", **fields)
        for number in range(5000, 5000 + count)
    )


def _race(acts, rows):
    """Each of four threads tries its act on every row, all at the same moment; returns the results per row."""
    barrier, results = threading.Barrier(CREW), {row.pk: [] for row in rows}
    orders = {row.pk: random.Random(row.pk).sample(acts, CREW) for row in rows}

    def work(place):
        try:
            for row in rows:
                act = orders[row.pk][place]
                seen = type(row).objects.with_people().get(pk=row.pk)
                barrier.wait(PATIENCE)
                results[row.pk].append(_result(act, seen))
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


def _result(act, seen):
    try:
        act(seen)
    except (Stale, NotAllowed) as refusal:
        return type(refusal).__name__
    return "done"


def _assert_one_each(results, rows, state):
    """One act, one event that tells of it, one notice for each who is told."""
    ids = [str(row.public_id) for row in rows]
    events = AuditEvent.objects.filter(subject_id__in=ids, was=state)
    notices = Notice.objects.filter(url__in=[row.get_absolute_url() for row in rows])
    acted = {key: sum(result == "done" for result in found) for key, found in results.items()}

    assert all(len(found) == CREW for found in results.values())
    assert set(acted.values()) == {1}
    assert Counter(events.values_list("subject_id", flat=True)) == dict.fromkeys(ids, 1)
    assert set(Counter(notices.values_list("url", "recipient")).values()) == {1}
    assert {url for url, _recipient in notices.values_list("url", "recipient")} == {
        row.get_absolute_url() for row in rows
    }


@pytest.mark.faults
def test_of_four_who_decide_at_once_one_decides():
    cast, at = people.assemble(), clock()
    rows = _copies(submitted(cast.dana, cast.koa, at=at), TRIALS)
    named = {"actor": cast.beatrix, "at": at, "signature": cast.beatrix.full_name}
    acts = [
        lambda seen: decisions.grant(seen, expires_on=seen.requested_to, **named),
        lambda seen: decisions.deny(seen, reason="Not needed", **named),
        lambda seen: decisions.return_(seen, reason="Say more", **named),
        lambda seen: requests.withdraw(seen, actor=cast.dana, at=at),
    ]

    results = _race(acts, rows)

    _assert_one_each(results, rows, State.SUBMITTED)
    final = Counter(SupervisionAuthorization.objects.filter(pk__in=results).values_list("state", flat=True))
    assert JJEMSNote.objects.count() == final[State.ACTIVE]
    assert len(final) > 1, "always the same one first is no race"


def test_of_four_who_interrupt_or_end_at_once_one_does():
    cast, at = people.assemble(), clock()
    rows = _copies(granted(cast.dana, cast.koa, at=at), TRIALS)
    acts = [
        lambda seen: course.suspend(seen, reason="A doubt", actor=cast.beatrix, at=at),
        lambda seen: course.suspend(seen, reason="A doubt", actor=cast.priya, at=at),
        lambda seen: course.revoke(seen, reason="Misuse", actor=cast.priya, at=at),
        lambda seen: course.close(seen, reason=EndReason.PURPOSE_ACHIEVED, actor=cast.dana, at=at),
    ]

    results = _race(acts, rows)

    _assert_one_each(results, rows, State.ACTIVE)
    ended = SupervisionAuthorization.objects.filter(pk__in=results, state__in=[State.REVOKED, State.CLOSED])
    assert JJEMSNote.objects.filter(kind="ended").count() == ended.count()


def _owed_reviews(cast, at):
    leaves = _copies(granted(cast.dana, cast.koa, at=at), FEW)
    day = local_day(at)
    return SupervisionReview.objects.bulk_create(
        SupervisionReview(authorization=leave, period=1, anchor_on=day, due_on=day, created_at=at) for leave in leaves
    )


def _events_of(rows, action):
    events = AuditEvent.objects.filter(action=action, subject_id__in=[str(row.public_id) for row in rows])
    return Counter(events.values_list("subject_id", flat=True))


def test_of_four_signatures_under_one_review_one_counts():
    cast, at = people.assemble(), clock()
    rows = _owed_reviews(cast, at)
    acts = [
        lambda seen, said=said: signed_review(seen, at=at, activity=said) for said in ("One", "Two", "Three", "Four")
    ]

    results = _race(acts, rows)

    assert {tuple(sorted(found)) for found in results.values()} == {("Stale", "Stale", "Stale", "done")}
    assert _events_of(rows, "supervision_review.signed") == dict.fromkeys([str(row.public_id) for row in rows], 1)


def test_of_four_answers_to_one_signature_one_counts():
    cast, at = people.assemble(), clock()
    rows = [signed_review(row, at=at) for row in _owed_reviews(cast, at)]
    acts = [
        lambda seen: reviews.acknowledge(seen, actor=cast.dana, at=at),
        lambda seen: reviews.acknowledge(seen, actor=cast.dana, at=at),
        lambda seen: reviews.dispute(seen, actor=cast.dana, at=at, reason="Not so"),
        lambda seen: course.revoke(seen.authorization, reason="Misuse", actor=cast.priya, at=at),
    ]

    results = _race(acts, rows)

    held = SupervisionReview.objects.filter(pk__in=results, state=ReviewState.HELD)
    assert _events_of(rows, "supervision_review.held") == dict.fromkeys([str(row.public_id) for row in held], 1)
    for found in results.values():
        assert found.count("done") in (1, 2), "an answer, and the end of the authorization"
    assert SupervisionReview.objects.owed().filter(authorization__state=State.REVOKED).count() == 0


def _naive(to, actor, at):
    """What transition() would be without its lock and version: read, check, save, tell."""

    @transaction.atomic
    def act(seen):
        row = SupervisionAuthorization.objects.get(pk=seen.pk)
        if row.state != State.SUBMITTED:
            raise Stale(row)
        row.state, row.decided_by, row.decided_at, row.decided_as = to, actor, at, "supervisor"
        row.save(update_fields=["state", "decided_by", "decided_at", "decided_as"])
        record(f"supervision.{to}", subject=row, actor=actor, at=at, was=State.SUBMITTED, becomes=to)
        key = f"naive:{uuid.uuid4()}"
        notify(key=key, recipient=row.employee, kind="naive", title="Decided", url=row.get_absolute_url(), at=at)

    return act


@pytest.mark.faults
def test_of_four_renewals_begun_at_once_there_is_one():
    cast, at = people.assemble(), clock()
    leave = granted(cast.dana, cast.koa, at=at)
    rows = _copies(leave, TRIALS)

    def renew(seen):
        later = at + (leave.expires_on - at.date())
        requests.renew(seen, actor=cast.dana, form_key=uuid.uuid4(), at=later)

    results = _race([renew] * CREW, rows)

    assert all(Counter(found) == {"done": 1, "NotAllowed": CREW - 1} for found in results.values())
    assert SupervisionAuthorization.objects.filter(renews__in=rows).count() == TRIALS


@pytest.mark.faults
def test_the_database_refuses_a_second_renewal():
    cast, at = people.assemble(), clock()
    leave = granted(cast.dana, cast.koa, at=at)
    first, second = _copies(draft(cast.dana, cast.koa, at=at), 2)
    SupervisionAuthorization.objects.filter(pk=first.pk).update(renews=leave)

    with pytest.raises(IntegrityError, match="supervision_is_renewed_once"):
        SupervisionAuthorization.objects.filter(pk=second.pk).update(renews=leave)


@pytest.mark.faults
def test_the_control_without_the_lock_decides_twice():
    cast, at = people.assemble(), clock()
    rows = _copies(submitted(cast.dana, cast.koa, at=at), TRIALS)
    acts = [_naive(to, cast.beatrix, at) for to in (State.DENIED, State.RETURNED, State.WITHDRAWN, State.DENIED)]

    results = _race(acts, rows)

    doubles = [key for key, found in results.items() if found.count("done") > 1]
    told = Counter(AuditEvent.objects.filter(was=State.SUBMITTED).values_list("subject_id", flat=True))
    assert doubles
    assert max(told.values()) > 1
    with pytest.raises(AssertionError):
        _assert_one_each(results, rows, State.SUBMITTED)

"""Compliance issues: each has an owner, a due date and an answer; a breach its report or why none is owed (C.3)."""

import datetime
import importlib
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import AuditEvent
from authorizations.choices import Connection
from authorizations.models import ComplianceIssue
from authorizations.services import compliance
from dys_social import sweeps
from notifications.models import Notice, Obligation
from notifications.services import fire_due
from people.models import RoleGrant, User
from policy.calendar import add_business_days
from policy.services import change_setting
from tests import cast as people
from tests.conftest import NOW
from tests.factories.authorizations import draft
from workflow.errors import NotAllowed, Stale

DUE, OVERDUE = "A compliance issue is due today", "A compliance issue is overdue"
ANSWER = {"finding": "no_breach", "resolution": "It may stay."}


def report(employee, youth, *, at=NOW):
    request = draft(employee, youth, at=at, existing_connection=Connection.FAMILY)
    return compliance.report_connection(request, statement="My cousin follows it.", actor=employee, at=at)


@pytest.fixture
def issue(cast):
    return report(cast.dana, cast.koa)


def fresh(issue):
    return ComplianceIssue.objects.get(pk=issue.pk)


def another_of_legal(cast):
    RoleGrant.objects.create(person=cast.noor, role="legal", granted_at=NOW, confirmed_at=NOW)
    return cast.noor


# Opened ---------------------------------------------------------------------------------------------------------------


def test_it_is_due_five_business_days_on_and_its_clock_runs(cast, issue):
    clock = Obligation.objects.about(issue).get()

    assert (issue.owner, issue.finding) == (None, "")
    assert issue.due_on == clock.due_on == datetime.date(2026, 11, 24)  # opened on Tuesday the 17th
    assert clock.kind == "compliance.issue"


def test_the_days_are_a_setting(cast):
    change_setting("compliance_issue_due", 1, actor=cast.bram, at=NOW, reason="Quicker")

    assert report(cast.dana, cast.koa).due_on == datetime.date(2026, 11, 18)


# Who has it -----------------------------------------------------------------------------------------------------------


def test_a_member_of_legal_takes_it_and_the_trail_says_so(cast, issue):
    compliance.take(issue, actor=cast.priya, at=NOW)

    event = AuditEvent.objects.get(action="compliance.taken")
    assert fresh(issue).owner == cast.priya
    assert (event.actor_name, event.is_confidential) == ("Priya Lindqvist", True)


def test_what_somebody_has_is_not_taken_but_from_who_left_the_unit_it_is(cast, issue):
    another = another_of_legal(cast)
    compliance.take(issue, actor=cast.priya, at=NOW)

    with pytest.raises(NotAllowed, match="Somebody has it already"):
        compliance.take(fresh(issue), actor=another, at=NOW)
    RoleGrant.objects.filter(person=cast.priya).update(ended_at=NOW)
    compliance.take(fresh(issue), actor=another, at=NOW)

    assert fresh(issue).owner == another


@pytest.mark.parametrize("who", ["dana", "beatrix", "bram", "ines", "leona"])
def test_nobody_outside_legal_takes_hands_over_or_answers_it(cast, issue, who):
    person = getattr(cast, who)

    for act in (
        lambda: compliance.take(issue, actor=person, at=NOW),
        lambda: compliance.hand_over(issue, owner=cast.priya, actor=person, at=NOW),
        lambda: compliance.hand_over(issue, owner=person, actor=cast.priya, at=NOW),
        lambda: compliance.resolve(issue, **ANSWER, actor=person, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (fresh(issue).owner, fresh(issue).state) == (None, "open")


def test_nobody_of_legal_takes_is_given_or_answers_their_own(cast):
    issue = report(cast.priya, cast.koa)

    for act in (
        lambda: compliance.take(issue, actor=cast.priya, at=NOW),
        lambda: compliance.hand_over(issue, owner=cast.priya, actor=cast.imogen, at=NOW),
        lambda: compliance.resolve(issue, **ANSWER, actor=cast.priya, at=NOW),
    ):
        with pytest.raises(NotAllowed, match="about themselves"):
            act()
    compliance.take(issue, actor=cast.imogen, at=NOW)
    assert fresh(issue).owner == cast.imogen


def test_it_is_handed_over_and_the_new_owner_alone_is_told(cast, issue):
    compliance.take(issue, actor=cast.priya, at=NOW)
    compliance.hand_over(fresh(issue), owner=cast.imogen, actor=cast.priya, at=NOW)

    assert fresh(issue).owner == cast.imogen
    assert [one.recipient for one in Notice.objects.filter(kind="compliance.handed_over")] == [cast.imogen]
    with pytest.raises(NotAllowed, match="They have it already"):
        compliance.hand_over(fresh(issue), owner=cast.imogen, actor=cast.priya, at=NOW)


def test_who_hands_it_to_themselves_is_not_told_of_it(cast, issue):
    compliance.take(issue, actor=cast.priya, at=NOW)
    compliance.hand_over(fresh(issue), owner=cast.imogen, actor=cast.imogen, at=NOW)

    assert not Notice.objects.filter(kind="compliance.handed_over").exists()


# The answer -----------------------------------------------------------------------------------------------------------


def test_a_breach_has_its_report_or_the_reason_why_none_is_owed(cast):
    reported, explained = report(cast.dana, cast.koa), report(cast.juniper, cast.tavi)
    named = {"finding": "breach", "resolution": "A breach.", "actor": cast.priya, "at": NOW}

    compliance.resolve(reported, **named, report_number="VR-2026-0001")
    compliance.resolve(explained, **named, no_report_reason="It was reported before.")

    assert (fresh(reported).report_number, fresh(reported).no_report_reason.reveal()) == ("VR-2026-0001", None)
    assert (fresh(explained).report_number, fresh(explained).no_report_reason.reveal()) == (
        "",
        "It was reported before.",
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"finding": ""},
        {"finding": "earlier"},
        {"finding": "perhaps"},
        {"finding": "breach"},
        {"finding": "breach", "report_number": "VR-2026-0001", "no_report_reason": "Both"},
        {"finding": "breach", "report_number": "VR-26-1"},
        {"finding": "no_breach", "report_number": "VR-2026-0001"},
        {"finding": "no_breach", "no_report_reason": "None"},
    ],
)
def test_any_other_answer_is_refused(cast, issue, answer):
    with pytest.raises(NotAllowed):
        compliance.resolve(issue, **answer, resolution="So it is.", actor=cast.priya, at=NOW)

    assert fresh(issue).state == "open"


def test_who_answers_what_nobody_has_becomes_its_owner(cast, issue):
    compliance.resolve(issue, **ANSWER, actor=cast.priya, at=NOW)

    assert (fresh(issue).owner, fresh(issue).resolved_by) == (cast.priya, cast.priya)


def test_somebody_else_of_the_unit_may_answer_what_the_owner_keeps(cast, issue):
    compliance.take(issue, actor=cast.priya, at=NOW)
    compliance.resolve(fresh(issue), **ANSWER, actor=cast.imogen, at=NOW)

    assert (fresh(issue).owner, fresh(issue).resolved_by) == (cast.priya, cast.imogen)
    with pytest.raises(NotAllowed):
        compliance.hand_over(fresh(issue), owner=cast.imogen, actor=cast.priya, at=NOW)


# What the database refuses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ("owner_id = employee_id", "kept_by_somebody_else"),
        ("resolved_by_id = employee_id", "resolved_by_somebody_else"),
        ("finding = ''", "resolved_with_a_finding"),
        ("finding = 'perhaps'", "resolved_with_a_finding"),
        ("state = 'open'", "resolved_with_a_finding"),
        ("resolution = NULL", "resolved_with_a_finding"),
        ("resolved_by_id = NULL", "resolved_with_a_finding"),
        ("finding = 'breach'", "report_or_reason"),
        ("finding = 'breach', report_number = 'VR-20260001'", "report_or_reason"),
        ("finding = 'breach', report_number = 'vr-2026-0001'", "report_or_reason"),
        ("finding = 'breach', report_number = E'VR-2026-001\n'", "report_or_reason"),
        ("finding = 'breach', report_number = 'VR-2026-0001', no_report_reason = resolution", "report_or_reason"),
        ("report_number = 'VR-2026-0001'", "report_or_reason"),
        ("no_report_reason = resolution", "report_or_reason"),
        ("finding = 'earlier', no_report_reason = resolution", "report_or_reason"),
    ],
)
def test_the_database_refuses_an_answer_no_act_would_write(cast, issue, fields, constraint):
    compliance.resolve(issue, **ANSWER, actor=cast.priya, at=NOW)
    update = "UPDATE authorizations_complianceissue SET {} WHERE id = %s"

    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            cursor.execute(update.format(fields), [issue.pk])
        for allowed in ("finding = 'earlier'", "finding = 'breach', report_number = 'VR-2026-0001'"):
            cursor.execute(update.format(allowed), [issue.pk])
            assert cursor.rowcount == 1


@pytest.mark.parametrize("days", range(9))
def test_issues_from_before_are_due_as_they_would_be_today_and_nobody_says_what_was_found(cast, days):
    fill = importlib.import_module("authorizations.migrations.0008_issue_owner").FILL
    at = NOW + datetime.timedelta(days=days)  # over weekends and Thanksgiving
    waiting, answered = report(cast.dana, cast.koa, at=at), report(cast.juniper, cast.tavi, at=at)
    compliance.resolve(answered, **ANSWER, actor=cast.priya, at=at)
    ComplianceIssue.objects.update(due_on=NOW)

    with connection.cursor() as cursor:
        cursor.execute(fill)

    assert (fresh(waiting).finding, fresh(answered).finding) == ("", "earlier")
    assert fresh(waiting).due_on == fresh(answered).due_on == waiting.due_on


# The clock ------------------------------------------------------------------------------------------------------------


def told(issue, *days):
    """Who is reminded, firing on the business days so many after it fell due."""
    for day in days:
        on = add_business_days(issue.due_on, day)
        fire_due(datetime.datetime.combine(on, datetime.time(12), tzinfo=datetime.UTC))
    found = Notice.objects.filter(kind="compliance.issue").order_by("pk")
    return [(notice.recipient.username, notice.title) for notice in found]


def test_the_owner_is_reminded_every_business_day_and_the_general_counsel_after_five(cast, issue):
    compliance.take(issue, actor=cast.priya, at=NOW)

    assert told(issue, 0, 1, 2, 3, 4) == [("priya", DUE), *[("priya", OVERDUE)] * 4]
    assert set(told(issue, 5)[5:]) == {("imogen", OVERDUE), ("priya", OVERDUE)}


def test_what_nobody_has_is_told_to_all_of_legal_but_whom_it_is_about(cast):
    another_of_legal(cast)
    issue = report(cast.priya, cast.koa)

    assert sorted(told(issue, 0)) == [("imogen", DUE), ("noor", DUE)]


def test_what_its_owner_can_have_no_longer_is_told_to_all_of_legal(cast, issue):
    compliance.take(issue, actor=cast.priya, at=NOW)
    User.objects.filter(pk=cast.priya.pk).update(is_active=False)

    assert told(issue, 0) == [("imogen", DUE)]


def test_when_legal_is_empty_no_administrator_hears_what_it_is(cast):
    issue = report(cast.priya, cast.koa)
    User.objects.filter(pk=cast.imogen.pk).update(is_active=False)

    assert told(issue, 0) == []
    assert not Notice.objects.filter(recipient=cast.bram, title__icontains="issue").exists()


def test_an_answer_ends_the_reminders(cast, issue):
    compliance.resolve(issue, **ANSWER, actor=cast.priya, at=NOW)

    assert told(issue, 0, 1) == []
    assert Obligation.objects.about(issue).get().state == "met"


def test_the_sweep_starts_the_clock_of_an_open_issue_that_has_none_once(cast, issue):
    answered = report(cast.juniper, cast.tavi)
    compliance.resolve(answered, **ANSWER, actor=cast.priya, at=NOW)
    Obligation.objects.about(issue).update(state="cancelled", closed_at=NOW)

    counts = [sweeps.run(NOW)["issues watched"] for _turn in range(2)]

    assert counts == [1, 0]
    assert Obligation.objects.about(issue).get().state == "open"
    assert Obligation.objects.about(answered).get().state == "met"


# At once --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("act", "action"),
    [
        (lambda seen, who: compliance.resolve(seen, **ANSWER, actor=who, at=NOW), "compliance.resolved"),
        (lambda seen, who: compliance.take(seen, actor=who, at=NOW), "compliance.taken"),
    ],
    ids=["resolve", "take"],
)
def test_of_two_who_act_at_once_one_does(act, action):
    cast = people.assemble()
    for _trial in range(20):
        issue = report(cast.dana, cast.koa)
        barrier, results = threading.Barrier(2), []

        def work(person, issue=issue, barrier=barrier, results=results):
            try:
                seen = fresh(issue)
                barrier.wait(60)
                act(seen, person)
                results.append("done")
            except (Stale, NotAllowed) as refusal:
                results.append(type(refusal).__name__)
            finally:
                connection.close()

        crew = [threading.Thread(target=work, args=[person]) for person in (cast.priya, cast.imogen)]
        for thread in crew:
            thread.start()
        for thread in crew:
            thread.join()

        assert sorted(results) == ["Stale", "done"]
        assert AuditEvent.objects.filter(subject_id=str(issue.public_id), action=action).count() == 1

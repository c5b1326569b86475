"""The figures of moderating Pulse: what waits, how long it took, and how often it was wrong (B.1; R17)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policy.calendar import local_day
from pulse_moderation.choices import DecisionKind, HitOutcome, Judged, Outcome, Privilege
from pulse_moderation.models import Hit, Reconsideration, ScreenRule
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import audits, deciding, figures, items, privileges
from pulse_moderation.services.audits import Judgment, period
from pulse_moderation.services.deciding import Grounds
from pulse_moderation.states import State
from pulse_moderation.views.figures import lasting
from tests.factories import pulse
from tests.pulse_moderation.audited import decided, drawn

PAGE = "/pulse/figures/"
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch, now):
    monkeypatch.setattr("pulse_moderation.views.figures.now", lambda: now)


def of_today(now):
    return figures.figures(local_day(now), local_day(now), at=now)


def waiting(author, *, at, **more):
    return pulse.held(pulse.written(author, at=at), at=at, **more)


def counts(rows):
    return {row["label"]: row["count"] for row in rows if row["count"]}


def hit(post, clause, at, outcome):
    rule, _new = ScreenRule.objects.get_or_create(
        code=f"S-{clause}", defaults={"title": clause, "clause_id": clause, "kind": "words", "made_at": at}
    )
    return Hit.objects.create(revision=post.current, rule=rule, rule_version=1, clause_id=clause, severity="hold",
                              mode="hold", start=0, end=4, excerpt="•", found_at=at, outcome=outcome)  # fmt: skip


def test_what_waits_and_how_long(cast, now):
    waiting(cast.dana, at=now - HOUR)
    waiting(cast.dana, at=now - 26 * HOUR, severity=Severity.CRITICAL)
    waiting(cast.dana, at=now - 9 * DAY)
    decided(cast.dana, cast.lucinda, at=now)

    found = figures.backlog(now)

    assert found["waiting"] == 3
    assert found["oldest"] == now - 9 * DAY
    assert counts(found["ages"]) == {"Under a day": 1, "1 to 2 days": 1, "Over 7 days": 1}
    assert counts(found["severities"]) == {"Critical": 1, "Hold": 2}
    assert found["overdue"] == 2


def test_how_long_it_took_to_decide(cast, now):
    for hours in (1, 2, 3, 30):
        post = waiting(cast.dana, at=now - hours * HOUR)
        deciding.decide(post, kind=DecisionKind.APPROVE, actor=cast.lucinda, at=now, version=post.version)

    found = figures.speed(*period(local_day(now), local_day(now)))

    assert (found["closed"], found["median"]) == (4, 2.5 * HOUR)
    assert 20 * HOUR < found["slowest"] < 30 * HOUR


def test_nothing_decided_has_no_time(cast, now):
    assert figures.speed(*period(local_day(now), local_day(now))) == {"closed": 0, "median": None, "slowest": None}


def test_what_came_was_held_shown_and_removed(cast, now):
    pulse.published(pulse.written(cast.dana, at=now), at=now)
    pulse.written(cast.dana, at=now)
    decided(cast.dana, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    undone = decided(cast.mateo, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    deciding.undo(undone, actor=cast.lucinda, at=now)
    decided(cast.mateo, cast.lucinda, at=now - 2 * DAY, kind=DecisionKind.REMOVE, clause="B.1.d")

    flow = of_today(now)["flow"]

    assert (flow["received"], flow["held"], flow["published"], flow["removed"]) == (4, 2, 1, 1)
    assert counts(flow["by_kind"]) == {"Remove": 1}
    assert flow["unscreened"] == 1


def test_by_ground_and_discretion(cast, now):
    decided(cast.dana, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    decided(cast.dana, cast.lucinda, at=now, kind=DecisionKind.RETURN, clause="B.1.d")
    post = waiting(cast.mateo, at=now)
    deciding.decide(post, kind=DecisionKind.REMOVE, actor=cast.lucinda, at=now, version=post.version,
                    grounds=Grounds(is_discretion=True, reason="Not here."))  # fmt: skip
    decided(cast.dana, cast.lucinda, at=now)

    rows = of_today(now)["clauses"]

    assert [(row["label"], row["reminded"], row["returned"], row["removed"], row["bar"]) for row in rows] == [
        ("B.1.d", 0, 1, 1, 100),
        ("Discretion of DYS", 0, 0, 1, 50),
    ]


def test_the_precision_of_a_rule_is_of_what_was_decided(cast, now):
    post = waiting(cast.dana, at=now)
    for outcome in [HitOutcome.CONFIRMED] * 3 + [HitOutcome.FALSE_ALARM, HitOutcome.OPEN]:
        hit(post, "B.1.d", now, outcome)
    hit(post, "B.1.e", now, HitOutcome.OPEN)
    hit(post, "B.1.f", now - 3 * DAY, HitOutcome.CONFIRMED)

    rows = {row["code"]: row for row in of_today(now)["rules"]}

    assert set(rows) == {"S-B.1.d", "S-B.1.e"}
    row = rows["S-B.1.d"]
    assert (row["found"], row["confirmed"], row["false_alarms"], row["open"], row["share"]) == (5, 3, 1, 1, 75)
    assert (row["low"], row["high"]) == (30, 95)
    assert rows["S-B.1.e"]["share"] is None


def test_how_often_another_look_came_to_another_end(cast, now):
    first = decided(cast.dana, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    second = decided(cast.mateo, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    for decision, outcome in ((first, Outcome.OVERTURNED), (second, Outcome.UPHELD)):
        Reconsideration.objects.create(
            decision=decision, first_decider=cast.lucinda, asked_by=decision.post.author, text="Look again.", asked_at=now,
            outcome=outcome, answer="So.", decided_by=cast.bram, decided_at=now,
        )  # fmt: skip
    entry = drawn(cast.bram, at=now).entries.first()
    audits.judge(entry, Judgment(Judged.DISAGREE, note="No."), actor=cast.bram, at=now)

    asked, audited = of_today(now)["overturned"]

    assert (asked["total"], asked["hits"], asked["share"]) == (2, 1, 50)
    assert (audited["total"], audited["hits"], audited["share"]) == (1, 1, 100)


def test_authors_with_several_and_what_was_done_about_them(cast, now):
    for _number in range(2):
        decided(cast.dana, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    decided(cast.mateo, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    privileges.act(cast.dana, kind=Privilege.TERMINATION, reason="Twice.", actor=cast.lucinda, at=now)

    found = of_today(now)

    assert [(row["person"], row["count"], row["removed"]) for row in found["authors"]] == [(cast.dana, 2, 2)]
    assert counts(found["privileges"]) == {"Termination": 1}


def test_who_sees_the_figures(cast, as_user):
    for person in (cast.lucinda, cast.bram, cast.ines):
        assert as_user(person).get(PAGE).status_code == 200
    for person in (cast.dana, cast.priya, cast.imogen, cast.leona):
        assert as_user(person).get(PAGE).status_code == 404


def test_the_page_says_them_and_asks_as_often_for_many(cast, now, as_user):
    decided(cast.dana, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d")
    client = as_user(cast.ines)

    def statements():
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    few = statements()
    for number in range(6):
        decided(cast.mateo, cast.lucinda, at=now - number * HOUR, kind=DecisionKind.RETURN, clause="B.1.d")
        waiting(cast.dana, at=now - number * DAY)

    assert statements() <= few + 1  # who the authors are, once there are some
    page = client.get(PAGE).content.decode()
    for words in ("Mateo Rivard", "B.1.d", "Removals without confirmation", "Half within"):
        assert words in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"first": "x"}, "first"),
        ({"first": "0001-01-01"}, "first"),
        ({"last": "9999-12-31"}, "last"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "last"),
        ({"first": "2024-01-01", "last": "2026-01-01"}, "first"),
        ({"last": "\0"}, "last"),
    ],
)
def test_days_that_are_none_are_said(cast, as_user, query, field):
    page = as_user(cast.bram).get(PAGE, query)

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(10, "a minute"), (40 * 60, "40 minutes"), (5 * 3600, "5 hours"), (72 * 3600, "3 days")],
)
def test_how_long_is_said_in_words(seconds, words):
    assert lasting(datetime.timedelta(seconds=seconds)) == words
    assert lasting(None) == ""


def test_the_states_that_are_shown_are_those_counted_as_published(cast, now):
    live = pulse.held(pulse.sent(at=now), at=now)

    assert live.state == State.LIVE_FLAGGED
    assert of_today(now)["flow"]["published"] == 1
    assert items.Item.objects.count() == 1


def test_removals_that_no_source_confirmed(cast, now, as_user):
    pulse.webhook(pulse.source(at=now), by=cast.bram, at=now)
    pulse.removed(pulse.published(pulse.sent(at=now), at=now), by=cast.lucinda, at=now)

    assert figures.unconfirmed_orders() == {"open": 1, "missed": 0}
    assert "/pulse/orders/" in as_user(cast.lucinda).get(PAGE).content.decode()
    assert "/pulse/orders/" not in as_user(cast.ines).get(PAGE).content.decode()

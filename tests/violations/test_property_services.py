"""On random org charts: of all that hangs on a report, whatever its table, nobody kept away is yielded a row.

Every read asks for everything, as if each check had been forgotten: what holds is Postgres (violations/migrations).
"""

import random
from collections import Counter

import pytest
from django.db import connection, transaction

from people.roles import Role
from tests.postgres.base import as_owner
from tests.violations import charts, rows
from tests.violations.test_wall import HOUR, held_by, report_about
from violations.choices import Part
from violations.models import Assignment, LetIn, Subject
from violations.services import pass_on, wall, watch
from workflow.identity import acting_as_system

pytestmark = pytest.mark.django_db
CHARTS = 40
OF_LEGAL = {Role.LEGAL, Role.GENERAL_COUNSEL}


def test_every_table_that_hangs_on_a_report_is_asked_for():
    assert rows.covers_every_table()


def expected(chart, held, readers, own):
    """{person: kinds of rows} by the chart: `held` by whom, read by `readers` besides, `own` rows of a few."""
    plain = {*rows.PLAIN, "subject named", "note notes"}
    found = {}
    for person in chart.people:
        kinds, mine = set(), {name for name, pk in own.items() if pk == person.pk}
        if person.pk not in held | readers:
            mine -= {"opening"}  # whoever may not know of it by now does not learn that they had opened it
        if person.pk in held | readers:
            kinds = plain | {name for name in ("hearing", "safety") if name not in mine}
        if person.pk in held:
            kinds |= {*rows.OF_THE_POOL, "subject matched"} | ({"opening"} - mine)
            if chart.roles.get(person.pk, set()) & OF_LEGAL:
                kinds |= {"note privileged"}
        found[person.pk] = kinds | {f"own {name}" for name in mine}
    return found


def check(chart, report, other, kept_away, reporters, readers, own, where):
    """What the database yields to each person against what the chart says."""
    pool, held = chart.holders(kept_away[report.pk], reporters[report.pk])
    _pool, held_other = chart.holders(kept_away[other.pk], reporters[other.pk])
    assert held_by(report) == pool, where
    wanted = expected(chart, held, readers, own)
    for person in chart.people:
        seen = rows.yielded(person)
        kinds = {kind for kind, pk in seen if pk == report.pk} - {"link"}
        assert kinds == wanted[person.pk], (
            f"{where}: {person} is yielded {kinds ^ wanted[person.pk]} too much or too little"
        )
        sees_both = person.pk in (held | readers) & held_other
        assert (("link", report.pk) in seen) == sees_both, f"{where}: the link"
        assert not {kind for kind, _pk in seen} & set(rows.NEVER), where
    return pool


def check_charts(count, seed):
    pools = Counter()
    for number in range(count):
        dice = random.Random(f"{seed}:{number}")
        with transaction.atomic():
            pools[_check_chart(charts.draw(dice), dice, f"chart {number}")] += 1
            transaction.set_rollback(True)
    return pools


def _check_chart(chart, dice, where):
    reporter, named, of_other, reporter_of_other = dice.sample(chart.people, 4)
    behind = dice.choice([one for one in chart.people if one not in (named, reporter)])
    report = report_about(named, by=reporter, at=charts.AT)
    other = report_about(of_other, by=reporter_of_other, at=charts.AT)
    manager, asked, by = (dice.choice(chart.people) for _ in range(3))
    with acting_as_system("intake"):
        Subject.objects.create(report=report, person=behind, basis="matched", named_at=charts.AT)
        wall.exclude(report, [behind], at=charts.AT)
        pass_on(report, at=charts.AT)
        rows.fill(report, by=by, manager=manager, other=other, at=charts.AT)
    kept_away = {report.pk: chart.kept_away([named, behind]), other.pk: chart.kept_away([of_other])}
    reporters = {report.pk: reporter, other.pk: reporter_of_other}
    let_in = dice.choice([one for one in chart.people if one.pk not in (named.pk, behind.pk, by.pk)])
    with acting_as_system("intake"):
        LetIn.objects.create(report=report, person=let_in, by=by, reason="So.", at=charts.AT)
        who = {"report": report, "part": Part.HANDLER, "offered_at": charts.AT}
        boss = next(one for one in chart.people if one != asked)
        Assignment.objects.create(person=asked, by=boss, accepted_at=dice.choice([None, charts.AT]), **who)
    own = {"hearing": named.pk, "safety": manager.pk, "opening": by.pk}
    readers = {let_in.pk} | ({asked.pk} - kept_away[report.pk])
    check(chart, report, other, kept_away, reporters, readers, own, where)

    was_in = held_by(report)
    charts.move(chart, dice, charts.AT + HOUR)
    with acting_as_system("intake"):
        watch(charts.AT + 2 * HOUR)
    kept_away[report.pk] |= chart.kept_away([named, behind])
    kept_away[other.pk] |= chart.kept_away([of_other])
    still = held_by(report) == was_in
    readers = ({let_in.pk} | ({asked.pk} - kept_away[report.pk])) if still else set()
    return check(chart, report, other, kept_away, reporters, readers, own, f"{where}, moved")


@pytest.mark.slow
def test_on_random_charts_nobody_kept_away_is_yielded_a_row_of_any_table():
    pools = check_charts(CHARTS, "rows")

    assert len(pools) > 2


def test_on_a_few_charts_nobody_kept_away_is_yielded_a_row_of_any_table():
    assert check_charts(4, "few").total() == 4


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_wall_yields_them():
    """The same check with the wall taken down in the database must fail, or it sees nothing."""
    owner = connection.copy()
    with as_owner(owner), owner.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('violations_walled_off'::regproc)")
        [wall_function] = cursor.fetchone()
        cursor.execute(
            "CREATE OR REPLACE FUNCTION violations_walled_off(somebody bigint) RETURNS SETOF bigint LANGUAGE sql STABLE "
            "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS 'SELECT NULL::bigint WHERE false'"
        )
        try:
            with pytest.raises(AssertionError, match="chart"):
                check_charts(10, "control")
        finally:
            cursor.execute(wall_function)

"""The wall around a report: on random org charts nobody kept away is yielded a row of it, whatever is asked for.

Every read is `.all()`, as if each check had been forgotten: what holds is Postgres (violations/migrations/0002_wall.py).
"""

import datetime
import random
import re
import uuid
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.context import request_id
from audit.models import AuditEvent
from dys_social import personnel, sweeps, trail
from people.models import RoleGrant
from tests.postgres import prepared
from tests.postgres.base import as_owner
from tests.violations import charts
from violations.choices import Because, Mode, Pool
from violations.models import Allegation, Excluded, LetIn, Report, ReserveHandler, Subject
from violations.services import as_reporter, file_report, let_in, name_subject, pass_on, take, wall, watch
from violations.states import State
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
CHARTS = 500
TEXT = "On Tuesday she posted a picture of two youth in the day room on her own page."
NOT_SURE = {"": {}}
HANGING = [Subject, Excluded, LetIn, Allegation]
READ = "SELECT true, id FROM violations_report" + "".join(
    f" UNION SELECT false, report_id FROM {model._meta.db_table}"  # nosec B608
    for model in HANGING
)


def report_about(*named, by, at, mode=Mode.CONFIDENTIAL, **fields):
    return file_report(
        by, mode=mode, form_key=uuid.uuid4(), alleged=NOT_SURE, named=named, narrative=TEXT, at=at, **fields
    )


def readers(report, people):
    """Whom the database yields the report, and nobody of whom it hides the row shows anything that hangs on it."""
    found = set()
    for person in people:
        with acting_as(person), connection.cursor() as cursor:
            prepared.execute(cursor, "report_and_what_hangs_on_it", READ)
            rows = cursor.fetchall()
        seen = {pk for is_report, pk in rows if is_report}
        assert {pk for is_report, pk in rows if not is_report} <= seen, f"{person} sees what hangs on it"
        if report.pk in seen:
            found.add(person.pk)
    return found


def held_by(report):
    with acting_as_system("intake"):
        return Report.objects.get(pk=report.pk).pool


def check_charts(count, seed):
    """Files a report in each chart, moves people about, and compares who reads it with what the chart says."""
    pools = Counter()
    for number in range(count):
        dice = random.Random(f"{seed}:{number}")
        with transaction.atomic():
            chart = charts.draw(dice)
            reporter, *named = dice.sample(chart.people, dice.randint(2, 3))
            report = report_about(*named, by=reporter, at=charts.AT)
            kept_away = chart.kept_away(named)
            pool, allowed = chart.holders(kept_away, reporter)
            assert (held_by(report), readers(report, chart.people)) == (pool, allowed), f"chart {number}"
            pools[pool] += 1

            at_filing = dict(chart.bosses)
            charts.move(chart, dice, charts.AT + HOUR)
            with acting_as_system("intake"):
                watch(charts.AT + 2 * HOUR)
            pool, allowed = chart.holders(kept_away | chart.kept_away(named), reporter)
            assert (held_by(report), readers(report, chart.people)) == (pool, allowed), f"chart {number}, moved"

            late = dice.choice([one for one in chart.people if one not in named])
            kept_away |= chart.kept_away([late], at_filing) | chart.kept_away([late])
            with acting_as_system("intake"):
                Subject.objects.create(report=report, person=late, named_at=charts.AT + 3 * HOUR)
                wall.exclude(report, [late], at=charts.AT + 3 * HOUR)
                pass_on(report, at=charts.AT + 3 * HOUR)
            pool, allowed = chart.holders(kept_away | chart.kept_away([*named, late]), reporter)
            assert (held_by(report), readers(report, chart.people)) == (pool, allowed), f"chart {number}, named late"
            transaction.set_rollback(True)
    return pools


@pytest.mark.slow
def test_on_random_charts_nobody_kept_away_is_yielded_a_report():
    pools = check_charts(CHARTS, "wall")

    assert pools.keys() == set(Pool.values) - {Pool.RESERVE}


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_wall_yields_it():
    """The same check with the wall taken down in the database must fail, or it sees nothing."""
    owner = connection.copy()
    with as_owner(owner), owner.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('violations_walled_off'::regproc)")
        [wall] = cursor.fetchone()
        cursor.execute(
            "CREATE OR REPLACE FUNCTION violations_walled_off(somebody bigint) RETURNS SETOF bigint LANGUAGE sql STABLE "
            "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS 'SELECT NULL::bigint WHERE false'"
        )
        try:
            with pytest.raises(AssertionError, match="chart"):
                check_charts(20, "control")
        finally:
            cursor.execute(wall)


def test_a_reporter_keeps_their_own_filing_whoever_is_named(cast, now):
    """Hollis is above Dana: kept away from the report, but not from what he filed himself."""
    report = report_about(cast.dana, by=cast.hollis, at=now)

    with acting_as(cast.hollis):
        assert not Report.objects.exists()
    with as_reporter(cast.hollis):
        assert Report.objects.get() == report
        assert not Subject.objects.exists()
        assert not Excluded.objects.exists()
    with as_reporter(cast.beatrix):
        assert not Report.objects.exists()
    with acting_as(cast.hollis):
        assert not Report.objects.exists()


def test_with_nobody_known_there_is_no_report(cast, now):
    report_about(cast.dana, by=cast.mateo, at=now)

    assert [model.objects.count() for model in (Report, *HANGING)] == [0] * (1 + len(HANGING))


def test_who_reported_stands_nowhere_in_the_clear(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)

    with connection.cursor() as cursor, acting_as_system("intake"):
        cursor.execute("SELECT to_jsonb(r)::text FROM violations_report r")
        [row] = cursor.fetchone()
    for clue in (str(cast.mateo.public_id), cast.mateo.full_name, cast.mateo.username, TEXT):
        assert clue not in row
    event = AuditEvent.objects.get(action="report.filed")
    assert (event.actor_name, event.actor_id, event.is_confidential) == ("reporter", "", True)
    with as_reporter(cast.mateo):
        assert Report.objects.get(pk=report.pk).reporter.reveal() == str(cast.mateo.public_id)


def test_an_anonymous_report_is_nobodys(cast, now):
    report_about(cast.dana, by=cast.mateo, at=now, mode=Mode.ANONYMOUS)

    with as_reporter(cast.mateo):
        assert not Report.objects.exists()
    with acting_as(cast.priya):
        report = Report.objects.get()
    assert (report.reporter_mark, bool(report.reporter)) == (None, False)


def test_the_database_refuses_an_anonymous_report_with_a_reporter(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)

    with pytest.raises(IntegrityError, match="report_anonymous_is_nobodys"), acting_as_system("intake"):
        Report.objects.filter(pk=report.pk).update(mode=Mode.ANONYMOUS)


def test_a_double_click_files_once(cast, now):
    key = uuid.uuid4()

    first, second = (
        file_report(
            cast.mateo, mode=Mode.NAMED, form_key=key, alleged=NOT_SURE, named=[cast.dana], narrative=TEXT, at=now
        )
        for _ in range(2)
    )
    third = report_about(cast.dana, by=cast.mateo, at=now)

    assert (first, first.number) == (second, second.number)
    assert first.number != third.number
    assert re.fullmatch(r"VR-2026-\d{4}", third.number)


def test_a_form_that_somebody_else_sent_gives_nothing_away(cast, now):
    key = uuid.uuid4()
    form = {"form_key": key, "alleged": NOT_SURE, "named": [cast.dana], "narrative": TEXT, "at": now}
    file_report(cast.mateo, mode=Mode.NAMED, **form)

    for who, mode in [(cast.beatrix, Mode.NAMED), (cast.beatrix, Mode.ANONYMOUS)]:
        with pytest.raises(ValidationError, match="sent already"):
            file_report(who, mode=mode, **form)


def test_what_else_a_request_did_does_not_tell_who_reported(cast, now):
    here = request_id.set("a-request")
    report_about(cast.dana, by=cast.mateo, at=now)
    request_id.reset(here)

    assert AuditEvent.objects.get(action="report.filed").request_id == ""


@pytest.mark.parametrize(
    ("named", "narrative", "sentence"),
    [([], TEXT, "Say whom"), (["dana"], "Too short", "what happened"), (["dana"], " " * 60, "what happened")],
)
def test_what_says_nothing_is_not_filed(cast, now, named, narrative, sentence):
    people = [getattr(cast, name) for name in named]
    with pytest.raises(ValidationError, match=sentence):
        file_report(
            cast.mateo,
            mode=Mode.NAMED,
            form_key=uuid.uuid4(),
            alleged=NOT_SURE,
            named=people,
            narrative=narrative,
            at=now,
        )


# Who holds it ---------------------------------------------------------------------------------------------------------


def test_legal_holds_what_is_about_others(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)

    with acting_as(cast.priya):
        taken = take(Report.objects.get(), actor=cast.priya, at=now)

    assert (report.pool, taken.state, taken.handler) == (Pool.LEGAL, State.TRIAGE, cast.priya)
    with acting_as(cast.imogen), pytest.raises(NotAllowed, match="Being looked at"):
        take(Report.objects.get(), actor=cast.imogen, at=now)


def test_nobody_handles_what_they_reported(cast, now):
    report_about(cast.dana, by=cast.priya, at=now)

    with acting_as(cast.priya), pytest.raises(NotAllowed, match="reported themselves"):
        take(Report.objects.get(), actor=cast.priya, at=now)


def test_about_a_member_of_legal_the_whole_unit_and_the_counsel_are_kept_away(cast, now):
    report = report_about(cast.priya, by=cast.mateo, at=now)

    assert report.pool == Pool.DESIGNEE
    everybody = [cast.priya, cast.imogen, cast.leona, cast.bram, cast.ines, cast.beatrix, cast.rolf, cast.adaeze]
    assert readers(report, everybody) == {cast.rolf.pk}


def test_when_nobody_else_is_left_the_reserve_holds_it(cast, now):
    ReserveHandler.objects.create(person=cast.juniper, appointed_by=cast.adaeze, appointed_at=now)

    report = report_about(cast.priya, cast.rolf, by=cast.dana, at=now)

    assert report.pool == Pool.RESERVE
    assert readers(report, [cast.priya, cast.imogen, cast.rolf, cast.adaeze, cast.juniper]) == {cast.juniper.pk}


def test_the_commissioner_is_kept_away_only_when_named(cast, now):
    of_both = report_about(cast.priya, cast.rolf, by=cast.dana, at=now)
    of_all = report_about(cast.priya, cast.rolf, cast.adaeze, by=cast.dana, at=now)

    assert (of_both.pool, of_all.pool) == (Pool.COMMISSIONER, Pool.OUTSIDE)
    assert readers(of_both, [cast.rolf, cast.adaeze]) == {cast.adaeze.pk}
    with acting_as(cast.adaeze):
        assert list(Report.objects.all()) == [of_both]


# Named later, let in --------------------------------------------------------------------------------------------------


def test_who_is_named_later_loses_it_in_the_same_moment(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)
    with acting_as(cast.priya):
        take(Report.objects.get(), actor=cast.priya, at=now)

    with acting_as(cast.imogen):
        name_subject(Report.objects.get(), person=cast.priya, actor=cast.imogen, at=now)

    assert held_by(report) == Pool.COMMISSIONER  # the designee is above Dana
    assert readers(report, [cast.priya, cast.imogen, cast.rolf, cast.adaeze]) == {cast.adaeze.pk}
    with acting_as(cast.adaeze):
        assert take(Report.objects.get(), actor=cast.adaeze, at=now).handler == cast.adaeze


def test_who_moves_above_somebody_named_loses_it_at_once_and_the_next_sweep_passes_it_on(cast, now):
    """Dana comes to report to Priya: she and the Counsel above her are the whole Legal Unit here."""
    report = report_about(cast.dana, by=cast.mateo, at=now)
    with acting_as(cast.priya):
        take(Report.objects.get(), actor=cast.priya, at=now)
    personnel.change_supervisor(cast.dana, cast.priya, actor=cast.bram, at=now + HOUR)
    assert readers(report, [cast.priya, cast.imogen]) == set()

    done = sweeps.run(now + HOUR)

    assert (done["reports passed on"], sweeps.run(now + 2 * HOUR)["reports passed on"]) == (1, 0)
    assert held_by(report) == Pool.COMMISSIONER
    with acting_as(cast.adaeze):
        assert take(Report.objects.get(), actor=cast.adaeze, at=now).handler == cast.adaeze
    assert "reports passed on" not in sweeps.without_confidential(done)


def test_who_leaves_the_pool_leaves_nothing_behind(cast, now):
    report = report_about(cast.priya, by=cast.mateo, at=now)
    RoleGrant.objects.filter(person=cast.rolf).update(ended_at=now)

    sweeps.run(now + HOUR)

    assert held_by(report) == Pool.COMMISSIONER


def test_a_handler_who_leaves_legal_leaves_the_report_to_the_others(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)
    with acting_as(cast.priya):
        take(Report.objects.get(), actor=cast.priya, at=now)
    RoleGrant.objects.filter(person=cast.priya).update(ended_at=now)

    sweeps.run(now + HOUR)

    assert held_by(report) == Pool.LEGAL
    with acting_as(cast.imogen):
        assert take(Report.objects.get(), actor=cast.imogen, at=now).handler == cast.imogen


def test_when_only_the_reporter_is_left_in_a_pool_it_goes_on(cast, now):
    report = report_about(cast.dana, by=cast.priya, at=now)
    RoleGrant.objects.filter(person=cast.imogen).update(ended_at=now)

    sweeps.run(now + HOUR)

    assert held_by(report) == Pool.COMMISSIONER


def test_what_nobody_could_hold_is_held_as_soon_as_somebody_can(cast, now):
    report = report_about(cast.priya, cast.rolf, cast.adaeze, by=cast.dana, at=now)
    assert held_by(report) == Pool.OUTSIDE

    ReserveHandler.objects.create(person=cast.juniper, appointed_by=cast.adaeze, appointed_at=now)
    sweeps.run(now + HOUR)

    assert held_by(report) == Pool.RESERVE


def test_above_at_filing_counts_for_who_is_named_later(cast, now):
    """Dana comes to report to Noor between the filing and her being named: Beatrix was above her when it was filed."""
    report = file_report(
        cast.mateo, mode=Mode.NAMED, form_key=uuid.uuid4(), alleged=NOT_SURE, described=["A caseworker"],
        narrative=TEXT, at=now,
    )  # fmt: skip
    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now + HOUR)

    with acting_as(cast.priya):
        name_subject(report, person=cast.dana, actor=cast.priya, at=now + 2 * HOUR)

    with acting_as_system("intake"):
        kept_away = set(report.excluded.values_list("person__username", flat=True))
    assert kept_away == {"dana", "beatrix", "hollis", "noor", "rolf"}


def test_a_role_nobody_confirmed_moves_no_report(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)
    RoleGrant.objects.create(person=cast.dana, role="legal", granted_at=now)

    sweeps.run(now + HOUR)

    assert held_by(report) == Pool.LEGAL
    assert readers(report, [cast.priya, cast.imogen]) == {cast.priya.pk, cast.imogen.pk}


def test_who_is_let_in_only_reads_and_only_as_long_as_those_who_let_them_in_hold_it(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)
    with acting_as(cast.priya):
        let_in(Report.objects.get(), person=cast.beatrix, reason="She knows the shift plan.", actor=cast.priya, at=now)

    with acting_as(cast.beatrix):
        seen = Report.objects.get()
        with pytest.raises(NotAllowed, match="Only those who hold"):
            take(seen, actor=cast.beatrix, at=now)
        with pytest.raises(NotAllowed, match="Only those who hold"):
            let_in(seen, person=cast.hollis, reason="So", actor=cast.beatrix, at=now)
    with acting_as(cast.imogen):
        name_subject(Report.objects.get(), person=cast.priya, actor=cast.imogen, at=now)

    assert readers(report, [cast.beatrix]) == set()


def test_the_reporter_handles_nothing_of_their_own(cast, now):
    report_about(cast.dana, by=cast.priya, at=now)

    with acting_as(cast.priya), pytest.raises(NotAllowed, match="reported themselves"):
        name_subject(Report.objects.get(), person=cast.beatrix, actor=cast.priya, at=now)


def test_nobody_is_told_by_the_database_whom_others_may_not_know_of(cast, now):
    report_about(cast.dana, by=cast.mateo, at=now)

    with acting_as(cast.beatrix), connection.cursor() as cursor:
        cursor.execute("SELECT violations_walled_off(%s)", [cast.hollis.pk])
        assert cursor.fetchall() == []


def test_who_holds_a_report_does_not_take_its_wall_down(cast, now):
    report_about(cast.dana, by=cast.mateo, at=now)

    with acting_as(cast.priya), connection.cursor() as cursor:
        for table in ("excluded", "subject", "allegation", "report"):
            cursor.execute(f"DELETE FROM violations_{table}")
            assert cursor.rowcount == 0
        cursor.execute("UPDATE violations_subject SET person_id = NULL")
        assert cursor.rowcount == 0


def test_one_person_kept_away_is_let_in_with_a_reason_and_never_a_subject(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)

    with acting_as(cast.priya):
        held = Report.objects.get()
        let_in(held, person=cast.beatrix, reason="She knows the shift plan.", actor=cast.priya, at=now)
        for person, reason, sentence in [
            (cast.dana, "So", "Nobody named"),
            (cast.hollis, " ", "Say why"),
            (cast.lucinda, "So", "not kept away"),
            (cast.beatrix, "So", "not kept away"),
        ]:
            with pytest.raises(NotAllowed, match=sentence):
                let_in(Report.objects.get(), person=person, reason=reason, actor=cast.priya, at=now)

    assert readers(report, [cast.beatrix, cast.hollis, cast.dana]) == {cast.beatrix.pk}
    with acting_as(cast.priya):
        name_subject(Report.objects.get(), person=cast.beatrix, actor=cast.priya, at=now)
    assert readers(report, [cast.beatrix, cast.hollis, cast.dana]) == set()


def test_the_database_refuses_to_let_a_subject_in(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)

    with pytest.raises(IntegrityError, match="never let in"), acting_as(cast.priya):
        LetIn.objects.create(report=report, person=cast.dana, by=cast.priya, reason="So", at=now)


def test_who_does_not_hold_it_can_write_nothing_about_it(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)

    with acting_as(cast.beatrix):
        assert Report.objects.filter(pk=report.pk).update(handler=cast.beatrix) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            LetIn.objects.create(report=report, person=cast.hollis, by=cast.beatrix, reason="So", at=now)
    with as_reporter(cast.mateo):
        assert Report.objects.filter(pk=report.pk).update(handler=cast.mateo) == 0


def test_declared_relatives_and_who_stepped_aside_are_kept_away(cast, now):
    report = report_about(cast.dana, by=cast.mateo, at=now)
    with acting_as_system("intake"):
        Excluded.objects.create(report=report, person=cast.priya, because=Because.RECUSED, since=now)

    assert readers(report, [cast.priya, cast.imogen]) == {cast.imogen.pk}


# The trail ------------------------------------------------------------------------------------------------------------


def test_the_trail_tells_of_a_report_only_those_who_hold_it(cast, now):
    report_about(cast.priya, by=cast.mateo, at=now)
    report_about(cast.dana, by=cast.mateo, at=now)

    def told(person):
        with acting_as(person):
            return trail.visible_to(person).filter(subject_label="violations.report").count()

    assert [told(person) for person in (cast.priya, cast.imogen, cast.ines, cast.bram)] == [1, 1, 0, 0]

"""Deconfliction: the account a report names is compared with the leave of the day, and the reporter cannot tell."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from authorizations.models import Platform
from authorizations.services import accounts
from dys_social import sweeps
from notifications.models import Notice
from tests.factories import authorizations as supervision
from tests.factories import investigations
from violations.choices import Because, MatchKind, Mode, Pool, SubjectBasis
from violations.models import Excluded, Match, Report, ReportDuty, Subject, TriageDecision
from violations.rules.matching import may_confirm_authorized
from violations.services import deconfliction, file_report, let_in, take, triage
from violations.states import State
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
TEXT = "Somebody writes to youth of the program from an account that shows a heron."
COVERT = "https://www.instagram.com/Demo_Quiet_Heron/?hl=en"


@pytest.fixture
def instagram(cast):
    return Platform.objects.get(slug="instagram")


@pytest.fixture
def profile(cast, now):
    """Of Dana, a designee of Legal's; Beatrix supervises and granted it."""
    investigations.designated(cast.dana, by=cast.priya, at=now - 3 * DAY)
    leave = investigations.active(cast.dana, cast.koa, at=now - 2 * DAY, communication=True, counsel=cast.priya)
    return investigations.profile_in_use(leave, at=now - 2 * DAY)


def filed(cast, now, **facts):
    return file_report(
        cast.juniper, mode=Mode.CONFIDENTIAL, form_key=uuid.uuid4(), alleged={"": {}}, described=["Whoever it is"],
        narrative=TEXT, at=now, facts=facts,
    )  # fmt: skip


def met(report):
    with acting_as_system("intake"):
        return sorted(report.matches.values_list("kind", "record_id"))


def test_an_investigation_profile_makes_it_restricted_and_who_stands_behind_it_counts_as_named(
    cast, now, instagram, profile
):
    report = filed(cast, now, platform=instagram, account_name="@DEMO_quiet_heron")

    assert met(report) == [(MatchKind.INVESTIGATION, profile.public_id)]
    assert (report.is_restricted, report.pool) == (True, Pool.LEGAL)
    with acting_as(cast.priya):
        named = Subject.objects.filter(basis=SubjectBasis.MATCHED).values_list("person__username", flat=True)
        assert set(named) == {"dana", "beatrix"}
        kept_away = Excluded.objects.filter(because=Because.MATCHED).values_list("person__username", flat=True)
        assert set(kept_away) == {"dana", "beatrix", "hollis", "rolf"}
    for person in (cast.dana, cast.beatrix, cast.hollis, cast.rolf):
        with acting_as(person):
            assert not Report.objects.exists()


def test_whose_legal_reviewer_is_of_the_unit_goes_past_the_whole_unit(cast, now, instagram):
    """Leona is an investigator whose supervisor is the Counsel: neither unit reads it, and Rolf holds it."""
    leave = investigations.active(cast.leona, cast.koa, at=now - 2 * DAY, counsel=cast.priya)
    investigations.profile_in_use(leave, at=now - 2 * DAY)

    report = filed(cast, now, platform=instagram, account_name="demo_quiet_heron")

    assert report.pool == Pool.DESIGNEE
    assert report.pool_told == Pool.LEGAL  # what its reporter reads tells nothing of the match
    with acting_as(cast.rolf):
        assert [one.kind for one in deconfliction.matches_of(Report.objects.get())] == [MatchKind.INVESTIGATION]
    for person in (cast.priya, cast.imogen, cast.leona):
        with acting_as(person):
            assert not Report.objects.exists()
            assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("facts", "is_met"),
    [
        ({"account_name": "demo.quiet_heron"}, False),  # dots count there
        ({"account_name": "Demo_Quiet_Heron\u200b"}, True),
        ({"account_name": COVERT}, True),
        ({"account_name": "demo_quiet_heron", "site": "threads"}, True),  # one account with Instagram
        ({"account_name": "demo_quiet_heron", "site": "x"}, False),
        ({"account_name": "demo_quiet_heron", "site": None}, True),  # no site chosen: every site is asked
        ({"url": COVERT, "site": None}, True),
        ({"url": "instagram.com/demo_quiet_heron", "site": None}, True),
        ({"url": "https://www.instagram.com/p/Cx12345/", "site": None}, False),
        ({}, False),
        ({"account_name": "demo_quiet_heron", "occurred_from": -9, "occurred_to": -5}, False),  # not created yet
        ({"account_name": "demo_quiet_heron", "occurred_from": -9, "occurred_to": -1}, True),
        ({"account_name": "demo_quiet_heron", "occurred_from": -9, "is_ongoing": True}, True),
    ],
)
def test_it_is_the_account_registry_s_spelling_and_the_days_in_question(cast, now, profile, facts, is_met):
    site = facts.pop("site", "instagram")
    for name in ("occurred_from", "occurred_to"):
        if name in facts:
            facts[name] = now.date() + facts[name] * DAY
    report = filed(cast, now, platform=Platform.objects.filter(slug=site).first(), **facts)

    assert bool(met(report)) == is_met


def test_a_supervision_authorization_is_met_while_it_was_in_force_and_restricts_nothing(cast, now):
    leave = supervision.granted(cast.dana, cast.koa, at=now - 2 * DAY, handle="demo_dana")
    site = Platform.objects.get(slug="x")

    report = filed(cast, now, platform=site, account_name="demo_dana")
    before = filed(cast, now, platform=site, account_name="demo_dana", occurred_from=now.date() - 9 * DAY)

    assert (met(report), met(before)) == ([(MatchKind.SUPERVISION, leave.public_id)], [])
    assert not report.is_restricted
    with acting_as(cast.priya):
        [stood] = deconfliction.matches_of(Report.objects.get(pk=report.pk))
    assert (stood.number, stood.people, stood.was_interrupted) == (leave.number, [cast.dana], False)


def test_the_name_an_account_had_before_is_met_too(cast, now):
    leave = supervision.granted(cast.dana, cast.koa, at=now - 2 * DAY, handle="demo_dana")
    rename = accounts.ask_rename(leave, new_handle_entered="demo_dana_new", reason="Mine", actor=cast.dana, at=now)
    accounts.decide_rename(rename, is_approved=True, actor=cast.beatrix, at=now)
    site = Platform.objects.get(slug="x")

    old = filed(cast, now, platform=site, account_name="demo_dana")
    new = filed(cast, now, platform=site, account_name="demo_dana_new")

    assert met(old) == met(new) == [(MatchKind.SUPERVISION, leave.public_id)]


# Nobody else can tell -------------------------------------------------------------------------------------------------


def asked(cast, now, **facts):
    """The statements of filing, without what they ask for."""
    with CaptureQueriesContext(connection) as captured:
        filed(cast, now, **facts)
    return [without_values(query["sql"]) for query in captured]


def asked_about(cast, now, *named):
    """(the report of a youth at risk, as filed; the statements that took it in)"""
    with CaptureQueriesContext(connection) as captured:
        report = file_report(
            cast.juniper, mode=Mode.CONFIDENTIAL, form_key=uuid.uuid4(), alleged={"": {}}, named=named, narrative=TEXT,
            at=now, facts={"is_youth_at_risk": "yes"},
        )  # fmt: skip
    return report, [without_values(query["sql"]) for query in captured]


def without_values(sql):
    sql = re.sub(r'"s\d+_x\d+"|::\w+(\[\])?', "", sql)
    sql = re.sub(r"ARRAY\[[^]]*\]|'\{[^}]*\}'|'\\x[0-9a-f]+'|'(?:[^']|'')*'", "?", sql)
    sql = re.sub(r"\((?:\?, )*\?\)|\((?:\d+, )*\d+\)", "(?)", sql)
    return re.sub(r"\b\d+\b|NULL|true|false|\b[Tt]rue\b", "?", sql)


def test_filing_asks_the_same_whether_or_not_an_account_is_ours(cast, now, instagram, profile):
    filed(cast, now, platform=instagram, account_name="demo_nobody_at_all")  # what is read once is read

    free = asked(cast, now, platform=instagram, account_name="demo_nobody")
    ours = asked(cast, now, platform=instagram, account_name="demo_quiet_heron")

    assert len(ours) == len(free)
    assert ours == free


def test_nor_does_it_ask_otherwise_when_other_people_then_hold_it(cast, now, instagram):
    """Leona stands behind it: Rolf holds the report, not Legal. Whoever holds it is told by the next sweep."""
    leave = investigations.active(cast.leona, cast.koa, at=now - 2 * DAY, counsel=cast.priya)
    investigations.profile_in_use(leave, at=now - 2 * DAY)
    filed(cast, now, platform=instagram, account_name="demo_nobody_at_all")

    free = asked(cast, now, platform=instagram, account_name="demo_nobody")
    ours = asked(cast, now, platform=instagram, account_name="demo_quiet_heron")

    assert ours == free


@pytest.mark.parametrize("whose", ["dana", "leona"])
def test_nor_when_it_is_urgent_and_somebody_has_to_be_called(cast, now, instagram, whose):
    """Legal holds what is about Dana, Rolf what is about Leona. Who is on call for it is reached by the next sweep."""
    person = getattr(cast, whose)
    if person == cast.dana:
        investigations.designated(cast.dana, by=cast.priya, at=now - 3 * DAY)
    leave = investigations.active(person, cast.koa, at=now - 2 * DAY, counsel=cast.priya)
    investigations.profile_in_use(leave, at=now - 2 * DAY)
    filed(cast, now, platform=instagram, account_name="demo_nobody_at_all", is_youth_at_risk="yes")

    free = asked(cast, now, platform=instagram, account_name="demo_nobody", is_youth_at_risk="yes")
    ours = asked(cast, now, platform=instagram, account_name="demo_quiet_heron", is_youth_at_risk="yes")

    assert len(ours) == len(free)
    assert ours == free


def test_nor_when_somebody_is_named_whose_being_named_makes_another_pool_hold_it(cast, now):
    asked_about(cast, now, cast.dana)  # what is read once is read

    about = [asked_about(cast, now, person) for person in (cast.dana, cast.priya, cast.rolf)]

    assert [report.pool for report, _asked in about] == [Pool.LEGAL, Pool.DESIGNEE, Pool.LEGAL]
    assert about[0][1] == about[1][1] == about[2][1]


def test_whoever_holds_it_is_told_once_by_the_sweep(cast, now, instagram, profile):
    report = filed(cast, now, platform=instagram, account_name="demo_quiet_heron")
    assert not Notice.objects.filter(subject_id=report.public_id).exists()

    done, again = sweeps.run(now + MINUTE), sweeps.run(now + 2 * MINUTE)

    assert (done["reports told of"], again["reports told of"]) == (1, 0)
    told = Notice.objects.filter(subject_id=report.public_id, kind="confidential.report_waits")
    assert {notice.recipient.username for notice in told} == {"priya", "imogen"}


def test_the_control_sees_a_statement_that_only_a_match_asks_for(cast, now, instagram, profile, monkeypatch):
    filed(cast, now, platform=instagram, account_name="demo_nobody_at_all")
    write = deconfliction.exclude_behind

    def only_when_met(report, people, *, at):
        if people:
            write(report, people, at=at)

    monkeypatch.setattr(deconfliction, "exclude_behind", only_when_met)

    free = asked(cast, now, platform=instagram, account_name="demo_nobody")
    ours = asked(cast, now, platform=instagram, account_name="demo_quiet_heron")

    assert ours != free


def test_who_is_let_in_or_asked_to_handle_it_reads_nothing_of_the_match(cast, now, instagram, profile):
    report = filed(cast, now, platform=instagram, account_name="demo_quiet_heron")
    with acting_as(cast.priya):
        let_in(Report.objects.get(), person=cast.hollis, reason="Knows the district.", actor=cast.priya, at=now)

    with acting_as(cast.hollis):
        seen = Report.objects.get()
        assert seen == report
        assert deconfliction.matches_of(seen) == []
        assert not Subject.objects.filter(basis=SubjectBasis.MATCHED).exists()
        assert not Excluded.objects.exists()


def test_the_trail_of_a_filing_says_the_same(cast, now, instagram, profile):
    free = filed(cast, now, platform=instagram, account_name="demo_nobody")
    ours = filed(cast, now, platform=instagram, account_name="demo_quiet_heron")

    def told(report):
        return list(AuditEvent.objects.filter(subject_id=report.public_id).values_list("action", "actor_id", "facts"))

    assert told(free) == told(ours)


def test_as_intake_the_compartment_s_tables_yield_nothing(cast, now, profile):
    with acting_as_system("intake"):
        assert not type(profile).objects.exists()
        assert not type(profile.authorization).objects.exists()


# What a holder compares -----------------------------------------------------------------------------------------------


def test_the_holder_reads_which_communication_was_approved_on_the_day(cast, now, instagram, profile):
    investigations.approved_contact(profile, at=now - DAY, days=14)
    filed(cast, now, platform=instagram, account_name="demo_quiet_heron")

    with acting_as(cast.priya):
        [stood] = deconfliction.matches_of(Report.objects.get())

    assert (stood.people, stood.in_force, stood.number) == ([cast.dana], True, profile.authorization.number)
    [(contact, approved_by)] = stood.contacts
    assert (contact.methods, approved_by) == (["direct_message"], cast.beatrix)


def test_an_approval_of_other_days_is_not_among_them(cast, now, instagram, profile):
    investigations.approved_contact(profile, at=now, days=14)
    filed(cast, now, platform=instagram, account_name="demo_quiet_heron", occurred_from=now.date() - DAY)

    with acting_as(cast.priya):
        [stood] = deconfliction.matches_of(Report.objects.get())

    assert stood.contacts == []


@pytest.mark.clause("C.3")
def test_authorized_activity_is_confirmed_by_somebody_from_outside_the_chain(cast, now, instagram, profile):
    report = filed(cast, now, platform=instagram, account_name="demo_quiet_heron")

    with acting_as_system("intake"):
        behind = deconfliction.behind(report)

    assert behind == {cast.dana.pk, cast.beatrix.pk, cast.hollis.pk, cast.rolf.pk}
    assert may_confirm_authorized(is_first=False, is_behind=cast.imogen.pk in behind)
    assert not may_confirm_authorized(is_first=True, is_behind=False)
    assert not may_confirm_authorized(is_first=False, is_behind=True)


def test_who_stands_behind_it_confirms_nothing_even_when_let_in(cast, now, instagram, profile):
    filed(cast, now, platform=instagram, account_name="demo_quiet_heron")
    with acting_as_system("intake"):
        ReportDuty.objects.all().delete()
    with acting_as(cast.priya):
        report = take(Report.objects.get(), actor=cast.priya, at=now)
        let_in(report, person=cast.hollis, reason="Knows the district.", actor=cast.priya, at=now)
        TriageDecision.objects.create(report=report, kind="authorized", reason="As told.", by=cast.priya, at=now)

    for person, sentence in [(cast.priya, "Somebody else"), (cast.hollis, "Only those who hold")]:
        with acting_as(person), pytest.raises(NotAllowed, match=sentence):
            decision = TriageDecision.objects.select_related("report").get()
            triage.confirm_authorized(decision, actor=person, at=now)
    with acting_as(cast.imogen):
        row = TriageDecision.objects.select_related("report").get()
        assert triage.confirm_authorized(row, actor=cast.imogen, at=now).state == State.DISMISSED


def test_a_holder_above_an_authorized_employee_does_not_confirm_it(cast, now):
    """B.2 walls nobody off: the chain behind the leave is asked for when it is confirmed."""
    supervision.granted(cast.mateo, cast.koa, at=now - 2 * DAY, handle="demo_mateo")
    report = filed(cast, now, platform=Platform.objects.get(slug="x"), account_name="demo_mateo")

    with acting_as_system("intake"):
        behind = deconfliction.behind(report)
    assert {cast.mateo.pk, cast.beatrix.pk, cast.hollis.pk, cast.rolf.pk, cast.adaeze.pk} == behind

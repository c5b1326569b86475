"""Domain A10, a test for each of its sentences, and the rows of domain 4.5 that concern reports."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from authorizations.models import Platform
from people.models import Provider, RoleGrant
from people.titles import EmploymentStatus, EmploymentType, JobTitle
from tests.factories import investigations
from tests.factories.people import UserFactory
from tests.violations.desk import (
    DAY,
    HOUR,
    TEXT,
    accepted,
    as_,
    closed,
    corrected,
    countersigned,
    decided,
    filed,
    handed_in,
    heard,
    investigated,
    now_of,
    taken,
)
from tests.violations.test_intake import details_of
from violations.choices import Answer, Decided, Found, Mode, Part, Pool
from violations.models import Allegation, LetIn, Report
from violations.rules.intake import reportable
from violations.rules.status import status_of
from violations.services import as_reporter, assigning, closing, file_report, findings, holding, notes
from violations.states import State
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db


def report_of(cast, now, clause, *, by=None, mode=Mode.NAMED, **changed):
    return file_report(
        by or cast.mateo, mode=mode, form_key=uuid.uuid4(), alleged={clause: details_of(clause, **changed)},
        named=[cast.dana], narrative=TEXT, at=now,
    )  # fmt: skip


def knows_of(person, report):
    """Whether the database yields it to them, asked for everything."""
    with acting_as(person):
        return Report.objects.filter(pk=report.pk).exists()


def handles(person):
    with acting_as(person):
        return set(Report.objects.to_handle(person).values_list("pk", flat=True))


# A10 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("APP", "P.1", "P.3", "C.1", "C.1.a", "C.1.b", "C.1.c", "C.2", "C.2.a", "C.2.b", "C.2.c", "C.2.d")
@pytest.mark.clause("C.2.e", "C.2.f", "C.2.g", "C.2.h", "C.2.i", "C.3")
@pytest.mark.parametrize("employment", EmploymentType.values)
def test_each_reportable_clause_can_be_reported_by_each_employment_type(employment, cast, now):
    provider = Provider.objects.create(name="Lanternwood Youth Programs")
    reporter = UserFactory(
        employment_type=employment, provider=provider if employment == EmploymentType.PROVIDER else None
    )

    reports = [report_of(cast, now, clause, by=reporter) for clause in reportable()]

    with acting_as_system("intake"):
        alleged = dict(Allegation.objects.filter(as_filed=True).values_list("report", "clause"))
    assert [alleged[report.pk] for report in reports] == reportable()


@pytest.mark.clause("C.3")
def test_including_somebody_whose_pulse_privileges_ended(cast, now):
    """Nothing asks for privileges on Pulse: whoever is covered reports, also on leave and without any role."""
    cast.juniper.employment_status = EmploymentStatus.ON_LEAVE
    cast.juniper.save(update_fields=["employment_status"])
    RoleGrant.objects.filter(person=cast.juniper).delete()

    for clause in reportable():
        report = report_of(cast, now, clause, by=cast.juniper)
        with as_reporter(cast.juniper):
            assert Report.objects.get(pk=report.pk).state == State.SUBMITTED


@pytest.mark.clause("P.3")
def test_p3_needs_a_flag(cast, now):
    for neither in ({"during_work_hours": Answer.NO, "on_work_equipment": Answer.NO}, {"during_work_hours": ""}):
        with pytest.raises(ValidationError) as faults:
            report_of(cast, now, "P.3", **neither)
        assert faults.value.message_dict.keys() == {"P.3:during_work_hours"}

    assert report_of(cast, now, "P.3", during_work_hours=Answer.NO, on_work_equipment=Answer.YES).number


@pytest.mark.clause("C.1")
@pytest.mark.parametrize("clause", [clause for clause in reportable() if clause.startswith("C.1.")])
def test_c1_needs_a_way(clause, cast, now):
    with pytest.raises(ValidationError) as faults:
        report_of(cast, now, clause, ways=[])
    assert faults.value.message_dict.keys() == {f"{clause}:ways"}

    assert report_of(cast, now, clause, ways=["filmed"]).number


@pytest.mark.clause("C.2.e", "C.2.f")
@pytest.mark.parametrize("clause", ["C.2.e", "C.2.f"])
def test_c2e_and_c2f_need_relationship(clause, cast, now):
    with pytest.raises(ValidationError) as faults:
        report_of(cast, now, clause, relationship="")
    assert faults.value.message_dict.keys() == {f"{clause}:relationship"}

    assert report_of(cast, now, clause, relationship="client").number


@pytest.mark.clause("C.3")
def test_subject_and_reporter_cannot_see_or_handle(cast, now):
    report = taken(cast, now)

    assert (knows_of(cast.dana, report), knows_of(cast.mateo, report)) == (False, False)
    for person in (cast.dana, cast.mateo):
        with pytest.raises(NotAllowed, match="cannot handle"):
            as_(cast.priya, assigning.assign, now_of(report), person=person, part=Part.HANDLER, reason="So.", at=now)
        with as_reporter(person), pytest.raises((NotAllowed, Report.DoesNotExist)):
            closing.close(now_of(report), told="It is closed.", delay_reason="", actor=person, at=now)


@pytest.mark.clause("C.3")
def test_a_reporter_who_is_of_legal_cannot_handle_and_sees_their_own_filing_alone(cast, now):
    own, other = filed(cast, now, by=cast.priya), filed(cast, now)

    assert handles(cast.priya) == {other.pk}
    assert handles(cast.imogen) == {own.pk, other.pk}
    with acting_as(cast.priya), pytest.raises(NotAllowed, match="reported themselves"):
        holding.take(now_of(own), actor=cast.priya, at=now)
    as_(cast.imogen, holding.take, now_of(own), at=now)
    with pytest.raises(NotAllowed, match="cannot handle"):
        as_(cast.imogen, assigning.assign, now_of(own), person=cast.priya, part=Part.HANDLER, reason="So.", at=now)
    with as_reporter(cast.priya):
        assert Report.objects.get(pk=own.pk).reporter.reveal() == str(cast.priya.public_id)


@pytest.mark.clause("C.3")
def test_a_supervisor_of_the_subject_is_excluded(cast, now):
    report = filed(cast, now)

    assert [knows_of(person, report) for person in (cast.beatrix, cast.hollis, cast.rolf)] == [False] * 3
    assert knows_of(cast.priya, report)


@pytest.mark.clause("C.3")
def test_a_supervisor_who_is_the_subject_is_excluded_with_those_above(cast, now):
    report = filed(cast, now, cast.beatrix, by=cast.dana)

    assert [knows_of(person, report) for person in (cast.beatrix, cast.hollis, cast.rolf)] == [False] * 3
    with as_reporter(cast.dana):
        assert Report.objects.filter(pk=report.pk).exists()


@pytest.mark.clause("C.3")
def test_a_subject_of_legal_leads_to_the_commissioners_designee(cast, now):
    report = filed(cast, now, cast.priya)

    assert report.pool == Pool.DESIGNEE
    assert [one for one in vars(cast).values() if hasattr(one, "username") and knows_of(one, report)] == [cast.rolf]
    as_(cast.rolf, holding.take, now_of(report), at=now)
    assert now_of(report).handler == cast.rolf


@pytest.mark.clause("B.3.a", "C.3")
def test_a_covert_match_makes_it_restricted_and_the_receipt_neutral(cast, now):
    """Who reports an account behind a profile is shown and told just what anybody else is."""
    investigations.designated(cast.dana, by=cast.priya, at=now - 3 * DAY)
    leave = investigations.active(cast.dana, cast.koa, at=now - 2 * DAY, communication=True, counsel=cast.priya)
    investigations.profile_in_use(leave, at=now - 2 * DAY)
    site = Platform.objects.get(slug="instagram")

    def told(name):
        report = file_report(
            cast.juniper, mode=Mode.NAMED, form_key=uuid.uuid4(), alleged={"": {}}, described=["Whoever it is"],
            narrative=TEXT, at=now, facts={"platform": site, "account_name": name},
        )  # fmt: skip
        with as_reporter(cast.juniper):
            seen = Report.objects.get(pk=report.pk)
            assert not seen.subjects.exists()
            return seen, (status_of(seen), seen.mode, seen.number[:8], seen.filed_at)

    covert, of_covert = told("demo_quiet_heron")
    plain, of_plain = told("demo_somebody")

    assert (covert.is_restricted, plain.is_restricted) == (True, False)
    assert of_covert == of_plain
    assert [knows_of(person, covert) for person in (cast.dana, cast.beatrix, cast.priya)] == [False, False, True]
    assert [knows_of(person, plain) for person in (cast.dana, cast.beatrix, cast.priya)] == [False, False, True]


@pytest.mark.clause("C.3")
def test_closing_is_blocked_until_the_guards_are_met(cast, now):
    """7.7: a finding on every allegation, with its rationale; corrective action; the reporter informed, neutrally."""
    report = investigated(cast, now, alleged={"C.2.a": {}})
    with pytest.raises(NotAllowed, match="Still to find"):
        as_(cast.leona, findings.hand_in, report, at=now)
    report = heard(cast, now_of(report), now)
    report = handed_in(cast, report, now + 2 * HOUR, found=Found.SUSTAINED)

    with pytest.raises(NotAllowed, match="countersigned"):
        closed(cast, report, now + 3 * HOUR)
    report = countersigned(cast, report, now + 3 * HOUR)
    with pytest.raises(NotAllowed, match="an action for the person and one for the place"):
        closed(cast, report, now + 3 * HOUR)
    report = corrected(cast, report, now + 3 * HOUR)
    with pytest.raises(NotAllowed, match="Write to the reporter"):
        as_(cast.priya, closing.close, report, told=" ", delay_reason="", at=now + 3 * HOUR)

    report = closed(cast, report, now + 3 * HOUR)
    assert (report.state, report.reporter_informed_at) == (State.CLOSED, now + 3 * HOUR)


@pytest.mark.clause("C.3")
def test_late_closure_without_a_reason_is_refused(cast, now):
    report = countersigned(cast, handed_in(cast, investigated(cast, now), now), now)
    late = now + 60 * DAY

    for reason in ("", "  "):
        with pytest.raises(NotAllowed, match="It is late"):
            closed(cast, report, late, delay_reason=reason)

    assert closed(cast, report, late, delay_reason="The police asked for time.").delay_reason.reveal()


# Domain 4.5 -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("C.3")
def test_a_handler_is_not_in_the_subjects_direct_chain_unless_asked_with_a_reason(cast, now):
    """4.5.2."""
    report = decided(cast, taken(cast, now), now, Decided.TO_SUPERVISOR)

    for person, part in ((cast.beatrix, Part.HANDLER), (cast.hollis, Part.HANDLER), (cast.rolf, Part.HANDLER)):
        with pytest.raises(NotAllowed, match="cannot handle"):
            as_(cast.priya, assigning.assign, now_of(report), person=person, part=part, reason="Near.", at=now)
    as_(cast.priya, assigning.assign, report, person=cast.beatrix, part=Part.MANAGER, reason="Knows it.", at=now)
    accepted(cast.beatrix, report, now)

    assert now_of(report).handler == cast.beatrix
    with acting_as_system("intake"):
        assert LetIn.objects.get().reason.reveal() == "Knows it."


@pytest.mark.clause("C.3")
def test_about_a_member_of_a_unit_the_whole_unit_is_excluded_and_the_counsel(cast, now):
    """4.5.3, of the Investigation Unit: the General Counsel is its superior, too; the Legal Unit goes on."""
    report = filed(cast, now, cast.leona)

    assert report.pool == Pool.LEGAL
    assert [knows_of(person, report) for person in (cast.leona, cast.imogen, cast.priya)] == [False, False, True]


@pytest.mark.clause("C.3")
def test_the_designee_may_let_the_counsel_into_one_report_with_a_reason(cast, now):
    """4.5.3, as the issue reads it: they read that one, and countersign where nobody else could."""
    report, other = filed(cast, now, cast.priya), filed(cast, now, cast.priya)
    as_(cast.rolf, holding.take, now_of(report), at=now)
    with pytest.raises(NotAllowed, match="Say why"):
        as_(cast.rolf, holding.let_in, now_of(report), person=cast.imogen, reason=" ", at=now)

    as_(cast.rolf, holding.let_in, now_of(report), person=cast.imogen, reason="A second reader.", at=now)

    assert (knows_of(cast.imogen, report), knows_of(cast.imogen, other)) == (True, False)
    with pytest.raises(NotAllowed, match="Only those who handle"):
        as_(
            cast.imogen, notes.add, now_of(report), text="x", kind="notes", form_key=uuid.uuid4(), is_legal=True, at=now
        )


@pytest.mark.clause("C.3")
def test_about_the_counsel_it_is_the_commissioners_designees(cast, now):
    """4.5.3."""
    report = filed(cast, now, cast.imogen)

    assert report.pool == Pool.DESIGNEE
    assert [knows_of(person, report) for person in (cast.imogen, cast.priya, cast.rolf)] == [False, False, True]


@pytest.mark.clause("C.3")
def test_about_an_administrator_and_about_anybody_an_administrator_has_no_access(cast, now):
    """4.5.3."""
    of_bram, of_dana = filed(cast, now, cast.bram), filed(cast, now)
    cast.bram.is_superuser = True

    assert (handles(cast.bram), knows_of(cast.bram, of_bram), knows_of(cast.bram, of_dana)) == (set(), False, False)
    assert handles(cast.priya) == {of_bram.pk, of_dana.pk}


@pytest.mark.clause("C.3")
def test_an_administrator_who_gives_themselves_a_role_of_legal_reads_nothing(cast, now):
    """4.5.5: it counts once a second person confirms it."""
    report = filed(cast, now)
    for role in ("legal", "investigations", "commissioner_designee"):
        RoleGrant.objects.create(person=cast.bram, role=role, granted_at=now)

    assert not knows_of(cast.bram, report)


@pytest.mark.clause("C.3")
def test_about_the_commissioner_it_is_referred_outside_when_nobody_else_is_left(cast, now):
    report = filed(cast, now, cast.adaeze, cast.rolf, cast.priya)

    assert (report.pool, cast.adaeze.job_title) == (Pool.OUTSIDE, JobTitle.COMMISSIONER)
    assert [one for one in vars(cast).values() if hasattr(one, "username") and knows_of(one, report)] == []

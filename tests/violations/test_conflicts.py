"""What somebody could try, or what could go wrong by itself, while a report is handled (4.5, 6.11, 7.7; design §4.3)."""

import pytest

from authorizations.choices import DutyKind
from authorizations.models import SupervisionAuthorization
from dys_social import personnel, sweeps
from notifications.models import Notice, Obligation
from notifications.states import ObligationState
from people.models import RoleGrant
from people.roles import Role
from tests.factories import authorizations as supervision
from tests.violations.desk import (
    DAY,
    HOUR,
    accepted,
    as_,
    closed,
    countersigned,
    decided,
    filed,
    handed_in,
    heard,
    investigated,
    now_of,
    pair,
    safe,
    signed,
    taken,
)
from violations import notices
from violations.choices import Answer, Because, Decided, DismissReason, Found, LinkKind, Measure, Part, Pool
from violations.models import Assignment, Excluded, Finding, Hearing, LetIn, Link, Report, Subject, TriageDecision
from violations.rules.parts import As
from violations.services import assigning, closing, duties, findings, hearing, holding, triage
from violations.services.standing import standing_of
from violations.states import State
from workflow.errors import NotAllowed, Stale
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db


def told(person, kind):
    return Notice.objects.filter(recipient=person, kind=f"confidential.report_{kind}").count()


def row_of(model, report, **which):
    with acting_as_system("intake"):
        row = model.objects.select_related("report").filter(report=report, **which).order_by("-pk").first()
    row.report = now_of(report)
    return row


def restricted(report):
    with acting_as_system("intake"):
        Report.objects.filter(pk=report.pk).update(is_restricted=True)
    return now_of(report)


def knows_of(person, report):
    with acting_as(person):
        return Report.objects.filter(pk=report.pk).exists()


def managed(cast, at):
    """Given to Beatrix, whom it let in and who accepted."""
    report = decided(cast, taken(cast, at), at, Decided.TO_SUPERVISOR)
    as_(cast.priya, assigning.assign, report, person=cast.beatrix, part=Part.MANAGER, reason="Knows it.", at=at)
    accepted(cast.beatrix, report, at)
    return now_of(report)


# A conflict found late ------------------------------------------------------------------------------------------------


@pytest.mark.clause("C.2")
def test_what_somebody_found_who_is_named_later_stands_no_more(cast, now):
    report = countersigned(cast, handed_in(cast, investigated(cast, now), now), now)

    as_(cast.priya, holding.name_subject, report, person=cast.leona, at=now + HOUR)

    report = now_of(report)
    assert (report.state, report.handler, report.pool) == (State.SUBMITTED, None, Pool.LEGAL)
    with acting_as_system("intake"):
        assert Finding.objects.get(report=report).replaced_at == now + HOUR
        assert len(findings.unfound(report)) == 2


@pytest.mark.clause("C.2")
def test_what_somebody_countersigned_who_steps_aside_is_found_anew(cast, now):
    report = countersigned(cast, handed_in(cast, investigated(cast, now), now), now, by=cast.imogen)

    as_(cast.imogen, holding.recuse, report, at=now)

    assert now_of(report).state == State.FINDINGS_REVIEW  # Leona has it still
    with pytest.raises(NotAllowed, match="Find on C.2.a"):
        closed(cast, report, now)


def test_what_somebody_let_in_countersigned_stands_when_they_are_let_out(cast, now):
    report = filed(cast, now, cast.priya)
    as_(cast.rolf, holding.take, now_of(report), at=now)
    report = _found_by_the_designee(cast, report, now)
    as_(cast.rolf, holding.let_in, report, person=cast.imogen, reason="A second reader.", at=now)
    report = countersigned(cast, now_of(report), now, by=cast.imogen)

    as_(cast.rolf, holding.end_let_in, row_of(LetIn, report), at=now)

    as_(cast.rolf, closing.close, now_of(report), told="It is closed.", delay_reason="", at=now)
    assert now_of(report).state == State.CLOSED


def _found_by_the_designee(cast, report, at):
    by = {"at": at}
    as_(
        cast.rolf, triage.answer_safety, now_of(report), has_contact=Answer.NO, measure=Measure.NONE, text="Away.", **by
    )
    as_(cast.rolf, triage.decide, now_of(report), kinds=[Decided.INVESTIGATE], reason="As told.", **by)
    report = signed(cast, now_of(report), at, by=cast.rolf)
    as_(cast.rolf, findings.hand_in, report, **by)
    return now_of(report)


@pytest.mark.clause("C.2")
def test_who_is_let_in_countersigns_only_where_the_usual_ones_are_walled(cast, now):
    of_priya = filed(cast, now, cast.priya)
    as_(cast.rolf, holding.take, now_of(of_priya), at=now)
    of_priya = _found_by_the_designee(cast, of_priya, now)
    as_(cast.rolf, holding.let_in, of_priya, person=cast.imogen, reason="A second reader.", at=now)
    of_dana = handed_in(cast, investigated(cast, now), now)
    as_(cast.priya, holding.let_in, now_of(of_dana), person=cast.hollis, reason="Knows it.", at=now)

    assert countersigned(cast, now_of(of_priya), now, by=cast.imogen)
    for act in (countersigned, _sent_back):
        with pytest.raises(NotAllowed, match="Only those who handle"):
            act(cast, now_of(of_dana), now, by=cast.hollis)


def _sent_back(cast, report, at, by):
    as_(by, findings.send_back, report, reason="No.", at=at)


@pytest.mark.clause("C.2")
def test_a_manager_above_the_subject_countersigns_nothing(cast, now):
    report = signed(cast, managed(cast, now), now, by=cast.priya)
    as_(cast.priya, findings.hand_in, report, at=now)

    with acting_as(cast.beatrix):
        assert standing_of(now_of(report), cast.beatrix).parts == {As.MANAGER}
    with pytest.raises(NotAllowed, match="Only those who handle"):
        countersigned(cast, now_of(report), now, by=cast.beatrix)


def test_a_handler_who_comes_to_be_above_the_subject_can_do_nothing_from_that_moment(cast, now):
    report = investigated(cast, now)
    page = now_of(report)
    personnel.change_supervisor(cast.dana, cast.leona, actor=cast.bram, at=now + HOUR)

    assert not knows_of(cast.leona, report)
    with pytest.raises(Report.DoesNotExist):
        signed(cast, page, now + HOUR, by=cast.leona)
    as_(cast.priya, triage.defer, now_of(report), reason="The police ask.", at=now + HOUR)
    assert told(cast.leona, "moved") == 0
    assert told(cast.imogen, "moved") == 0  # the General Counsel is above Leona
    sweeps.run(now + 2 * HOUR)
    assert (now_of(report).state, now_of(report).handler) == (State.SUBMITTED, None)
    assert told(cast.priya, "waits") == 1


def test_a_handler_who_has_left_leaves_the_report_to_the_others(cast, now):
    report = investigated(cast, now)
    cast.leona.is_active = False
    cast.leona.save(update_fields=["is_active"])

    sweeps.run(now + HOUR)

    report = now_of(report)
    assert (report.state, report.handler) == (State.SUBMITTED, None)
    due = Obligation.objects.filter(subject_id=str(report.public_id), state=ObligationState.OPEN)
    assert set(due.values_list("kind", flat=True)) == {notices.TRIAGE, notices.FINDINGS}


def test_what_was_asked_by_who_stepped_aside_is_asked_no_more(cast, now):
    report = decided(cast, taken(cast, now), now, Decided.INVESTIGATE)
    as_(cast.priya, assigning.assign, report, person=cast.leona, part=Part.HANDLER, reason="", at=now)
    row = row_of(Assignment, report)

    as_(cast.priya, holding.recuse, now_of(report), at=now)

    with acting_as(cast.leona), pytest.raises(NotAllowed, match="not asked of you"):
        assigning.accept(row, actor=cast.leona, at=now)
    assert not knows_of(cast.leona, report)


def test_who_stands_behind_a_profile_is_named_like_anybody(cast, now):
    """Naming them is no way to learn that a report meets a profile."""
    report = investigated(cast, now)
    with acting_as_system("intake"):
        Subject.objects.create(report=report, person=cast.juniper, basis="matched", named_at=now)
        Excluded.objects.create(report=report, person=cast.juniper, because=Because.MATCHED, since=now)

    as_(cast.leona, holding.name_subject, now_of(report), person=cast.juniper, at=now)

    with acting_as(cast.leona):
        assert set(report.subjects.values_list("person__username", flat=True)) == {"dana", "juniper"}
    with pytest.raises(NotAllowed, match="named in it already"):
        as_(cast.leona, holding.name_subject, now_of(report), person=cast.juniper, at=now)
    with pytest.raises(NotAllowed, match="Name or describe"):
        as_(cast.leona, holding.name_subject, now_of(report), description="  ", at=now)


# Who was let in, and for how long -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["declined", "taken back", "another is asked", "another accepts", "closed"])
def test_what_let_a_manager_in_ends_with_what_was_asked_of_them(cast, now, ends):
    report = decided(cast, taken(cast, now), now, Decided.TO_SUPERVISOR)
    as_(cast.priya, assigning.assign, report, person=cast.beatrix, part=Part.MANAGER, reason="Knows it.", at=now)
    row = row_of(Assignment, report)
    assert knows_of(cast.beatrix, report)

    if ends == "declined":
        with acting_as(cast.beatrix):
            assigning.decline(row, answer="Away.", actor=cast.beatrix, at=now)
    if ends == "taken back":
        as_(cast.priya, assigning.take_back, row, at=now)
    if ends == "another is asked":
        as_(
            cast.priya,
            assigning.assign,
            now_of(report),
            person=cast.hollis,
            part=Part.MANAGER,
            reason="So.",
            at=now + HOUR,
        )
    if ends == "another accepts":
        accepted(cast.beatrix, report, now)
        as_(
            cast.priya, assigning.assign, now_of(report), person=cast.leona, part=Part.HANDLER, reason="", at=now + HOUR
        )
        accepted(cast.leona, report, now + HOUR)
    if ends == "closed":
        accepted(cast.beatrix, report, now)
        as_(cast.beatrix, findings.hand_in, signed(cast, now_of(report), now, by=cast.beatrix), at=now)
        closed(cast, countersigned(cast, now_of(report), now), now)
        assert told(cast.beatrix, "closed") == 0

    assert not knows_of(cast.beatrix, report)
    with acting_as_system("intake"):
        assert not LetIn.objects.filter(report=report, person=cast.beatrix, ended_at=None).exists()


def test_who_was_let_in_for_a_reason_of_their_own_stays_let_in(cast, now):
    report = decided(cast, taken(cast, now), now, Decided.TO_SUPERVISOR)
    as_(cast.priya, holding.let_in, report, person=cast.beatrix, reason="Reads along.", at=now)
    later = now + HOUR
    as_(cast.priya, assigning.assign, now_of(report), person=cast.beatrix, part=Part.MANAGER, reason="So.", at=later)

    as_(cast.priya, assigning.take_back, row_of(Assignment, report), at=later)

    assert knows_of(cast.beatrix, report)


def test_who_was_let_in_can_be_let_out_after_the_end_and_once(cast, now):
    report = taken(cast, now)
    as_(cast.priya, holding.let_in, report, person=cast.hollis, reason="Reads along.", at=now)
    decided(cast, now_of(report), now, Decided.DISMISS, dismissed_because=DismissReason.NO_CLAUSE)
    row = row_of(LetIn, report)

    as_(cast.priya, holding.end_let_in, row, at=now)

    assert not knows_of(cast.hollis, report)
    row.report = now_of(report)
    with pytest.raises(Stale):
        as_(cast.priya, holding.end_let_in, row, at=now)


def test_an_offer_taken_back_leaves_the_report_with_who_has_it(cast, now):
    report = investigated(cast, now)
    as_(cast.priya, assigning.assign, report, person=cast.lucinda, part=Part.HANDLER, reason="", at=now)

    as_(cast.imogen, assigning.take_back, row_of(Assignment, report, person=cast.lucinda), at=now)
    assert now_of(report).handler == cast.leona

    as_(cast.imogen, assigning.take_back, row_of(Assignment, report, person=cast.leona), at=now)
    assert now_of(report).handler == cast.imogen
    assert not knows_of(cast.leona, report)


def test_what_touches_an_investigation_is_handled_by_the_two_units_alone(cast, now):
    """4.4: whoever else is asked is told no more than anybody who cannot handle it."""
    report = restricted(decided(cast, taken(cast, now), now, Decided.INVESTIGATE))

    for person, part in ((cast.juniper, Part.HANDLER), (cast.beatrix, Part.MANAGER)):
        with pytest.raises(NotAllowed, match="cannot handle this report"):
            as_(cast.priya, assigning.assign, report, person=person, part=part, reason="So.", at=now)
    as_(cast.priya, assigning.assign, report, person=cast.leona, part=Part.HANDLER, reason="", at=now)


# Triage ---------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("C.3")
def test_no_way_leads_around_triage(cast, now):
    report = safe(cast, taken(cast, now), now)

    for act, more in ((triage.investigate, {}), (triage.defer, {"reason": "The police ask."})):
        with pytest.raises(NotAllowed, match="Being looked at"):
            as_(cast.priya, act, report, at=now, **more)


def test_an_instruction_goes_to_nobody_named_and_to_nobody_who_has_left(cast, now):
    report = taken(cast, now)
    cast.noor.is_active = False
    cast.noor.save(update_fields=["is_active"])

    for manager in (cast.dana, cast.noor):
        with pytest.raises(NotAllowed, match="cannot get this instruction"):
            as_(cast.priya, triage.answer_safety, report, has_contact=Answer.YES, measure=Measure.INSTRUCTED,
                manager=manager, text="Keep Dana off the floor.", at=now)  # fmt: skip
    assert not Notice.objects.filter(kind="confidential.safety").exists()


@pytest.mark.clause("B.2")
def test_whoever_holds_it_suspends_authorizations_of_who_is_named_and_of_nobody_else(cast, now):
    """Here the Commissioner, who is neither of Legal nor Dana's supervisor."""
    of_dana = supervision.granted(cast.dana, cast.koa, at=now - DAY)
    of_juniper = supervision.granted(cast.juniper, cast.tavi, at=now - DAY)
    report = filed(cast, now, cast.priya, cast.dana)
    as_(cast.adaeze, holding.take, now_of(report), at=now)
    answer = {"has_contact": Answer.YES, "measure": Measure.SUSPENDED, "text": "Suspended.", "at": now}

    with pytest.raises(NotAllowed, match="who is named"):
        as_(cast.adaeze, triage.answer_safety, now_of(report), suspend=[of_dana, of_juniper], **answer)
    as_(cast.adaeze, triage.answer_safety, now_of(report), suspend=[of_dana], **answer)

    states = [SupervisionAuthorization.objects.get(pk=one.pk).state for one in (of_dana, of_juniper)]
    assert states == ["suspended", "active"]


@pytest.mark.clause("B.2.f")
@pytest.mark.parametrize("way", [Decided.DISMISS, Decided.JOIN])
def test_an_open_duty_keeps_a_report_from_every_end(cast, now, way):
    report = taken(cast, now, is_youth_at_risk=Answer.UNKNOWN)  # a 51A report is owed, or why not
    more = {"dismissed_because": DismissReason.NO_CLAUSE} if way == Decided.DISMISS else {"joined_to": filed(cast, now)}

    with pytest.raises(NotAllowed, match="Answer the open duty"):
        decided(cast, report, now, way, **more)
    with acting_as(cast.priya):
        [duty] = report.duties.all()
    duty.report = now_of(report)
    as_(cast.priya, duties.not_needed, duty, reason="The youth is at home, and safe.", at=now)

    assert decided(cast, now_of(report), now, way, **more).state in (State.DISMISSED, State.DUPLICATE)


def test_two_reports_are_not_joined_to_each_other_nor_one_to_itself(cast, now):
    first, second = taken(cast, now), taken(cast, now)
    with pytest.raises(NotAllowed, match="Choose another report"):
        decided(cast, first, now, Decided.JOIN, joined_to=first)
    decided(cast, now_of(first), now, Decided.JOIN, joined_to=second)

    with pytest.raises(NotAllowed, match="not joined itself"):
        decided(cast, now_of(second), now, Decided.JOIN, joined_to=now_of(first))


def test_authorized_activity_has_no_way_around_the_second_reader(cast, now):
    report = restricted(taken(cast, now))

    with pytest.raises(NotAllowed, match="needs a second reader"):
        decided(cast, report, now, Decided.DISMISS, dismissed_because=DismissReason.AUTHORIZED)


def test_what_somebody_called_authorized_who_is_kept_away_by_now_is_decided_anew(cast, now):
    RoleGrant.objects.create(person=cast.noor, role=Role.LEGAL, granted_at=now, confirmed_at=now)
    report = decided(cast, restricted(taken(cast, now)), now, Decided.AUTHORIZED)
    as_(cast.imogen, holding.declare_related, report, person=cast.priya, at=now)
    as_(cast.imogen, holding.take, now_of(report), at=now)

    with pytest.raises(NotAllowed, match="kept away by now"):
        as_(cast.imogen, triage.confirm_authorized, row_of(TriageDecision, report), at=now)


def test_authorized_activity_is_not_confirmed_while_a_duty_is_open(cast, now):
    report = restricted(decided(cast, taken(cast, now), now, Decided.INVESTIGATE))
    with acting_as_system("intake"):
        Report.objects.filter(pk=report.pk).update(state=State.TRIAGE)
    report = decided(cast, now_of(report), now, Decided.AUTHORIZED)
    as_(cast.priya, duties.add, report, kind=DutyKind.POLICE, at=now)

    with pytest.raises(NotAllowed, match="Answer the open duty"):
        as_(cast.imogen, triage.confirm_authorized, row_of(TriageDecision, report, kind=Decided.AUTHORIZED), at=now)


def test_a_wait_can_be_ended_while_findings_are_read(cast, now):
    report = signed(cast, investigated(cast, now), now)
    as_(cast.leona, triage.pause, report, reason="The police ask.", at=now)
    as_(cast.leona, findings.hand_in, now_of(report), at=now)

    as_(cast.priya, triage.go_on, now_of(report), at=now + DAY)

    assert closed(cast, countersigned(cast, now_of(report), now + DAY), now + DAY).state == State.CLOSED


# The subject is heard -------------------------------------------------------------------------------------------------


@pytest.mark.clause("C.2")
def test_nobody_answers_for_the_subject(cast, now):
    report = investigated(cast, now)
    subject, _allegation = pair(report)
    as_(cast.leona, hearing.send_notice, report, subject=subject, clauses=["C.2.a"], allegation="A picture.",
        business_days=5, at=now)  # fmt: skip

    with acting_as(cast.leona):
        row = Hearing.objects.get()
        with pytest.raises(NotAllowed, match="Only the person named"):
            hearing.waive(row, representative="", actor=cast.leona, at=now)
        with pytest.raises(NotAllowed, match="Only the person named"):
            hearing.answer(row, text="I admit it.", representative="", actor=cast.leona, at=now)
    with acting_as(cast.dana), pytest.raises(NotAllowed, match="few words"):
        hearing.answer(Hearing.objects.get(), text=" ", representative="", actor=cast.dana, at=now)


@pytest.mark.clause("C.2")
def test_who_was_heard_on_one_clause_is_heard_again_on_one_that_comes_later(cast, now):
    report = heard(cast, investigated(cast, now), now)
    at = now + 2 * HOUR
    with acting_as(cast.leona):
        later = findings.allege(report, clause="C.2.b", details={}, actor=cast.leona, at=at)
    subject, _ = _pair_of(report, "C.2.b")
    sustain = {"allegation": later, "subject": subject, "found": Found.SUSTAINED, "rationale": "Seen.",
               "relied_on": "The picture.", "at": at}  # fmt: skip

    with pytest.raises(NotAllowed, match="Hear them first"):
        as_(cast.leona, findings.sign, now_of(report), **sustain)
    told_of = {"clauses": ["C.2.a", "C.2.b"], "allegation": "A name.", "business_days": 5, "at": at}
    as_(cast.leona, hearing.send_notice, now_of(report), subject=subject, **told_of)
    with pytest.raises(NotAllowed, match="every clause already"):
        as_(cast.leona, hearing.send_notice, now_of(report), subject=subject, **told_of)
    with acting_as(cast.dana):
        row = Hearing.objects.get(answered_at=None)
        assert row.clauses == ["C.2.b"]
        hearing.waive(row, representative="", actor=cast.dana, at=at)

    as_(cast.leona, findings.sign, now_of(report), **sustain)


def _pair_of(report, clause):
    with acting_as_system("intake"):
        return Subject.objects.select_related("person").get(report=report), report.allegations.get(clause=clause)


def test_a_finding_is_of_its_own_report(cast, now):
    report, other = investigated(cast, now), filed(cast, now, cast.juniper)
    subject, allegation = pair(other)
    sentence = {"found": Found.UNFOUNDED, "rationale": "So.", "relied_on": "So.", "at": now}

    with acting_as(cast.leona), pytest.raises(report.allegations.model.DoesNotExist):
        findings.sign(report, allegation=allegation, subject=subject, actor=cast.leona, **sentence)


# After the end --------------------------------------------------------------------------------------------------------


def test_what_has_ended_keeps_who_had_it_and_no_sweep_passes_it_on(cast, now):
    report = closed(cast, countersigned(cast, handed_in(cast, investigated(cast, now), now), now), now)

    assert sweeps.run(now + HOUR)["reports passed on"] == 0

    assert now_of(report).handler == cast.leona
    assert not knows_of(cast.leona, report)
    with acting_as_system("intake"):
        assert {one.pk for one in notices.owners(now_of(report))} == {cast.priya.pk, cast.imogen.pk}


@pytest.mark.clause("C.3")
def test_a_concern_about_retaliation_is_never_handed_to_who_handled_the_report_it_follows_from(cast, now):
    first = closed(cast, countersigned(cast, handed_in(cast, investigated(cast, now), now), now), now)
    concern = decided(cast, taken(cast, now), now, Decided.INVESTIGATE)
    with acting_as_system("intake"):
        Link.objects.create(report=concern, other=first, kind=LinkKind.RETALIATION, at=now)

    with pytest.raises(NotAllowed, match="cannot handle"):
        as_(cast.priya, assigning.assign, concern, person=cast.leona, part=Part.HANDLER, reason="", at=now)
    as_(cast.priya, assigning.assign, concern, person=cast.lucinda, part=Part.HANDLER, reason="", at=now)
    with acting_as_system("intake"):
        Report.objects.filter(pk=first.pk).update(handler=cast.lucinda)
    with pytest.raises(NotAllowed, match="somebody else"):
        accepted(cast.lucinda, concern, now)

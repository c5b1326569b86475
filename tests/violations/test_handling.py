"""A report from its receipt to its end: who does what, what closing asks for, and who hears of it (C.3; A10, 7.7)."""

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from authorizations.choices import DutyKind, DutyMethod
from notifications.models import Notice, Obligation
from notifications.states import ObligationState
from tests.violations.desk import (
    DAY,
    HOUR,
    accepted,
    as_,
    closed,
    corrected,
    countersigned,
    decided,
    handed_in,
    heard,
    investigated,
    now_of,
    pair,
    signed,
    taken,
)
from violations import notices
from violations.choices import Answer, Decided, DismissReason, Found, Measure, NoteKind, Part
from violations.models import (
    Assignment,
    Finding,
    Hearing,
    LetIn,
    Message,
    Note,
    Report,
    ReportDuty,
    Safety,
    TriageDecision,
)
from violations.services import assigning, closing, duties, findings, hearing, holding, notes, triage
from violations.states import State
from workflow.errors import NotAllowed, Stale
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db


def told(person):
    return set(Notice.objects.filter(recipient=person).values_list("kind", flat=True))


# Triage ---------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("C.3")
def test_triage_begins_with_the_safety_of_the_youth(cast, now):
    report = taken(cast, now)

    with pytest.raises(NotAllowed, match="whether the youth is safe"):
        as_(cast.priya, triage.decide, report, kinds=[Decided.INVESTIGATE], reason="x", at=now)
    with pytest.raises(NotAllowed, match="why nothing is needed"):
        as_(cast.priya, triage.answer_safety, report, has_contact=Answer.NO, measure=Measure.NONE, text=" ", at=now)

    assert decided(cast, report, now, Decided.INVESTIGATE, Decided.TO_HR).state == State.INVESTIGATING


def test_a_manager_gets_a_bare_instruction_and_nothing_else_of_the_report(cast, now):
    """Beatrix is above Dana: the instruction is all she reads."""
    report = taken(cast, now)

    as_(cast.priya, triage.answer_safety, report, has_contact=Answer.YES, measure=Measure.INSTRUCTED,
        manager=cast.beatrix, text="Keep Dana Okafor-Lane off the floor until told.", at=now)  # fmt: skip

    with acting_as(cast.beatrix):
        assert Safety.objects.get().text.reveal().startswith("Keep Dana")
        assert not Report.objects.exists()
    assert "confidential.safety" in told(cast.beatrix)


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ([], "do not go together"),
        ([Decided.INVESTIGATE, Decided.DISMISS], "do not go together"),
        ([Decided.DISMISS, Decided.TO_HR], "do not go together"),
        ([Decided.DISMISS], "why no violation is alleged"),
        ([Decided.JOIN], "Choose the report"),
        ([Decided.AUTHORIZED], "investigation profile"),
        (["off_duty"], "do not go together"),
    ],
)
def test_decisions_that_do_not_go_together_are_refused(cast, now, kinds, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        decided(cast, taken(cast, now), now, *kinds)


@pytest.mark.clause("C.2")
def test_off_duty_a_private_account_deleted_or_late_are_no_grounds(cast, now):
    report = taken(cast, now)

    assert {"off_duty", "private", "deleted", "late"} & set(DismissReason.values) == set()
    with pytest.raises(NotAllowed):
        decided(cast, report, now, Decided.DISMISS, dismissed_because="off_duty")
    report = decided(cast, now_of(report), now, Decided.DISMISS, dismissed_because=DismissReason.NO_CLAUSE)
    assert report.state == State.DISMISSED


def test_authorized_activity_ends_a_report_only_with_a_second_reader(cast, now):
    report = taken(cast, now)
    with acting_as_system("intake"):
        Report.objects.update(is_restricted=True)

    report = decided(cast, now_of(report), now, Decided.AUTHORIZED)
    assert report.state == State.TRIAGE
    with acting_as_system("intake"):
        decision = TriageDecision.objects.select_related("report").get(report=report)
    with pytest.raises(NotAllowed, match="Somebody else"):
        as_(cast.priya, triage.confirm_authorized, decision, at=now)
    as_(cast.imogen, triage.confirm_authorized, decision, at=now)

    assert now_of(report).state == State.DISMISSED


# Who handles it -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("C.3")
def test_the_investigation_unit_reads_a_report_only_when_assigned(cast, now):
    report = decided(cast, taken(cast, now), now, Decided.INVESTIGATE)
    with acting_as(cast.leona):
        assert not Report.objects.exists()

    as_(cast.priya, assigning.assign, report, person=cast.leona, part=Part.HANDLER, reason="", at=now)

    with acting_as(cast.leona):
        assert Report.objects.get() == report
        with pytest.raises(NotAllowed, match="Only those who handle"):
            notes.add(now_of(report), text="x", kind=NoteKind.NOTES, form_key=report.form_key, is_legal=False,
                      actor=cast.leona, at=now)  # fmt: skip
    accepted(cast.leona, report, now)
    assert now_of(report).handler == cast.leona
    assert "confidential.report_assigned" in told(cast.leona)
    assert "confidential.report_accepted" in told(cast.priya)


def test_a_hand_over_has_to_be_accepted_and_can_be_declined(cast, now):
    report = investigated(cast, now)
    as_(cast.priya, assigning.assign, report, person=cast.imogen, part=Part.HANDLER, reason="", at=now)

    assert now_of(report).handler == cast.leona
    with acting_as(cast.imogen):
        row = Assignment.objects.select_related("report").get(person=cast.imogen)
        assigning.decline(row, answer="Away.", actor=cast.imogen, at=now)
        with pytest.raises(Stale):
            assigning.accept(row, actor=cast.imogen, at=now)

    assert now_of(report).handler == cast.leona
    assert "confidential.report_declined" in told(cast.priya)


@pytest.mark.clause("C.3")
def test_somebody_in_the_subjects_line_handles_it_only_when_let_in_with_a_reason(cast, now):
    report = decided(cast, taken(cast, now), now, Decided.TO_SUPERVISOR)

    with pytest.raises(NotAllowed, match="cannot handle"):
        as_(cast.priya, assigning.assign, report, person=cast.beatrix, part=Part.HANDLER, reason="Near.", at=now)
    with pytest.raises(NotAllowed, match="why they are let in"):
        as_(cast.priya, assigning.assign, report, person=cast.beatrix, part=Part.MANAGER, reason=" ", at=now)
    as_(cast.priya, assigning.assign, report, person=cast.beatrix, part=Part.MANAGER, reason="Knows it.", at=now)

    accepted(cast.beatrix, report, now)
    with acting_as(cast.beatrix):
        assert Report.objects.get().handler == cast.beatrix
    with acting_as_system("intake"):
        assert LetIn.objects.get().person == cast.beatrix


@pytest.mark.parametrize("who", ["dana", "mateo", "juniper", "hollis"])
def test_subject_reporter_and_who_is_kept_away_never_handle_it(cast, now, who):
    report = taken(cast, now, by=cast.mateo)
    person = getattr(cast, who)
    if who == "juniper":  # nobody keeps her away: she may be asked
        as_(cast.priya, assigning.assign, report, person=person, part=Part.HANDLER, reason="", at=now)
        return
    with pytest.raises(NotAllowed, match="cannot handle"):
        as_(cast.priya, assigning.assign, report, person=person, part=Part.HANDLER, reason="x", at=now)


def test_stepping_aside_is_one_click_and_the_report_is_gone(cast, now):
    report = taken(cast, now)

    as_(cast.priya, holding.recuse, report, at=now)

    with acting_as(cast.priya):
        assert not Report.objects.exists()
    report = now_of(report)
    assert (report.state, report.handler) == (State.SUBMITTED, None)
    assert "confidential.report_waits" in told(cast.imogen)


def test_who_is_let_out_reads_and_handles_it_no_more(cast, now):
    report = decided(cast, taken(cast, now), now, Decided.TO_SUPERVISOR)
    as_(cast.priya, assigning.assign, report, person=cast.beatrix, part=Part.MANAGER, reason="Knows it.", at=now)
    accepted(cast.beatrix, report, now)

    with acting_as(cast.priya):
        row = LetIn.objects.select_related("report", "person").get()
        row.report = now_of(report)
        holding.end_let_in(row, actor=cast.priya, at=now)

    with acting_as(cast.beatrix):
        assert not Report.objects.exists()
    assert now_of(report).handler is None


# Clocks and duties ----------------------------------------------------------------------------------------------------


def clocks(report):
    rows = Obligation.objects.filter(subject_id=str(report.public_id), state=ObligationState.OPEN)
    return dict(rows.values_list("kind", "due_on"))


def test_the_clocks_stand_still_while_somebody_outside_has_to_answer(cast, now):
    """Filed on Tuesday, November 17: three business days is Friday; paused from Wednesday to Monday, it is Wednesday."""
    report = taken(cast, now)
    triage_due = clocks(report)[notices.TRIAGE]

    as_(cast.priya, triage.pause, report, reason="The police ask for time.", at=now + DAY)
    assert clocks(report) == {}
    as_(cast.priya, triage.go_on, now_of(report), at=now + 6 * DAY)

    assert (triage_due.isoformat(), clocks(report)[notices.TRIAGE].isoformat()) == ("2026-11-20", "2026-11-25")


def test_a_pause_takes_a_reason_and_there_is_one_at_a_time(cast, now):
    report = taken(cast, now)

    with pytest.raises(NotAllowed, match="few words"):
        as_(cast.priya, triage.pause, report, reason=" ", at=now)
    as_(cast.priya, triage.pause, report, reason="Police.", at=now)
    with pytest.raises(NotAllowed, match="waits already"):
        as_(cast.priya, triage.pause, now_of(report), reason="Again.", at=now)


@pytest.mark.clause("B.2.f")
def test_open_duties_keep_a_report_from_being_closed(cast, now):
    report = countersigned(cast, handed_in(cast, investigated(cast, now), now), now)
    as_(cast.priya, duties.add, report, kind=DutyKind.DCF_ORAL, at=now)

    with pytest.raises(NotAllowed, match="Answer the open duty"):
        closed(cast, report, now)
    with acting_as_system("intake"):
        duty = ReportDuty.objects.get()
    duty.report = now_of(report)
    with pytest.raises(NotAllowed, match="not happened"):
        as_(cast.priya, duties.made, duty, made_at=now + HOUR, method=DutyMethod.TELEPHONE, recipient="DCF",
            reference="", at=now)  # fmt: skip
    as_(
        cast.priya,
        duties.made,
        duty,
        made_at=now,
        method=DutyMethod.TELEPHONE,
        recipient="DCF",
        reference="51-1",
        at=now,
    )

    assert closed(cast, report, now).state == State.CLOSED


# Findings -------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("C.2")
def test_nothing_is_sustained_before_the_subject_was_heard(cast, now):
    report = investigated(cast, now)
    with pytest.raises(NotAllowed, match="Hear them first"):
        signed(cast, report, now, Found.SUSTAINED)

    report = heard(cast, now_of(report), now)

    assert signed(cast, report, now + 2 * HOUR, Found.SUSTAINED).version > report.version


@pytest.mark.parametrize("ends", ["answered", "waived", "lapsed"])
def test_an_answer_its_lapse_or_a_waiver_is_enough(cast, now, ends):
    report = investigated(cast, now)
    subject, _allegation = pair(report)
    as_(cast.leona, hearing.send_notice, report, subject=subject, clauses=["C.2.a"], allegation="A picture.",
        business_days=3, at=now)  # fmt: skip
    at = now + HOUR
    with acting_as(cast.dana):
        row = Hearing.objects.get()
        assert not Report.objects.exists()  # the wall opens for the notice alone
        if ends == "answered":
            hearing.answer(row, text="No.", representative="Union", actor=cast.dana, at=at)
            with pytest.raises(NotAllowed, match="answered already"):
                hearing.waive(Hearing.objects.get(), representative="", actor=cast.dana, at=at)
        if ends == "waived":
            hearing.waive(row, representative="", actor=cast.dana, at=at)
    at = now + 10 * DAY if ends == "lapsed" else at

    assert signed(cast, now_of(report), at, Found.SUSTAINED)


@pytest.mark.clause("P.3")
def test_p3_with_neither_of_its_conditions_is_not_sustained(cast, now):
    alleged = {"P.3": {"during_work_hours": Answer.YES, "on_work_equipment": Answer.UNKNOWN}}
    report = heard(cast, investigated(cast, now, alleged=alleged), now)
    _subject, allegation = pair(report)
    allegation.report = report
    as_(cast.leona, findings.establish, allegation,
        details={"during_work_hours": Answer.NO, "on_work_equipment": Answer.NO}, at=now)  # fmt: skip

    with pytest.raises(NotAllowed, match="Neither was established"):
        signed(cast, now_of(report), now, Found.SUSTAINED)

    assert signed(cast, now_of(report), now, Found.UNFOUNDED)


@pytest.mark.clause("C.2")
def test_another_person_countersigns_and_then_the_finding_is_locked(cast, now):
    report = handed_in(cast, investigated(cast, now), now)
    with pytest.raises(NotAllowed, match="Somebody else countersigns"):
        countersigned(cast, report, now, by=cast.leona)
    report = countersigned(cast, now_of(report), now)

    with acting_as_system("intake"):
        with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
            Finding.objects.update(found=Found.SUSTAINED)
        with pytest.raises(IntegrityError), transaction.atomic():
            Finding.objects.update(countersigned_by=cast.leona)
    with pytest.raises(NotAllowed, match="already"):
        countersigned(cast, now_of(report), now, by=cast.imogen)


def test_a_later_change_is_a_new_version_and_the_old_one_stays(cast, now):
    report = closed(cast, countersigned(cast, handed_in(cast, investigated(cast, now), now), now), now)
    as_(cast.priya, closing.reopen, report, reason="A new witness.", at=now)
    as_(cast.priya, triage.investigate, now_of(report), at=now)
    report = signed(cast, now_of(report), now + HOUR, Found.UNFOUNDED, by=cast.priya)

    with acting_as_system("intake"):
        versions = list(Finding.objects.order_by("number").values_list("number", "found", "countersigned_by"))
    assert versions == [(1, Found.NOT_SUSTAINED, cast.priya.pk), (2, Found.UNFOUNDED, None)]


def test_a_second_reader_sends_findings_back_with_a_reason(cast, now):
    report = handed_in(cast, investigated(cast, now), now)

    as_(cast.priya, findings.send_back, report, reason="Hear the other witness.", at=now)

    assert now_of(report).state == State.INVESTIGATING
    assert "confidential.report_sent_back" in told(cast.leona)


# The end --------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("C.3")
def test_closing_is_refused_with_the_list_of_what_is_missing(cast, now):
    report = investigated(cast, now)
    report = handed_in(cast, heard(cast, report, now), now + 2 * HOUR, found=Found.SUSTAINED)

    with acting_as(cast.priya):
        missing = closing.still_to_do(now_of(report), at=now, told="")
    assert missing == [
        "Have the finding on C.2.a for Dana Okafor-Lane countersigned.",
        "Add an action for the person and one for the place: C.2.a, Dana Okafor-Lane.",
        "Write to the reporter that it is closed, without what was found.",
    ]
    with pytest.raises(NotAllowed, match="countersigned"):
        closed(cast, report, now)

    report = closed(cast, corrected(cast, countersigned(cast, report, now), now), now)

    assert (report.state, report.closed_by) == (State.CLOSED, cast.priya)
    with acting_as_system("intake"):
        assert Message.objects.get().text.reveal() == "It is closed."


@pytest.mark.clause("C.3")
def test_a_late_report_is_closed_only_with_the_reason(cast, now):
    report = countersigned(cast, handed_in(cast, investigated(cast, now), now), now)
    late = now + 60 * DAY

    with pytest.raises(NotAllowed, match="say why"):
        closed(cast, report, late)

    assert closed(cast, report, late, delay_reason="The police asked for time.").state == State.CLOSED


def test_a_referral_is_closed_with_what_came_back(cast, now):
    report = decided(cast, taken(cast, now), now, Decided.TO_POLICE)
    with pytest.raises(NotAllowed, match="what came of"):
        closed(cast, report, now)
    with acting_as_system("intake"):
        decision = TriageDecision.objects.get()
    decision.report = now_of(report)
    as_(cast.priya, triage.enter_result, decision, result="No charge.", at=now)

    assert closed(cast, report, now).state == State.CLOSED


# Notes and the trail --------------------------------------------------------------------------------------------------


def test_privileged_notes_are_of_legal_alone(cast, now):
    report = investigated(cast, now)
    for kind, key in ((NoteKind.NOTES, "1" * 32), (NoteKind.PRIVILEGED, "2" * 32)):
        as_(cast.priya, notes.add, now_of(report), text=f"{kind}!", kind=kind, form_key=key, is_legal=True, at=now)
        as_(cast.priya, notes.add, now_of(report), text=f"{kind}!", kind=kind, form_key=key, is_legal=True, at=now)

    def read_by(person):
        with acting_as(person):
            return sorted(Note.objects.values_list("kind", flat=True))

    assert (read_by(cast.priya), read_by(cast.leona)) == (["notes", "privileged"], ["notes"])
    assert read_by(cast.mateo) == read_by(cast.dana) == []


def test_nothing_on_the_trail_names_the_reporter(cast, now, empty_trail):
    closed(cast, countersigned(cast, handed_in(cast, investigated(cast, now), now), now), now)

    events = AuditEvent.objects.filter(action__startswith="report.")
    assert events.count() > 8
    assert not [row for row in events.values() if "Mateo" in str(row) or str(cast.mateo.public_id) in str(row)]
    assert set(events.values_list("is_confidential", flat=True)) == {True}


def test_nobody_walled_off_is_told_of_anything(cast, now):
    report = heard(cast, investigated(cast, now), now)
    closed(cast, corrected(cast, countersigned(cast, handed_in(cast, report, now + 2 * HOUR), now), now), now)

    for person in (cast.beatrix, cast.hollis, cast.rolf, cast.juniper, cast.bram):
        assert told(person) == set()
    assert told(cast.dana) == {"confidential.hearing"}

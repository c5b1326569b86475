"""A report about Dana, by Mateo, and what the Legal Unit does with it: short for the tests."""

import datetime
import uuid

from violations.choices import AimedAt, Answer, Decided, Found, Measure, Mode, Outcome, Part
from violations.models import Allegation, Assignment, Finding, Report, Subject
from violations.services import assigning, closing, correcting, file_report, findings, hearing, holding, triage
from workflow.identity import acting_as, acting_as_system

TEXT = "On Tuesday she posted a picture of two youth in the day room on her own page."
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def filed(cast, at, *named, by=None, mode=Mode.CONFIDENTIAL, alleged=None, **facts):
    facts = {"is_youth_at_risk": Answer.NO} | facts
    return file_report(
        by or cast.mateo, mode=mode, form_key=uuid.uuid4(), alleged=alleged or {"C.2.a": {}},
        named=named or [cast.dana], narrative=TEXT, at=at, facts=facts,
    )  # fmt: skip


def now_of(report):
    """The report as it stands, whoever may read it."""
    with acting_as_system("intake"):
        return Report.objects.select_related("handler").get(pk=report.pk)


def as_(who, do, subject, /, **kwargs):
    """Let `who` do something to a report, or to what hangs on it, as it stands now."""
    with acting_as(who):
        return do(subject, actor=who, **kwargs)


def taken(cast, at, *named, **fields):
    report = filed(cast, at, *named, **fields)
    as_(cast.priya, holding.take, now_of(report), at=at)
    return now_of(report)


def safe(cast, report, at):
    as_(cast.priya, triage.answer_safety, report, has_contact=Answer.NO, measure=Measure.NONE, text="On leave.", at=at)
    return now_of(report)


def decided(cast, report, at, *kinds, **facts):
    as_(cast.priya, triage.decide, safe(cast, report, at), kinds=list(kinds), reason="As told.", at=at, **facts)
    return now_of(report)


def investigated(cast, at, *named, **fields):
    """Taken up, safe, and investigated by Leona, who accepted."""
    report = decided(cast, taken(cast, at, *named, **fields), at, Decided.INVESTIGATE)
    as_(cast.priya, assigning.assign, report, person=cast.leona, part=Part.HANDLER, reason="", at=at)
    accepted(cast.leona, report, at)
    return now_of(report)


def accepted(person, report, at):
    with acting_as(person):
        row = Assignment.objects.select_related("report").get(report=report, person=person, ended_at=None)
        assigning.accept(row, actor=person, at=at)


def pair(report):
    """The subject and the allegation of a report with one of each."""
    with acting_as_system("intake"):
        subject = Subject.objects.select_related("person").get(report=report, basis="named")
        return subject, Allegation.objects.get(report=report)


def heard(cast, report, at):
    subject, allegation = pair(report)
    as_(cast.leona, hearing.send_notice, report, subject=subject, clauses=["C.2.a"], allegation="A picture of youth.",
        business_days=5, at=at)  # fmt: skip
    with acting_as(subject.person):
        row = subject.person and report.hearings.get()
        hearing.answer(row, text="I did not know.", representative="", actor=subject.person, at=at + HOUR)
    return now_of(report)


def signed(cast, report, at, found=Found.NOT_SUSTAINED, by=None):
    subject, allegation = pair(report)
    as_(by or cast.leona, findings.sign, report, allegation=allegation, subject=subject, found=found,
        rationale="Two saw it.", relied_on="The picture.", at=at)  # fmt: skip
    return now_of(report)


def handed_in(cast, report, at, **how):
    report = signed(cast, report, at, **how)
    as_(cast.leona, findings.hand_in, report, at=at)
    return now_of(report)


def countersigned(cast, report, at, by=None):
    with acting_as_system("intake"):
        rows = list(Finding.objects.select_related("report").filter(report=report, replaced_at=None))
    for row in rows:
        row.report = now_of(report)
        as_(by or cast.priya, findings.countersign, row, at=at)
    return now_of(report)


def corrected(cast, report, at):
    for aim in AimedAt:
        as_(cast.priya, correcting.add, now_of(report), aimed_at=aim, outcome=Outcome.COACHED, text="Coaching.",
            owner=cast.beatrix, due_on=at.date() + 10 * DAY, at=at)  # fmt: skip
    return now_of(report)


def closed(cast, report, at, delay_reason=""):
    as_(cast.priya, closing.close, now_of(report), told="It is closed.", delay_reason=delay_reason, at=at)
    return now_of(report)

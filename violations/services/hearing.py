"""The subject is heard before anything is sustained: a notice, time, a representative, an answer (C.2).

The notice says what is alleged and under which clause; never who reported, what they told, or a file.
"""

from django.db import transaction

from audit.services import record
from policy.calendar import add_business_days, local_day
from violations import notices
from violations.models import Hearing, Subject
from violations.rules import findings as rules
from violations.rules import handling
from violations.rules.parts import Deed
from violations.services.standing import lock, locked, touch
from violations.states import ENDED
from workflow.errors import Stale
from workflow.identity import acting_as_system

CLAUSE = "C.2"


@transaction.atomic
def send_notice(report, *, subject, clauses, allegation, business_days, actor, at):
    """Tell a subject what is alleged; of a clause added later in a notice of its own. Call it inside acting_as.

    Raises NotAllowed, Stale.
    """
    report = lock(report, actor, Deed.HEAR)
    subject = Subject.objects.select_related("person").get(pk=subject.pk, report=report)
    untold = set(clauses) - {one for row in Hearing.objects.filter(subject=subject) for one in row.clauses}
    rules.may_send_notice(
        has_person=subject.person_id is not None,
        has_clause=bool(clauses),
        is_sent=not untold,
        allegation=allegation,
        days=business_days,
    ).enforce()
    hearing = Hearing.objects.create(
        report=report, subject=subject, person=subject.person, clauses=sorted(untold), allegation=allegation.strip(),
        sent_by=actor, sent_at=at, answer_by=add_business_days(local_day(at), business_days),
    )  # fmt: skip
    with acting_as_system("intake"):
        touch(report)
        record("report.notice_sent", subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True,
               facts={"person": str(subject.person.public_id)})  # fmt: skip
        notices.tell_subject(hearing, at=at)
    return hearing


@transaction.atomic
def answer(hearing, *, text, representative, actor, at):
    """The subject's own words. Call it inside acting_as(the subject). Raises NotAllowed, Stale."""
    handling.needs_words(text).enforce()
    report = _answer(
        hearing, actor, at, answered_at=at, answer=text.strip(), representative=representative.strip() or None
    )
    _record("report.notice_answered", report, actor, at)


@transaction.atomic
def waive(hearing, *, representative, actor, at):
    """The subject does not want to answer. Call it inside acting_as(the subject). Raises NotAllowed, Stale."""
    report = _answer(hearing, actor, at, waived_at=at, representative=representative.strip() or None)
    _record("report.notice_waived", report, actor, at)


def note_seen(hearing, *, at):
    """The subject has opened it."""
    if hearing.seen_at is None:
        with acting_as_system("intake"):
            Hearing.objects.filter(pk=hearing.pk, seen_at=None).update(seen_at=at)


def untold(report):
    """Of who is named, those who have no notice yet of one of the clauses."""
    clauses = set(report.allegations.exclude(clause=None).values_list("clause", flat=True))
    told = {}
    for subject, known in report.hearings.values_list("subject", "clauses"):
        told.setdefault(subject, set()).update(known)
    named = report.subjects.filter(basis="named", person__isnull=False).select_related("person")
    return named.filter(pk__in=[one.pk for one in named if clauses - told.get(one.pk, set())])


def _answer(hearing, actor, at, **fields):
    with acting_as_system("intake"):
        report = locked(hearing.report_id)
        row = Hearing.objects.select_for_update().get(pk=hearing.pk)
        if (row.answered_at, row.waived_at) != (hearing.answered_at, hearing.waived_at):
            raise Stale(row)
        rules.may_answer(row, actor, is_ended=report.state in ENDED).enforce()
        for name, value in fields.items():
            setattr(hearing, name, value)
        hearing.save(update_fields=list(fields))
        touch(report)
        notices.tell_handler(report, "answered", at=at)
    return report


def _record(action, report, actor, at):
    record(action, subject=report, actor=actor, at=at, clause=CLAUSE, is_confidential=True)

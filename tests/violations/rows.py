"""A row of every kind that hangs on a report, and what of it the database yields to one person who asks for everything."""

import uuid
from datetime import timedelta

from django.db import connection

from authorizations.choices import DutyKind
from evidence.models import StoredFile
from tests.postgres import prepared
from violations import models
from violations.choices import (
    AimedAt,
    Answer,
    Decided,
    Found,
    LinkKind,
    MatchKind,
    Measure,
    NoteKind,
    Outcome,
    SignalKind,
)
from violations.models import Allegation, Subject
from workflow.identity import acting_as

# {table: the column that names the report}; a row of one's own beside it, where there is one: (column, key).
OWN = {"hearing": "person_id", "safety": "manager_id", "opening": "person_id"}
PLAIN = ["report", "allegation", "excluded", "letin", "message", "attachment", "assignment", "triagedecision", "pause",
         "reportduty", "correctiveaction", "finding", "checkin"]  # fmt: skip
OF_THE_POOL = ["match", "signal"]
NEVER = ["reportwords", "reportkey", "draft", "draftfile", "keytry"]


def _select():
    """One statement over all tables: (kind, report) of every row that is yielded, and (kind, None) of one's own."""
    parts = [f"SELECT '{name}', {'id' if name == 'report' else 'report_id'} FROM violations_{name}"
             for name in [*PLAIN, *OF_THE_POOL, "reportwords", "reportkey"]]  # fmt: skip
    parts += [f"SELECT '{name}', NULL FROM violations_{name}" for name in ("draft", "draftfile", "keytry")]
    parts += ["SELECT 'note ' || kind, report_id FROM violations_note",
              "SELECT 'subject ' || basis, report_id FROM violations_subject",
              "SELECT 'link', report_id FROM violations_link"]  # fmt: skip
    parts += [f"SELECT CASE WHEN {own} = dys_person() THEN 'own ' ELSE '' END || '{name}', report_id FROM violations_{name}"
              for name, own in OWN.items()]  # fmt: skip
    return " UNION ".join(parts)  # nosec B608


SELECT = _select()
KINDS = {
    *PLAIN, *OF_THE_POOL, *OWN, *NEVER, "link",
    *(f"note {kind}" for kind in NoteKind.values), "subject named", "subject matched",
}  # fmt: skip


def yielded(person):
    """{(kind, report)} of every row that the database yields to somebody."""
    with acting_as(person), connection.cursor() as cursor:
        prepared.execute(cursor, "rows_yielded", SELECT)
        return set(cursor.fetchall())


def covers_every_table():
    """Each table that hangs on a report stands in the statement; what is no part of one report is named here."""
    known = {name.split()[0] for name in KINDS}
    return {model.__name__.lower() for model in map(models.__dict__.get, models.__all__)} - known == {
        "reservehandler",
        "savedview",
    }


def fill(report, *, by, manager, other, at):
    """One row of each kind. `by` acts, `manager` got the instruction, `other` is linked. Call it as the portal's intake."""
    subject = Subject.objects.filter(report=report, basis="named").order_by("pk").first()
    allegation = Allegation.objects.filter(report=report).first()
    mine = {"report": report, "by": by}
    message = report.messages.create(form_key=uuid.uuid4(), text="Thank you.", at=at, by=by)
    file = StoredFile.objects.create(kind="image/png", sha256="0" * 64, size=1, pages=[], removed=[], received_at=at)
    for kind in NoteKind:
        models.Note.objects.create(form_key=uuid.uuid4(), kind=kind, text="Seen.", at=at, **mine)
    models.Attachment.objects.create(file=file, at=at, **mine)
    models.Safety.objects.create(has_contact=Answer.YES, measure=Measure.INSTRUCTED, manager=manager, text="So.", at=at,
                                 **mine)  # fmt: skip
    models.TriageDecision.objects.create(kind=Decided.INVESTIGATE, reason="So.", at=at, **mine)
    models.Pause.objects.create(reason="So.", started_at=at, **mine)
    models.ReportDuty.objects.create(report=report, kind=DutyKind.POLICE, opened_at=at, due_at=at)
    finding = models.Finding.objects.create(report=report, allegation=allegation, subject=subject, found=Found.UNCLEAR,
                                            rationale="So.", relied_on="So.", signed_by=by, signed_at=at)  # fmt: skip
    models.Hearing.objects.create(report=report, subject=subject, person=subject.person, clauses=[], allegation="So.",
                                  sent_by=by, sent_at=at, answer_by=at.date())  # fmt: skip
    models.CorrectiveAction.objects.create(finding=finding, aimed_at=AimedAt.PLACE, outcome=Outcome.CLARIFIED,
                                           text="So.", owner=by, due_on=at.date(), at=at, **mine)  # fmt: skip
    models.Opening.objects.create(report=report, person=by, first_at=at, last_at=at)
    models.Link.objects.create(other=other, kind=LinkKind.RELATED, at=at, **mine)
    models.Match.objects.create(report=report, kind=MatchKind.SUPERVISION, record_id=uuid.uuid4(), found_at=at)
    models.Signal.objects.create(report=report, kind=SignalKind.DENIED, record_id=uuid.uuid4(), happened_at=at)
    models.CheckIn.objects.create(report=report, day=30, message=message, at=at)
    models.ReportWords.objects.get_or_create(report=report, lane="privileged", defaults={"words": [1, 2]})
    models.ReportKey.objects.create(report=report, digest=report.public_id.bytes * 2, made_at=at)
    models.KeyTry.objects.create(mark=b"1" * 32, at=at)
    draft = models.Draft.objects.create(owner_mark=b"2" * 32, begun_at=at, touched_at=at,
                                        kept_until=at + timedelta(days=14))  # fmt: skip
    models.DraftFile.objects.create(draft=draft, file=file)

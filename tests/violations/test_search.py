"""Full text: whoever types a word finds the reports that have it, of those the wall yields, and reads none of the rest."""

import uuid

import pytest
from django.db import connection

from evidence.models import StoredFile
from evidence.safety.kinds import FileKind
from violations.choices import Because, Mode, NoteKind
from violations.models import Attachment, Excluded, LetIn, Note, Report, ReportWords
from violations.services import desk, file_report, words
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
TEXT = "On Tuesday she posted pictures of a heron beside the lavender curtain on her own page."


@pytest.fixture
def report(cast, now):
    return filed(cast, now, cast.dana)


def filed(cast, now, *named, narrative=TEXT):
    return file_report(
        cast.mateo, mode=Mode.CONFIDENTIAL, form_key=uuid.uuid4(), alleged={"": {}}, named=named, narrative=narrative,
        at=now,
    )  # fmt: skip


def found(person, text):
    with acting_as(person):
        return set(desk.narrowed(person, {"find": text}))


def note(report, person, text, now, kind=NoteKind.NOTES):
    with acting_as(person):
        Note.objects.create(report=report, kind=kind, by=person, text=text, at=now, form_key=uuid.uuid4())
    words.index(report)


def test_every_word_must_stand_in_it_in_any_form(cast, now, report):
    filed(cast, now, cast.dana, narrative="Somebody sent messages to a youth in the night, again and again.")

    assert found(cast.priya, "herons picture") == {report}
    assert found(cast.priya, "posting LAVENDER") == {report}
    assert found(cast.priya, "heron night") == set()
    assert found(cast.priya, "the") == set()


def test_a_number_is_found_whole(cast, now, report):
    assert found(cast.priya, report.number.lower()) == {report}
    assert found(cast.priya, report.number[:-1]) == set() or len(report.number) < 9


def test_notes_and_the_names_of_files_are_found(cast, now, report):
    note(report, cast.priya, "Called the pharmacy.", now)
    with acting_as_system("intake"):
        stored = StoredFile.objects.create(
            kind=FileKind.PNG,
            sha256="0b" * 32,
            size=9,
            name="zebra_crossing-2026.png",
            pages=[],
            removed=[],
            received_at=now,
        )
        Attachment.objects.create(report=report, file=stored, at=now)
    words.index(report)

    assert found(cast.imogen, "pharmacy") == found(cast.imogen, "zebra crossing") == {report}


def test_whom_the_wall_keeps_away_finds_nothing_by_any_word(cast, now, report):
    everybody = [cast.dana, cast.beatrix, cast.hollis, cast.rolf, cast.adaeze, cast.leona, cast.mateo, cast.bram]

    assert {person.username for person in everybody if found(person, "heron")} == set()
    assert found(cast.priya, "heron") == {report}


def test_the_control_finds_it_once_the_wall_lets_them(cast, now, report):
    """Beatrix, kept away above, finds it when she is let in: it was the wall that hid it, not the search."""
    with acting_as(cast.priya):
        LetIn.objects.create(report=report, person=cast.beatrix, by=cast.priya, reason="So", at=now)

    assert found(cast.beatrix, "heron") == {report}


def test_privileged_notes_are_found_by_legal_where_legal_holds_it(cast, now, report):
    note(report, cast.priya, "Counsel thinks of an injunction.", now, kind=NoteKind.PRIVILEGED)
    with acting_as(cast.priya):
        LetIn.objects.create(report=report, person=cast.beatrix, by=cast.priya, reason="So", at=now)

    assert found(cast.imogen, "injunction heron") == {report}
    assert found(cast.beatrix, "injunction") == set()


def test_a_lawyer_who_was_let_in_finds_no_privileged_note(cast, now, report):
    note(report, cast.imogen, "Counsel thinks of an injunction.", now, kind=NoteKind.PRIVILEGED)
    with acting_as_system("intake"):
        Excluded.objects.create(report=report, person=cast.priya, because=Because.RELATED, since=now)
    with acting_as(cast.imogen):
        LetIn.objects.create(report=report, person=cast.priya, by=cast.imogen, reason="So", at=now)

    assert found(cast.priya, "heron") == {report}
    assert found(cast.priya, "injunction") == set()


def test_nobody_reads_a_word_out_of_the_database(cast, now, report):
    with acting_as(cast.priya):
        assert not ReportWords.objects.exists()
    with acting_as_system("intake"):
        [kept] = ReportWords.objects.all()
        with connection.cursor() as cursor:
            cursor.execute("SELECT violations_reportwords::text FROM violations_reportwords")
            assert "heron" not in cursor.fetchone()[0]
    assert words.hashed("heron") <= set(kept.words)
    assert all(-(2**63) <= one < 2**63 for one in kept.words)


@pytest.mark.parametrize("text", ["\0", "\ud800", "'; --", "x" * 300_000, "%s %(a)s", "!!!", "heron & | !( <->"])
def test_no_text_breaks_it(cast, now, report, text):
    words.hashed(text)
    assert found(cast.priya, text) <= {report}


def test_words_follow_what_the_report_says(cast, now, report):
    with acting_as_system("intake"):
        row = Report.objects.get(pk=report.pk)
        row.narrative = "Something else was meant, about a kingfisher beside a pond."
        row.save(update_fields=["narrative"])
    words.index(row)

    assert (found(cast.priya, "heron"), found(cast.priya, "kingfisher")) == (set(), {report})

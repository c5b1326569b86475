"""The words by which reports are found again: lexemes of Postgres' own English dictionary, kept as keyed hashes.

Nobody reads a word out of the database; whoever types one finds the reports that have it, of those the wall yields.
"""

import re

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from sealing.hashes import keyed_hash
from violations.choices import NoteKind
from workflow.identity import acting_as_system

ALL, PRIVILEGED = "all", "privileged"
LONGEST = 100_000  # letters of one text; Postgres takes a million bytes
NOT_IN_WORDS = re.compile(r"[^\w'-]+|_+")
FEW = 1_000  # reports with all the words: so many are looked up; of more a page is full before long
RARE, SHARED = 20, 6  # a word of at most so many reports; so many of them in common

KEEP = """
INSERT INTO violations_reportwords (report_id, lane, words) VALUES (%s, %s, %s::bigint[])
ON CONFLICT (report_id, lane) DO UPDATE SET words = excluded.words
"""
FOUND = "violations_has_words(violations_report.id, %s::bigint[], %s::text[])"
OF_LEGAL = (  # where Legal holds the report: who reads privileged notes (migrations/0004_walls.py)
    "violations_report.pool = ANY ((SELECT violations_pools())::text[]) "
    "AND dys_holds('legal', 'general_counsel') "
    "AND violations_report.id NOT IN (SELECT violations_walled_off(dys_person()))"
)


def index(report):
    """Keep the words of a report as it stands: of its narrative, its notes, the names of its files.

    Call it whenever one of those is added. Privileged notes are found by Legal alone.
    """
    with acting_as_system("intake"):
        notes = list(report.notes.all())
        names = [row.file.name.reveal() or "" for row in report.attachments.select_related("file")]
        plain = [note.text.reveal() for note in notes if note.kind == NoteKind.NOTES]
        privileged = [note.text.reveal() for note in notes if note.kind == NoteKind.PRIVILEGED]
        every = hashed(report.narrative.reveal(), *plain, *names)
        _keep(report, ALL, every)
        if privileged:
            _keep(report, PRIVILEGED, every | hashed(*privileged))


def _keep(report, lane, found):
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [report.pk, lane, sorted(found)])


def hashed(*texts):
    """The hashes of the words in these texts, 64 bits each."""
    return {_hash(lexeme) for lexeme in _lexemes(" ".join(_clean(text) for text in texts))}


def narrowed(reports, wanted, *, are_many):
    """Of these reports those in which each of the words stands, given as hashes. `are_many`: whether too many to look
    into each. Call it inside acting_as.
    """
    wanted = sorted(wanted)
    if are_many and (few := _few(wanted)) is not None:
        reports = reports.filter(pk__in=few)
    in_privileged = _condition(f"{FOUND} AND {OF_LEGAL}", wanted, PRIVILEGED)  # nosec B608
    return reports.filter(_condition(FOUND, wanted, ALL) | in_privileged)


def _few(wanted):
    """Ids of all the reports with these words, whoever may read them; None when there are many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT violations_with_words(%s::bigint[], %s::text[]) LIMIT %s", [wanted, [ALL, PRIVILEGED], FEW + 1]
        )
        rows = cursor.fetchall()
    return {pk for (pk,) in rows} if len(rows) <= FEW else None


def _condition(sql, wanted, lane):
    return Q(RawSQL(sql, [wanted, [lane]], output_field=BooleanField()))  # nosec B611


def like(report):
    """{id of a report: how many rare words it shares with this one}, whoever may read it: join it with what is yielded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM violations_like(%s, %s, %s)", [report.pk, RARE, SHARED])
        return dict(cursor.fetchall())


def _clean(text):
    """Without what is no letter, so that a file's name is no word of its own, and without what no encoding takes."""
    return NOT_IN_WORDS.sub(" ", text[:LONGEST].encode("utf-8", "ignore").decode().replace("\0", " "))


def _lexemes(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(to_tsvector('english', %s))", [text])
        return cursor.fetchone()[0]


def _hash(lexeme):
    return int.from_bytes(keyed_hash("report word", lexeme)[:8], "big", signed=True)

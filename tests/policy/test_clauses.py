"""The clauses are the policy's own words, all of them, in order; the tables follow the file."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policy import catalogue, reference
from policy.models import Clause, ClauseStatement
from policy.states import Modality, Route, Severity

SOURCE = Path(reference.__file__).parent / "source" / "policy-01.05.22.txt"
REGISTER_ROWS = 61  # the register counts A.2 and A.3 as one row
REPORTABLE = [
    "P.1",
    "P.3",
    "B.1.b",
    "B.1.d",
    "B.1.e",
    "B.1.f",
    "B.1.h",
    "B.1.i.i",
    "B.1.i.ii",
    "B.1.i.iii",
    "B.2",
    "B.2.a",
    "B.2.b",
    "B.2.c",
    "B.2.d",
    "B.2.e",
    "B.2.f",
    "B.3.a",
    "B.3.b",
    "B.3.c",
    "C.1.a",
    "C.1.b",
    "C.1.c",
    "C.2.a",
    "C.2.b",
    "C.2.c",
    "C.2.d",
    "C.2.e",
    "C.2.f",
    "C.2.g",
    "C.2.h",
    "C.2.i",
    "C.3",
]


def words(text):
    return re.findall(r"[\w'#.()/-]+", text)


def source_words():
    """The published text without page marks, headings, and the numbers and letters of its lists."""
    body = SOURCE.read_text(encoding="utf-8")
    body = body[body.index("This policy shall apply") :]
    body = re.sub(r"^\|.*\|$", "", body, flags=re.M)
    body = re.sub(r"</?u>|:(?=</u>)", "", body)
    body = re.sub(r"^(Policy|Procedures|[ABC]\. .*)$", "", body, flags=re.M)
    body = re.sub(r"^\s*(- )?((\d|[a-i]|i{1,3})\. )?", "", body, flags=re.M)
    body = re.sub(r"^- ", "", body, flags=re.M)
    return words(body)


@pytest.mark.clause("A.2", "A.3")
def test_the_clauses_are_the_policy_word_for_word():
    known = catalogue.catalogue()
    ours = []
    for clause in known.clauses.values():
        ours += words(clause.text)
        if clause.id == "A.1":
            for definition in known.definitions:
                ours += words(definition.term) + words(definition.text)

    assert ours == source_words()


def test_every_row_of_the_register_is_a_statement():
    statements = catalogue.catalogue().statements

    assert len(statements) == REGISTER_ROWS + 1


def test_every_statement_hangs_on_its_clause_and_speaks_with_a_known_strength():
    for statement in catalogue.catalogue().statements.values():
        assert statement.id.rpartition("/")[0] == statement.clause_id
        assert statement.modality in Modality.values
        assert statement.summary


def test_every_clause_stands_below_its_parent():
    for clause in catalogue.catalogue().clauses.values():
        above = clause.id.rpartition(".")[0]
        assert clause.parent_id == (above if "." in above else "")


def test_what_can_be_reported_has_a_severity_and_a_route_and_nothing_else_has():
    clauses = catalogue.catalogue().clauses.values()

    assert [clause.id for clause in clauses if clause.severity] == REPORTABLE
    for clause in clauses:
        assert bool(clause.severity) == any(statement.is_reportable for statement in clause.statements)
        assert clause.severity in ["", *Severity.values]
        assert clause.route in ["", *Route.values]


def test_an_unknown_clause_is_an_error():
    with pytest.raises(catalogue.UnknownClause):
        catalogue.clause("B.9")


@pytest.mark.django_db
def test_the_tables_hold_what_the_file_holds():
    known = catalogue.catalogue()

    stored = list(Clause.objects.values_list("id", "label", "text", "parent_id"))

    assert stored == [(row.id, row.label, row.text, row.parent_id or None) for row in known.clauses.values()]
    assert ClauseStatement.objects.count() == len(known.statements)


@pytest.mark.django_db
def test_loading_again_reads_and_writes_nothing():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reference.load_reference(using="default")

    assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)
    assert len(queries) <= 6


@pytest.mark.django_db
def test_loading_mends_only_the_row_that_differs():
    Clause.objects.filter(id="B.2.c").update(label="Something else")

    with CaptureQueriesContext(connection) as queries:
        reference.load_reference(using="default")

    written = [query["sql"] for query in queries if query["sql"].startswith("INSERT")]
    assert Clause.objects.get(id="B.2.c").label == catalogue.clause("B.2.c").label
    assert len(written) == 1
    assert "B.2.c" in written[0]
    assert "B.2.d" not in written[0]


@pytest.mark.django_db
def test_loading_takes_out_what_the_file_no_longer_holds():
    Clause.objects.create(id="Z.1", position=99, label="Left over", text="Left over")

    reference.load_reference(using="default")

    assert not Clause.objects.filter(id="Z.1").exists()


@pytest.mark.django_db(transaction=True)
def test_the_clauses_come_back_after_a_flush():
    call_command("flush", interactive=False, verbosity=0)

    assert Clause.objects.count() == len(catalogue.catalogue().clauses)

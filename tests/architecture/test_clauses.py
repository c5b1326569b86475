"""Every binding statement of the policy is proven by a test that names it, or is planned for a later part."""

from pathlib import Path

import pytest

from policy.catalogue import catalogue
from policy.coverage import coverage_markdown, marks_in, planned_in, proofs_by_statement

TESTS = Path(__file__).resolve().parent.parent
PAGE = TESTS.parent / "docs" / "clause-coverage.md"
SUBJECTS = {"Evidence", "Investigations", "The clock", "Violation reports", "Pulse moderation", "later"}


@pytest.fixture(scope="module")
def marks():
    return marks_in(TESTS)


@pytest.fixture(scope="module")
def proofs(marks):
    return proofs_by_statement([mark for mark in marks if _is_known(mark.id)])


@pytest.fixture(scope="module")
def planned():
    return planned_in(TESTS)[0]


def test_every_mark_names_a_clause_or_statement_of_the_policy(marks):
    unknown = [f"{mark.test} names {mark.id}" for mark in marks if not _is_known(mark.id)]

    assert unknown == []


def test_every_binding_statement_has_a_test_or_is_planned(proofs, planned):
    bare = [
        statement.id
        for statement in catalogue().statements.values()
        if statement.binds_portal and not proofs[statement.id] and statement.id not in planned
    ]

    assert bare == [], "no test names these statements: add @pytest.mark.clause to the test that proves them"


def test_nothing_is_planned_that_has_a_test(proofs, planned):
    done = [f"{id} has {proofs[id][0]}" for id in planned if proofs.get(id)]

    assert done == [], "take these out of planned_clauses.toml"


def test_only_binding_statements_are_planned_under_a_known_subject(planned):
    binding = {statement.id for statement in catalogue().statements.values() if statement.binds_portal}

    assert set(planned) - binding == set()
    assert set(planned.values()) - SUBJECTS == set()


def test_the_planned_list_only_shrinks():
    planned, at_most = planned_in(TESTS)

    assert len(planned) == at_most, "lower at_most when a statement is done; it never rises"


def test_the_clause_page_promises_what_is_tested_and_nothing_that_is_planned(proofs, planned):
    statements = catalogue().statements.values()

    promised_too_early = [row.id for row in statements if row.portal and row.id in planned]
    told_nobody = [row.id for row in statements if proofs[row.id] and not row.portal]

    assert promised_too_early == []
    assert told_nobody == [], "say in policy/clauses.toml what the portal does about these (portal = ...)"


def test_the_coverage_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == coverage_markdown(TESTS), "run manage.py write_docs"


def _is_known(id):
    return id in catalogue().clauses or id in catalogue().statements

"""The portal does not start with a database role that could change the trail."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from tests.postgres.base import as_owner


def found():
    return [problem.id for problem in run_checks(databases=["default"]) if problem.id == "audit.E001"]


@pytest.mark.django_db
def test_the_application_starts():
    assert found() == []


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_role_that_could_rewrite_the_trail_does_not_start():
    with as_owner(connection):
        assert found() == ["audit.E001"]

    assert found() == []


def test_without_a_database_it_is_not_asked():
    assert [problem.id for problem in run_checks() if problem.id == "audit.E001"] == []

"""Every row of the fault matrix has tests that exist and run under its marker."""

import ast
from pathlib import Path

import pytest

from tests.faults.matrix import ROWS

TESTS = Path(__file__).parent.parent


def _marks(node):
    return {ast.unparse(mark).removeprefix("pytest.mark.").partition("(")[0] for mark in node.decorator_list}


def test_the_matrix_has_every_row():
    assert list(ROWS) == list(range(1, 33))
    assert all(tests for _fault, tests in ROWS.values())


@pytest.mark.parametrize("row", ROWS)
def test_the_tests_of_a_row_are_there_and_marked(row):
    for name in ROWS[row][1]:
        path, _, function = name.partition("::")
        module = ast.parse((TESTS / path).read_text(encoding="utf-8"))
        found = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
        assert function in found, name
        assert path.startswith("faults/") or "faults" in _marks(found[function]), f"{name} lacks the marker faults"

"""Clause marks are read from the text of the tests, wherever pytest lets one stand."""

import pytest

from policy.coverage import BadMark, Mark, marks_in, proofs_by_statement


@pytest.fixture
def folder(tmp_path):
    def write(text):
        (tmp_path / "people").mkdir(exist_ok=True)
        (tmp_path / "people" / "test_line.py").write_text(text)
        return tmp_path

    return write


def test_marks_on_a_test_a_class_a_module_and_a_parameter_all_count(folder):
    root = folder(
        'import pytest\npytestmark = [pytest.mark.clause("A.1")]\n'
        '@pytest.mark.clause("B.2.a/2", "B.2.b")\ndef test_one(): ...\n'
        '@pytest.mark.clause("C.3")\nclass TestThings:\n    def test_two(self): ...\n'
        '@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.clause("B.2.e"))])\ndef test_three(x): ...\n'
        "def no_test(): ...\n"
    )

    found = marks_in(root)

    assert set(found) == {
        Mark("people/test_line.py::test_one", "A.1"),
        Mark("people/test_line.py::test_one", "B.2.a/2"),
        Mark("people/test_line.py::test_one", "B.2.b"),
        Mark("people/test_line.py::TestThings::test_two", "A.1"),
        Mark("people/test_line.py::TestThings::test_two", "C.3"),
        Mark("people/test_line.py::test_three", "A.1"),
        Mark("people/test_line.py::test_three", "B.2.e"),
    }


def test_a_clause_covers_its_own_statements_and_not_those_below_it():
    proofs = proofs_by_statement([Mark("t", "B.2")])

    assert {id for id, tests in proofs.items() if tests} == {"B.2/0a", "B.2/0b"}


def test_a_statement_covers_itself_alone():
    proofs = proofs_by_statement([Mark("t", "B.2.a/2")])

    assert {id for id, tests in proofs.items() if tests} == {"B.2.a/2"}


def test_an_unknown_clause_is_an_error():
    with pytest.raises(KeyError):
        proofs_by_statement([Mark("t", "B.9")])


def test_a_mark_that_cannot_be_read_is_an_error(folder):
    root = folder('import pytest\n@pytest.mark.clause(f"B.{2}")\ndef test_one(): ...\n')

    with pytest.raises(BadMark, match="test_one"):
        marks_in(root)

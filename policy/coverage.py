"""Which test proves which statement of the policy, read from the test files without running them.

`@pytest.mark.clause("B.2.c")` on a test, a class or a module (pytestmark) names a clause and with it that clause's own
statements, not those of the clauses below it; `@pytest.mark.clause("B.2.a/2")` names one statement only. Statements
whose work is still to come stand in tests/architecture/planned_clauses.toml under the subject that brings them.
"""

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

from policy.catalogue import catalogue

PLANNED_FILE = Path("architecture") / "planned_clauses.toml"


class BadMark(ValueError):
    """A clause mark that cannot be read without running the test."""


@dataclass(frozen=True, order=True)
class Mark:
    """One id named by one test; `test` is "people/test_line.py::test_name"."""

    test: str
    id: str


def marks_in(tests_root):
    """Every clause mark under a folder of tests. Raises BadMark for an argument that is not a plain string."""
    tests_root = Path(tests_root)
    found = set()
    for path in sorted(tests_root.rglob("test_*.py")):
        name = path.relative_to(tests_root).as_posix()
        found.update(_marks_of(ast.parse(path.read_text(encoding="utf-8")), name, ()))
    return sorted(found)


def proofs_by_statement(marks):
    """{statement id: [tests]} for every statement; a mark with an unknown id raises KeyError."""
    known = catalogue()
    proofs = {id: [] for id in known.statements}
    for mark in marks:
        if mark.id in proofs:
            proofs[mark.id].append(mark.test)
        else:
            for statement in known.clauses[mark.id].statements:
                proofs[statement.id].append(mark.test)
    return proofs


def planned_in(tests_root):
    """({statement id: subject}, ceiling) of the list of what is still to come."""
    data = tomllib.loads((Path(tests_root) / PLANNED_FILE).read_text(encoding="utf-8"))
    planned = {id: subject for subject, ids in data["planned"].items() for id in ids}
    return planned, data["at_most"]


def coverage_markdown(tests_root):
    """The page docs/clause-coverage.md."""
    known = catalogue()
    proofs = proofs_by_statement(marks_in(tests_root))
    planned, _ceiling = planned_in(tests_root)
    binding = [row for row in known.statements.values() if row.binds_portal]
    proven = sum(bool(proofs[row.id]) for row in binding)
    lines = [
        "# Clause coverage",
        "",
        f"What Policy {known.number} says, statement by statement, and the tests that prove what the portal does about "
        "it. Written by `manage.py write_docs` from `policy/clauses.toml` and the `clause` marks of the tests; a test "
        "fails when it is out of date.",
        "",
        f"{len(known.statements)} statements, {len(binding)} bind the portal: {proven} have a test, "
        f"{len(binding) - proven} do not yet.",
    ]
    for section, title in known.sections.items():
        lines += ["", f"## {title}", "", "| Statement | Says | Proven by |", "|---|---|---|"]
        for row in known.statements.values():
            if known.clauses[row.clause_id].section == section:
                lines.append(f"| {row.id} | *{row.modality}*: {row.summary} | {_proof(row, proofs, planned)} |")
    return "\n".join(lines) + "\n"


def _proof(statement, proofs, planned):
    if proofs[statement.id]:
        return "<br>".join(f"`{test}`" for test in sorted(set(proofs[statement.id])))
    if not statement.binds_portal:
        return "nothing to prove: shown as text"
    return f"planned: {planned[statement.id]}" if statement.id in planned else "**no test**"


def _marks_of(node, place, inherited):
    """Marks of the tests in a module or class, with those it hands down."""
    inherited = [*inherited, *(id for item in node.body if _is_pytestmark(item) for id in _ids(item.value, place))]
    for item in node.body:
        if isinstance(item, ast.ClassDef):
            handed = [id for decorator in item.decorator_list for id in _ids(decorator, place)]
            yield from _marks_of(item, f"{place}::{item.name}", [*inherited, *handed])
        elif isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and item.name.startswith("test"):
            own = [id for decorator in item.decorator_list for id in _ids(decorator, f"{place}::{item.name}")]
            for id in {*inherited, *own}:
                yield Mark(f"{place}::{item.name}", id)


def _is_pytestmark(item):
    return isinstance(item, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in item.targets
    )


def _ids(expression, place):
    """The ids of every pytest.mark.clause(...) inside an expression, parameters of parametrize included."""
    for call in ast.walk(expression):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.clause":
            for argument in call.args:
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    raise BadMark(f"{place}: name the clause as a plain string, not {ast.unparse(argument)}")
                yield argument.value

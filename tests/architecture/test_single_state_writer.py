"""A state changes in one place only: workflow/moves.py, under a lock, with an audit event.

Exempt are the states of notifications: they say how far a delivery got, not what became of a record.
"""

import ast

from authorizations.services.requests import DRAFT_FIELDS
from tests.architecture.house import modules

WRITER = "workflow/moves.py"
BY_NAME = {"setattr", "__setattr__", "bulk_update", "save"}
EXEMPT_APPS = ("notifications/",)
EXEMPT = {"dys_social/seed/load.py"}  # marks the demonstration's mails as sent


def _writes_of_state(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.lineno for target in targets for one in ast.walk(target) if _is_state(one))
        elif isinstance(node, ast.Call):
            yield from _writing_call(node)


def _is_state(node):
    return isinstance(node, ast.Attribute) and node.attr == "state"


def _writing_call(call):
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    constants = {one.value for one in ast.walk(call) if isinstance(one, ast.Constant)}
    is_update = name == "update" and any(keyword.arg == "state" for keyword in call.keywords)
    if is_update or (name in BY_NAME and "state" in constants):
        yield call.lineno


def test_nothing_but_the_table_of_moves_writes_a_state():
    writers = {
        f"{path}:{line}"
        for path, tree in modules()
        if path != WRITER and path not in EXEMPT and not path.startswith(EXEMPT_APPS)
        for line in _writes_of_state(tree)
    }

    assert writers == set()


def test_a_draft_takes_no_state_from_a_form():
    assert not DRAFT_FIELDS & {"state", "version", "number", "account", "decided_by", "snapshot", "employee"}


def test_the_search_sees_every_way_of_writing():
    written = """
record.state = 1
record.state, record.x = 1, 2
record.state += 1
Model.objects.filter(pk=1).update(state=2, version=3)
setattr(record, "state", 3)
Model.objects.bulk_update(rows, ["state"])
record.save(update_fields=["state"])
if record.state == 1: pass
Model.objects.filter(state=1)
Model(state=1)
"""

    assert sorted(_writes_of_state(ast.parse(written))) == [2, 3, 4, 5, 6, 7, 8]
